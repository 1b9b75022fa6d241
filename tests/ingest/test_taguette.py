"""Taguette: HTML and bytes, tags with levels in their names, and coders that only the log knows."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import UnreadableError
from synthesis.importing.project import import_project
from synthesis.ingest.formats import detect_format
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables
from synthesis.ingest.taguette import looks_like, read
from tests.ingest import rosetta_truth as rosetta

PROJECT = rosetta.ROSETTA / "taguette" / "project.sqlite3"

TABLES = {
    "projects": "id integer primary key, name text, description text",
    "documents": "id integer primary key, name text, description text, filename text, project_id integer, "
    "contents text",
    "tags": "id integer primary key, project_id integer, path text, description text",
    "highlights": "id integer primary key, document_id integer, start_offset integer, end_offset integer, "
    "snippet text",
    "highlight_tags": "highlight_id integer, tag_id integer",
    "commands": "id integer primary key, user_login text, project_id integer, document_id integer, "
    "payload text",
    "users": "login text primary key, hashed_password text, email text",
}


def database(path, rows, script=""):
    with sqlite3.connect(path) as connection:
        connection.execute("pragma synchronous = off")
        for table, columns in TABLES.items():
            connection.execute(f"create table {table} ({columns})")
        for table, of_table in rows.items():
            for row in of_table:
                places = ", ".join("?" * len(row))
                connection.execute(
                    f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values())
                )
        connection.executescript(script)
    connection.close()
    return path


def imported(tmp_path, rows, mapping=None, **more):
    options = ImportOptions(mapping=mapping or {})
    project = read([database(tmp_path / "p.sqlite3", ONE | rows, **more)], options)
    project_tables(project, ImportOptions()).account.check()
    return project


ONE = {
    "projects": [{"id": 1, "name": "Trust review", "description": ""}],
    "documents": [
        {"id": 1, "name": "Smith 2020", "project_id": 1, "contents": "<p>Trust 🙂.</p><p>Then fear.</p>"}
    ],
    "tags": [{"id": 1, "project_id": 1, "path": "Trust"}, {"id": 2, "project_id": 1, "path": "Fear"}],
}


def highlight(number, first, last, snippet, document=1):
    place = {"start_offset": first, "end_offset": last}
    return {"id": number, "document_id": document, "snippet": snippet} | place


def tagged(*pairs):
    return [{"highlight_id": h, "tag_id": t} for h, t in pairs]


def command(user, kind="highlight_add", project=1, **payload):
    return {"user_login": user, "project_id": project, "payload": json.dumps({"type": kind} | payload)}


def test_rosetta_but_for_what_taguette_cannot_carry():
    assert detect_format(PROJECT).name == "taguette"
    project = read([PROJECT], ImportOptions())
    assert (project.name, project.tool) == ("Rosetta review", "Taguette")
    # HTML has no line feed at the end of a document.
    assert rosetta.texts(project) == {n: t.rstrip("\n") for n, t in rosetta.TRUTH["docs"].items()}
    # Taguette gives every project a first tag.
    assert rosetta.descriptions(project) == rosetta.CODES | {"interesting": "Further review required"}
    # It has no memos on codings, one person gave all tags, and a passage has a tag once.
    truth = {(d, q.rstrip("\n"), c, "admin", "") for d, q, c, _, _ in rosetta.CODINGS}
    assert sorted(rosetta.codings(project)) == sorted(truth)
    # One highlight has no tag.
    spans = {(d, q.rstrip("\n")): (a, b - q.endswith("\n")) for (d, q), (a, b) in rosetta.SPANS.items()}
    assert rosetta.spans(project) == spans | {("Tanaka 2020", "Tanaka 2020"): (0, 11)}
    assert set(project.documents["description"]) == {"study report"}
    assert list(project.notes["text"]) == ["Parallel sample – same codings in each tool"]
    assert not project.account.mismatches
    assert "a highlight has each tag once, whoever else would give it" in " ".join(project.account.remarks)
    tables = project_tables(project, ImportOptions())
    tables.account.check()
    assert (tables.account["selections"].kept, tables.account["codings"].kept) == (16, 17)


def test_offsets_count_bytes_and_no_tags(tmp_path):
    highlights = [
        highlight(1, 0, 11, "<p>Trust 🙂.</p>"),
        highlight(2, 11, 15, "<p>Then</p>"),
        highlight(3, 6, 15, "<p>🙂.</p><p>Then</p>"),
    ]
    project = imported(tmp_path, {"highlights": highlights})
    assert list(project.documents["text"]) == ["Trust 🙂.\nThen fear."]
    assert project.segments[["start", "end", "text"]].values.tolist() == [
        [0, 8, "Trust 🙂."],
        [9, 13, "Then"],
        [6, 13, "🙂.\nThen"],
    ]
    assert [d.confidence for d in project.account.decisions if d.about == "positions"] == [1.0]


def test_a_moved_highlight_is_read_from_the_document(tmp_path):
    highlights = [highlight(1, 0, 5, "<p>Then</p>"), highlight(2, 7, 9, "<p>🙂</p>"), highlight(3, 3, 3, "")]
    project = imported(tmp_path, {"highlights": highlights})
    assert project.segments[["start", "end", "text"]].values.tolist() == [
        [0, 5, "Trust"],
        [6, 7, "🙂"],  # inside a character: its words are looked for
    ]
    assert [(m.in_source, m.stored, m.kept) for m in project.account.mismatches] == [
        ("Trust", "Then", "source"),
        ("", "🙂", "stored"),
    ]
    assert project.account["selections"].left_out == {"they mark no text": 1}


def test_the_coder_is_who_put_the_tag_there(tmp_path):
    rows = {
        "highlights": [highlight(1, 0, 5, "Trust"), highlight(2, 0, 5, "Trust"), highlight(3, 0, 5, "Trust")],
        "highlight_tags": tagged((1, 1), (1, 2), (2, 2), (3, 1)),
        "commands": [
            command("ana", highlight_id=1, tags=[1]),
            command("ben", highlight_id=1, tags=[1, 2]),
            command("cid", highlight_id=1, tags=[2]),
            command("cid", highlight_id=1, tags=[1, 2]),
            command("ana", id=2, tags=[7]),  # as older versions wrote it
            command("ben", "tag_merge", src_tag_id=7, dest_tag_id=2),
            command("dee", project=2, highlight_id=2, tags=[2]),
            {"user_login": "eve", "project_id": 1, "payload": "[" * 100_000},
            {"user_login": "eve", "project_id": 1, "payload": '{"type": "highlight_add", "tags": {"1": []}}'},
        ],
    }
    project = imported(tmp_path, rows)
    found = {(c.segment_id, c.code_id): c.coder for c in project.codings.itertuples()}
    assert found == {("1", "1"): "cid", ("1", "2"): "ben", ("2", "2"): "ana", ("3", "1"): ""}
    assert "The log of Taguette does not say who gave 1 of the tags." in project.account.remarks
    assert [d.confidence for d in project.account.decisions if d.about == "coders"] == [0.75]


@pytest.mark.parametrize(
    ("separator", "paths"),
    [
        (
            None,
            [
                "Context",
                "Context/Ties",
                "Context/Ties/Kin",
                "Context/e.g. other",
                "people.ana",
                "v1.2",
                "end.",
            ],
        ),
        (
            "",
            [
                "Context",
                "Context.Ties",
                "Context.Ties.Kin",
                "Context.e.g. other",
                "people.ana",
                "v1.2",
                "end.",
            ],
        ),
    ],
)
def test_a_tag_stands_under_the_tag_that_its_name_continues(tmp_path, separator, paths):
    names = [
        "Context",
        "Context.Ties",
        "Context.Ties.Kin",
        "Context.e.g. other",
        "people.ana",
        "v1.2",
        "end.",
    ]
    tags = [{"id": n, "project_id": 1, "path": name} for n, name in enumerate(names, 1)]
    mapping = {} if separator is None else {"separator": separator}
    project = imported(tmp_path, {"tags": tags}, mapping)
    assert list(rosetta.code_paths(project).values()) == paths
    decisions = [d for d in project.account.decisions if d.about == "levels of tags"]
    assert [d.confidence for d in decisions] == ([0.5] if separator is None else [])


def test_the_mapping_can_part_every_name(tmp_path):
    tags = [{"id": n, "project_id": 1, "path": name} for n, name in enumerate(["people::ana", "people::ben"])]
    project = imported(tmp_path, {"tags": tags}, {"separator": "::"})
    assert sorted(rosetta.code_paths(project).values()) == ["people", "people/ana", "people/ben"]
    assert not dict(zip(project.codes["name"], project.codes["is_codable"], strict=True))["people"]


def test_levels_of_newer_versions_are_columns(tmp_path):
    script = "alter table tags add column parent_id integer; update tags set parent_id = 1 where id = 2;"
    project = imported(tmp_path, {}, script=script)
    assert list(rosetta.code_paths(project).values()) == ["Trust", "Trust/Fear"]


def test_of_several_projects_one_must_be_chosen(tmp_path):
    rows = {
        "projects": [
            {"id": n, "name": name, "description": ""} for n, name in ((1, "A"), (2, "B"), (3, "C"))
        ],
        "documents": [
            {"id": n, "name": name, "project_id": n, "contents": "Trust"} for n, name in ((1, "a"), (2, "b"))
        ],
        "tags": [{"id": n, "project_id": n, "path": "Trust"} for n in (1, 2)],
        "highlights": [highlight(n, 0, 5, "Trust", document=n) for n in (1, 2, 3)],
        "highlight_tags": tagged((1, 1), (2, 2), (2, 1), (3, 2)),
    }
    database(tmp_path / "server.db", rows)
    with pytest.raises(UnreadableError, match=r"several projects: 'A', 'B' and 'C'\. .*--sheet NAME"):
        read([tmp_path / "server.db"], ImportOptions())
    with pytest.raises(UnreadableError, match="not one 'D'"):
        read([tmp_path / "server.db"], ImportOptions(sheet="D"))
    project = read([tmp_path / "server.db"], ImportOptions(sheet="B"))
    assert project.mapping == {"taguette_project": "B"}
    again = read([tmp_path / "server.db"], ImportOptions(mapping=project.mapping))
    assert again.name == "B"
    project_tables(project, ImportOptions()).account.check()
    assert (project.name, list(project.documents["name"])) == ("B", ["b"])
    assert rosetta.codings(project) == [("b", "Trust", "Trust", "", "")]
    account = project.account
    assert account["projects"].n_left_out == 2
    assert account["selections"].left_out == {"their document is not in the database": 1}
    assert account["codings"].left_out == {
        "their tag is not in the project": 1,
        "their highlight is not in the project": 1,
    }


def test_several_projects_of_one_database_go_into_one_review_one_after_the_other(tmp_path):
    rows = {
        "projects": [{"id": n, "name": name, "description": ""} for n, name in ((1, "A"), (2, "B"))],
        "documents": [
            {"id": n, "name": name, "project_id": n, "contents": f"Trust in {name}"}
            for n, name in ((1, "a"), (2, "b"))
        ],
        "tags": [{"id": n, "project_id": n, "path": "Trust"} for n in (1, 2)],
        "highlights": [highlight(n, 0, 5, "Trust", document=n) for n in (1, 2)],
        "highlight_tags": tagged((1, 1), (2, 2)),
    }
    database(tmp_path / "server.db", rows)
    review = tmp_path / "review"
    for name in ("A", "B"):
        result = import_project(tmp_path / "server.db", into=review, sheet=name)
        assert not result.asks
    assert (review / "import-mapping.yaml").read_text("utf-8").count("taguette_project: B") == 1
    assert list(result.tables["studies"]["citation"]) == ["a", "b"]
    assert len(result.tables["codings"]) == 2
    # The choice is remembered.
    assert not import_project(tmp_path / "server.db", into=review).is_new


def test_projects_without_documents_leave_no_choice(tmp_path):
    projects = [*ONE["projects"], {"id": 2, "name": "Empty", "description": ""}]
    project = imported(tmp_path, {"projects": projects})
    assert project.name == "Trust review"


def test_cells_of_any_type_are_read(tmp_path):
    rows = {
        "documents": [
            {"id": 1, "name": None, "filename": b"a.html", "project_id": "1", "contents": b"Trust"}
        ],
        "tags": [{"id": 1, "project_id": 1.0, "path": None}],
        "highlights": [
            highlight(1, "0", 5.0, None),
            highlight(2, -4, 2**62, "Trust"),
            highlight(3, None, "x", None),
        ],
        "highlight_tags": [{"highlight_id": "1", "tag_id": 1.0}, {"highlight_id": None, "tag_id": b"\xff"}],
    }
    project = imported(tmp_path, rows)
    assert list(project.documents["name"]) == ["a.html"]
    assert list(project.segments["text"]) == ["Trust", "Trust"]
    assert list(project.codes["name"]) == ["unnamed tag 1"]
    assert len(project.codings) == 1


def test_people_s_secrets_are_not_read(tmp_path):
    users = [{"login": "ana", "hashed_password": "scrypt:abc", "email": "ana@example.org"}]
    project = imported(tmp_path, {"users": users})
    said = json.dumps(project.account.as_dict()) + project.documents.to_csv() + project.notes.to_csv()
    assert "scrypt" not in said
    assert "example.org" not in said


def test_files_that_are_none_are_refused_in_a_sentence(tmp_path):
    whole = PROJECT.read_bytes()
    for name, content in {
        "cut.sqlite3": whole[: len(whole) // 2],
        "noise.sqlite3": bytes(range(256)) * 40,
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableError, match=f"^{name}: "):
            read([tmp_path / name], ImportOptions())
    assert not looks_like(tmp_path / "noise.sqlite3")
    database(tmp_path / "empty.sqlite3", {})
    with pytest.raises(UnreadableError, match="there is no project in it"):
        read([tmp_path / "empty.sqlite3"], ImportOptions())
    other = rosetta.ROSETTA / "rqda" / "Rosetta.rqda"
    assert not looks_like(other)
    with pytest.raises(UnreadableError, match="none of Taguette"):
        read([other], ImportOptions())


CELLS = st.one_of(
    st.none(),
    st.integers(-2, 4),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.binary(max_size=6),
    st.text(alphabet="<>/pa&#;19 \r\n😀.é", max_size=20),
    st.sampled_from(["1", "<p>Trust 🙂.</p><p>Then fear.</p>", '{"type": "highlight_add", "tags": [1]}']),
)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_cells_break_it(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        with sqlite3.connect(path) as connection:
            connection.execute("pragma synchronous = off")
            for table, columns in TABLES.items():
                names = [c.split()[0] for c in columns.split(", ")]
                connection.execute(f"create table {table} ({', '.join(names)})")
                rows = data.draw(
                    st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=4)
                )
                connection.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", rows)
        connection.close()
        try:
            project = read(
                [path], ImportOptions(mapping=data.draw(st.sampled_from([{}, {"separator": "."}])))
            )
        except UnreadableError:
            return
        project_tables(project, ImportOptions()).account.check()


def test_bytes_that_are_no_text_are_replaced_and_it_is_said(tmp_path):
    script = "update tags set description = cast(x'41ff42' as text)"
    project = imported(tmp_path, {}, script=script)
    assert set(project.codes["description"]) == {"A\ufffdB"}
    assert sum("no UTF-8" in remark for remark in project.account.remarks) == 1
    assert not any("no UTF-8" in remark for remark in read([PROJECT], ImportOptions()).account.remarks)
