"""Time `synthesis import` of large files, and how time and memory grow with them.

Each file is made up, imported into a new review by a new process, and read by the plainest means
there is in another one, in the same run: the ratio is what can be compared between machines, the
seconds are not. Times are the best of ``--repeat`` runs, because whatever else the machine does only
ever adds to them.

    python benchmarks/import_time.py            # writes benchmarks/import_figures.md
    python benchmarks/import_time.py --repeat 1 --print --kind codings
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from import_files import write_codings_table, write_extraction_sheet, write_qdpx

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "benchmarks" / "import_figures.md"
N_SOURCES = 500


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is, its name, how many rows or codings it is tried with, who writes it."""

    words: str
    file: str
    sizes: tuple[int, ...]
    write: Callable[[Path, int], None]


KINDS = {
    "qdpx": Kind(
        f"REFI-QDA project, codings over {N_SOURCES} sources",
        "project.qdpx",
        (1_000, 10_000, 100_000),
        lambda path, n: write_qdpx(path, n, N_SOURCES),
    ),
    "codings": Kind("codings.csv, rows", "codings.csv", (10_000, 100_000, 1_000_000), write_codings_table),
    "sheet": Kind(
        "extraction sheet with quotes, rows",
        "extraction.csv",
        (10_000, 100_000, 1_000_000),
        write_extraction_sheet,
    ),
}


@dataclass(frozen=True)
class Figures:
    """What one process took: seconds on the clock, seconds of processor, MiB of memory at its peak."""

    clock: float
    processor: float
    memory: float


def run(words: list[str], environment: dict[str, str]) -> Figures:
    """Run this Python with some words until it ends, and say what that took; a failure ends all."""
    with tempfile.TemporaryFile() as said:
        out = [(os.POSIX_SPAWN_DUP2, said.fileno(), number) for number in (1, 2)]
        started = time.perf_counter()
        process = os.posix_spawn(sys.executable, [sys.executable, *words], environment, file_actions=out)
        _, status, used = os.wait4(process, 0)
        clock = time.perf_counter() - started
        if status:
            said.seek(0)
            sys.exit(f"{' '.join(words)} failed:\n{said.read().decode(errors='replace')[-4000:]}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Figures(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def import_once(file: Path, environment: dict[str, str], n_codings: int) -> Figures:
    """Import a file into a new review, and see that all of its codings are in it."""
    review = file.parent / "review"
    figures = run(["-m", "synthesis.cli", "import", str(file), "--into", str(review), "--yes"], environment)
    with (review / "codings.csv").open("rb") as codings:
        n_rows = sum(1 for _ in codings) - 1
    shutil.rmtree(review)
    if n_rows != n_codings:
        sys.exit(f"{file.name}: {n_codings} codings were to be imported, and {n_rows} are in the review.")
    return figures


def read_plainly(file: Path, output: Path) -> None:
    """Read a file by the plainest means: a CSV by pandas and out again, a project by the standard library."""
    if file.suffix == ".csv":
        import pandas as pd

        pd.read_csv(file, dtype="str", keep_default_na=False).to_csv(output, index=False)
        return
    with zipfile.ZipFile(file) as archive:
        project = ElementTree.fromstring(archive.read("project.qde"))
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")]
    print(sum(1 for _ in project.iter()), sum(map(len, texts)))


def best(runs: list[Figures]) -> Figures:
    """Return the shortest times and the least memory of several runs."""
    return Figures(*(min(getattr(r, name) for r in runs) for name in ("clock", "processor", "memory")))


def measure(kinds: list[str], repeat: int) -> str:
    """Import files of each kind and size, and return the figures as Markdown."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()} on {platform.system()}"
    parts = [
        "# Last figures: importing",
        "",
        f"`python benchmarks/import_time.py --repeat {repeat}`, {machine},",
        f"load {os.getloadavg()[0]:.1f} before it began.",
        "Ours is `synthesis import` into a new review. Plain is, for CSV, pandas reading and writing it as",
        "text; for a project, the standard library parsing its XML and reading its texts. Seconds on the",
        "clock and of processor (CPU), MiB of memory at its peak, the best of the runs. Growth is the CPU",
        "time as a multiple of that of a tenth of the size.",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        # As an installation by pip has them, the modules are compiled; not all environments keep that.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPYCACHEPREFIX": str(Path(scratch) / "compiled"), "PYTHONPATH": str(ROOT)}
        for name in kinds:
            parts += _figures_of(KINDS[name], Path(scratch), environment, repeat)
    return "\n".join(parts) + "\n"


def _figures_of(kind: Kind, scratch: Path, environment: dict[str, str], repeat: int) -> list[str]:
    rows = [
        "",
        f"| {kind.words} | seconds | CPU | MiB | growth | plain, seconds | plain, MiB | ratio |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    file = scratch / kind.file
    before = None
    for number, size in enumerate(kind.sizes):
        kind.write(file, size)
        if not number:
            import_once(file, environment, size)  # compiles the modules
        ours, plain = [], []
        for _ in range(repeat):
            # In turns, so that what else the machine does meets both alike.
            ours.append(import_once(file, environment, size))
            plain.append(run([__file__, "--plain", str(file), str(scratch / "plain.csv")], environment))
        our, other = best(ours), best(plain)
        growth = "" if before is None else f"{our.processor / before.processor:.1f}"
        before = our
        rows.append(
            f"| {size:,} | {our.clock:.1f} | {our.processor:.1f} | {our.memory:.0f} | {growth} "
            f"| {other.clock:.1f} | {other.memory:.0f} | **{our.clock / other.clock:.1f}** |"
        )
        print(rows[-1], flush=True)
    file.unlink()
    return rows


def main() -> None:
    """Measure, and write or print the figures."""
    parser = argparse.ArgumentParser(description="Time `synthesis import` of large files.")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the best counts (default 3)")
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="this kind of file only")
    parser.add_argument(
        "--print", action="store_true", help="print the figures instead of writing import_figures.md"
    )
    parser.add_argument("--plain", nargs=2, type=Path, metavar=("FILE", "OUTPUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plain:
        read_plainly(*options.plain)
        return
    figures = measure(options.kind or list(KINDS), options.repeat)
    if options.print:
        print(figures)
    else:
        FIGURES.write_text(figures, encoding="utf-8")
        print(f"written: {FIGURES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
