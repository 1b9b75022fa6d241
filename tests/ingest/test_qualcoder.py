"""QualCoder: every version of its database, every kind of coding, and what is wrong with some files."""

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
from synthesis.ingest.qualcoder import looks_like, read
from synthesis.ingest.qualcoder_codings import clock
from tests.ingest import rosetta_truth as rosetta

PROJECT = rosetta.ROSETTA / "qualcoder" / "Rosetta.qda"

# Columns of version 8; what later versions added is in LATER.
TABLES = {
    "project": "databaseversion text, date text, memo text, about text, codername text",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, "
    "date text, av_text_id integer, risid integer",
    "code_cat": "catid integer primary key, name text, owner text, date text, memo text, supercatid integer",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, color text",
    "code_text": "ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, "
    "pos1 integer, owner text, date text, memo text, avid integer, important integer",
    "code_image": "imid integer primary key, id integer, x1 integer, y1 integer, width integer, "
    "height integer, cid integer, memo text, date text, owner text, important integer",
    "code_av": "avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text, "
    "date text, owner text, important integer",
    "annotation": "anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text, "
    "date text",
    "cases": "caseid integer primary key, name text, memo text, owner text, date text",
    "case_text": "id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, "
    "owner text, date text, memo text",
    "attribute_type": "name text, date text, owner text, memo text, caseOrFile text, valuetype text",
    "attribute": "attrid integer primary key, name text, attr_type text, value text, id integer",
    "journal": "jid integer primary key, name text, jentry text, date text, owner text",
    "ris": "risid integer, tag text, longtag text, value text",
    "graph": "grid integer primary key, name text",
    "stored_sql": "title text, ssql text",
}
LATER = {
    "code_image": ", pdf_page integer",  # 10
    "code_name": ", supercid integer",  # 16
}
TEXT = "First line.\n😀 Trust grew.\nThen it fell.\n"


def database(path, rows, *, version=17, without=(), script=""):
    """Write a database: ``rows`` is table -> rows as mappings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("pragma synchronous = off")
        for table, columns in TABLES.items():
            if table not in without:
                more = LATER.get(table, "") if version >= 16 else ""
                connection.execute(f"create table {table} ({columns}{more})")
        if version >= 14:
            connection.execute("create table coder_names (name text, visibility integer)")
        connection.execute("insert into project values (?, '', '', 'QualCoder 3.5', 'Ana')", [f"v{version}"])
        for table, of_table in rows.items():
            for row in of_table:
                places = ", ".join("?" * len(row))
                connection.execute(
                    f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values())
                )
        connection.executescript(script)
    connection.close()
    return path


def imported(tmp_path, rows, **kinds):
    """Read a database; the account must add up to the end."""
    project = read([database(tmp_path / "P.qda", rows, **kinds)], ImportOptions())
    tables = project_tables(project, ImportOptions())
    tables.account.check()
    return project


SOURCE = {"id": 1, "name": "Smith 2020.txt", "fulltext": TEXT, "mediapath": None}
CODE = {"cid": 1, "name": "Trust", "memo": "Belief"}


def marked(first, last, words, **more):
    return {"cid": 1, "fid": 1, "seltext": words, "pos0": first, "pos1": last, "owner": "Ana"} | more


@pytest.mark.parametrize("path", [PROJECT, PROJECT / "data.qda"])
def test_rosetta_is_read_as_it_is(path):
    assert detect_format(path).name == "qualcoder"
    project = read([path], ImportOptions())
    assert project.name == "Rosetta"
    assert project.tool == "QualCoder 4.0 (schema v17) (database v17)"
    assert rosetta.texts(project) == rosetta.TRUTH["docs"]
    # QualCoder cannot give a category, so what was coded with Context is in a code of its own below it.
    general = "Context/Context (general)"
    assert rosetta.descriptions(project) == rosetta.CODES | {general: "Where and for whom"}
    truth = [(d, q, general if c == "Context" else c, who, m) for d, q, c, who, m in rosetta.CODINGS]
    assert sorted(rosetta.codings(project)) == sorted(truth)
    annotated = {("Adebayo 2019", "Study: Adebayo 2019"): (0, 19)}
    assert rosetta.spans(project) == rosetta.SPANS | annotated
    assert not project.account.mismatches
    assert any("Context, Mechanism and Outcome" in remark for remark in project.account.remarks)
    tables = project_tables(project, ImportOptions())
    tables.account.check()
    assert len(tables.tables["codings"]) == 18


def test_rosetta_keeps_notes_cases_and_attributes():
    project = read([PROJECT], ImportOptions())
    notes = {(n.title, n.text, n.author, n.about_kind) for n in project.notes.fillna("").itertuples()}
    assert notes == {
        ("", "Parallel sample", "Ana", "project"),
        ("Programme theory v1", "If stipends are paid on time, then …", "Ana", ""),
        ("", "annotation on a span", "Ana", "segment"),
    }
    assert list(project.documents["description"].dropna()) == ["memo on source"]
    assert list(project.cases["name"]) == ["Nigeria", "Germany", "Japan"]
    assert project.members[["member_kind", "member_id"]].values.tolist() == [
        ["document", "1"],
        ["document", "2"],
        ["document", "3"],
    ]
    values = {(v.owner_kind, v.owner_id, v.name): v.value for v in project.variables.itertuples()}
    assert values["document", "1", "Year"] == "2019"
    assert values["case", "1", "Income"] == "LMIC"
    assert project.account["variables"].left_out == {"they have no value": 2}
    assert project.account["marks of importance"].n_left_out == 9


@pytest.mark.parametrize("version", range(8, 18))
def test_every_version_has_the_same_codings(tmp_path, version):
    rows = {"source": [SOURCE], "code_name": [CODE], "code_text": [marked(15, 26, "Trust grew.")]}
    project = imported(tmp_path, rows, version=version)
    assert project.tool == f"QualCoder 3.5 (database v{version})"
    assert project.segments[["start", "end", "text"]].values.tolist() == [[14, 25, "Trust grew."]]
    assert list(project.codings["coder"]) == ["Ana"]


def test_codes_stand_under_codes_and_categories(tmp_path):
    rows = {
        "code_cat": [
            {"catid": 1, "name": "Mechanism", "memo": "Why"},
            {"catid": 2, "name": "Reasoning", "supercatid": 1},
            {"catid": 3, "name": "Lost", "supercatid": 77},
        ],
        "code_name": [
            {"cid": 1, "name": "Trust", "catid": 2},
            {"cid": 2, "name": "Trust in peers", "supercid": 1},
            {"cid": 3, "name": "Free"},
        ],
        "source": [SOURCE],
    }
    project = imported(tmp_path, rows)
    assert list(rosetta.code_paths(project).values()) == [
        "Mechanism",
        "Mechanism/Reasoning",
        "Mechanism/Reasoning/Trust",
        "Mechanism/Reasoning/Trust/Trust in peers",
        "Lost",
        "Free",
    ]
    assert dict(zip(project.codes["name"], project.codes["is_codable"], strict=True))["Reasoning"] is False
    assert any("'Lost'" in remark for remark in project.account.remarks)


def test_a_paragraph_sign_and_a_byte_order_mark_are_no_mismatch(tmp_path):
    source = SOURCE | {"fulltext": "\ufeffOne.\nTwo."}
    rows = {"source": [source], "code_name": [CODE], "code_text": [marked(1, 10, "One.\u2029Two.")]}
    project = imported(tmp_path, rows)
    assert list(project.segments["text"]) == ["One.\nTwo."]
    assert not project.account.mismatches


def test_what_was_coded_by_searching_counts_otherwise(tmp_path):
    coded = [marked(15, 20, "Trust"), marked(14, 25, "Trust grew.")]
    project = imported(tmp_path, {"source": [SOURCE], "code_name": [CODE], "code_text": coded})
    assert project.segments[["start", "end", "text"]].values.tolist() == [
        [14, 19, "Trust"],
        [14, 25, "Trust grew."],
    ]
    assert [d.choice for d in project.account.decisions] == [
        "UTF-16 code units, the end not included",
        "Unicode code points for 1 passages",
    ]
    assert not project.account.mismatches


def test_windows_line_ends_are_shown_as_one_sign(tmp_path):
    source = SOURCE | {"fulltext": "One 😀.\r\nTwo.\r\nThree."}
    coded = [marked(8, 12, "Two."), marked(4, 12, "😀.\u2029Two.")]
    project = imported(tmp_path, {"source": [source], "code_name": [CODE], "code_text": coded})
    assert list(project.segments["text"]) == ["Two.", "😀.\r\nTwo."]
    assert project.segments["start"].tolist() == [8, 4]


def test_a_stale_quote_is_kept_listed_and_placed_where_it_stands_now(tmp_path):
    coded = [marked(0, 10, "Then it fell."), marked(2, 7, "Gone"), marked(None, None, "Trust grew.")]
    project = imported(tmp_path, {"source": [SOURCE], "code_name": [CODE], "code_text": coded})
    assert project.segments[["start", "end", "text", "locator"]].values.tolist() == [
        [26, 39, "Then it fell.", None],
        [None, None, "Gone", "characters 2 to 7 when it was coded"],
        [14, 25, "Trust grew.", None],
    ]
    assert [(m.document, m.place, m.in_source, m.stored, m.kept) for m in project.account.mismatches] == [
        ("Smith 2020", "characters 0 to 10", "First line", "Then it fell.", "stored"),
        ("Smith 2020", "characters 2 to 7", "rst l", "Gone", "stored"),
        ("Smith 2020", "no position", "", "Trust grew.", "stored"),
    ]
    assert any(remark.startswith("3 of 3 stored quotes differ") for remark in project.account.remarks)


def test_pictures_and_recordings_are_coded_by_place(tmp_path):
    rows = {
        "source": [
            {"id": 1, "name": "ward.jpg", "mediapath": "/images/ward.jpg"},
            {"id": 2, "name": "talk.mp3", "mediapath": "/audio/talk.mp3", "av_text_id": 4},
            {"id": 3, "name": "walk.mp4", "mediapath": "video:C:/clips/walk.mp4"},
            {"id": 4, "name": "talk.mp3.txt", "fulltext": "Trust grew."},
            {"id": 5, "name": "paper.pdf", "fulltext": "Trust", "mediapath": "/docs/paper.pdf"},
        ],
        "code_name": [CODE],
        "code_image": [
            {"id": 1, "x1": 10, "y1": 20, "width": 30, "height": 40, "cid": 1, "owner": "Ana"},
            {"id": 5, "x1": 1.4, "y1": 2, "width": 3, "height": 4, "cid": 1, "pdf_page": 2, "owner": "Ben"},
        ],
        "code_av": [
            {"avid": 1, "id": 2, "pos0": 70_000, "pos1": 90_250, "cid": 1, "memo": "laughs", "owner": "Ana"}
        ],
        "code_text": [marked(0, 5, "Trust", fid=4, avid=1)],
    }
    project = imported(tmp_path, rows)
    kinds = dict(zip(project.documents["name"], project.documents["kind"], strict=True))
    assert kinds == {
        "ward.jpg": "picture",
        "talk.mp3": "audio",
        "walk.mp4": "video",
        "talk.mp3.txt": "text",  # without its ending it would be called as its recording is
        "paper": "pdf",
    }
    names = dict(zip(project.documents["document_id"], project.documents["name"], strict=True))
    found = [(names[s.document_id], s.locator, s.text) for s in project.segments.itertuples()]
    assert found == [
        ("talk.mp3", "00:01:10 to 00:01:30.250", None),
        ("talk.mp3.txt", "00:01:10 to 00:01:30.250", "Trust"),
        ("ward.jpg", "region from (10, 20) to (40, 60)", None),
        ("paper", "page 3, region from (1, 2) to (4, 6)", None),
    ]
    assert list(project.codings["note"].dropna()) == ["laughs"]
    assert project.account["links of transcripts"].n_left_out == 1
    assert any("Linked from outside the project" in remark for remark in project.account.remarks)
    assert not any("clips" in remark for remark in project.account.remarks)


def test_times_in_a_recording():
    assert [clock(t) for t in (0, 61_000, 3_600_000.4, 999, -1, None)] == [
        "00:00:00",
        "00:01:01",
        "01:00:00",
        "00:00:00.999",
        "an unknown time",
        "an unknown time",
    ]


def test_cases_are_whole_sources_or_parts_of_them(tmp_path):
    wide = SOURCE | {"fulltext": "😀" * 20}
    rows = {
        "source": [wide, {"id": 2, "name": "talk.mp3", "mediapath": "/audio/talk.mp3"}],
        "cases": [{"caseid": 1, "name": "Ward A", "memo": "large"}, {"caseid": 2, "name": "Ward B"}],
        "case_text": [
            {"caseid": 1, "fid": 1, "pos0": 0, "pos1": 40},
            {"caseid": 1, "fid": 2, "pos0": 0, "pos1": 0},
            {"caseid": 2, "fid": 1, "pos0": 0, "pos1": 30, "memo": "first half"},
            {"caseid": 2, "fid": 1, "pos0": 5, "pos1": 5},
            {"caseid": 9, "fid": 1, "pos0": 0, "pos1": 0},
        ],
    }
    project = imported(tmp_path, rows)
    assert project.members.values.tolist() == [
        ["1", "document", "1"],
        ["1", "document", "2"],
        ["2", "segment", "1:0-15"],
    ]
    assert list(project.cases["description"]) == ["large", None]
    assert project.account["parts of cases"].left_out == {
        "the case or the source is not in the project": 1,
        "they mark no text": 1,
    }


def test_a_reference_says_what_a_source_is(tmp_path):
    tags = {"TY": "JOUR", "TI": "Trust", "PY": "2020", "DO": "10.1/x", "KW": "care"}
    rows = {
        "source": [SOURCE | {"risid": 7}],
        "ris": [{"risid": 7, "tag": tag, "value": value} for tag, value in tags.items()]
        + [{"risid": 7, "tag": "AU", "value": name} for name in ("Smith, A", "Bell, B")]
        + [{"risid": 8, "tag": "TI", "value": "Unread"}],
    }
    project = imported(tmp_path, rows)
    assert {(v.name, v.value) for v in project.variables.itertuples()} == {
        ("reference type", "JOUR"),
        ("title", "Trust"),
        ("year", "2020"),
        ("doi", "10.1/x"),
        ("authors", "Smith, A; Bell, B"),
        ("RIS KW", "care"),
    }
    reason = "no source is linked to them; import them as references"
    assert project.account["references"].examples == {reason: ["Unread"]}


def test_what_nothing_belongs_to_is_left_out_by_name(tmp_path):
    rows = {
        "source": [SOURCE],
        "code_name": [CODE],
        "code_text": [
            marked(0, 5, "First", ctid=1),
            marked(0, 5, "First", ctid=2, cid=9),
            marked(0, 5, "First", ctid=3, fid=9),
            marked(5, 5, "", ctid=4),
        ],
        "annotation": [{"anid": 1, "fid": 9, "memo": "lost"}, {"anid": 2, "fid": 1, "memo": "whole file"}],
        "attribute": [
            {"name": "Age", "attr_type": "file", "value": "30", "id": 9},
            {"name": "Mood", "attr_type": "journal", "value": "low", "id": 1},
        ],
        "graph": [{"name": "Map"}],
        "stored_sql": [{"title": "q", "ssql": "drop table source"}],
    }
    project = imported(tmp_path, rows)
    assert project.account["codings"].examples == {
        "their code is not in the project": ["text-2"],
        "their source is not in the project": ["text-3"],
        "they mark no text": ["text-4"],
    }
    assert project.account["memos"].examples == {
        "the source that they are on is not in the project": ["annotation-1"]
    }
    assert project.notes[["text", "about_kind"]].values.tolist() == [["whole file", "document"]]
    assert project.account["variables"].n_left_out == 2
    assert project.account["graphs"].n_left_out == project.account["stored queries"].n_left_out == 1


def test_coders_that_are_hidden_are_read_and_named(tmp_path):
    rows = {
        "source": [SOURCE],
        "code_name": [CODE],
        "code_text": [marked(0, 5, "First", owner="Ben")],
        "coder_names": [{"name": "Ben", "visibility": 0}, {"name": "Cid", "visibility": 1}],
    }
    project = imported(tmp_path, rows)
    assert list(project.codings["coder"]) == ["Ben"]
    assert project.account["coders"].examples == {"they coded nothing": ["Cid"]}
    assert any(remark.startswith("QualCoder hides 1 of the coders") for remark in project.account.remarks)


def test_cells_of_any_type_are_read(tmp_path):
    rows = {
        "source": [{"id": 1, "name": b"Smith.txt", "fulltext": b"Trust grew.", "memo": 3}],
        "code_name": [{"cid": 1, "name": None, "memo": b"2.0"}],
        "code_text": [marked(" 0", "5.0", None, owner=7), marked(2**60, -(2**60), "Trust grew.")],
    }
    project = imported(tmp_path, rows)
    assert list(project.documents["name"]) == ["Smith"]
    assert list(project.codes["name"]) == ["unnamed code-1"]
    assert list(project.codes["description"]) == ["2.0"]
    assert project.segments[["start", "end", "text"]].values.tolist() == [
        [0, 5, "Trust"],
        [0, 11, "Trust grew."],
    ]
    assert list(project.codings["coder"]) == ["7", "Ana"]


def test_missing_tables_are_missing_things(tmp_path):
    without = [t for t in TABLES if t not in ("source", "code_name", "code_text", "project")]
    rows = {"source": [SOURCE], "code_name": [CODE], "code_text": [marked(0, 5, "First")]}
    project = imported(tmp_path, rows, without=without)
    assert list(project.segments["text"]) == ["First"]


def test_views_and_triggers_are_not_read(tmp_path):
    script = """
        drop table journal;
        create view journal as select 1 as jid, 'x' as name, fulltext as jentry from source;
        create trigger t after insert on source begin delete from source; end;
    """
    project = imported(tmp_path, {"source": [SOURCE], "code_name": [CODE]}, script=script)
    assert not len(project.notes)
    assert list(project.documents["name"]) == ["Smith 2020"]


def test_files_that_are_none_are_refused_in_a_sentence(tmp_path):
    whole = (PROJECT / "data.qda").read_bytes()
    for name, content in {
        "cut.qda": whole[: len(whole) // 2],
        "short.qda": whole[:50],
        "noise.qda": bytes(range(256)) * 40,
        "garbled.qda": whole.replace(b"CREATE TABLE source", b"CREATE \xaa\xffBLE source"),
        "locked.qda": b"\x93" * 4096,
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableError, match=f"^{name}: "):
            read([tmp_path / name], ImportOptions())
    assert not looks_like(tmp_path / "noise.qda")


def test_another_database_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other.qda") as connection:
        connection.execute("create table source (id integer)")
    connection.close()
    assert not looks_like(tmp_path / "other.qda")
    with pytest.raises(UnreadableError, match="no QualCoder project"):
        read([tmp_path / "other.qda"], ImportOptions())


def test_a_folder_must_hold_its_database(tmp_path):
    assert not looks_like(tmp_path)
    with pytest.raises(UnreadableError, match=r"there is no 'data\.qda' in this folder"):
        read([tmp_path], ImportOptions())
    (tmp_path / "data.qda").symlink_to(PROJECT / "data.qda")
    with pytest.raises(UnreadableError, match="symbolic link"):
        read([tmp_path], ImportOptions())


def test_a_project_of_rows_without_numbers_is_no_import(tmp_path):
    path = database(tmp_path / "P.qda", {}, without=["source", "code_name"])
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "create table source (id, name, fulltext); insert into source values (null, 'a', 'b');"
            "create table code_name (cid, name)"
        )
    connection.close()
    with pytest.raises(UnreadableError, match="none of its sources and codes can be read"):
        read([path], ImportOptions())


CELLS = st.one_of(
    st.none(),
    st.integers(-2, 6),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=6),
    st.binary(max_size=6),
    st.sampled_from(["1", "file", "case", TEXT, "Trust", "😀", "/images/x.png", "audio:x"]),
)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_cells_break_it(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "P.qda"
        with sqlite3.connect(path) as connection:
            connection.execute("pragma synchronous = off")
            for table, columns in TABLES.items():
                names = [c.split()[0] for c in (columns + LATER.get(table, "")).split(", ")]
                connection.execute(f"create table {table} ({', '.join(names)})")
                rows = data.draw(
                    st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=3)
                )
                connection.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", rows)
        connection.close()
        try:
            project = read([path], ImportOptions())
        except UnreadableError:
            return
        project_tables(project, ImportOptions()).account.check()
