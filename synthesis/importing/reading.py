"""From the files that a person names to what each holds: which belong together, and who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from synthesis.errors import OptionError, UnreadableError
from synthesis.importing.cells import plain
from synthesis.importing.writable import make_writable
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.formats import Format, detect_format
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables

__all__ = ["Asked", "Group", "group_files", "read_group"]


@dataclass(frozen=True)
class Asked:
    """What a person said about an import; see `synthesis.importing.project.import_project`."""

    as_: Literal["studies", "codings"] | None = None
    encoding: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Group:
    """Files of one import that are read together, and their format."""

    format: Format
    paths: tuple[Path, ...]

    @property
    def file(self) -> str:
        """Name of the first file, by which the import is known."""
        return self.paths[0].name or self.paths[0].resolve().name


def group_files(paths: Iterable[str | Path], name: str | None) -> list[Group]:
    """Find the format of each file and put together what is read together.

    Parameters
    ----------
    paths
        As a person named them.
    name
        Name of the format, where they said it.

    Returns
    -------
    Groups in the order in which their first files were named.

    Raises
    ------
    OptionError
        No file is named, or there is none of that name.
    UnreadableError
        A file is of no format that is known.
    """
    files = list(dict.fromkeys(Path(path).expanduser() for path in paths))
    if not files:
        raise OptionError("no file is named. Name the file, or files, to import.")
    together: dict[object, tuple[Format, list[Path]]] = {}
    for file in files:
        found = detect_format(file, name)
        key: object = found.name if found.takes_many else file
        together.setdefault(key, (found, []))[1].append(file)
    return [Group(found, tuple(members)) for found, members in together.values()]


def read_group(
    group: Group,
    asked: Asked,
    mapping: Mapping[str, Any],
    codes: Sequence[str],
    studies: Sequence[Mapping[str, str]],
) -> tuple[Imported, dict[str, pd.DataFrame], str]:
    """Read the files of a group.

    Parameters
    ----------
    group
        What to read.
    asked, mapping, codes, studies
        See `ImportOptions`.

    Returns
    -------
    What was imported; its tables with rows, as plain cells that a review can hold; and the name of
    the project, empty where the format has none.

    Raises
    ------
    UnreadableError
        It cannot be read, or nothing of what it holds could be kept.
    """
    options = ImportOptions(asked.as_, asked.encoding, asked.sheet, mapping, codes, studies)
    found = group.format.reader.read(group.paths, options)
    name = ""
    if isinstance(found, CodedProject):
        name = found.name
        found = project_tables(found, options)
    tables = {name: plain(table) for name, table in found.tables.items() if len(table)}
    make_writable(tables, found)
    try:
        found.account.check()
    except AssertionError as error:
        advice = "Nothing was imported. This is a fault of the workbook, not of the file: please report it."
        raise UnreadableError(group.file, str(error), advice) from error
    if not tables and any(entry.found for entry in found.account.entries if entry.kind != "users"):
        reasons = [r for e in found.account.entries for r in e.left_out]
        because = f" ({reasons[0]})" if reasons else ""
        raise UnreadableError(
            group.file,
            f"nothing of what it holds could be kept{because}",
            "Was it exported with its codings and texts?",
        )
    return found, tables, name
