"""Projects of our own that somebody has changed, or that only claim to be ours."""

from __future__ import annotations

import contextlib
import io
import random
import re
import zipfile
from functools import cache

import pytest

from synthesis.errors import UnreadableError
from synthesis.export.qdpx import qdpx_bytes
from synthesis.ingest import refi_qda
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.refi_qda_origin import (
    CODE_POINTS,
    UTF_16,
    field_lines,
    origin_text,
    own_origin,
    read_field_lines,
)
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_tables

CLAIM = "This workbook wrote the project, but"


@cache
def project() -> bytes:
    tables = small_tables()
    tables["extracts"][0] |= {"text": "so 😀 happy\r\nthere", "consent": "team"}
    tables["memos"] = [{"memo_id": "m1", "about": "a", "text": "one"}]
    return qdpx_bytes(review_from_tables(tables))[0]


def changed(change, *, drop_sources: bool = False) -> bytes:
    """Return the project with its XML changed, or without its texts."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(project())) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "project.qde":
                new.writestr(name, change(content.decode()).encode())
            elif not drop_sources:
                new.writestr(name, content)
    return stored.getvalue()


def read(content: bytes, folder):
    path = folder / "changed.qdpx"
    path.write_bytes(content)
    return refi_qda.read([path], ImportOptions())


def test_what_was_not_changed_is_read_as_the_tables_that_it_was(tmp_path):
    found = read(project(), tmp_path)
    assert isinstance(found, Imported)
    assert found.tables["extracts"].loc[0, "text"] == "so 😀 happy\r\nthere"
    assert found.account.decisions[0].choice == UTF_16
    assert found.account["memos"].kept == 1
    keys = found.keys[found.keys["table"] == "codebook"].set_index("id")
    assert keys.loc["a11", "path"] == "Trust/Early trust/Trust in a day"


@pytest.mark.parametrize(
    ("pattern", "by", "reason"),
    [
        ("extract_id: [^\n<]*\n", "", "a selection in 'p1' does not say which it is"),
        ("code_id: a11", "", "the code 'Trust in a day' does not say which it is"),
        (r"row: \d+", "row: " + "9" * 5_000, "a selection in 'p1' does not say which it is"),
        ("<Users>.*</Users>", "", "a user is missing"),
        ('<Coding guid="[^"]*"[^>]*><CodeRef[^>]*>', "<Coding>", "CodeRef is missing"),
        ("layout 1", "layout 2", "it is laid out in another way"),
        ('endPosition="[0-9]+"', 'endPosition="99999"', "a selection lies outside its text"),
        ('startPosition="[0-9]+"', 'startPosition="4"', "a selection cuts a character in two"),
        ("memo_id: m1", "", "a memo does not say which it is"),
        ("<Cases>.*</Cases>", "", "codes or cases are missing"),
    ],
)
def test_what_somebody_changed_is_read_like_the_project_of_another_tool(pattern, by, reason, tmp_path):
    found = read(changed(lambda xml: re.sub(pattern, by, xml, flags=re.DOTALL)), tmp_path)
    assert isinstance(found, CodedProject)
    assert f"{CLAIM} {reason}; so it was read like that of another tool." in found.account.remarks


def test_a_project_whose_texts_are_gone_is_read_like_that_of_another_tool(tmp_path):
    found = read(changed(lambda xml: xml, drop_sources=True), tmp_path)
    assert isinstance(found, CodedProject)
    assert any(remark.startswith(f"{CLAIM} the text of ") for remark in found.account.remarks)


def test_whatever_is_done_to_a_project_only_our_own_error_comes_out(tmp_path):
    chance = random.Random(4)
    for _ in range(40):

        def damage(xml: str) -> str:
            start = chance.randrange(len(xml))
            kind = chance.randrange(3)
            if kind == 0:
                return xml[:start] + xml[start + chance.randrange(1, 60) :]
            if kind == 1:
                return xml[:start] + chance.choice(["\\ud800", "\x01", "&#10;", "9" * 50, '"']) + xml[start:]
            tags = re.findall(r"<\w+[^>]*/>", xml)
            return xml.replace(chance.choice(tags), "", 1)

        with contextlib.suppress(UnreadableError):
            assert isinstance(read(changed(damage), tmp_path), CodedProject | Imported)


@pytest.mark.parametrize("unit", [UTF_16, CODE_POINTS])
def test_the_origin_says_the_unit(unit):
    assert own_origin(origin_text("1.2", unit)).unit == unit
    assert own_origin("NVivo") is None
    assert own_origin(None) is None


@pytest.mark.parametrize(
    "value",
    ["a\nb", " padded ", "\u3000\r\n\t", "\\n", "back\\slash", "a: b", "\\u0020", "x\x85y\u2028z", "😀"],
)
def test_fields_of_a_description_come_back_even_from_a_tool_that_trims(value):
    lines = field_lines({"first": value, "second": value, "none": None}).strip()
    assert read_field_lines(lines.split("\n")) == {"first": value, "second": value}
    assert "\r" not in lines
    assert lines.count("\n") == 1
