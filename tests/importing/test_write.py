"""Files of a review are written all or none, and a cut-off import is finished by whoever reads next."""

from __future__ import annotations

import json
import os

import pytest

import synthesis
from synthesis.errors import OptionError, ReviewError
from synthesis.importing import write
from synthesis.importing.write import clear_leftovers, write_files
from synthesis.ingest import unfinished
from synthesis.ingest.unfinished import JOURNAL, finish_import
from synthesis.new import write_new_review

OLD = {"a.csv": b"old a", "b.csv": b"old b", "sub/c.csv": b"old c"}
NEW = {"a.csv": b"new a", "b.csv": b"new b", "sub/d.csv": b"new d", "more/e.csv": b"new e"}
AFTER = {"a.csv": b"new a", "b.csv": b"new b", "sub/d.csv": b"new d", "more/e.csv": b"new e"}


def _content(folder) -> dict[str, bytes]:
    files = [f for f in sorted(folder.rglob("*")) if f.is_file()]
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


@pytest.fixture
def folder(tmp_path):
    for place, content in OLD.items():
        (tmp_path / "r" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "r" / place).write_bytes(content)
    return tmp_path / "r"


def test_files_come_change_and_go(folder):
    write_files(folder, NEW, remove=["sub/c.csv"])
    assert _content(folder) == AFTER


def test_a_new_folder_is_made_with_those_above_it(tmp_path):
    write_files(tmp_path / "x" / "y", {"a.csv": b"a"})
    assert _content(tmp_path / "x" / "y") == {"a.csv": b"a"}


@pytest.mark.parametrize("step", range(len(NEW) + 1))
def test_a_file_that_cannot_be_put_in_its_place_leaves_all_as_it_was(folder, monkeypatch, step):
    """As on Windows, where a table that is open in Excel cannot be replaced."""
    left, replace = [step], os.replace

    def refusing(source, target):
        left[0] -= 1
        if left[0] == -1:
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(OptionError, match=r"cannot be written: Permission denied\. Nothing was imported\."):
        write_files(folder, NEW, remove=["sub/c.csv"])
    assert _content(folder) == OLD
    assert not (folder / "more").exists()


def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OptionError, match="cannot be written"):
        write_files(tmp_path / "file" / "r", {"a.csv": b"a"})
    assert _content(tmp_path) == {"file": b"no folder"}


def _cut_off(folder, monkeypatch, files, remove=()):
    """Write until the journal stands, then die."""

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(write, "_move", killed)
        with pytest.raises(Killed):
            write_files(folder, files, remove=remove)
    assert (folder / JOURNAL).exists()


def test_a_cut_off_import_is_finished(folder, monkeypatch):
    _cut_off(folder, monkeypatch, NEW, ["sub/c.csv"])
    assert _content(folder)["a.csv"] == b"old a"
    assert finish_import(folder)
    assert _content(folder) == AFTER
    assert not finish_import(folder)


def test_reading_a_review_finishes_a_cut_off_import(tmp_path, monkeypatch):
    review = write_new_review(tmp_path / "r")
    changed = (review / "studies.csv").read_bytes().replace(b"Smith et al. 2020", b"Smith 2021")
    _cut_off(review, monkeypatch, {"studies.csv": changed})
    assert list(synthesis.read_review(review).studies["citation"]) == ["Smith 2021"]
    assert not [entry for entry in review.iterdir() if entry.name.startswith(".")]


def test_reading_says_where_a_cut_off_import_cannot_be_finished(tmp_path, monkeypatch):
    review = write_new_review(tmp_path / "r")
    _cut_off(review, monkeypatch, {"studies.csv": b"x"})

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(unfinished.os, "replace", refused)
    with pytest.raises(ReviewError, match=r"an import was cut off here and cannot be finished \(Permission"):
        synthesis.read_review(review)


@pytest.mark.parametrize(
    "journal",
    [
        {"staging": ".import-1-a", "put": [["new-0", "../evil.csv"]]},
        {"staging": ".import-1-a", "put": [["new-0", "/evil.csv"]]},
        {"staging": ".import-1-a", "put": [["../new-0", "a.csv"]]},
        {"staging": ".import-1-a", "remove": ["../../evil.csv"]},
        {"staging": ".import-1-a", "put": [["new-0", "link/evil.csv"]]},
        {"staging": "..", "put": [["r", "a.csv"]]},
        {"staging": ".import-../../x", "put": []},
        {"staging": 3},
        {"staging": ".import-1-a", "put": [["new-0", ""]]},
        {"staging": ".import-1-a", "put": [["new-0"]]},
        {"staging": ".import-1-a", "put": 3},
        [],
        "no JSON at all",
    ],
)
def test_a_journal_that_no_import_wrote_is_not_followed(tmp_path, journal):
    """A folder that came from elsewhere may hold anything."""
    review = write_new_review(tmp_path / "r")
    (review / ".import-1-a").mkdir()
    (review / ".import-1-a" / "new-0").write_text("evil")
    (tmp_path / "outside").mkdir()
    (review / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "evil.csv").write_text("good")
    text = journal if isinstance(journal, str) else json.dumps(journal)
    (review / JOURNAL).write_text(text)
    before = _content(tmp_path)
    with pytest.raises(ReviewError, match="was not followed"):
        synthesis.read_review(review)
    with pytest.raises(OptionError, match="that no import wrote"):
        clear_leftovers(review)
    assert _content(tmp_path) == before


def test_what_a_killed_import_left_is_cleared_and_what_a_running_one_needs_is_not(tmp_path):
    dead, alive, foreign = (
        tmp_path / name for name in (".import-999999999-ab", f".import-{os.getppid()}-ab", ".import-notes")
    )
    for left in (dead, alive, foreign):
        left.mkdir()
    clear_leftovers(tmp_path)
    assert not dead.exists()
    assert alive.exists()
    assert foreign.exists()
