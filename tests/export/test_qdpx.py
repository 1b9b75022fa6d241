from __future__ import annotations

import io
import re
import shutil
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from synthesis.errors import OptionError, UnreadableError
from synthesis.export.qdpx import export_qdpx, qdpx_bytes
from synthesis.importing.project import import_project
from synthesis.ingest import refi_qda
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.refi_qda_schema import published_schema
from synthesis.review import read_review, review_from_tables
from synthesis.schema import TABLES
from tests.analyses.small_review import small_review, small_tables
from tests.export.generated_reviews import comparable_codings, reviews

PROJECT = "{urn:QDA-XML:project:1.0}"
CARRIED = ("studies", "reports", "sources", "codebook", "extracts", "memos")

# Without shrinking: a review is large, and the first that fails says what it fails with.
QUICK = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def opened(content: bytes) -> tuple[etree._Element, dict[str, str]]:
    """Return the project and the text of each source, as a reader of the standard sees them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        sources = {n: archive.read(n).decode() for n in archive.namelist() if n != "project.qde"}
    texts = {}
    for source in root.iter(f"{PROJECT}TextSource"):
        path = source.get("plainTextPath").replace("internal://", "sources/")
        texts[source.get("guid")] = sources[path]
    return root, texts


def assert_valid(content: bytes) -> None:
    root, texts = opened(content)
    published_schema("Project").assertValid(root.getroottree())
    # Tools count CR as a line end or not at all, and take a mark in the middle for one at the beginning.
    assert not any("\r" in text or "\ufeff" in text for text in texts.values())


def read_back(content: bytes, folder):
    path = folder / "project.qdpx"
    path.write_bytes(content)
    return refi_qda.read([path], ImportOptions())


def assert_carried(found, expected):
    """Compare what a project carries; a blank extra column of studies is named in the account instead."""
    for name in CARRIED:
        table, wanted = getattr(found, name), getattr(expected, name)
        blank = [c for c in wanted if c not in TABLES[name].columns and wanted[c].isna().all()]
        wanted = wanted.drop(columns=blank)
        if name in ("reports", "codebook"):  # these stand by study, and below the code above
            key = TABLES[name].unique[0]
            table, wanted = (t.sort_values(key, ignore_index=True) for t in (table, wanted))
        pd.testing.assert_frame_equal(table, wanted, obj=name)
    pd.testing.assert_frame_equal(comparable_codings(found), comparable_codings(expected))
    assert found.code_tree["code_id"].tolist() == expected.code_tree["code_id"].tolist()


@pytest.mark.parametrize("offsets", ["utf-16", "code-points"])
@given(review=reviews(every_table=False))
@QUICK
def test_a_review_read_back_from_its_project_is_equal(offsets, review, tmp_path_factory):
    content, _ = qdpx_bytes(review, offsets=offsets)
    assert_valid(content)
    imported = read_back(content, tmp_path_factory.mktemp("export"))
    imported.account.check()
    assert_carried(review_from_tables(imported.tables, name="generated"), review)


@pytest.mark.soak
@given(review=reviews(every_table=True))
@settings(QUICK, max_examples=300)
def test_many_reviews_read_back_from_their_projects_are_equal(review, tmp_path_factory):
    content, _ = qdpx_bytes(review)
    assert_valid(content)
    imported = read_back(content, tmp_path_factory.mktemp("export"))
    assert_carried(review_from_tables(imported.tables, name="generated"), review)


def test_a_passage_without_text_is_named_without_a_line_end_from_its_identifier():
    tables = small_tables()
    tables["extracts"].append({**tables["extracts"][0], "extract_id": "odd\rid", "text": ""})
    content, _ = qdpx_bytes(review_from_tables(tables))
    assert_valid(content)
    assert any("[odd\nid: no text]" in text for text in opened(content)[1].values())


@pytest.mark.parametrize("name", ["collaboration", "realist-86"])
def test_a_shipped_review_comes_back_by_way_of_the_import(name, tmp_path):
    review = read_review(f"data/{name}")
    export_qdpx(review, tmp_path / "out.qdpx")
    import_project(tmp_path / "out.qdpx", into=tmp_path / "again")
    assert_carried(read_review(tmp_path / "again"), review)


def test_a_review_that_gets_its_own_project_back_stays_as_it_is(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree("data/collaboration", folder)
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    export_qdpx(read_review(folder), tmp_path / "out.qdpx")
    result = import_project(tmp_path / "out.qdpx", into=folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == before
    assert len(result.changes.rows) == 0


def test_a_project_that_a_tool_has_changed_is_asked_about_before_it_goes_into_its_own_review(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree("data/collaboration", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    content, _ = qdpx_bytes(read_review(folder))
    changed = tmp_path / "changed.qdpx"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            said = re.sub(rb'origin="[^"]*"', b'origin="NVivo 14"', old.read(name), count=1)
            new.writestr(name, said)
    result = import_project(changed, into=folder, confirm=lambda result: False)
    assert result.asks
    assert not result.written
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    said = " ".join(result.account.remarks)
    assert "exported this project from the review 'collaboration', and it was changed in a tool" in said
    assert "Import it into a folder of its own" in said
    assert not import_project(changed, into=tmp_path / "other").asks


def test_another_review_with_the_same_identifiers_is_another_one(tmp_path):
    tables, other = small_tables(), small_tables()
    other["sources"] = [{"source_id": "p1", "study_id": "s2"}]
    other["extracts"] = [{"extract_id": "x9", "study_id": "s2", "source_id": "p1", "text": "theirs"}]
    other["codings"] = [{"extract_id": "x9", "code_id": "b"}]
    for name, made in (("mine", tables), ("theirs", other)):
        export_qdpx(review_from_tables(made, name=name), tmp_path / f"{name}.qdpx")
    import_project(tmp_path / "mine.qdpx", into=tmp_path / "review")
    import_project(tmp_path / "theirs.qdpx", into=tmp_path / "review")
    found = read_review(tmp_path / "review")
    source = found.extracts.set_index("text").loc["theirs", "source_id"]
    assert source != "p1"
    assert found.sources.set_index("source_id").loc[[source, "p1"], "study_id"].tolist() == ["s2", "s1"]


def test_the_same_review_is_the_same_project_byte_by_byte():
    assert qdpx_bytes(small_review())[0] == qdpx_bytes(small_review())[0]


def awkward_review():
    """Two passages of one source: the first holds an emoji and a carriage return."""
    tables = small_tables()
    tables["extracts"] = [
        {"extract_id": "e1", "study_id": "s1", "source_id": "p1", "text": "so 😀 happy\r\nthere"},
        {"extract_id": "e2", "study_id": "s1", "source_id": "p1", "text": "second"},
        {"extract_id": "e3", "study_id": "s1", "source_id": "p1"},
        {"extract_id": "e4", "study_id": "s2", "text": "alone"},
    ]
    tables["codings"] = [
        {"extract_id": "e1", "code_id": "a1", "coder": "AB", "valence": "barrier", "state": "present"},
        {"extract_id": "e2", "code_id": "a1", "coder": "AB", "valence": "", "state": "absent"},
        {"extract_id": "e2", "code_id": "b", "coder": "CD", "valence": "barrier", "state": "present"},
        {"study_id": "s3", "code_id": "b", "coder": "AB", "valence": "", "state": "present"},
    ]
    return review_from_tables(
        {name: tables[name] for name in ("studies", "sources", "codebook", "extracts", "codings")}
    )


def selections(content: bytes, unit: str) -> dict[str, str]:
    """Return what stands between the positions of each selection, by its name."""
    root, texts = opened(content)
    found = {}
    for source in root.iter(f"{PROJECT}TextSource"):
        text = texts[source.get("guid")]
        for selection in source.iter(f"{PROJECT}PlainTextSelection"):
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            if unit == "utf-16":
                found[selection.get("name")] = text.encode("utf-16-le")[2 * start : 2 * end].decode(
                    "utf-16-le"
                )
            else:
                found[selection.get("name")] = text[start:end]
    return found


@pytest.mark.parametrize("unit", ["utf-16", "code-points"])
def test_positions_count_as_was_asked_for_and_line_ends_are_one_character(unit):
    content, _ = qdpx_bytes(awkward_review(), offsets=unit)
    assert selections(content, unit) == {
        "e1": "so 😀 happy\nthere",
        "e2": "second",
        "e3": "[e3: no text]",
        "e4": "alone",
    }


def test_what_tools_count_differently_is_said():
    remarks = " ".join(qdpx_bytes(awkward_review())[1].remarks)
    assert "1 source holds characters such as emoji" in remarks
    assert "export again with --offsets code-points" in remarks
    assert "emoji" not in " ".join(qdpx_bytes(small_review())[1].remarks)


def code_names(root: etree._Element) -> dict[str, str]:
    return {code.get("guid"): code.get("name") for code in root.iter(f"{PROJECT}Code")}


def coded_with(root: etree._Element, name: str) -> list[str]:
    names = code_names(root)
    places = [
        e
        for tag in ("PlainTextSelection", "TextSource")
        for e in root.iter(f"{PROJECT}{tag}")
        if e.get("name") == name
    ]
    return sorted(
        names[c.find(f"{PROJECT}CodeRef").get("targetGUID")]
        for place in places
        for c in place.findall(f"{PROJECT}Coding")
    )


def test_an_absence_is_never_a_coding_with_the_code_itself():
    root, _ = opened(qdpx_bytes(awkward_review())[0])
    assert coded_with(root, "e2") == ["Early trust (stated absent)", "Leadership", "barrier"]
    (absent,) = [c for c in root.iter(f"{PROJECT}Code") if c.get("name") == "Early trust (stated absent)"]
    assert absent.getparent().get("name") == "Stated absent"
    assert absent.getparent().get("isCodable") == "false"


def test_a_study_coded_as_a_whole_is_a_source_coded_as_a_whole():
    root, _ = opened(qdpx_bytes(awkward_review())[0])
    assert coded_with(root, "s3") == ["Leadership"]


def test_studies_are_cases_with_typed_variables_and_their_sources():
    root, _ = opened(qdpx_bytes(small_review())[0])
    types = {v.get("name"): v.get("typeOfVariable") for v in root.iter(f"{PROJECT}Variable")}
    assert types["year"] == "Integer"
    assert types["country"] == "Text"
    variables = {v.get("guid"): v.get("name") for v in root.iter(f"{PROJECT}Variable")}
    cases = {case.get("name"): case for case in root.iter(f"{PROJECT}Case")}
    assert list(cases) == ["s1", "s2", "s3", "s4"]
    values = {
        variables[v[0].get("targetGUID")]: v[1].text for v in cases["s1"].findall(f"{PROJECT}VariableValue")
    }
    assert values == {"citation": "Ash 2010", "year": "2010", "country": "England; Wales", "field": "health"}
    sources = {s.get("guid"): s.get("name") for s in root.iter(f"{PROJECT}TextSource")}
    mine = [sources[r.get("targetGUID")] for r in cases["s1"].findall(f"{PROJECT}SourceRef")]
    assert mine[:2] == ["p1", "p2"]


def test_attributes_of_sources_are_named_apart_from_those_of_studies():
    tables = small_tables()
    tables["sources"] = [
        {"source_id": "p1", "study_id": "s1", "role": "nurse", "age": "41", "country": "Wales"}
    ]
    root, _ = opened(
        qdpx_bytes(
            review_from_tables(
                {n: tables[n] for n in ("studies", "sources", "codebook")}
                | {"codings": [{"study_id": "s1", "code_id": "a"}]}
            )
        )[0]
    )
    variables = {v.get("guid"): v.get("name") for v in root.iter(f"{PROJECT}Variable")}
    (source,) = [s for s in root.iter(f"{PROJECT}TextSource") if s.get("name") == "p1"]
    values = {variables[v[0].get("targetGUID")]: v[1].text for v in source.findall(f"{PROJECT}VariableValue")}
    assert values["source role"] == "nurse"
    assert values["age"] == "41"
    assert (values["country"], values["source country"]) == ("England; Wales", "Wales")


def test_codes_are_nested_and_coders_are_users():
    root, _ = opened(qdpx_bytes(small_review())[0])
    (deep,) = [c for c in root.iter(f"{PROJECT}Code") if c.get("name") == "Trust in a day"]
    assert [c.get("name") for c in deep.iterancestors(f"{PROJECT}Code")] == ["Early trust", "Trust"]
    users = {user.get("guid"): user.get("name") for user in root.iter(f"{PROJECT}User")}
    assert sorted(users.values()) == ["AB", "CD"]
    assert {users[c.get("creatingUser")] for c in root.iter(f"{PROJECT}Coding")} == {"AB", "CD"}


def test_a_passage_is_selected_once_for_each_coder_who_coded_it():
    # QualCoder asks the selection, not the coding, who coded.
    root, _ = opened(qdpx_bytes(awkward_review())[0])
    users = {user.get("guid"): user.get("name") for user in root.iter(f"{PROJECT}User")}
    mine = [s for s in root.iter(f"{PROJECT}PlainTextSelection") if s.get("name") == "e2"]
    assert [users[s.get("creatingUser")] for s in mine] == ["AB", "CD"]
    for selection in mine:
        coders = {c.get("creatingUser") for c in selection.findall(f"{PROJECT}Coding")}
        assert coders == {selection.get("creatingUser")}
    guids = [s.get("guid") for s in root.iter(f"{PROJECT}PlainTextSelection")]
    assert len(guids) == len(set(guids))


def test_the_colour_of_a_code_stays_when_others_come():
    def colours(review):
        root, _ = opened(qdpx_bytes(review)[0])
        return {c.get("name"): c.get("color") for c in root.iter(f"{PROJECT}Code")}

    tables = small_tables()
    before = colours(review_from_tables(tables))
    tables["codebook"].insert(0, {"code_id": "first", "label": "A new one", "parent_id": ""})
    after = colours(review_from_tables(tables))
    assert {name: after[name] for name in before} == before


def test_siblings_of_one_label_get_names_that_a_tool_can_tell_apart():
    tables = small_tables()
    tables["codebook"] += [{"code_id": "b2", "label": "leadership", "parent_id": ""}]
    root, _ = opened(qdpx_bytes(review_from_tables(tables))[0])
    names = set(code_names(root).values())
    assert {"Leadership [b]", "leadership [b2]"} <= names


def test_every_table_and_column_that_is_not_carried_is_named():
    review = read_review("data/realist-86")
    account = qdpx_bytes(review)[1]
    left = {entry.kind: entry.n_left_out for entry in account.entries if entry.n_left_out}
    carried = {*CARRIED, "codings"}
    for name in TABLES:
        if review.has(name) and name not in carried:
            assert left[name] == len(getattr(review, name)), name
            table = getattr(review, name)
            filled = [column for column in table if table[column].notna().any()]
            assert f"Not carried: {name} ({', '.join(filled)})." in account.remarks
    assert not carried & set(left)
    assert any(r.startswith("Not carried: review.yaml (") and "authors" in r for r in account.remarks)


def test_a_column_in_which_nothing_stands_is_named():
    tables = small_tables()
    for study in tables["studies"]:
        study["nothing"] = ""
    account = qdpx_bytes(review_from_tables(tables))[1]
    assert account["columns"].examples == {"nothing stands in them": ["studies.nothing"]}


def test_a_memo_stands_on_what_it_is_about():
    tables = small_tables()
    tables["memos"] = [
        {"memo_id": "m1", "date": "2026-01-31", "author": "AB", "about": "a11", "text": "Why a day?"},
        {"memo_id": "m2", "about": "the whole review", "text": "Enough."},
    ]
    content, _ = qdpx_bytes(review_from_tables(tables))
    root, _ = opened(content)
    notes = {note.get("guid"): note for note in root.iter(f"{PROJECT}Note")}
    (code,) = [c for c in root.iter(f"{PROJECT}Code") if c.get("name") == "Trust in a day"]
    note = notes[code.find(f"{PROJECT}NoteRef").get("targetGUID")]
    assert note.get("name") == "m1 – a11"
    assert note.get("creationDateTime") == "2026-01-31T00:00:00Z"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read(note.get("plainTextPath").replace("internal://", "sources/")) == b"Why a day?"
    # A note without a date makes QualCoder stop.
    assert all(note.get("creationDateTime") for note in notes.values())


def test_a_made_up_review_says_so_in_the_project():
    review = review_from_tables(small_tables(), settings={"synthetic": True, "question": "Why?"})
    root, _ = opened(qdpx_bytes(review)[0])
    assert root.findtext(f"{PROJECT}Description").startswith("SYNTHETIC: the data are made up.\n\nWhy?")


def test_a_hierarchy_that_no_reader_of_xml_follows_is_refused_by_name():
    tables = small_tables()
    tables["codebook"] += [
        {"code_id": f"d{n}", "label": f"D{n}", "parent_id": f"d{n - 1}" if n else ""} for n in range(201)
    ]
    with pytest.raises(UnreadableError, match=r"the code 'd200' stands on level 201"):
        qdpx_bytes(review_from_tables(tables))
    tables["codebook"].pop()
    assert_valid(qdpx_bytes(review_from_tables(tables))[0])


def test_a_title_that_no_xml_can_hold_is_refused_by_name(tmp_path):
    review = review_from_tables(small_tables(), settings={"title": "a\x01b"})
    with pytest.raises(UnreadableError, match=r"^review\.yaml, entry title: it holds a control character"):
        export_qdpx(review, tmp_path / "out.qdpx")
    assert list(tmp_path.iterdir()) == []


def test_options_that_cannot_be_are_refused(tmp_path):
    with pytest.raises(OptionError, match="it can be 'utf-16' or 'code-points'"):
        export_qdpx(small_review(), tmp_path / "out.qdpx", offsets="bytes")
    with pytest.raises(OptionError, match=r"must end in \.qdpx"):
        export_qdpx(small_review(), tmp_path / "out.zip")
    (tmp_path / "folder.qdpx").mkdir()
    with pytest.raises(OptionError, match="is a folder"):
        export_qdpx(small_review(), tmp_path / "folder.qdpx")
