"""RQDA: only what is in use, quotes that went stale, categories as levels, dates as R writes them."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import UnreadableError
from synthesis.ingest.formats import detect_format
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables
from synthesis.ingest.rqda import looks_like, read
from synthesis.ingest.rqda_rows import iso_date
from tests.ingest import rosetta_truth as rosetta

PROJECT = rosetta.ROSETTA / "rqda" / "Rosetta.rqda"

TABLES = {
    "project": "databaseversion text, date text, memo text, about text",
    "source": "name text, id integer, file text, memo text, owner text, date text, status integer",
    "freecode": "name text, memo text, owner text, date text, id integer, status integer, color text",
    "codecat": "name text, cid integer, catid integer, owner text, date text, memo text, status integer",
    "treecode": "cid integer, catid integer, date text, memo text, status integer, owner text",
    "coding": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer, "
    "owner text, date text, memo text",
    "coding2": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer, "
    "owner text, date text, memo text",
    "cases": "name text, memo text, owner text, date text, id integer, status integer",
    "caselinkage": "caseid integer, fid integer, selfirst real, selend real, status integer, owner text, "
    "date text, memo text",
    "attributes": "name text, status integer, date text, owner text, memo text, class text",
    "caseAttr": "variable text, value text, caseID integer, date text, owner text, status integer",
    "fileAttr": "variable text, value text, fileID integer, date text, owner text, status integer",
    "filecat": "name text, fid integer, catid integer, owner text, date text, memo text, status integer",
    "treefile": "fid integer, catid integer, date text, memo text, status integer, owner text",
    "annotation": "fid integer, position integer, annotation text, owner text, date text, status integer",
    "journal": "name text, journal text, date text, owner text, status integer",
    "image": "name text, id integer, date text, owner text, status integer",
    "imageCoding": "cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer, memo text, "
    "owner text, status integer",
}
OLD = ("coding2", "caseAttr", "fileAttr", "attributes", "journal", "annotation", "image", "imageCoding")
NOON = "Fri Dec  6 12:00:00 2019"
TEXT = "First line.\n😀 Trust grew.\nThen it fell.\n"


def database(path, rows, *, without=()):
    with sqlite3.connect(path) as connection:
        connection.execute("pragma synchronous = off")
        for table, columns in TABLES.items():
            if table not in without:
                connection.execute(f"create table {table} ({columns})")
        for table, of_table in rows.items():
            for row in of_table:
                given_row = row if table == "project" else {"status": 1} | row
                places = ", ".join("?" * len(given_row))
                connection.execute(
                    f"insert into {table} ({', '.join(given_row)}) values ({places})",
                    list(given_row.values()),
                )
    connection.close()
    return path


ONE = {
    "source": [{"id": 1, "name": "Smith 2020", "file": TEXT}],
    "freecode": [{"id": 1, "name": "Trust", "memo": "Belief"}, {"id": 2, "name": "Fear"}],
}


def imported(tmp_path, rows, **more):
    project = read([database(tmp_path / "p.rqda", ONE | rows, **more)], ImportOptions())
    project_tables(project, ImportOptions()).account.check()
    return project


def coding(first, last, words, **more):
    return {"cid": 1, "fid": 1, "seltext": words, "selfirst": first, "selend": last, "owner": "Ana"} | more


def test_rosetta_is_read_as_it_is():
    assert detect_format(PROJECT).name == "rqda"
    project = read([PROJECT], ImportOptions())
    assert (project.name, project.tool) == ("Rosetta", "RQDA (database 0.2.2)")
    assert rosetta.texts(project) == rosetta.TRUTH["docs"]
    assert rosetta.descriptions(project) == rosetta.CODES
    assert list(rosetta.code_paths(project).values()) == list(rosetta.CODES)
    assert sorted(rosetta.codings(project)) == sorted(rosetta.CODINGS)
    assert rosetta.spans(project) == rosetta.SPANS
    assert not project.account.mismatches
    account = project_tables(project, ImportOptions()).account
    account.check()
    assert account["codings"].left_out == {"they are deleted in RQDA": 1}
    assert account["codes"].left_out == {
        "they are deleted in RQDA": 1,
        "they are categories, each one with the code of its name": 3,
    }
    (decision,) = [d for d in account.decisions if d.about == "categories with the name of a code"]
    assert decision.choice.endswith("Context, Mechanism and Outcome")


def test_what_is_deleted_is_counted_and_left_out(tmp_path):
    rows = {
        "source": [*ONE["source"], {"id": 2, "name": "Old file", "file": "x", "status": 0}],
        "freecode": [*ONE["freecode"], {"id": 3, "name": "Old code", "status": 0}],
        "coding": [
            coding(0, 5, "First"),
            coding(0, 5, "First", status=0),
            coding(0, 5, "First", status=-1),
            coding(0, 5, "First", status=None),
            coding(0, 5, "First", cid=3),
            coding(0, 1, "x", fid=2),
        ],
        "cases": [{"id": 1, "name": "Ward A"}, {"id": 2, "name": "Ward B", "status": 0}],
        "caselinkage": [{"caseid": 1, "fid": 1, "selfirst": 0, "selend": len(TEXT)}, {"caseid": 2, "fid": 1}],
        "journal": [{"name": "Day 1", "journal": "x", "status": 0}, {"name": "Day 2", "journal": " "}],
        "fileAttr": [{"variable": "Year", "value": "2020", "fileID": 1, "status": 0}],
    }
    account = imported(tmp_path, rows).account
    assert account["documents"].examples == {"they are deleted in RQDA": ["Old file"]}
    assert account["codes"].examples == {"they are deleted in RQDA": ["Old code"]}
    assert account["codings"].left_out == {
        "they are deleted in RQDA": 3,
        "their code is deleted": 1,
        "their file is deleted": 1,
    }
    assert account["cases"].examples == {"they are deleted in RQDA": ["Ward B"]}
    assert account["memos"].examples == {"they are deleted in RQDA": ["Day 1"], "they are empty": ["Day 2"]}
    assert account["variables"].left_out == {"they are deleted in RQDA": 1}


def test_a_quote_gone_stale_is_kept_as_the_coder_saw_it(tmp_path):
    codings = [
        coding(14, 25, "Trust grew."),
        coding(0, 11, "Then it fell."),  # the file was edited
        coding(26, 39, "\nThen it fell."),  # RQDA's own way to store a quote when a file is edited
        coding(0, 5, "Gone for good"),
        coding(500, 510, "e"),
    ]
    project = imported(tmp_path, {"coding": codings})
    assert project.segments[["start", "end", "text", "locator"]].values.tolist() == [
        [14, 25, "Trust grew.", None],
        [26, 39, "Then it fell.", None],
        [25, 39, "\nThen it fell.", None],
        [None, None, "Gone for good", "characters 0 to 5 when it was coded"],
        [None, None, "e", "characters 500 to 510 when it was coded"],
    ]
    assert [(m.place, m.in_source, m.stored, m.kept) for m in project.account.mismatches] == [
        ("characters 0 to 11", "First line.", "Then it fell.", "stored"),
        ("characters 26 to 39", "Then it fell.", "\nThen it fell.", "stored"),
        ("characters 0 to 5", "First", "Gone for good", "stored"),
        ("characters 500 to 510", "", "e", "stored"),
    ]
    (decision,) = project.account.decisions
    assert decision.confidence == pytest.approx(1 / 5)
    assert decision.evidence == "1 of 5 stored quotes are the text that stands there"
    assert any("2 of them stand elsewhere" in remark for remark in project.account.remarks)


def test_line_ends_of_windows_are_no_mismatch(tmp_path):
    rows = {
        "source": [{"id": 1, "name": "Smith", "file": "One.\r\nTwo."}],
        "coding": [coding(0, 10, "One.\nTwo.")],
    }
    project = imported(tmp_path, rows)
    assert list(project.segments["text"]) == ["One.\r\nTwo."]
    assert not project.account.mismatches


def test_categories_are_levels_of_the_codebook(tmp_path):
    rows = {
        "codecat": [
            {"catid": 1, "name": "Mechanism", "memo": "Why"},
            {"catid": 2, "name": "Feeling"},
            {"catid": 3, "name": "Old", "status": 0},
            {"catid": 4, "name": "Fear", "memo": "All kinds"},
        ],
        "freecode": [*ONE["freecode"], {"id": 3, "name": "Dread"}, {"id": 4, "name": "Mechanism"}],
        "treecode": [
            {"cid": 1, "catid": 1},
            {"cid": 1, "catid": 2},
            {"cid": 2, "catid": 3},
            {"cid": 3, "catid": 4, "memo": "moved here"},
            {"cid": 4, "catid": 2},
        ],
    }
    project = imported(tmp_path, rows)
    # 'Fear' is a category and a free code; 'Mechanism' is a category and a code inside another one.
    assert rosetta.descriptions(project) == {
        "Mechanism": "Why",
        "Mechanism/Trust": "Belief",
        "Feeling": "",
        "Feeling/Mechanism": "",
        "Fear": "All kinds",
        "Fear/Dread": "",
    }
    assert (
        "The code 'Trust' stands under 'Mechanism'; in RQDA it is also in Feeling." in project.account.remarks
    )
    assert project.account["places of codes in categories"].left_out == {
        "the code or the category is deleted": 1,
        "a code has one place in a codebook, the first": 1,
    }
    assert project.notes[["text", "about_kind", "about_id"]].values.tolist() == [
        ["moved here", "code", "code-3"]
    ]


def test_a_second_coding_is_a_coder_of_its_own(tmp_path):
    project = imported(tmp_path, {"coding": [coding(0, 5, "First")], "coding2": [coding(0, 5, "First")]})
    assert project.codings[["coding_id", "coder"]].values.tolist() == [
        ["coding-1", "Ana"],
        ["coding2-1", "Ana (second coding)"],
    ]
    assert len(project.segments) == 1
    assert [d.about for d in project.account.decisions] == ["positions", "second codings"]


def test_cases_attributes_and_groups_of_files(tmp_path):
    rows = {
        "source": [*ONE["source"], {"id": 2, "name": "Smith 2020", "file": "Other"}],
        "cases": [{"id": 1, "name": "Ward A", "memo": "large"}, {"id": 2, "name": "Ward B"}],
        "caselinkage": [
            {"caseid": 1, "fid": 1, "selfirst": 0, "selend": len(TEXT)},
            {"caseid": 2, "fid": 1, "selfirst": 14, "selend": 25, "memo": "one speaker"},
            {"caseid": 2, "fid": 2, "selfirst": 0, "selend": 900},  # the file was longer then
            {"caseid": 2, "fid": 1, "selfirst": 7, "selend": 7},
        ],
        "attributes": [{"name": "Year", "class": "numeric", "memo": "of publication"}],
        "fileAttr": [
            {"variable": "Year", "value": "2020", "fileID": 1},
            {"variable": "Year", "value": "NA", "fileID": 2},
            {"variable": "Year", "value": "2020", "fileID": 9},
        ],
        "caseAttr": [{"variable": "Size", "value": "large", "caseID": 1}],
        "filecat": [{"catid": 1, "name": "UK"}, {"catid": 2, "name": "Nurses"}],
        "treefile": [{"fid": 1, "catid": 1}, {"fid": 1, "catid": 2}, {"fid": 2, "catid": 9}],
    }
    project = imported(tmp_path, rows)
    assert project.members.values.tolist() == [
        ["1", "document", "1"],
        ["2", "segment", "1:14-25"],
        ["2", "document", "2"],
    ]
    assert project.account["parts of cases"].left_out == {"they mark no text": 1}
    assert project.variables.values.tolist() == [
        ["document", "1", "Year", "float", "2020"],
        ["case", "1", "Size", "text", "large"],
    ]
    assert project.account["variables"].left_out == {
        "they have no value": 1,
        "what they are about is deleted": 1,
    }
    assert list(project.documents["group"]) == ["UK; Nurses", None]
    assert "Files that have the same name are kept apart: Smith 2020." in project.account.remarks
    notes = {(n.title, n.text) for n in project.notes.itertuples()}
    assert notes == {("Attribute Year", "of publication"), ("", "one speaker")}


def test_journal_and_annotations_are_dated_notes(tmp_path):
    rows = {
        "project": [{"databaseversion": "0.2.2", "memo": "About us", "date": NOON}],
        "journal": [{"name": "Day 1", "journal": "Saturation?", "date": NOON, "owner": "Ben"}],
        "annotation": [
            {"fid": 1, "position": 12, "annotation": "tone", "date": NOON, "owner": "Ana"},
            {"fid": 9, "position": 1, "annotation": "lost"},
        ],
        "coding": [coding(0, 5, "First", memo="check")],
    }
    project = imported(tmp_path, rows)
    found = project.notes[["title", "text", "author", "date", "about_kind"]].values.tolist()
    assert sorted(found) == [
        ["", "About us", "", "2019-12-06T12:00:00", "project"],
        ["Annotation at character 12", "tone", "Ana", "2019-12-06T12:00:00", "document"],
        ["Day 1", "Saturation?", "Ben", "2019-12-06T12:00:00", ""],
    ]
    assert (project.account["memos"].found, project.account["memos"].n_left_out) == (5, 1)


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("Fri Dec  6 09:26:07 2019", "2019-12-06T09:26:07"),
        ("Fri Nov 20 10:00:00 2026", "2026-11-20T10:00:00"),
        ("ven déc. 6 09:26:07 2019", "ven déc. 6 09:26:07 2019"),
        ("Fri Dez  6 09:26:07 2019", "Fri Dez  6 09:26:07 2019"),
        (None, ""),
    ],
)
def test_dates_as_r_writes_them(said, date):
    assert iso_date(said) == date


def test_pictures_are_coded_by_region(tmp_path):
    rows = {
        "image": [{"id": 1, "name": "ward.jpg"}],
        "imageCoding": [
            {"cid": 2, "iid": 1, "x1": 1, "y1": 2, "x2": 30, "y2": 40, "owner": "Ana", "memo": "bed"}
        ],
    }
    project = imported(tmp_path, rows)
    assert list(project.documents["kind"]) == ["text", "picture"]
    assert list(project.segments["locator"]) == ["region from (1, 2) to (30, 40)"]
    assert list(project.codings["note"]) == ["bed"]


def test_an_old_database_lacks_tables(tmp_path):
    project = imported(tmp_path, {"coding": [coding(0, 5, "First")]}, without=OLD)
    assert list(project.segments["text"]) == ["First"]


def test_cells_of_any_type_are_read(tmp_path):
    rows = {
        "source": [{"id": 1.0, "name": b"Smith", "file": b"Trust grew.", "status": "1"}],
        "freecode": [{"id": "1", "name": None}],
        "coding": [
            coding("0", b"5", None, owner=None),
            coding(float("inf"), -3, "Trust"),
            coding(None, None, None),
            coding(0.5, 5, "grew"),
        ],
    }
    project = imported(tmp_path, rows)
    assert project.segments[["start", "end", "text"]].values.tolist() == [[0, 5, "Trust"], [6, 10, "grew"]]
    assert list(project.codes["name"]) == ["unnamed code-1"]
    assert project.account["codings"].left_out == {"they mark no text": 1}


def test_a_project_in_which_all_is_deleted_is_no_import(tmp_path):
    rows = {
        "source": [{"id": 1, "name": "Old", "file": "x", "status": 0}],
        "freecode": [{"id": 1, "name": "Old", "status": -1}],
    }
    with pytest.raises(UnreadableError, match="all files and codes in it are deleted"):
        imported(tmp_path, rows)


def test_files_that_are_none_are_refused_in_a_sentence(tmp_path):
    whole = PROJECT.read_bytes()
    for name, content in {"cut.rqda": whole[: len(whole) // 2], "noise.rqda": bytes(range(256)) * 40}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableError, match=f"^{name}: "):
            read([tmp_path / name], ImportOptions())
    assert not looks_like(tmp_path / "noise.rqda")
    other = rosetta.ROSETTA / "taguette" / "project.sqlite3"
    assert not looks_like(other)
    with pytest.raises(UnreadableError, match="none of RQDA"):
        read([other], ImportOptions())


CELLS = st.one_of(
    st.none(),
    st.integers(-2, 4),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=6),
    st.binary(max_size=6),
    st.sampled_from([1, 1.0, "1", TEXT, "Trust", "😀", "NA", NOON]),
)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_cells_break_it(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.rqda"
        with sqlite3.connect(path) as connection:
            connection.execute("pragma synchronous = off")
            for table, columns in TABLES.items():
                names = [c.split()[0] for c in columns.split(", ")]
                connection.execute(f"create table {table} ({', '.join(names)})")
                # A row that is in use, as far as the table says so.
                cells = [st.sampled_from([1, 1, 0]) if name == "status" else CELLS for name in names]
                rows = data.draw(st.lists(st.tuples(*cells), max_size=3))
                connection.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", rows)
        connection.close()
        try:
            project = read([path], ImportOptions())
        except UnreadableError:
            return
        project_tables(project, ImportOptions()).account.check()
