"""Files made to do harm, and files that are not what they seem: one sentence, nothing run, nothing opened."""

from __future__ import annotations

import io
import itertools
import os
import sqlite3
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest

import synthesis
from synthesis.errors import SynthesisError, UnreadableError
from synthesis.ingest import safe_zip
from synthesis.ingest.formats import FORMATS
from tests.ingest.fuzzed_files import ROWS, SEEDS, import_or_refuse, seed_files, within_limits
from tests.ingest.refi_qda_project import code, element, guid, project, text_source
from tests.ingest.sheet_files import compound_file, ods_table, write_ods, write_xlsx

ENDINGS = sorted({ending for known in FORMATS.values() for ending in known.endings if ending})
REFERENCES = (".ris", ".bib", ".nbib")
ARCHIVES = ("rosetta_spec.qdpx", "sheet.xlsx", "sheet.ods")
DATABASES = ("data.qda", "project.sqlite3", "Rosetta.rqda")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> dict[str, bytes]:
    return seed_files(tmp_path_factory.mktemp("seeds"))


def refusal(path: Path, format: str | None = None) -> str:
    """Return the one sentence, or two, that a file is refused with."""
    with pytest.raises(UnreadableError) as met, within_limits():
        synthesis.import_project(path, into=path.with_name("review"), format=format)
    said = str(met.value)
    assert said.startswith(path.name)
    assert str(path.parent) not in said
    assert "\n" not in said
    assert not path.with_name("review").exists()
    return said


def with_members(content: bytes, *added: tuple[zipfile.ZipInfo | str, bytes], without: str = "") -> bytes:
    """Return an archive with further members, the first of them at its beginning."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(buffer, "w") as made:
        members = [(info.filename, given.read(info)) for info in given.infolist()]
        for called, inner in [*added, *members]:
            if called != without:
                made.writestr(called, inner, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize("archive", ARCHIVES)
@pytest.mark.parametrize(
    "escape", ["../outside.txt", "a/../../outside.txt", "/outside.txt", "C:\\outside.txt", "..\\outside.txt"]
)
def test_zip_slip(tmp_path, seeds, archive, escape):
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / archive
    path.write_bytes(with_members(seeds[archive], (escape, b"harm")))
    assert "points outside the archive" in refusal(path)
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("archive", ARCHIVES)
def test_a_symbolic_link_in_an_archive(tmp_path, seeds, archive):
    link = zipfile.ZipInfo("sources/link.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / archive
    path.write_bytes(with_members(seeds[archive], (link, b"/etc/passwd")))
    assert "is a symbolic link" in refusal(path)


@pytest.mark.parametrize("archive", ARCHIVES)
def test_a_member_that_unpacks_a_thousandfold(tmp_path, seeds, archive):
    path = tmp_path / archive
    path.write_bytes(with_members(seeds[archive], ("xl/bomb.xml", bytes(11 * 1024**2))))
    assert "unpacks to 11 MiB" in refusal(path)


@pytest.mark.parametrize("archive", ARCHIVES)
def test_many_members_that_unpack_to_much_together(tmp_path, seeds, archive, monkeypatch):
    monkeypatch.setattr(safe_zip, "MOST_UNPACKED_BYTES", 40 * 1024**2)
    path = tmp_path / archive
    path.write_bytes(with_members(seeds[archive], *[(f"m{n}.txt", bytes(9 * 1024**2)) for n in range(5)]))
    assert "it unpacks to 45 MiB, more than is read" in refusal(path)


@pytest.mark.parametrize("archive", ARCHIVES)
def test_more_members_than_any_project_has(tmp_path, seeds, archive, monkeypatch):
    monkeypatch.setattr(safe_zip, "MOST_MEMBERS", 100)
    path = tmp_path / archive
    path.write_bytes(with_members(seeds[archive], *[(f"m{n}.txt", b"") for n in range(100)]))
    assert "files; more than 100 are not read" in refusal(path)


def test_a_member_that_is_longer_than_it_says(tmp_path):
    honest = io.BytesIO()
    with zipfile.ZipFile(honest, "w") as archive:
        archive.writestr("project.qde", project(codes=code("Trust")) + " " * 1000)
    size = len(project(codes=code("Trust"))) + 1000
    path = tmp_path / "liar.qdpx"
    path.write_bytes(
        honest.getvalue().replace(size.to_bytes(4, "little"), (size - 900).to_bytes(4, "little"))
    )
    assert "'project.qde' in it is damaged" in refusal(path)


def test_archives_within_archives_are_not_opened(tmp_path, seeds):
    path = tmp_path / "nested.qdpx"
    inner = with_members(seeds["rosetta_spec.qdpx"])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qdpx", inner)
    assert "there is no .qde file in it" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", inner)
    assert "no well-formed XML" in refusal(path)


@pytest.mark.parametrize("archive", ARCHIVES)
def test_members_under_a_password(tmp_path, seeds, archive):
    """The flag alone: what follows is as unreadable as if it were encrypted."""
    content = bytearray(with_members(seeds[archive]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    path = tmp_path / archive
    path.write_bytes(content)
    assert "protected by a password" in refusal(path)


@pytest.mark.parametrize("name", ["protected.xlsx", "protected.xls", "protected.qdpx"])
def test_a_whole_file_under_a_password(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(compound_file("EncryptedPackage", b"secret"))
    assert "password" in refusal(path)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPES = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>',
    "external entity": '<!DOCTYPE x [<!ENTITY a11 SYSTEM "SECRET">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "SECRET"> %p; <!ENTITY a11 "x">]>',
    "external type": '<!DOCTYPE x SYSTEM "SECRET" [<!ENTITY a11 "x">]>',
    "behind a long comment": f'<!--{"-x" * 100_000} --><!DOCTYPE x [<!ENTITY a11 SYSTEM "SECRET">]>',
}


def _shared_strings(doctype: str) -> str:
    return (
        f'{doctype}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "<si><t>&a11;</t></si>" * 20
        + "</sst>"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize("name", ["bad.qde", "bad.qdpx", "bad.qdc", "bad.xlsx", "bad.ods"])
def test_entities_are_not_expanded_and_nothing_outside_is_opened(tmp_path, name, kind, encoding):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine")
    doctype = DOCTYPES[kind].replace("SECRET", secret.as_uri())
    path = tmp_path / name
    qde = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}' + project(codes=code("Trust")).replace(
        'name="Trust"', 'name="&a11;"'
    )
    if name.endswith("qde"):
        path.write_bytes(qde.encode(encoding))
    elif name.endswith("qdc"):
        book = element("CodeBook", element("Codes", code("Trust")), xmlns="urn:QDA-XML:codebook:1.0")
        book = book.replace('name="Trust"', 'name="&a11;"')
        path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{book}'.encode(encoding))
    elif name.endswith("qdpx"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", qde.encode(encoding))
    elif name.endswith("xlsx"):
        write_xlsx(path, {"Codings": ROWS})
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{_shared_strings(doctype)}'.encode(encoding)
        path.write_bytes(_last_wins(path.read_bytes(), "xl/sharedStrings.xml", xml))
    else:
        write_ods(path, ods_table("Codings", [*ROWS[:1], ["&a11;", "x", "y", "z", "1"]]))
        with zipfile.ZipFile(path) as archive:
            xml = archive.read("content.xml").decode().partition("?>")[2]
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{xml}'
        path.write_bytes(_last_wins(path.read_bytes(), "content.xml", xml.encode(encoding)))
    try:
        with within_limits():
            result = synthesis.import_project(path)
    except UnreadableError as error:
        said = str(error)
    else:
        said = " ".join(" ".join(map(str, table.to_numpy().ravel())) for table in result.tables.values())
        assert name.endswith(("xlsx", "ods"))
        assert "haha" not in said
    assert "secret of this machine" not in said


def _last_wins(content: bytes, name: str, inner: bytes) -> bytes:
    """Return an archive in which one member holds something else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(buffer, "w") as made:
        for called in dict.fromkeys(given.namelist()):
            made.writestr(called, inner if called == name else given.read(called), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["bad.qdpx", "bad.qde"])
def test_a_project_cannot_point_at_files_of_the_machine(tmp_path, name):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine")
    places = [str(secret), "../secret.txt", "secret.txt", "..\\secret.txt", f"sources/../{secret}"]
    schemes = ["internal://", "relative://", "absolute://", "file://", ""]
    attributes = ["plainTextPath", "richTextPath", "path", "currentPath"]
    sources = "".join(
        text_source(f"Doc {n}", **({"plainTextPath": ""} | {attribute: scheme + place}))
        for n, (attribute, scheme, place) in enumerate(itertools.product(attributes, schemes, places))
    )
    qde = project(codes=code("Trust"), sources=sources)
    path = tmp_path / name
    if name == "bad.qdpx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", qde)
    else:
        path.write_text(qde, encoding="utf-8")
    result = synthesis.import_project(path)
    assert len(result.tables["studies"]) == 100
    said = " ".join(" ".join(map(str, table.to_numpy().ravel())) for table in result.tables.values())
    assert "secret of this machine" not in said
    assert str(tmp_path) not in said


@pytest.mark.parametrize("tag", ["Code", "TextSource", "PlainTextSelection", "Note", "Variable"])
def test_a_gigantic_attribute(tmp_path, tag):
    path = tmp_path / "bad.qde"
    big = element(tag, guid=guid("x"), name="x" * 12_000_000)
    path.write_text(project(codes=code("Trust"), more=big), encoding="utf-8")
    refusal(path)


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"


@pytest.mark.parametrize("name", DATABASES)
def test_nothing_in_a_database_runs(tmp_path, seeds, name):
    plain = tmp_path / "plain" / name
    plain.parent.mkdir()
    plain.write_bytes(seeds[name])
    expected = synthesis.import_project(plain).tables
    path = tmp_path / name
    path.write_bytes(seeds[name])
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in [t for t in tables if not t.startswith("sqlite_")]:
            connection.execute(
                f'create trigger "on {table}" after insert on "{table}" begin delete from "{table}"; end'
            )
        connection.execute(f"create view harm as {ENDLESS}")
        connection.execute("create virtual table words using fts5(text)")
        connection.execute(f'create index odd on "{tables[0]}" (hex(zeroblob(10)))')
    connection.close()
    before = path.read_bytes()
    found = synthesis.import_project(path).tables
    assert {n: t.to_csv() for n, t in found.items()} == {n: t.to_csv() for n, t in expected.items()}
    assert path.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"plain", name}


@pytest.mark.parametrize(
    ("name", "table", "column"), [("data.qda", "source", "fulltext"), ("Rosetta.rqda", "source", "file")]
)
@pytest.mark.parametrize("kind", ["view", "virtual table"])
def test_what_only_looks_like_a_table_is_not_asked(tmp_path, seeds, name, table, column, kind):
    path = tmp_path / name
    path.write_bytes(seeds[name])
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
        connection.execute(f"drop table {table}")
        if kind == "view":
            said = ", ".join(f"({ENDLESS}) as {c}" for c in columns)
            connection.execute(f"create view {table} as select {said}")
        else:
            connection.execute(f"create virtual table {table} using fts5({', '.join(columns)})")
    connection.close()
    refusal(path)


def pages_of(path: Path, table: str) -> tuple[bytearray, int, int]:
    """Return a database, where the only page of a table begins in it, and the size of a page."""
    with sqlite3.connect(path) as connection:
        (root,) = connection.execute("select rootpage from sqlite_master where name = ?", [table]).fetchone()
        (size,) = connection.execute("pragma page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    assert content[size * (root - 1)] == 13  # a leaf
    return content, size * (root - 1), size


@pytest.mark.parametrize("kind", ["text", "blob"])
def test_a_database_whose_rows_all_share_one_long_text(tmp_path, seeds, kind):
    path = tmp_path / "data.qda"
    path.write_bytes(seeds["data.qda"])
    with sqlite3.connect(path) as connection:
        connection.execute("delete from source where id > 1")
        connection.execute(f"update source set fulltext = cast(? as {kind})", ["x" * 4_000_000])
        connection.commit()
        connection.execute("vacuum")
    connection.close()
    content, at, _ = pages_of(path, "source")
    # 600 cells of the page are one and the same.
    content[at + 3 : at + 5] = (600).to_bytes(2, "big")
    content[at + 8 : at + 1208] = bytes(content[at + 8 : at + 10]) * 600
    path.write_bytes(content)
    assert "its rows hold more than the whole file" in refusal(path)


@pytest.mark.parametrize("table", ["code_text", "code_name", "journal", "code_av", "sqlite_master"])
def test_a_database_whose_pages_are_linked_without_end(tmp_path, seeds, table):
    """Each page names the next one 600 times, so that its few rows are there 600 to the fifth times."""
    path = tmp_path / "data.qda"
    path.write_bytes(seeds["data.qda"])
    with sqlite3.connect(path) as connection:
        # Room at the end of the file, which nobody reads.
        connection.execute("create table spare as select zeroblob(100000) as room")
    connection.close()
    if table == "sqlite_master":
        content, at, size = bytearray(path.read_bytes()), 0, 4096
    else:
        content, at, size = pages_of(path, table)
    last = len(content) // size - 1
    leaf = bytes(content[at : at + size])
    places = [at, *(size * (last - step) for step in range(4))]
    head = b"" if at else leaf[100 : 108 + 2 * int.from_bytes(leaf[103:105], "big")]
    content[size * (last - 4) : size * (last - 3)] = head + leaf[len(head) :]
    for step, place in enumerate(places):
        child = (last + 1 - step).to_bytes(4, "big")
        first = 100 if place == 0 else 0
        page = bytearray(content[place : place + first]) + bytearray(size - first)
        n_cells = 600 - first // 2
        page[first : first + 12] = (
            b"\x05\0\0" + n_cells.to_bytes(2, "big") + (size - 5).to_bytes(2, "big") + b"\0" + child
        )
        page[first + 12 : first + 12 + 2 * n_cells] = (size - 5).to_bytes(2, "big") * n_cells
        page[size - 5 :] = child + b"\x01"
        content[place : place + size] = page
    path.write_bytes(content)
    refusal(path)


@pytest.mark.parametrize("name", SEEDS)
def test_a_file_that_was_cut_off(tmp_path, seeds, name):
    path = tmp_path / name
    if name.endswith(
        (".qdpx", ".qde", ".qdc", ".qda", ".sqlite3", ".rqda", ".json", ".xlsx", ".xls", ".ods")
    ):
        path.write_bytes(seeds[name][: len(seeds[name]) // 2])
        assert "Traceback" not in refusal(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file(tmp_path, ending):
    path = tmp_path / f"nothing{ending}"
    path.touch()
    assert refusal(path) == f"{path.name}: the file is empty. Export it again."


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_by_the_name_of_a_file(tmp_path, ending):
    path = tmp_path / f"folder{ending}"
    path.mkdir()
    assert "folder" in refusal(path).partition(": ")[2]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on Windows")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_pipe_and_a_device_are_not_waited_for(tmp_path, ending):
    path = tmp_path / f"pipe{ending}"
    os.mkfifo(path)
    assert "this is no regular file" in refusal(path)
    endless = tmp_path / f"endless{ending}"
    endless.symlink_to("/dev/zero")
    assert "this is no regular file" in refusal(endless)
    gone = tmp_path / f"gone{ending}"
    gone.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SynthesisError, match="there is no file"):
        synthesis.import_project(gone)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_may_not_be_read(tmp_path, ending, monkeypatch):
    path = tmp_path / f"locked{ending}"
    path.write_text("TY  - JOUR\nER  - \n")
    for name in ("open", "read_bytes"):
        given = getattr(Path, name)

        def refuse(self, *args, given=given, **options):
            if self == path:
                raise PermissionError(13, "Permission denied", str(path))
            return given(self, *args, **options)

        # Whoever runs the tests may be allowed everything.
        monkeypatch.setattr(Path, name, refuse)
    assert "the file cannot be read (Permission denied)" in refusal(path)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("rosetta_spec.qdpx", ".csv"),
        ("rosetta_spec.qdpx", ".xlsx"),
        ("rosetta_spec.qdpx", ".qda"),
        ("data.qda", ".csv"),
        ("data.qda", ".rqda"),
        ("data.qda", ".qdpx"),
        ("project.sqlite3", ".qda"),
        ("Codebook-Rosetta.qdc", ".qdpx"),
        ("rosetta_atlas.qde", ".qdc"),
        ("eppi.json", ".qde"),
        ("extraction.csv", ".json"),
        ("extraction.csv", ".nbib"),
        ("refs.bib", ".nbib"),
        ("sheet.xls", ".qdpx"),
    ],
)
def test_a_file_with_the_ending_of_another_tool(tmp_path, seeds, name, ending):
    path = tmp_path / f"wrong{ending}"
    path.write_bytes(seeds[name])
    assert len(refusal(path)) < 400


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["data.qda", "sheet.xlsx", "eppi.json", "noise.bin"])
def test_a_file_by_the_name_of_another_format(tmp_path, seeds, format, name):
    path = tmp_path / name
    path.write_bytes(seeds.get(name, bytes(range(256)) * 40))
    said = import_or_refuse(path, format=format)
    assert str(tmp_path) not in said


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm"])
def test_macros_are_not_run_and_it_is_said(tmp_path, seeds, ending):
    path = tmp_path / f"macros{ending}"
    path.write_bytes(with_members(seeds["sheet.xlsx"], ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")))
    result = synthesis.import_project(path)
    assert "The workbook holds macros; they were not run." in result.account.remarks
    assert len(result.tables["codings"]) == 4


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.xls", "sheet.ods"])
def test_text_that_a_spreadsheet_would_run_stays_text_on_its_way_out(tmp_path, seeds, name):
    path = tmp_path / name
    path.write_bytes(seeds[name])
    synthesis.import_project(path, into=tmp_path / "review")
    review = synthesis.read_review(tmp_path / "review")
    assert "=1+1" in set(review.extracts["text"])
    synthesis.export_xlsx(review, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
