"""From executed notebooks to the files of a report, each whole or not there."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from synthesis.errors import ReportError
from synthesis.report.traces import Machine

__all__ = ["check_notebook", "check_page", "check_targets", "check_text", "publish"]

_EMPTY = 40  # letters: less than this is no page


def check_page(page: str, machine: Machine) -> None:
    """Raise `ReportError` where a page may not be published.

    Parameters
    ----------
    page
        As HTML.
    machine
        Whose traces it must not hold.

    Raises
    ------
    ReportError
        It is empty, has no title or language, or gives away the machine that made it.
    """
    reader = _PageReader()
    reader.feed(page)
    if not reader.title.strip():
        raise ReportError("the page has no title. Give the notebook a first heading: # Title")
    if not reader.language:
        raise ReportError("the page does not say its language.")
    if len(re.sub(r"\s", "", reader.text)) < _EMPTY:
        raise ReportError("the page is empty: the notebook shows nothing.")
    _refuse(machine.traces_in_page(page), "the page")


def check_notebook(notebook: Mapping[str, Any], machine: Machine) -> None:
    """Raise `ReportError` where an executed notebook gives away the machine that ran it.

    Parameters
    ----------
    notebook
        As executed and tidied.
    machine
        Whose traces it must not hold.

    Raises
    ------
    ReportError
        It holds one.
    """
    _refuse(machine.traces_in_notebook(notebook), "the executed notebook")


def check_text(text: str, machine: Machine, name: str) -> None:
    """Raise `ReportError` where a file of plain text gives away the machine that made it.

    Parameters
    ----------
    text
        The file's.
    machine
        Whose traces it must not hold.
    name
        Of the file.

    Raises
    ------
    ReportError
        It holds one.
    """
    _refuse(machine.traces_in_text(text, "in it"), name)


def _refuse(traces: list[Any], what: str) -> None:
    if traces:
        others = len(traces) - 1
        more = f" (and {others} more)" if others else ""
        message = (
            f"{what} gives away {traces[0]}{more}. It was not published. Take it out of the notebook, "
            "or out of the data if it stands there."
        )
        raise ReportError(message)


class _PageReader(HTMLParser):
    """Collect a page's language, title and visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.language = self.title = self.text = ""
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        if tag in {"title", "style", "script", "main"}:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside and self._inside[-1] == "title":
            self.title += data
        elif "main" in self._inside and self._inside[-1] == "main":
            self.text += data


def check_targets(output: Path, names: Iterable[str]) -> None:
    """Raise `ReportError` where something stands in the place of a file of a report.

    Parameters
    ----------
    output
        The folder; it need not be there.
    names
        Of the files within it.

    Raises
    ------
    ReportError
        A folder has the name of a file, a file that of a folder, or a link leads nowhere.
    """
    for target in (output / name for name in names):
        folders = [target.parent, *target.parent.parents]
        for folder in folders:
            # A link that leads nowhere does not exist and yet keeps a folder from being made.
            if (folder.exists() or folder.is_symlink()) and not folder.is_dir():
                raise ReportError(f"'{output}' cannot be written: '{folder}' is not a folder.")
        if target.is_dir():
            raise ReportError(f"'{output}' cannot be written: '{target}' is a folder.")


def publish(output: Path, files: Mapping[str, str], *, remove: Iterable[str] = ()) -> None:
    """Write the files of a report: all are written aside first, then each takes its place at once.

    Parameters
    ----------
    output
        The folder; made if need be.
    files
        Name within the folder -> content, in the order in which they take their places.
    remove
        Names of files that are out of date now.

    Raises
    ------
    ReportError
        The folder cannot be written; then nothing in it has changed.
    """
    remove = list(remove)
    # Looked at before the first file takes its place: a report is never half old and half new.
    check_targets(output, [*files, *remove])
    made = _missing_folders(output)
    aside: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            target = output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            aside[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            with aside[target].open("w", encoding="utf-8", newline="\n") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        with _undisturbed():
            for target, written in list(aside.items()):
                written.replace(target)
                del aside[target]
            for name in remove:
                (output / name).unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # other files are still in it
                    (output / name).parent.rmdir()
    except OSError as error:
        raise ReportError(f"'{output}' cannot be written: {error.strerror or error}.") from error
    finally:
        for written in aside.values():
            written.unlink(missing_ok=True)
        for folder in made:
            with contextlib.suppress(OSError):  # it holds the report
                folder.rmdir()


def _missing_folders(output: Path) -> list[Path]:
    """Folders that publishing will make, the innermost first."""
    around = [output / "notebooks", output / "failed", output, *output.parents]
    return [folder for folder in around if not folder.exists()]


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C and its like wait for the few milliseconds in which files take their places."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
