"""A report that is killed at any moment: what stands in its folder is whole, the old or the new."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from synthesis.new import write_new_review

pytestmark = [pytest.mark.soak, pytest.mark.skipif(os.name == "nt", reason="signals as on Linux and macOS")]

SECONDS = 60
SEED = 20260131
PAGES = {"01_first.html", "02_second.html", "index.html"}
RENDER = """
import signal

# A shell starts what runs in its background deaf to Ctrl-C, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

import sys
from synthesis.errors import SynthesisError
from synthesis.report.render import render_report
try:
    record = render_report("review", output="report", notebooks_dir="project/notebooks", audience="team")
except SynthesisError as error:
    sys.exit(str(error))
sys.exit(0 if record.ok else str(record))
"""


def _write_notebook(file: Path, title: str) -> None:
    cells = [
        nbformat.v4.new_markdown_cell(
            f"# {title}\n\nA notebook with enough words on it to be a page.", id="title"
        ),
        nbformat.v4.new_code_cell(
            'review: str = "review"  # folder of the review',
            id="parameters",
            metadata={"tags": ["parameters"]},
        ),
        nbformat.v4.new_code_cell(
            "from synthesis import read_review\nread_review(review).settings.title", id="body"
        ),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)


@pytest.fixture
def project(tmp_path):
    """A review, two notebooks, and a folder for what the run keeps elsewhere."""
    write_new_review(tmp_path / "review", title="Edition 0")
    notebooks = tmp_path / "project" / "notebooks"
    notebooks.mkdir(parents=True)
    _write_notebook(notebooks / "01_first.ipynb", "First")
    _write_notebook(notebooks / "02_second.ipynb", "Second")
    (tmp_path / "elsewhere").mkdir()
    return tmp_path


def _start(project: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "TMPDIR": str(project / "elsewhere")}
    return subprocess.Popen(
        [sys.executable, "-c", RENDER],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _set_edition(project: Path, edition: int) -> None:
    settings = project / "review" / "review.yaml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    lines = [f'title: "Edition {edition}"' if line.startswith("title:") else line for line in lines]
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _render_whole(project: Path) -> float:
    started = time.monotonic()
    run = _start(project)
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 0, said
    return time.monotonic() - started


def _editions(project: Path, editions: range) -> set[int]:
    """Check that every file of the report is whole; return the editions that its pages are of."""
    report = project / "report"
    # After the first edition there is a page of what changed since the last one.
    assert {p.name for p in report.glob("*.html")} - {"changes.html"} == PAGES
    for page in report.glob("changes.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    found = set()
    for page in PAGES:
        text = (report / page).read_text(encoding="utf-8")
        assert text.rstrip().endswith("</html>"), page
        here = {
            edition for edition in editions if f"Edition {edition}<" in text or f"Edition {edition}'" in text
        }
        assert len(here) == 1, f"{page} is of editions {here}"
        found |= here
    assert json.loads((report / "run.json").read_text(encoding="utf-8"))
    for notebook in report.glob("notebooks/*.ipynb"):
        nbformat.validate(nbformat.read(notebook, as_version=nbformat.NO_CONVERT))
    return found


def _left_running(processes: list[psutil.Process], *, wait: float) -> list[psutil.Process]:
    return psutil.wait_procs(processes, timeout=wait)[1]


def test_a_report_killed_at_any_moment_leaves_whole_pages_only(project):
    takes = _render_whole(project)
    assert _editions(project, range(1)) == {0}
    dice = random.Random(SEED)
    stop = time.monotonic() + SECONDS
    edition, n_killed = 0, 0
    while time.monotonic() < stop:
        edition += 1
        _set_edition(project, edition)
        how = dice.choice([signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
        # The files take their places near the end: more than half of the moments lie there.
        moment = takes * (dice.uniform(0.05, 1) if dice.random() < 0.4 else dice.uniform(0.8, 1.1))
        case = f"edition {edition}, {how.name} after {moment:.2f} s of {takes:.2f} s"
        run = _start(project)
        time.sleep(moment)
        try:
            family = psutil.Process(run.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        run.send_signal(how)
        said, _ = run.communicate(timeout=60)
        n_killed += run.returncode != 0

        found = _editions(project, range(edition + 1))
        assert found <= set(range(edition + 1)), case
        assert not _left_running(family, wait=60), f"{case}: a process goes on"
        if how is not signal.SIGKILL:
            # Nobody can clean up after a SIGKILL; after anything else, nothing is left behind.
            assert [
                p.name for p in (project / "elsewhere").iterdir() if p.name.startswith("synthesis-")
            ] == [], f"{case}\n{said}"
            assert list((project / "report").rglob("*.part")) == [], f"{case}\n{said}"
            assert len(found) == 1, f"{case}: pages of editions {found}"
        else:
            for left in (project / "elsewhere").iterdir():
                subprocess.run(["rm", "-rf", str(left)], check=True)
            for left in (project / "report").rglob("*.part"):
                left.unlink()
    # How many fit into the time depends on the machine; one at least, or nothing was tried.
    assert n_killed >= 1, "no run was hit"

    edition += 1
    _set_edition(project, edition)
    _render_whole(project)
    assert _editions(project, range(edition + 1)) == {edition}


PUBLISH = """
import os, pathlib, signal, sys
from synthesis.report.publish import publish

left = int(sys.argv[1])
def counted(step):
    def run(*given, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*given, **named)
    return run

os.fsync = counted(os.fsync)
pathlib.Path.replace = counted(pathlib.Path.replace)
pathlib.Path.unlink = counted(pathlib.Path.unlink)
publish(pathlib.Path("report"), {name: "new " * 50_000 for name in ("a.html", "b.html", "run.json")})
"""


def test_publishing_killed_at_every_step_leaves_each_file_old_or_new(tmp_path):
    report = tmp_path / "report"
    seen = set()
    for step in range(40):
        report.mkdir(exist_ok=True)
        for name in ("a.html", "b.html", "run.json"):
            (report / name).write_text("old")
        run = subprocess.run(
            [sys.executable, "-c", PUBLISH, str(step)], cwd=tmp_path, check=False, timeout=60
        )
        now = {name: (report / name).read_text() for name in ("a.html", "b.html", "run.json")}
        assert set(now.values()) <= {"old", "new " * 50_000}, f"step {step}"
        seen.add(tuple(text[:3] for text in now.values()))
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL
    assert run.returncode == 0
    # The steps did lie around the moments in which files take their places.
    assert {("old", "old", "old"), ("new", "old", "old"), ("new", "new", "new")} <= seen
