"""Execute one notebook with papermill, in a process of its own: ``python -m synthesis.report.execute``.

papermill is judged by what it raises, never by the notebook it leaves: after a timeout or the
death of a kernel that one calls every cell completed. Two things it does not raise are looked
for here: a cell that ended the run early with ``sys.exit()``, and error outputs in general.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from synthesis.report.cells import (
    cells_of_author,
    first_heading,
    first_lines,
    is_added,
    settle_cell_ids,
    tags_of,
)
from synthesis.report.lean import lean_imports
from synthesis.report.task import NOTEBOOK_FILE, NOTES_FILE, Failure, Result, Task, write_whole
from synthesis.report.tidy import scrubbed, tidy

IOPUB_TIMEOUT = 30  # seconds for outputs that are on their way when a cell is done
SHOWN_TRACEBACK = 12

SELF_EXPLANATORY = {"OptionError", "ReportError", "ReviewError"}
"""Errors of `synthesis.errors`, whose messages say what to do: where the code was adds nothing."""


def execute(task: Task) -> Result:
    """Execute a notebook, write the executed notebook, and say what came of it.

    Parameters
    ----------
    task
        What to execute and where to write.

    Returns
    -------
    The result. Errors of the notebook are results too, not exceptions.
    """
    import nbformat

    notebook = nbformat.read(task.notebook, as_version=4)
    settle_cell_ids(notebook)
    run = _Run(task, notebook)
    failure = run.execute()
    executed, warnings = tidy(run.notebook, task.machine)
    failure = failure or _left_out(executed, task)
    if failure:
        executed = scrubbed(executed, task.machine)
    write_whole(task.path(NOTEBOOK_FILE), nbformat.writes(executed) + "\n")
    return Result(failure=failure, title=first_heading(executed), warnings=warnings)


class _Run:
    """One run through papermill, and what is known of it while it goes on."""

    def __init__(self, task: Task, notebook: Any) -> None:
        self.task = task
        self.notebook = notebook
        self.number: int | None = None  # of the cell being run, as people count
        self.n_cells = len(notebook.cells)

    def execute(self) -> Failure | None:
        """Run every cell; return why that did not succeed."""
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from papermill.exceptions import PapermillExecutionError

        task = self.task
        try:
            self.run_cells()
        except PapermillExecutionError as error:
            return self.failed_cell(error)
        except CellTimeoutError:
            message = f"it took longer than {task.timeout} s and was stopped. Allow more time if it should."
            return self.failure("timeout", message)
        except DeadKernelError:
            message = "the kernel died while it was running; often there was not enough memory."
            return self.failure("kernel", message)
        except RuntimeError as error:
            if self.number is not None:
                raise
            return self.failure("kernel", f"the kernel did not start: {task.machine.scrub(str(error))}.")
        finally:
            self.note(allow=task.start_timeout)
        return None

    def run_cells(self) -> None:
        """Hand the notebook to papermill; once more if its kernel died before it was there."""
        import papermill
        from traitlets.config import Config

        task = self.task
        for attempt in (1, 2):
            self.note(n_cells=self.n_cells, allow=task.start_timeout)
            try:
                self.notebook = papermill.execute_notebook(
                    self.notebook,
                    None,
                    parameters=dict(task.parameters),
                    kernel_name="python3",
                    language="python",
                    cwd=task.folder,
                    start_timeout=task.start_timeout,
                    execution_timeout=task.timeout,
                    iopub_timeout=IOPUB_TIMEOUT,
                    progress_bar=False,
                    log_output=False,
                    request_save_on_cell_execute=False,
                    autosave_cell_every=0,
                    record_timing=False,
                    shutdown_kernel="immediate",
                    kernel_manager_class=_noting_kernel_manager(self.note),
                    on_notebook_start=self.on_notebook_start,
                    on_cell_start=self.on_cell_start,
                    # Without this ipykernel writes a line about encryption to stderr of each run.
                    config=Config({"KernelManager": {"transport_encryption": "auto"}}),
                )
            except RuntimeError as error:
                # Another process can take a port between its choice and its use.
                if attempt == 2 or self.number is not None or "died before" not in str(error):
                    raise
            else:
                return

    def on_notebook_start(self, notebook: Any) -> None:
        """Hold on to the notebook that is being filled: papermill returns none after an error."""
        self.notebook = notebook

    def on_cell_start(self, cell: Any, cell_index: int) -> None:
        """Say which cell is being run and how long it may take."""
        # Without the cell that papermill has put in; counted now, before it puts in more.
        before = self.notebook.cells[: cell_index + 1]
        self.number = sum(not is_added(cell) for cell in before)
        self.note(cell=self.number, allow=self.task.timeout)

    def failed_cell(self, error: Any) -> Failure:
        """Put into words the first error of the notebook: papermill raises the last one."""
        # An error output need not stop the run, so the cell that was run last may be another one.
        for number, cell in enumerate(cells_of_author(self.notebook), start=1):
            outputs = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
            if outputs:
                self.number, error = number, outputs[0]
                break
        scrub = self.task.machine.scrub
        if error.ename in SELF_EXPLANATORY:
            return self.failure("error", scrub(error.evalue))
        trace = [line for line in scrub("\n".join(error.traceback)).splitlines() if line.strip("- ")]
        said = scrub(f"{error.ename}: {error.evalue}")
        return self.failure("error", said, traceback="\n".join(trace[-SHOWN_TRACEBACK:]))

    def failure(self, kind: str, message: str, *, traceback: str = "") -> Failure:
        """Put into words why the run did not succeed, and at which cell."""
        source = ""
        if self.number is not None:
            source = self.task.machine.scrub(first_lines(self.notebook, self.number))
        return Failure(kind, message, self.number, self.n_cells, source, traceback)

    def note(self, **what: Any) -> None:
        """Tell the parent how far this is; it waits no longer than ``allow`` for the next note."""
        with self.task.path(NOTES_FILE).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps(what) + "\n")


def _noting_kernel_manager(note: Any) -> type:
    """Return a kernel manager that tells the parent which process to end if this one is lost.

    A kernel is started in a session of its own, so ending the worker's group does not end it.
    """
    from jupyter_client.manager import AsyncKernelManager

    class NotingKernelManager(AsyncKernelManager):
        async def start_kernel(self, *args: Any, **kwargs: Any) -> None:
            await super().start_kernel(*args, **kwargs)
            note(kernel=self.provisioner.pid)

    return NotingKernelManager


def _left_out(notebook: Any, task: Task) -> Failure | None:
    """Return a failure where a cell ended with an error or was not run, though nothing was raised."""
    ours = cells_of_author(notebook)
    for number, cell in enumerate(ours, start=1):
        if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in tags_of(cell):
            continue
        place = {
            "cell": number,
            "n_cells": len(ours),
            "source": task.machine.scrub(first_lines(notebook, number)),
        }
        for output in cell.outputs:
            if output.output_type == "error" and output.ename == "SystemExit":
                return Failure("stopped", "it ended the run, and the cells after it were not run.", **place)
            if output.output_type == "error":
                return Failure("error", f"{output.ename}: {output.evalue}", **place)
        if cell.execution_count is None:
            return Failure("stopped", "it was not run.", **place)
    return None


def _leave_with_parent() -> None:
    """End this process when the one that started it is gone: nobody waits for the page any more."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Execute the task whose file is the one argument."""
    lean_imports()
    task = Task.read(sys.argv[1])
    _leave_with_parent()
    try:
        result = execute(task)
    except Exception as error:
        import traceback

        told = task.machine.scrub("".join(traceback.format_exception(error)[-3:]))
        message = task.machine.scrub(f"the rendering itself broke: {type(error).__name__}: {error}")
        result = Result(failure=Failure("worker", message, traceback=told))
    result.write(Path(task.scratch))


if __name__ == "__main__":
    main()
