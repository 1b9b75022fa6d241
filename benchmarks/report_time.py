"""Time the rendering of both shipped reviews against plain papermill and nbconvert.

Both ways render the same notebooks with the same parameters, one after the other, in the same
run: the ratio is what can be compared between machines, the seconds are not. Times are the best
of ``--repeat`` runs, because whatever else the machine does only ever adds to them.

    python benchmarks/report_time.py            # writes benchmarks/figures.md
    python benchmarks/report_time.py --repeat 1 --print
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "benchmarks" / "figures.md"


def reviews() -> list[str]:
    """Return the reviews that `make report` renders, relative to the project."""
    return sorted(str(file.parent.relative_to(ROOT)) for file in ROOT.glob("data/*/review.yaml"))


def notebooks() -> list[str]:
    """Return the notebooks that a report is made of, relative to the project."""
    return sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))


def run(*words: str) -> None:
    """Run a module of this Python in the project's folder; a failure ends the benchmark."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def render_ours(review: str, output: Path) -> None:
    """Render all notebooks of a review as `make report` does."""
    run("synthesis.cli", "report", review, "--output", str(output))


def render_plainly(review: str, output: Path) -> None:
    """Render the same notebooks with the papermill and nbconvert commands, one by one."""
    output.mkdir()
    for notebook in notebooks():
        executed = output / Path(notebook).name
        run("papermill", notebook, str(executed), "-p", "review", review, "--no-progress-bar")
        run("nbconvert", "--to", "html", "--no-input", str(executed))


@dataclass(frozen=True)
class Figures:
    """What one rendering took: seconds on the clock, seconds of processor, bytes of pages."""

    clock: float
    processor: float
    size: int


def render_once(render: Callable[[str, Path], None], review: str) -> Figures:
    """Render a review into a folder that goes away, and say what that took."""
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "report"
        started, used = time.perf_counter(), _processor_time()
        render(review, output)
        clock, processor = time.perf_counter() - started, _processor_time() - used
        size = sum(page.stat().st_size for page in output.glob("[0-9][0-9]_*.html"))
    return Figures(clock, processor, size)


def _processor_time() -> float:
    """Return the processor time of every process that was started from here and has ended."""
    times = os.times()
    return times.children_user + times.children_system


def best(runs: list[Figures]) -> Figures:
    """Return the shortest times of several runs."""
    return Figures(min(r.clock for r in runs), min(r.processor for r in runs), runs[-1].size)


def measure(repeat: int) -> str:
    """Render every review both ways and return the figures as Markdown."""
    rows, ours, plain = [], [], []
    for review in reviews():
        # In turns, so that what else the machine does meets both alike.
        runs = [
            (render_once(render_ours, review), render_once(render_plainly, review)) for _ in range(repeat)
        ]
        ours.append(best([run[0] for run in runs]))
        plain.append(best([run[1] for run in runs]))
        rows.append(_row(review, ours[-1], plain[-1]))
        print(rows[-1], flush=True)
    rows.append(_row("all", _sum(ours), _sum(plain)))
    head = [
        "# Last figures",
        "",
        f"`python benchmarks/report_time.py --repeat {repeat}`, {len(notebooks())} notebooks a review,",
        f"{os.cpu_count()} cores, Python {platform.python_version()} on {platform.system()}.",
        "Ours is `synthesis report`, plain is papermill and nbconvert one after the other. Seconds on the",
        "clock and of processor (CPU), the best of the runs; pages in KB, all together.",
        "",
        "| review | ours | plain | ratio | ours, CPU | plain, CPU | ratio | our pages | plain pages |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _sum(figures: list[Figures]) -> Figures:
    return Figures(
        sum(f.clock for f in figures), sum(f.processor for f in figures), sum(f.size for f in figures)
    )


def _row(review: str, ours: Figures, plain: Figures) -> str:
    clock = f"{ours.clock:.1f} | {plain.clock:.1f} | **{ours.clock / plain.clock:.2f}**"
    processor = f"{ours.processor:.1f} | {plain.processor:.1f} | {ours.processor / plain.processor:.2f}"
    return f"| {review} | {clock} | {processor} | {ours.size / 1000:.0f} | {plain.size / 1000:.0f} |"


def main() -> None:
    """Measure, and write or print the figures."""
    parser = argparse.ArgumentParser(
        description="Time `synthesis report` against plain papermill and nbconvert."
    )
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the best counts (default 3)")
    parser.add_argument(
        "--print", action="store_true", help="print the figures instead of writing figures.md"
    )
    options = parser.parse_args()
    if not reviews() or not notebooks():
        sys.exit("There is no review in data/ or no numbered notebook in notebooks/.")
    figures = measure(options.repeat)
    if options.print:
        print(figures)
    else:
        FIGURES.write_text(figures, encoding="utf-8")
        print(f"written: {FIGURES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
