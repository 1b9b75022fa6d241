"""An import that is killed at any step: the review is as it was, or wholly new, for whoever reads next."""

from __future__ import annotations

import os
import shutil
import signal
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import synthesis
from synthesis.importing import reading
from synthesis.importing.project import import_project
from synthesis.importing.write import clear_leftovers
from synthesis.ingest.unfinished import finish_import
from tests.importing.small_project import Desk, Project, native

pytestmark = [pytest.mark.soak, pytest.mark.skipif(os.name == "nt", reason="signals as on Linux and macOS")]

NEVER = 1_000_000
NOTHING, DONE, KILLED = 0, 1, 9

STEPS = ("fsync", "replace", "link", "unlink", "rmdir", "mkdir", "scandir")


def _import(version: str) -> bool:
    """Import a first version, or a newer one: codings and memos went, a code was renamed, one came."""
    project = Project()
    if version == "newer":
        del project.codings[0]
        project.codes[native("code", "trust")] = ("Confidence", None, "")
        project.codes[native("code", "new")] = ("New", None, "")
        project.notes = []
    reader = SimpleNamespace(read=lambda paths, options: project.coded_project("rosetta.qdpx"))
    known = SimpleNamespace(name="refi-qda", title="x", takes_many=False, reader=reader)
    reading.detect_format = lambda path, name=None: known
    return import_project("rosetta.qdpx", into="review").written


def _killed_at(folder: Path, step: int, action: Callable[[], object]) -> int:
    """Do something in a process of its own, killed before its n-th step that touches the disk.

    Returns its exit code: 0 nothing to do, 1 done, 9 killed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy's idle threads do not matter to the child
        child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    try:
        left = [step]
        os.chdir(folder)
        for name in STEPS:
            _count(name, left)
        os._exit(int(bool(action())))
    except BaseException:
        traceback.print_exc()
        os._exit(70)


def _count(name: str, left: list[int]) -> None:
    do = getattr(os, name)

    def counted(*given, **named):
        left[0] -= 1
        if left[0] == -1:
            os.kill(os.getpid(), signal.SIGKILL)
        return do(*given, **named)

    setattr(os, name, counted)


def _shown(folder) -> dict[str, bytes]:
    """Everything that a person or a program would read; hidden files are an import's own."""
    everything = Desk(folder).everything() if (folder / "review").exists() else {}
    return {
        # The time of day in the log differs with each run.
        name: content if name != "import-log.json" else str(content.count(b'"imported"')).encode()
        for name, content in everything.items()
        if not name.startswith(".")
    }


@pytest.fixture
def states(tmp_path):
    """The review before and after the newer file, as undisturbed imports leave it."""
    (tmp_path / "rosetta.qdpx").write_bytes(b"stands for a file of a tool")
    assert _killed_at(tmp_path, NEVER, lambda: _import("first")) == DONE
    shutil.copytree(tmp_path / "review", tmp_path / "kept")
    old = _shown(tmp_path)
    assert _killed_at(tmp_path, NEVER, lambda: _import("newer")) == DONE
    new = _shown(tmp_path)
    assert old != new
    assert set(old) - set(new) == {"memos.csv", "imports/rosetta/memos.csv"}
    return tmp_path, old, new


def test_an_import_killed_at_every_step_leaves_the_old_or_the_new_review(states):
    folder, old, new = states
    seen = set()
    for step in range(400):
        shutil.rmtree(folder / "review")
        shutil.copytree(folder / "kept", folder / "review")
        if _killed_at(folder, step, lambda: _import("newer")) == DONE:
            break
        # Whoever reads next finds it whole ...
        review = synthesis.read_review(folder / "review")
        assert review.codebook["label"].isin(["Trust", "Confidence"]).sum() == 1
        now = _shown(folder)
        assert now in (old, new), f"step {step}"
        seen.add(now == new)
        # ... and whoever imports next finds nothing in the way.
        clear_leftovers(folder / "review")
        assert not [e.name for e in (folder / "review").iterdir() if e.name.startswith(".")], f"step {step}"
    assert 40 < step < 399
    assert seen == {True, False}


def test_a_first_import_killed_at_every_step_leaves_no_review_or_a_whole_one(states):
    folder, old, _ = states
    seen = set()
    for step in range(400):
        shutil.rmtree(folder / "review", ignore_errors=True)
        if _killed_at(folder, step, lambda: _import("first")) == DONE:
            break
        if (folder / "review").exists():
            finish_import(folder / "review")
        now = _shown(folder)
        assert now in ({}, old), f"step {step}"
        seen.add(bool(now))
        # The next attempt goes through whatever the killed one left.
        again = _killed_at(folder, NEVER, lambda: _import("first"))
        assert again == (NOTHING if now else DONE), f"step {step}"
        assert _shown(folder) == old
    assert 30 < step < 399
    assert seen == {True, False}


def test_finishing_can_itself_be_killed_at_every_step(states):
    folder, _, new = states
    # The last step before the journal is gone: everything is written, little is moved.
    for step in range(400):
        shutil.rmtree(folder / "review")
        shutil.copytree(folder / "kept", folder / "review")
        assert _killed_at(folder, step, lambda: _import("newer")) == KILLED
        if (folder / "review" / ".import-journal.json").exists():
            break
    shutil.copytree(folder / "review", folder / "cut off")
    for step in range(400):
        shutil.rmtree(folder / "review")
        shutil.copytree(folder / "cut off", folder / "review")
        ended = _killed_at(folder, step, lambda: finish_import(Path("review")))
        synthesis.read_review(folder / "review")
        assert _shown(folder) == new, f"step {step}"
        if ended == DONE:
            break
        assert ended == KILLED
    assert 5 < step < 399
