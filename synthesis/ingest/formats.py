"""Every format that can be imported: its name, how a file of it is recognised, and who reads it.

A module that reads a format has two functions. ``looks_like(path) -> bool`` opens the file, reads no
more than it must, and never raises for a file of another format. ``read(paths, options)`` takes one
file (or several that belong together, where ``takes_many``) and returns a `CodedProject` or an
`Imported`; it raises `UnreadableError` and nothing else.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from synthesis.errors import OptionError, UnreadableError, check_option, list_in_words
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.imported import Imported
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.safe_files import check_file

__all__ = ["FORMATS", "Format", "Reader", "detect_format"]


class Reader(Protocol):
    """A module that reads one format."""

    def looks_like(self, path: Path) -> bool:
        """Return whether a file is of this format."""

    def read(self, paths: Sequence[Path], options: ImportOptions) -> CodedProject | Imported:
        """Read the file, or the files that belong together."""


@dataclass(frozen=True)
class Format:
    """A format that can be imported.

    Parameters
    ----------
    name
        What ``--format`` takes.
    title
        What people call it.
    module
        The module that reads it, within ``synthesis.ingest``.
    endings
        Endings of its files, the dot included. A file with another ending is not looked into.
    takes_many
        Whether several files of one import belong together: a codebook and its codings.
    """

    name: str
    title: str
    module: str
    endings: tuple[str, ...]
    takes_many: bool = False

    @property
    def reader(self) -> Reader:
        """The module that reads it."""
        return cast(Reader, importlib.import_module(f"synthesis.ingest.{self.module}"))


_TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xls", ".ods", ".xlsm")

# The first that recognises a file reads it, so what is particular comes before what is general.
_KNOWN = [
    Format("refi-qda", "REFI-QDA project", "refi_qda", (".qdpx", ".qde")),
    Format("refi-qda-codebook", "REFI-QDA codebook", "refi_qda_codebook", (".qdc",)),
    Format("qualcoder", "QualCoder project", "qualcoder", (".qda", "")),
    Format("taguette", "Taguette project", "taguette", (".sqlite3", ".sqlite", ".db", ".taguette")),
    Format("rqda", "RQDA project", "rqda", (".rqda", ".db", ".sqlite", ".sqlite3")),
    Format("eppi-reviewer", "EPPI-Reviewer JSON", "eppi_reviewer", (".json",)),
    Format("covidence", "Covidence export", "covidence", (".csv", ".xlsx")),
    Format("rayyan", "Rayyan export", "rayyan", (".csv", ".ris", ".bib"), takes_many=True),
    Format("prisma2020", "PRISMA2020 flow diagram", "prisma2020", (".csv",)),
    Format("ris", "RIS references", "ris", (".ris", ".txt", ".ciw")),
    Format("bibtex", "BibTeX references", "bibtex", (".bib", ".bibtex", ".txt")),
    Format("nbib", "PubMed references", "nbib", (".nbib", ".txt")),
    Format("zotero-csv", "Zotero references", "zotero_csv", (".csv",)),
    Format("sheet", "extraction sheet", "sheet", _TABLES, takes_many=True),
]

FORMATS: dict[str, Format] = {known.name: known for known in _KNOWN}
"""Every format by its name, in the order in which a file is held against them."""


def detect_format(path: Path, name: str | None = None) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    path
        A file, or the folder of a QualCoder project.
    name
        Name of the format, where a person has said it.

    Raises
    ------
    OptionError
        There is no format of that name.
    UnreadableError
        The file is not there, or of no format that is known.
    """
    if name is not None:
        check_option("format", name, FORMATS)
    if not path.exists():
        raise OptionError(f"there is no file '{path}'. Nothing was imported.")
    if name is not None:
        return FORMATS[name]
    ending = path.suffix.lower()
    fitting = [known for known in _KNOWN if ending in known.endings]
    found = next((known for known in fitting if known.reader.looks_like(path)), None)
    if found is not None:
        return found
    if path.is_dir() and ending != ".qda":
        raise UnreadableError(
            path.name, "this folder is no project that can be imported", "Name a file in it."
        )
    if not path.is_dir():
        check_file(path)
    if len(fitting) == 1 and ending:
        return fitting[0]  # reading it says what is wrong with it
    if fitting and ending:
        titles = list_in_words([known.title for known in fitting])
        raise UnreadableError(
            path.name,
            f"the ending '{ending}' is that of {titles}, but the file reads as none of them",
            "Is it damaged or protected by a password? Export it again from the tool that wrote it, "
            "or name its format with --format.",
        )
    if ending == ".zip":
        advice = "Unpack it and name the files in it. If it is a REFI-QDA project, let it end in .qdpx."
        raise UnreadableError(path.name, "an archive of files is not read as it is", advice)
    what = f"files with the ending '{ending}' are" if ending else "a file without an ending is"
    endings = sorted({e for known in _KNOWN for e in known.endings if e})
    raise UnreadableError(path.name, f"{what} not read", f"Known are {list_in_words(endings, most=30)}.")
