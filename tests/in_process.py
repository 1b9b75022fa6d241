"""The shipped notebooks without kernels: a report of a small review in a few seconds."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any
from unittest import mock

import nbformat

from synthesis.report.cells import first_heading, settle_cell_ids
from synthesis.report.task import NOTEBOOK_FILE, Result, Task

__all__ = ["without_kernels"]


@contextlib.contextmanager
def without_kernels() -> Iterator[None]:
    """Let `render_report` run notebooks in this process; all else of it stays as it is."""
    with mock.patch("synthesis.report.render.run_tasks", _run_tasks):
        yield


def _run_tasks(tasks: list[Task], *, environment: dict[str, str], **_: Any) -> dict[str, Result]:
    with mock.patch.dict("os.environ", environment), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a kernel writes them into its notebook
        return {task.name: _run(task) for task in tasks}


def _run(task: Task) -> Result:
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    mpl.use("agg")
    notebook = nbformat.read(task.notebook, as_version=4)
    settle_cell_ids(notebook)
    known: dict[str, Any] = {}
    with contextlib.chdir(task.folder):
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type != "code":
                continue
            outputs: list[Any] = []

            def keep(block: Any, outputs: list[Any] = outputs) -> None:
                outputs.append(nbformat.v4.new_output("display_data", block._repr_mimebundle_()))

            with mock.patch("IPython.display.display", keep):
                exec(compile(cell.source, f"{task.name}, cell {number}", "exec"), known)
            if "parameters" in cell.metadata.get("tags", []):
                known |= task.parameters
            cell.outputs, cell.execution_count = outputs, number
    plt.close("all")
    nbformat.write(notebook, task.path(NOTEBOOK_FILE))
    return Result(title=first_heading(notebook))
