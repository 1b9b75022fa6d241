"""Small projects, each with the quirk of some tool."""

from __future__ import annotations

import zipfile

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import refi_qda
from synthesis.ingest.account import Mismatch
from synthesis.ingest.formats import detect_format
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables

from .refi_qda_project import (
    code,
    coded,
    coding,
    decision,
    element,
    guid,
    left_out,
    paths_of,
    project,
    read_qde,
    ref,
    selection,
    text_source,
    write_qdpx,
)

TEXT = "Trust was low. Workers left early.\nSome came back."
TRUST = ("Small doc", "Trust was low.", "Trust", "Ana")


def _small(**more):
    source = text_source("Small doc", selection(0, 14, coding("Trust")))
    return project(**{"codes": code("Trust"), "sources": source, **more})


@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES", "."])
def test_texts_are_found_in_any_folder(tmp_path, folder):
    found = read_qde(tmp_path / "small.qdpx", _small(), {"Small doc": TEXT}, folder=folder)
    assert coded(found) == [TRUST]


@pytest.mark.parametrize(
    "path", ["internal://{}.txt", "{}.txt", "relative:///{}.txt", "absolute:///C:/a/{}.txt"]
)
def test_texts_are_found_by_any_form_of_path(tmp_path, path):
    source = text_source(
        "Small doc", selection(0, 14, coding("Trust")), plainTextPath=path.format(guid("Small doc"))
    )
    qde = project(codes=code("Trust"), sources=source)
    assert coded(read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})) == [TRUST]


def test_text_written_into_the_project(tmp_path):
    inner = element("PlainTextContent", TEXT) + selection(0, 14, coding("Trust"))
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner, plainTextPath=""))
    assert coded(read_qde(tmp_path / "small.qdpx", qde)) == [TRUST]


def test_a_project_of_any_name_beside_what_a_mac_leaves(tmp_path):
    path = tmp_path / "mac.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._project.qde", b"\x00\x05\x16\x07")
        archive.writestr("sources/.root", b"")
        archive.writestr(f"sources/{guid('Small doc')}.txt", TEXT)
        archive.writestr("My project.qde", _small())
    assert detect_format(path).name == "refi-qda"
    found = refi_qda.read([path], ImportOptions())
    assert coded(found) == [TRUST]
    assert found.account["files in the archive"].found == 1


def test_a_bare_project_with_its_sources_beside_it(tmp_path):
    path = tmp_path / "small.qde"
    path.write_text(_small(), encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / f"{guid('Small doc')}.txt").write_text(TEXT, encoding="utf-8")
    assert detect_format(path).name == "refi-qda"
    assert coded(refi_qda.read([path], ImportOptions())) == [TRUST]


def test_no_text_elsewhere_on_the_machine_is_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(TEXT, encoding="utf-8")
    for path in (
        f"absolute://{secret}",
        f"relative:///../{tmp_path.name}/secret.txt",
        "internal://../secret.txt",
    ):
        qde = project(sources=text_source("Small doc", plainTextPath=path))
        found = read_qde(tmp_path / "small.qdpx", qde)
        assert list(found.documents["text"]) == [None]


def test_sources_that_are_not_included_keep_what_is_known(tmp_path):
    inner = selection(0, 14, coding("Trust"), name="Trust was low.") + selection(
        20, 30, coding("Trust", name="b")
    )
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner))
    found = read_qde(tmp_path / "small.qdpx", qde)
    assert list(found.documents["text"]) == [None]
    assert found.segments[["text", "locator"]].to_numpy().tolist() == [
        ["Trust was low.", "characters 0 to 14"],
        [None, "characters 20 to 30"],
    ]
    assert "did not come with the file" in " ".join(found.account.remarks)
    tables = project_tables(found, ImportOptions()).tables
    assert len(tables["codings"]) == 2


def test_identifiers_in_braces_and_any_case(tmp_path):
    qde = _small().replace(f'targetGUID="{guid("Trust")}"', f'targetGUID="{{{guid("Trust").upper()}}}"')
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert coded(found) == [TRUST]


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:project:0:4", "urn:QDA-XML:project:0:10", ""])
def test_any_namespace_is_read_and_said(tmp_path, namespace):
    found = read_qde(tmp_path / "small.qdpx", _small(namespace=namespace), {"Small doc": TEXT})
    assert coded(found) == [TRUST]
    assert "read all the same" in found.account.remarks[0]


def test_departures_from_the_schema_are_remarks(tmp_path):
    qde = _small().replace(' isCodable="true"', "").replace("<Coding ", '<Coding shade="1" ')
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert coded(found) == [TRUST]
    said = [remark for remark in found.account.remarks if "schema" in remark]
    assert len(said) == 2
    assert "'isCodable' is required" in said[0]
    assert "'shade' is not allowed" in said[1]


def test_a_project_that_keeps_to_the_schema_has_no_remark(tmp_path):
    assert read_qde(tmp_path / "small.qdpx", _small(), {"Small doc": TEXT}).account.remarks == []


def test_the_order_of_parts_does_not_matter(tmp_path):
    qde = _small(users="")
    late = element("Users", element("User", guid=guid("Ana"), name="Ana"))
    qde = qde.replace("</Sources>", f"</Sources>{late}")
    book = qde[qde.index("<CodeBook>") : qde.index("</CodeBook>") + len("</CodeBook>")]
    qde = qde.replace(book, "").replace("</Project>", f"{book}</Project>")
    assert coded(read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})) == [TRUST]


def test_users_that_are_not_listed_get_a_stable_name(tmp_path):
    inner = selection(0, 14, coding("Trust", user="Zoe") + coding("Trust", user="Yan"))
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner), users="")
    for _ in range(2):
        found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
        assert list(found.codings["coder"]) == ["unknown user 1", "unknown user 2"]
    assert "2 users not in the project's list" in found.account.remarks[-1]


def test_two_users_of_one_name_are_told_apart(tmp_path):
    users = element("User", guid=guid("Ana"), name="Ana") + element("User", guid=guid("Ben"), name="Ana")
    inner = selection(0, 14, coding("Trust") + coding("Trust", user="Ben"))
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner), users=users)
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert list(found.codings["coder"]) == ["Ana", "Ana (2)"]


def test_containers_and_one_name_at_several_places(tmp_path):
    codes = code("Barriers", code("Time", called="time 1"), codable="false") + code(
        "Enablers", code("Time", code("Deep", called="deep"), called="time 2"), codable="false"
    )
    found = read_qde(tmp_path / "small.qdpx", project(codes=codes))
    paths = list(paths_of(found).values())
    assert paths == ["Barriers", "Barriers/Time", "Enablers", "Enablers/Time", "Enablers/Time/Deep"]
    assert list(found.codes["is_codable"]) == [False, True, False, True, True]


def test_a_container_that_is_coded_with_is_a_code(tmp_path):
    qde = _small(codes=code("Trust", codable="false"))
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert list(found.codes["is_codable"]) == [True]
    said = "not codable and coded with all the same: 1 code, such as 'Trust'"
    assert said in " ".join(found.account.remarks)


def test_hierarchy_in_names_of_atlas_8(tmp_path):
    codes = code("Coke") + code("Coke::diet Coke") + code("Tea::green::sencha")
    found = read_qde(tmp_path / "small.qdpx", project(codes=codes, origin="ATLAS.ti 8.4"))
    assert sorted(paths_of(found).values()) == [
        "Coke",
        "Coke/diet Coke",
        "Tea",
        "Tea/green",
        "Tea/green/sencha",
    ]
    assert found.account["codes"].found == 5
    assert "'Coke::diet Coke' is 'Coke / diet Coke'" in decision(found, "hierarchy of codes")


def test_groups_that_are_no_codes_of_their_own(tmp_path):
    codes = code("T1. Use: speed") + code("T1. Use: trust") + code("Note: to myself") + code("Plain")
    found = read_qde(tmp_path / "small.qdpx", project(codes=codes, origin="ATLAS.ti Windows 23"))
    expected = ["Note: to myself", "Plain", "T1. Use", "T1. Use/speed", "T1. Use/trust"]
    assert sorted(paths_of(found).values()) == expected


def test_a_colon_in_a_name_stays_where_another_tool_wrote_it(tmp_path):
    codes = code("Trust") + code("Trust: broken")
    found = read_qde(tmp_path / "small.qdpx", project(codes=codes, origin="NVivo 12"))
    assert list(paths_of(found).values()) == ["Trust", "Trust: broken"]


PDF = "Page one says trust.\nPage two says time."


def _pdf(first, second, extra=""):
    place = {"firstX": 1, "firstY": 2, "secondX": 3, "secondY": 4}
    on_page = element("PDFSelection", first, guid=guid("q1"), page=0, name="trust", **place)
    text = element(
        "Representation",
        element(
            "PlainTextSelection", second, guid=guid("q1"), startPosition=14, endPosition=19, name="trust"
        ),
        guid=guid("layer"),
        plainTextPath=f"internal://{guid('layer')}.txt",
    )
    inner = on_page + extra + text
    return element("PDFSource", inner, guid=guid("Paper"), name="Paper.pdf", path="internal://x.pdf")


def test_text_of_a_pdf_that_atlas_writes_twice_counts_once(tmp_path):
    source = _pdf(coding("Trust", name="on page"), coding("Trust", name="in text"))
    qde = project(codes=code("Trust"), sources=source, origin="ATLAS.ti Windows 23")
    found = read_qde(tmp_path / "pdf.qdpx", qde, {"layer": PDF})
    assert coded(found) == [("Paper", "trust", "Trust", "Ana")]
    (segment,) = found.segments.itertuples()
    assert (segment.start, segment.end, segment.locator) == (14, 19, "page 1")
    assert left_out(found, "codings") == {"the tool writes it twice, on the text and on the page": 1}
    assert found.account["selections"].n_left_out == 1
    assert found.account["codings"].found == 2
    assert decision(found, "pages") == "the first page is 0 in the file and 1 here"
    project_tables(found, ImportOptions()).account.check()


def test_a_passage_that_goes_on_over_the_page_is_one(tmp_path):
    name = "a passage that is long enough to be known again…"
    place = {"firstX": 1, "firstY": 2, "secondX": 3, "secondY": 4}
    both = [
        element("PDFSelection", coding("Trust", name=f"c{p}"), guid=guid(g), page=p, name=name, **place)
        for p, g in ((4, "first"), (5, "second"))
    ]
    text = "Here is a passage that is long enough to be known again and goes on."
    layer = element(
        "Representation",
        element(
            "PlainTextSelection",
            coding("Trust", name="t"),
            guid=guid("first"),
            startPosition=8,
            endPosition=68,
            name=name,
        ),
        guid=guid("layer"),
        plainTextPath=f"internal://{guid('layer')}.txt",
    )
    source = element("PDFSource", "".join(both) + layer, guid=guid("Paper"), name="Paper.pdf")
    found = read_qde(tmp_path / "pdf.qdpx", project(codes=code("Trust"), sources=source), {"layer": text})
    assert coded(found) == [("Paper", text[8:], "Trust", "Ana")]
    assert list(found.segments["locator"]) == ["page 4, page 5"]
    assert found.account["codings"].n_left_out == 2


def test_a_place_on_a_page_without_text_keeps_its_page_and_title(tmp_path):
    area = {"firstX": 1, "firstY": 2, "secondX": 3, "secondY": 4}
    with_text = element("Representation", element("PlainTextContent", "a figure"), guid=guid("r"))
    inner = element("PDFSelection", coding("Trust"), guid=guid("a"), page=4, name="Quotation 12:3", **area)
    inner += element(
        "PDFSelection", with_text + coding("Trust", name="b"), guid=guid("b"), page=5, name="x", **area
    )
    source = element("PDFSource", inner, guid=guid("Paper"), name="Paper.pdf", path="internal://x.pdf")
    found = read_qde(tmp_path / "pdf.qdpx", project(codes=code("Trust"), sources=source))
    assert found.segments[["text", "locator"]].to_numpy().tolist() == [
        [None, "page 4"],
        ["a figure", "page 5"],
    ]


def test_pictures_and_recordings_keep_where_the_selection_is(tmp_path):
    area = {"firstX": 267, "firstY": 1, "secondX": 992, "secondY": 720}
    picture = element("PictureSelection", coding("Trust"), guid=guid("p"), name="Milk", **area)
    sound = element("AudioSelection", coding("Trust", name="b"), guid=guid("s"), begin=70_000, end=90_500)
    short = element("VideoSelection", coding("Trust", name="c"), guid=guid("v"), begin=1_200, end=1_900)
    sources = (
        element("PictureSource", picture, guid=guid("pic"), name="pic.jpg")
        + element("AudioSource", sound, guid=guid("snd"), name="snd.m4a")
        + element("VideoSource", short, guid=guid("vid"), name="vid.mp4")
    )
    found = read_qde(tmp_path / "media.qdpx", project(codes=code("Trust"), sources=sources))
    assert list(found.documents["kind"]) == ["picture", "audio", "video"]
    assert list(found.documents["name"]) == ["pic.jpg", "snd.m4a", "vid.mp4"]
    assert list(found.segments["locator"]) == [
        "area 267,1 to 992,720",
        "00:01:10 to 00:01:30",
        "00:00:01.200 to 00:00:01.900",
    ]
    assert list(found.segments["note"]) == ["Milk", None, None]


def test_a_transcript_gives_a_recording_its_text(tmp_path):
    points = element("SyncPoint", guid=guid("a"), timeStamp=0, position=0)
    points += element("SyncPoint", guid=guid("b"), timeStamp=9000, position=14)
    said = element(
        "TranscriptSelection",
        coding("Trust"),
        guid=guid("t"),
        fromSyncPoint=guid("a"),
        toSyncPoint=guid("b"),
    )
    inner = element("PlainTextContent", TEXT) + points + said
    second = element("Transcript", element("PlainTextContent", "In other words."), guid=guid("two"))
    source = element(
        "AudioSource", element("Transcript", inner, guid=guid("tr")) + second, guid=guid("snd"), name="Talk"
    )
    found = read_qde(tmp_path / "media.qdpx", project(codes=code("Trust"), sources=source))
    assert coded(found) == [("Talk", "Trust was low.", "Trust", "Ana")]
    assert list(found.segments["locator"]) == ["00:00:00 to 00:00:09"]
    assert list(found.documents["name"]) == ["Talk", "Talk, another transcript"]
    assert list(found.documents["text"]) == [TEXT, "In other words."]


def test_a_document_coded_as_a_whole(tmp_path):
    qde = project(codes=code("Trust"), sources=text_source("Small doc", coding("Trust")))
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    (row,) = found.codings.itertuples()
    assert (row.segment_id, row.document_id, row.coder) == (None, guid("Small doc"), "Ana")


def test_what_a_memo_is_about(tmp_path):
    def note(name, text, **more):
        inner = element("PlainTextContent", text)
        return element("Note", inner, guid=guid(name), name=name, **{"creatingUser": guid("Ben"), **more})

    inner = coding("Trust", inner=ref("NoteRef", "on coding")) + ref("NoteRef", "on passage")
    source = text_source("Small doc", selection(0, 14, inner) + ref("NoteRef", "on document"))
    link = element("Link", guid=guid("l"), originGUID=guid("selection 0 14"), targetGUID=guid("linked"))
    notes = note("on coding", "why") + note("on passage", "look") + note("on document", "long")
    notes += note("linked", "an annotation", creationDateTime="2026-11-20T10:00:00Z")
    notes += note("on code", "what it means") + note("free", "alone")
    qde = project(
        codes=code("Trust", ref("NoteRef", "on code")),
        sources=source,
        more=element("Notes", notes) + element("Links", link),
    )
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    about = {n.title: (n.text, n.about_kind, n.about_id, n.author, n.date) for n in found.notes.itertuples()}
    assert about == {
        "on passage": ("look", "segment", guid("selection 0 14"), "Ben", None),
        "on document": ("long", "document", guid("Small doc"), "Ben", None),
        "linked": ("an annotation", "segment", guid("selection 0 14"), "Ben", "2026-11-20"),
        "on code": ("what it means", "code", guid("Trust"), "Ben", None),
        "free": ("alone", None, None, "Ben", None),
    }
    assert list(found.codings["note"]) == ["on coding\n\nwhy"]
    assert found.account["memos"].found == 6
    assert found.account["links"].kept == 1


def test_links_between_codes_are_lines_of_a_memo(tmp_path):
    ends = {"originGUID": guid("Trust"), "targetGUID": guid("Time")}
    links = element("Link", guid=guid("l"), name="is cause of", **ends)
    links += element("Link", guid=guid("m"), originGUID=guid("Trust"), targetGUID=guid("nothing"))
    found = read_qde(
        tmp_path / "small.qdpx", project(codes=code("Trust") + code("Time"), more=element("Links", links))
    )
    assert list(found.notes["text"]) == ["'Trust' —is cause of→ 'Time'"]
    assert left_out(found, "links") == {"one of its ends is not in the file": 1}


def test_a_memo_that_is_coded_is_a_document_as_well(tmp_path):
    inner = element("PlainTextContent", TEXT) + selection(0, 14, coding("Trust"))
    notes = element("Notes", element("Note", inner, guid=guid("memo"), name="My memo"))
    found = read_qde(tmp_path / "small.qdpx", project(codes=code("Trust"), more=notes))
    assert coded(found) == [("My memo", "Trust was low.", "Trust", "Ana")]
    assert list(found.documents["kind"]) == ["memo"]
    assert list(found.notes["text"]) == [TEXT]


def _value(variable, value, kind="TextValue"):
    return element("VariableValue", ref("VariableRef", variable) + element(kind, value))


VARIABLES = element(
    "Variables",
    element("Variable", guid=guid("Age"), name="Age", typeOfVariable="Integer")
    + element("Variable", guid=guid("Unused"), name="Unused", typeOfVariable="Text"),
)


def test_a_case_without_a_name_is_the_variables_of_its_document(tmp_path):
    inner = _value("Age", "41", "IntegerValue") + ref("SourceRef", "Small doc")
    before = VARIABLES + element("Cases", element("Case", inner, guid=guid("c")))
    found = read_qde(tmp_path / "small.qdpx", _small(before=before), {"Small doc": TEXT})
    assert found.variables.to_numpy().tolist() == [["document", guid("Small doc"), "Age", "integer", "41"]]
    assert found.cases.empty
    assert found.account["cases"].n_left_out == found.account["cases"].found == 1
    assert left_out(found, "declared variables") == {"nothing has a value of it": 1}


def test_cases_have_documents_passages_and_what_is_coded_with_their_code(tmp_path):
    # NVivo lists a case among the codes as well, with the same identifier.
    inner = selection(0, 14, coding("Anna")) + selection(15, 34)
    codes = code("Cases", code("Anna"), codable="false")
    case = element(
        "Case",
        _value("Age", "41", "IntegerValue")
        + ref("SourceRef", "Small doc")
        + ref("SelectionRef", "selection 15 34"),
        guid=guid("Anna"),
        name="Anna",
    )
    qde = project(
        codes=codes, sources=text_source("Small doc", inner), before=VARIABLES + element("Cases", case)
    )
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert found.members.to_numpy().tolist() == [
        [guid("Anna"), "document", guid("Small doc")],
        [guid("Anna"), "segment", guid("selection 15 34")],
        [guid("Anna"), "segment", guid("selection 0 14")],
    ]
    assert coded(found) == [("Small doc", "Trust was low.", "Cases/Anna", "Ana")]
    assert found.variables.to_numpy().tolist() == [["case", guid("Anna"), "Age", "integer", "41"]]


def test_references_as_drafts_of_the_standard_wrote_them(tmp_path):
    member = element("MemberSource", guid=guid("Small doc")) + element("MemberNote", guid("memo"))
    more = element("Notes", element("Note", guid=guid("memo"), name="Memo"))
    more += element("Sets", element("Set", member, guid=guid("s"), name="First"))
    found = read_qde(tmp_path / "small.qdpx", _small(more=more), {"Small doc": TEXT})
    assert list(found.documents["group"]) == ["First"]
    assert ("Set: First", "Memo") in {(n.title, n.text) for n in found.notes.itertuples()}


def test_a_document_in_two_groups_of_a_kind_has_no_single_value(tmp_path):
    member = ref("MemberSource", "Small doc")
    sets = "".join(element("Set", member, guid=guid(n), name=n) for n in ("place: A", "place: B", "sex: f"))
    found = read_qde(tmp_path / "small.qdpx", _small(more=element("Sets", sets)), {"Small doc": TEXT})
    assert list(found.documents["group"]) == ["place: A; place: B; sex: f"]
    assert found.variables[["name", "value"]].to_numpy().tolist() == [["sex", "f"]]


def test_a_stored_text_that_is_another_one_is_listed(tmp_path):
    names = ["Trust was low.", "Workers left", "Some came home."]
    spans = [(0, 14), (15, 27), (35, 50)]
    inner = "".join(
        selection(*span, coding("Trust", name=n), name=n) for span, n in zip(spans, names, strict=True)
    )
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner))
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert found.account.mismatches == [
        Mismatch("Small doc", "characters 35 to 50", "Some came back.", "Some came home.", "source")
    ]
    assert list(found.segments["text"])[2] == "Some came back."
    assert decision(found, "offsets").endswith("end excluded")


def test_a_title_is_no_excerpt_and_is_kept(tmp_path):
    inner = selection(0, 14, coding("Trust"), name="My favourite") + selection(
        15, 34, name="Workers left early."
    )
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner))
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert found.account.mismatches == []
    assert list(found.segments["note"]) == ["My favourite", None]
    said = "1 selection with a title that is not the text of the passage, such as 'My favourite'"
    assert said in " ".join(found.account.remarks)


def test_a_selection_outside_its_text_keeps_what_was_stored(tmp_path):
    inner = selection(0, 14, coding("Trust")) + selection(15, 34, coding("Trust", name="b"))
    inner += selection(400, 412, coding("Trust", name="c"), name="Workers went")
    inner += selection(500, 512, coding("Trust", name="d") + element("Description", "an idea"))
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner))
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": TEXT})
    assert [c[1] for c in coded(found)] == ["Trust was low.", "Workers left early.", "Workers went"]
    assert found.account.mismatches == [
        Mismatch("Small doc", "characters 400 to 412", "", "Workers went", "stored")
    ]
    assert left_out(found, "selections") == {"it lies outside the text": 1}
    examples = found.account["selections"].examples
    assert examples == {"it lies outside the text": ["Small doc: characters 500 to 512"]}
    assert left_out(found, "codings") == {"the selection it is on was left out": 1}
    assert list(found.notes["text"]) == ["an idea"]


def test_line_ends_are_lf_in_passages(tmp_path):
    text = "One line.\r\nTwo lines.\r\nThree 😀 lines.\r\n"
    inner = selection(0, 21, coding("Trust")) + selection(23, 38, coding("Trust", name="b"))
    qde = project(codes=code("Trust"), sources=text_source("Small doc", inner))
    found = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": b"\xef\xbb\xbf" + text.encode()})
    assert [c[1] for c in coded(found)] == ["One line.\nTwo lines.", "Three 😀 lines."]
    assert list(found.segments["end"]) == [20, 35]
    assert "CRLF in the file and LF in the review" in " ".join(found.account.remarks)


@pytest.mark.parametrize(
    ("origin", "name"), [("ATLAS.ti 23", "Small doc.docx"), ("QualCoder", "Small doc.TXT")]
)
def test_endings_of_files_are_left_off_names(tmp_path, origin, name):
    found = read_qde(tmp_path / "small.qdpx", project(sources=text_source(name), origin=origin))
    assert list(found.documents["name"]) == ["Small doc"]


def test_endings_stay_where_they_tell_documents_apart(tmp_path):
    found = read_qde(tmp_path / "small.qdpx", project(sources=text_source("a.docx") + text_source("a.txt")))
    assert list(found.documents["name"]) == ["a.docx", "a.txt"]


def test_text_in_another_encoding_is_read_only_when_it_is_named(tmp_path):
    qde, text = _small(), "Trust was lów."
    texts = {"Small doc": text.encode("windows-1252")}
    unread = read_qde(tmp_path / "small.qdpx", qde, texts)
    assert list(unread.documents["text"]) == [None]
    assert "it looks like Windows-1252" in " ".join(unread.account.remarks)
    named = read_qde(tmp_path / "small.qdpx", qde, texts, encoding="windows-1252")
    assert coded(named) == [("Small doc", text, "Trust", "Ana")]
    marked = read_qde(tmp_path / "small.qdpx", qde, {"Small doc": text.encode("utf-16")})
    assert coded(marked) == [("Small doc", text, "Trust", "Ana")]


def test_what_the_archive_holds_besides_texts_is_named(tmp_path):
    texts = {"Small doc": TEXT, "sources/a.docx": b"PK", "sources/stray.txt": b"x"}
    found = read_qde(tmp_path / "small.qdpx", _small(), texts)
    assert found.account["files in the archive"].found == 3
    assert left_out(found, "files in the archive") == {
        "no source names it": 1,
        "it is no plain text; a review holds text": 1,
    }


def test_graphs_are_named_as_left_out(tmp_path):
    graphs = element("Graphs", element("Graph", guid=guid("g"), name="Map of trust"))
    found = read_qde(tmp_path / "small.qdpx", _small(more=graphs), {"Small doc": TEXT})
    assert found.account["graphs"].examples == {"drawings of a network are not carried": ["Map of trust"]}


def test_an_empty_project_is_empty(tmp_path):
    found = read_qde(tmp_path / "small.qdpx", project())
    assert found.account["users"].found == 2
    assert found.documents.empty
    assert found.codes.empty


def test_nothing_read_from_a_file_that_holds_something_is_refused(tmp_path):
    strange = element("Project", element("Materials", element("Thing")), name="x", xmlns="urn:other")
    with pytest.raises(UnreadableError, match="nothing in this project could be read; it holds Materials"):
        read_qde(tmp_path / "small.qdpx", strange)


def test_other_files_are_not_taken_for_projects(tmp_path):
    plain = tmp_path / "a.qdpx"
    plain.write_bytes(b"nothing of the kind")
    other = tmp_path / "b.qdpx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "x")
    book = tmp_path / "c.qde"
    book.write_text("<CodeBook/>", encoding="utf-8")
    assert [refi_qda.looks_like(path) for path in (plain, other, book, tmp_path)] == [False] * 4
    assert refi_qda.looks_like(write_qdpx(tmp_path / "d.qdpx", _small()))
