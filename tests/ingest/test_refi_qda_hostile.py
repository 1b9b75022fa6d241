"""Damaged projects, and projects made to do harm: our own errors, and what is sound is kept."""

from __future__ import annotations

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthesis.errors import UnreadableError
from synthesis.ingest import (
    refi_qda,
    refi_qda_archive,
    refi_qda_codebook,
    refi_qda_offsets,
    refi_qda_passages,
    safe_xml,
)
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables

from .refi_qda_project import (
    code,
    coded,
    coding,
    element,
    guid,
    left_out,
    project,
    read_qde,
    ref,
    selection,
    text_source,
    write_qdpx,
)

TEXT = "Trust was low. Workers left early.\nSome came back."


def _read(tmp_path, qde, texts=None):
    found = read_qde(tmp_path / "bad.qdpx", qde, texts or {"Small doc": TEXT})
    project_tables(found, ImportOptions()).account.check()
    return found


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("zero", 14, "its position is no whole number"),
        ("1.5", 14, "its position is no whole number"),
        ("9" * 400, "9" * 401, "its position is no whole number"),
        (-3, 4, "its position is negative"),
        (14, 3, "it ends before it begins"),
        (3, 3, "it marks no character"),
        (40, 4000, "it lies outside the text"),
        (10**14, 10**14 + 5, "it lies outside the text"),
    ],
)
def test_a_position_that_cannot_be_is_left_out_and_the_rest_kept(tmp_path, start, end, reason):
    good = selection(0, 14, coding("Trust")) + selection(15, 34, coding("Trust", name="b"))
    bad = selection(start, end, coding("Trust", name="c"))
    found = _read(tmp_path, project(codes=code("Trust"), sources=text_source("Small doc", good + bad)))
    assert [c[1] for c in coded(found)] == ["Trust was low.", "Workers left early."]
    assert left_out(found, "selections") == {reason: 1}
    assert left_out(found, "codings") == {"the selection it is on was left out": 1}


def test_half_a_character_is_left_out(tmp_path):
    inner = "".join(
        selection(*span, coding("Trust", name=str(span))) for span in ((0, 2), (3, 5), (6, 8), (0, 1))
    )
    text = "😀 😀 😀"
    found = _read(
        tmp_path, project(codes=code("Trust"), sources=text_source("Small doc", inner)), {"Small doc": text}
    )
    assert [c[1] for c in coded(found)] == ["😀", "😀", "😀"]
    assert left_out(found, "selections") == {"it begins or ends inside a character": 1}


def test_references_to_nothing_are_left_out_by_name(tmp_path):
    inner = selection(0, 14, coding("Nowhere") + element("Coding", guid=guid("x"), creatingUser=guid("Ana")))
    case = element("Case", ref("SourceRef", "gone") + ref("CodeRef", "gone"), guid=guid("c"), name="Anna")
    group = element("Set", ref("MemberSource", "gone"), guid=guid("s"), name="Group")
    qde = project(
        codes=code("Trust", ref("NoteRef", "gone")),
        sources=text_source("Small doc", inner),
        before=element("Cases", case),
        more=element("Sets", group),
    )
    found = _read(tmp_path, qde)
    assert found.codings.empty
    assert left_out(found, "codings") == {"its code is not in the codebook": 1, "it names no code": 1}
    assert left_out(found, "sets") == {"nothing is in it": 1}
    assert left_out(found, "members of cases") == {"they are not in the file": 2}
    assert "References to memos that are not in the file: 1." in found.account.remarks


def test_identifiers_that_several_things_share(tmp_path):
    codes = code("Trust") + code("Time", called="Trust")
    one = element("PlainTextSelection", coding("Trust"), guid=guid("s"), startPosition=0, endPosition=14)
    two = element("PlainTextSelection", coding("Trust"), guid=guid("s"), startPosition=15, endPosition=34)
    sources = text_source("Small doc", one + two) + text_source("Other", guid=guid("Small doc"))
    found = _read(tmp_path, project(codes=codes, sources=sources))
    assert list(found.codes["name"]) == ["Trust", "Time"]
    assert [c[1:3] for c in coded(found)] == [("Trust was low.", "Trust"), ("Workers left early.", "Trust")]
    for frame, key in (("codes", "code_id"), ("segments", "segment_id"), ("codings", "coding_id")):
        assert getattr(found, frame)[key].is_unique
    assert found.documents["document_id"].is_unique
    assert sum("share their identifier" in remark for remark in found.account.remarks) == 3


def test_things_without_any_identifier(tmp_path):
    inner = element("PlainTextSelection", coding("Trust"), startPosition=0, endPosition=14)
    inner += element("PlainTextSelection", startPosition=15, endPosition=34)
    qde = project(
        codes=code("Trust") + element("Code", name=""), sources=text_source("Small doc", inner, guid="")
    )
    qde = qde.replace(f' guid="{guid("Ana")}"', "")
    found = _read(tmp_path, qde)
    assert [c[1:] for c in coded(found)] == [("Trust was low.", "Trust", "unknown user 1")]
    assert list(found.codes["name"]) == ["Trust", "unnamed code 1"]


def _nested(depth):
    return "<Code guid='a' name='b' isCodable='true'>" * depth + "</Code>" * depth


def test_codes_as_deep_as_xml_readers_go(tmp_path):
    found = _read(tmp_path, project(codes=_nested(240)))
    assert len(found.codes) == 240


def test_codes_nested_without_end_are_refused(tmp_path):
    with pytest.raises(UnreadableError, match="nested more than 250 deep"):
        _read(tmp_path, project(codes=_nested(10_000)))
    book = tmp_path / "deep.qdc"
    book.write_text(f"<CodeBook><Codes>{_nested(10_000)}</Codes></CodeBook>", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"deep\.qdc"):
        refi_qda_codebook.read([book], ImportOptions())


def test_many_levels_in_one_name_are_a_name(tmp_path):
    found = _read(tmp_path, project(codes=code("a::" * 30_000 + "b"), origin="ATLAS.ti 8"))
    assert len(found.codes) == 1


def test_endless_departures_from_the_schema_are_not_all_counted(tmp_path):
    many = text_source("Small doc", element("Coding", shade="1") * 50_000)
    found = _read(tmp_path, project(codes=code("Trust"), sources=many))
    assert left_out(found, "codings") == {"it names no code": 50_000}
    assert any("no more were counted" in remark for remark in found.account.remarks)


def test_passages_that_overlap_without_end_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(refi_qda_passages, "MOST_CHARACTERS", 100)
    spans = [(0, 14), (0, 34), (15, 34), (0, 50)]
    inner = "".join(selection(*span) for span in spans)
    with pytest.raises(UnreadableError, match="its selections hold more than 100 characters"):
        _read(tmp_path, project(sources=text_source("Small doc", inner)))


def test_texts_longer_than_any_document_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(refi_qda_archive, "MOST_TEXT_BYTES", 20)
    inner = selection(0, 14, coding("Trust"), name="Trust was low.")
    found = _read(tmp_path, project(codes=code("Trust"), sources=text_source("Small doc", inner)))
    assert list(found.documents["text"]) == [None]
    assert [c[1] for c in coded(found)] == ["Trust was low."]
    assert any("1 texts are longer than is read" in remark for remark in found.account.remarks)


def test_answers_to_a_survey_are_judged_by_some_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(refi_qda_offsets, "MOST_TEXTS", 3)
    names = [f"Answer {number}" for number in range(10)]
    sources = "".join(
        text_source(name, selection(3, 8, coding("Trust", name=f"c {name}"), of=name)) for name in names
    )
    found = _read(
        tmp_path, project(codes=code("Trust"), sources=sources), dict.fromkeys(names, "😀 trust 😀")
    )
    assert {c[1] for c in coded(found)} == {"trust"}
    assert "How positions count was judged by 3 of 10 texts." in found.account.remarks


def test_a_gigantic_attribute_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match=r"bad\.qdpx"):
        _read(tmp_path, project(codes=code("x" * 11_000_000)))


def test_millions_of_elements_in_one_part_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_xml, "XML_CHUNK_BYTES", 1_000)
    monkeypatch.setattr(safe_xml, "MOST_XML_MARKS", 4_000)
    many = "".join(text_source(str(number)) for number in range(600))
    assert len(_read(tmp_path, project(sources=many)).documents) == 600
    with pytest.raises(UnreadableError, match="one part of it holds millions of elements"):
        _read(tmp_path, project(sources=text_source("Small doc", "<a/>" * 5_000)))


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE a [<!ENTITY x "y">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">']
)
def test_entities_and_document_types_are_refused(tmp_path, doctype):
    with pytest.raises(UnreadableError, match="document type"):
        _read(tmp_path, doctype + project(codes=code("Trust")))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 cut off", "this is no zip file, or it is damaged"),
        (b"<Project", "this is no well-formed XML"),
        (b"<Project></Projec", "this is no well-formed XML"),
        (b"<CodeBook/>", "this is a codebook, not a REFI-QDA project"),
        (b"<html></html>", "this is a file with the root 'html'"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old or password-protected file"),
    ],
)
def test_no_project_at_all_is_one_sentence(tmp_path, content, reason):
    path = tmp_path / "bad.qdpx"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=reason) as met:
        refi_qda.read([path], ImportOptions())
    assert str(met.value).startswith("bad.qdpx: ")
    assert str(tmp_path) not in str(met.value)


def test_archives_without_a_project_and_those_that_leave_their_folder(tmp_path):
    path = tmp_path / "bad.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(UnreadableError, match=r"there is no \.qde file in it"):
        refi_qda.read([path], ImportOptions())
    write_qdpx(path, project(), {"../outside.txt": "x"})
    with pytest.raises(UnreadableError, match="points outside the archive"):
        refi_qda.read([path], ImportOptions())


def _whole():
    notes = element("Note", element("PlainTextContent", "why"), guid=guid("n"), name="Memo")
    case = element("Case", ref("SourceRef", "Small doc"), guid=guid("c"), name="Anna")
    inner = selection(0, 14, coding("Trust") + ref("NoteRef", "n"), name="Trust was low.") + ref(
        "NoteRef", "n"
    )
    return project(
        codes=code("Trust", code("Deep")),
        sources=text_source("Small doc", inner),
        before=element("Cases", case),
        more=element("Notes", notes)
        + element("Links", element("Link", guid=guid("l"), originGUID=guid("n"), targetGUID=guid("Trust")))
        + element("Sets", element("Set", ref("MemberSource", "Small doc"), guid=guid("s"), name="A: b")),
    ).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.sampled_from([b"", b"<", b"&", b"\xff", b'"', b"-9", b"</Code>", b"<a/>", b"::", b"\x00"]),
        ),
        max_size=4,
    ),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_whatever_is_changed_only_our_errors_come_out(tmp_path, changes, encoding):
    qde = _whole().decode().encode(encoding)
    for place, instead in changes:
        at = int(place * len(qde))
        qde = qde[:at] + instead + qde[at + 3 :]
    path = tmp_path / "fuzz.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", qde)
        archive.writestr(f"sources/{guid('Small doc')}.txt", TEXT)
    try:
        found = refi_qda.read([path], ImportOptions())
    except UnreadableError as error:
        assert str(error).startswith("fuzz.qdpx: ")  # noqa: PT017
    else:
        project_tables(found, ImportOptions()).account.check()
