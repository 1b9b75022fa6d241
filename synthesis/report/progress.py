"""How far a report is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import TracebackType
from typing import TextIO

__all__ = ["BarProgress", "LineProgress", "Progress", "progress_on"]


@dataclass(frozen=True)
class Progress:
    """What happened to one notebook.

    Parameters
    ----------
    notebook
        Its name.
    state
        ``started``, ``cell`` (went on to another cell), ``done`` or ``failed``.
    cell, n_cells
        The cell it is at, and how many there are; None before the first.
    seconds
        Since it was started.
    message
        Why it failed.
    """

    notebook: str
    state: str
    cell: int | None = None
    n_cells: int | None = None
    seconds: float = 0.0
    message: str = ""


class LineProgress:
    """One line when a notebook ends: for logs, where a bar would be a smear.

    Parameters
    ----------
    stream
        Where to write; the standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr

    def __enter__(self) -> LineProgress:
        """Nothing to set up."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to clear away."""

    def __call__(self, progress: Progress) -> None:
        """Write a line where a notebook has ended."""
        if progress.state == "done":
            print(f"{progress.notebook}: done in {progress.seconds:.1f} s", file=self.stream, flush=True)
        elif progress.state == "failed":
            print(f"{progress.notebook}: FAILED after {progress.seconds:.1f} s", file=self.stream, flush=True)


class BarProgress:
    """A bar for each notebook, by cells; cleared to one line when the notebook ends.

    Parameters
    ----------
    stream
        A terminal; the standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self.bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            console=Console(file=stream or sys.stderr),
        )
        self.rows: dict[str, int] = {}

    def __enter__(self) -> BarProgress:
        """Take the last lines of the terminal."""
        self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the terminal back."""
        self.bars.stop()

    def __call__(self, progress: Progress) -> None:
        """Move the notebook's bar."""
        if progress.notebook not in self.rows:
            self.rows[progress.notebook] = self.bars.add_task(progress.notebook, total=None, state="")
        row = self.rows[progress.notebook]
        if progress.state == "cell":
            self.bars.update(row, total=progress.n_cells, completed=(progress.cell or 1) - 1)
        elif progress.state == "done":
            total = progress.n_cells or 1
            self.bars.update(row, total=total, completed=total, state="[green]done")
            self.bars.stop_task(row)
        elif progress.state == "failed":
            self.bars.update(row, state="[red]FAILED")
            self.bars.stop_task(row)


def progress_on(stream: TextIO | None = None) -> BarProgress | LineProgress:
    """Return the progress display that suits a stream.

    Parameters
    ----------
    stream
        The standard error by default: the standard output stays for what is asked for.
    """
    stream = stream or sys.stderr
    return BarProgress(stream) if stream.isatty() else LineProgress(stream)
