"""Small sheets for tests: workbooks of three kinds, written with nothing but what a test needs."""

import io
import struct
import zipfile
from pathlib import Path

import xlsxwriter

from synthesis.ingest.coded_project import CodedProject


def write_xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


ODS_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"


def write_ods(path: Path, tables: str) -> Path:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{ODS_NAMESPACE}:office:1.0" '
        f'xmlns:table="{ODS_NAMESPACE}:table:1.0" xmlns:text="{ODS_NAMESPACE}:text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", f'<m:manifest xmlns:m="{ODS_NAMESPACE}:manifest:1.0" m:version="1.2"/>'
        )
    return path


def ods_table(name: str, rows: list[list[str]]) -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{body}</table:table>'


def write_xls(path: Path, rows: list[list[str]], *, name: str = "Sheet1") -> Path:
    """Write an old workbook: BIFF8 records in a compound file."""

    def record(kind: int, payload: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(payload)) + payload

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    labels = b"".join(
        record(
            0x0204,
            struct.pack("<HHHHB", r, c, 0, len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le"),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    title = struct.pack("<BB", len(name), 0) + name.encode("ascii")
    before = begin(5) + record(0x0042, struct.pack("<H", 1200))
    size_of_globals = len(before) + 4 + 6 + len(title) + 4
    stream = before + record(0x0085, struct.pack("<IBB", size_of_globals, 0, 0) + title) + record(0x000A)
    stream += begin(16) + labels + record(0x000A)
    path.write_bytes(compound_file("Workbook", stream))
    return path


def compound_file(name: str, stream: bytes) -> bytes:
    """Wrap one stream as old office programs do; also what a password-protected .xlsx is."""
    stream = stream.ljust(4096, b"\0")
    n_sectors = -(-len(stream) // 512)
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    fat = [0xFFFFFFFD, end, *range(3, 2 + n_sectors), end]
    assert len(fat) <= 128
    fat += [free] * (128 - len(fat))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = title.encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(raw) + 2 if raw else 0, kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream))
    directory += entry("", 0, free, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    return header + struct.pack("<128I", *fat) + directory + stream.ljust(n_sectors * 512, b"\0")


def rewrite_member(path: Path, member: str, old: str, new: str) -> Path:
    """Change the text of one member of a zip file, as somebody with a grudge would."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as changed:
        for info in given.infolist():
            content = given.read(info)
            if info.filename == member:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            changed.writestr(info.filename, content)
    path.write_bytes(buffer.getvalue())
    return path


def codings_of(project: CodedProject) -> list[tuple[str, str, str, str]]:
    """Return who coded what how: document, text, path of the code, coder; in order."""
    codes = project.codes.set_index("code_id")

    def path_of(code: str) -> str:
        parent = codes.at[code, "parent_id"]
        name = codes.at[code, "name"]
        return name if parent is None else f"{path_of(parent)}/{name}"

    names = project.documents.set_index("document_id")["name"]
    segments = project.segments.set_index("segment_id")
    rows = []
    for coding in project.codings.itertuples():
        if coding.segment_id is None:
            rows.append((names[coding.document_id], "", path_of(coding.code_id), coding.coder or ""))
            continue
        segment = segments.loc[coding.segment_id]
        rows.append((names[segment.document_id], segment.text, path_of(coding.code_id), coding.coder or ""))
    return rows
