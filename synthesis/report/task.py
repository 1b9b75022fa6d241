"""What a worker is told, and what it reports back: plain data, written as JSON between the two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from synthesis.report.traces import Machine

__all__ = ["Failure", "Result", "Task", "write_whole"]

TASK_FILE = "task.json"
NOTES_FILE = "notes.jsonl"
RESULT_FILE = "result.json"
NOTEBOOK_FILE = "executed.ipynb"
LOG_FILE = "log.txt"


@dataclass(frozen=True)
class Task:
    """One notebook to execute.

    Parameters
    ----------
    name
        Name of the notebook, without its suffix.
    notebook
        Its file.
    parameters
        Name -> value in terms of JSON, ``review`` included.
    folder
        Working folder of the kernel; the review is named relative to it.
    scratch
        Folder for everything the worker writes; removed after the run.
    timeout, start_timeout
        Seconds that one cell, and the start of the kernel, may take.
    machine_folders
        What a folder is -> the folder, see `Machine`.
    """

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    folder: str
    scratch: str
    timeout: int
    start_timeout: int
    machine_folders: Mapping[str, str] = field(default_factory=dict)

    @property
    def machine(self) -> Machine:
        """The machine whose traces must not stay in what the worker writes."""
        return Machine(self.machine_folders)

    def path(self, file: str) -> Path:
        """Where the worker writes a file."""
        return Path(self.scratch) / file

    def write(self) -> Path:
        """Write the task where its worker looks for it."""
        return write_json(self.path(TASK_FILE), asdict(self))

    @classmethod
    def read(cls, file: str | Path) -> Task:
        """Read a task from its file."""
        return cls(**json.loads(Path(file).read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Failure:
    """Why a notebook gave no page; nothing in it names this machine.

    Parameters
    ----------
    kind
        ``error`` in a cell, ``timeout``, ``kernel`` died or would not start, ``stopped`` (cells
        were left out), ``silent`` worker, ``page`` that may not be published, ``worker`` that broke.
    message
        What happened, in a sentence or two.
    cell
        Position of the cell in the notebook as JupyterLab shows it, from 1; None where no cell is meant.
    n_cells
        How many cells the notebook has.
    source
        First lines of the cell.
    traceback
        Last lines of the traceback.
    """

    kind: str
    message: str
    cell: int | None = None
    n_cells: int | None = None
    source: str = ""
    traceback: str = ""

    @property
    def place(self) -> str:
        """``cell 5 of 12``, or an empty text."""
        return f"cell {self.cell} of {self.n_cells}" if self.cell else ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.message}" if self.place else self.message]
        lines += [f"    {line}" for line in self.source.splitlines()]
        if self.traceback:
            lines += ["", *(f"    {line}" for line in self.traceback.splitlines())]
        return "\n".join(lines)


@dataclass(frozen=True)
class Result:
    """What came of a task.

    Parameters
    ----------
    failure
        None where every cell was run without an error.
    title
        First heading of the notebook.
    warnings
        What the notebook wrote to stderr, one text a cell, without traces of this machine.
    started, seconds
        When the worker was started (UTC, ISO 8601) and how long it took.
    """

    failure: Failure | None = None
    title: str = ""
    warnings: tuple[str, ...] = ()
    started: str = ""
    seconds: float = 0.0

    def write(self, folder: str | Path) -> Path:
        """Write the result where the parent looks for it."""
        return write_json(Path(folder) / RESULT_FILE, asdict(self))

    @classmethod
    def read(cls, folder: str | Path) -> Result | None:
        """Read a result; None where the worker left none."""
        try:
            values = json.loads((Path(folder) / RESULT_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        failure = values.pop("failure")
        values["warnings"] = tuple(values["warnings"])
        return cls(failure=Failure(**failure) if failure else None, **values)


def write_json(path: Path, value: Any) -> Path:
    """Write strict JSON (no NaN) so that the file is either whole or not there."""
    return write_whole(path, json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def write_whole(path: Path, text: str) -> Path:
    """Write a text so that the file is either whole or not there, whenever the writer dies."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    return unfinished.replace(path)
