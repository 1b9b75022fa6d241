"""Run tasks in processes of their own, a few at a time, and leave none of them behind.

papermill changes the working folder of its whole process and hangs with a hung kernel, so each
notebook has a process. Each worker notes what it does and how long that may take; one that
stays silent for longer is ended together with its kernel. The loop that watches them has one
thread, so that an interruption always arrives where it can be cleaned up after.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from synthesis.report.progress import Progress
from synthesis.report.task import LOG_FILE, NOTES_FILE, Failure, Result, Task

__all__ = ["run_tasks", "stop_on_signals"]

GRACE = 60  # seconds of silence beyond what a worker asked for
POLL = 0.05


def run_tasks(
    tasks: Sequence[Task],
    *,
    jobs: int,
    environment: Mapping[str, str],
    tell: Callable[[Progress], None],
) -> dict[str, Result]:
    """Run every task, at most ``jobs`` at a time.

    Parameters
    ----------
    tasks
        What to execute.
    jobs
        How many at a time.
    environment
        Environment of the workers and their kernels.
    tell
        Called when a notebook starts, goes on to another cell, and ends.

    Returns
    -------
    Name -> result, in the order of ``tasks``. However this is left, no worker and no kernel stays.
    """
    waiting = list(reversed(tasks))
    running: list[_Worker] = []
    results: dict[str, Result] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_Worker(waiting.pop(), environment))
                tell(running[-1].progress("started"))
            time.sleep(POLL)
            for worker in list(running):
                if worker.read_notes():
                    tell(worker.progress("cell"))
                result = worker.result()
                if result is not None:
                    running.remove(worker)
                    results[worker.task.name] = result
                    tell(worker.progress("failed" if result.failure else "done", result.failure))
    finally:
        for worker in running:
            worker.end()
    return {task.name: results[task.name] for task in tasks}


class _Worker:
    """A process that executes one notebook."""

    def __init__(self, task: Task, environment: Mapping[str, str]) -> None:
        self.task = task
        self.started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.started = self.heard = time.monotonic()
        self.allow = float(task.start_timeout)
        self.cell: int | None = None
        self.n_cells: int | None = None
        self.kernel: int | None = None
        self._read = 0
        with task.path(LOG_FILE).open("wb") as log:
            self.process = subprocess.Popen(
                # -P: a file called json.py in the working folder is not the one that is meant.
                [sys.executable, "-P", "-m", "synthesis.report.execute", str(task.write())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(environment),
                start_new_session=True,
            )

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def progress(self, state: str, failure: Failure | None = None) -> Progress:
        message = str(failure) if failure else ""
        return Progress(self.task.name, state, self.cell, self.n_cells, self.seconds, message)

    def read_notes(self) -> bool:
        """Read what the worker has noted since; return whether it went on to another cell."""
        try:
            with self.task.path(NOTES_FILE).open("rb") as notes:
                notes.seek(self._read)
                new = notes.read()
        except FileNotFoundError:
            return False
        whole, end, _ = new.rpartition(b"\n")
        self._read += len(whole) + len(end)
        before = self.cell
        for line in whole.splitlines():
            self.heard = time.monotonic()
            try:
                note = json.loads(line)
            except ValueError:  # cut off where the disk was full
                continue
            self.allow = note.get("allow", self.allow)
            self.cell = note.get("cell", self.cell)
            self.n_cells = note.get("n_cells", self.n_cells)
            self.kernel = note.get("kernel", self.kernel)
        return self.cell != before

    def result(self) -> Result | None:
        """Return what came of the task, or None while it goes on and is within its time."""
        if self.process.poll() is None:
            silent_for = time.monotonic() - self.heard
            if silent_for < self.allow + GRACE:
                return None
            self.end()
            message = f"there was no sign of life for {silent_for:.0f} s, so its processes were ended."
            return self._timed(Result(failure=self._failure("silent", message)))
        self.read_notes()
        result = Result.read(self.task.scratch) if self.process.returncode == 0 else None
        if result is None:
            self.end()
            message = f"the process that executed it ended with status {self.process.returncode}."
            result = Result(failure=self._failure("worker", message, traceback=self._last_words()))
        return self._timed(result)

    def end(self) -> None:
        """End the worker and its kernel, each with the processes that it started."""
        self.read_notes()
        for leader in (self.process.pid, self.kernel):
            if leader is not None:
                _end_group(leader)
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()

    def _failure(self, kind: str, message: str, **more: Any) -> Failure:
        return Failure(kind, message, cell=self.cell, n_cells=self.n_cells, **more)

    def _timed(self, result: Result) -> Result:
        return replace(result, started=self.started_at, seconds=round(self.seconds, 3))

    def _last_words(self) -> str:
        log = self.task.path(LOG_FILE).read_text(encoding="utf-8", errors="replace")
        return self.task.machine.scrub("\n".join(log.splitlines()[-6:]))


def _end_group(leader: int) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack as Ctrl-C does, so that everything is cleaned up."""

    def unwind(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers, and only it is interrupted
        return
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # A signal that is ignored on purpose (nohup) stays ignored.
    numbers = [n for n in map(signal.Signals.__getitem__, names) if signal.getsignal(n) is signal.SIG_DFL]
    try:
        for number in numbers:
            signal.signal(number, unwind)
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
