"""Which notebooks a report is made of, and where they and the review are."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.errors import OptionError, ReportError, did_you_mean, list_in_words

__all__ = ["PROJECT_ROOT", "Place", "Source", "find_notebooks", "place_of_review"]

PROJECT_ROOT = Path(__file__).resolve().parents[2]
NUMBERED = re.compile(r"[0-9]{2}_[\w-]+\.ipynb")


@dataclass(frozen=True)
class Source:
    """One notebook, as it is before it is run.

    Parameters
    ----------
    name
        Name of the file, without its suffix.
    path
        The file.
    sha256
        Digest of its bytes.
    content
        What it holds; a cell's source is one text.
    """

    name: str
    path: Path
    sha256: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a review is, said so that a notebook need not hold the path of this machine.

    Parameters
    ----------
    folder
        Working folder of the kernels.
    name
        The review, relative to it.
    """

    folder: Path
    name: str


def find_notebooks(folder: str | Path | None, wanted: Sequence[str] | None) -> list[Source]:
    """Find and read the notebooks of a report.

    Parameters
    ----------
    folder
        Where they are; by default ``notebooks/`` of the project.
    wanted
        Names, with or without ``.ipynb``; by default every numbered notebook
        (``01_studies.ipynb``), which leaves out those that are for exploring.

    Returns
    -------
    The notebooks, in the order of their names.

    Raises
    ------
    ReportError
        There are none, or one cannot be read.
    OptionError
        A name is not one of those that are there.
    """
    place = Path(folder) if folder is not None else PROJECT_ROOT / "notebooks"
    numbered = sorted(p for p in place.glob("*.ipynb") if NUMBERED.fullmatch(p.name))
    if not numbered:
        shown = "notebooks/ of the project" if folder is None else f"'{folder}'"
        message = (
            f"there is no notebook such as 01_studies.ipynb in {shown}. "
            "Work in a copy of the project that has its notebooks folder, or say where they are."
        )
        raise ReportError(message)
    by_name = {path.stem: path for path in numbered}
    names = list(by_name) if wanted is None else [Path(name).name.removesuffix(".ipynb") for name in wanted]
    if not names:
        raise OptionError(f"no notebook was named; there are {list_in_words(by_name)}.")
    unknown = [name for name in names if name not in by_name]
    if unknown:
        lines = [
            f"notebook {name!r} is not there; there are {list_in_words(by_name)}. "
            f"{did_you_mean(name, by_name)}".strip()
            for name in unknown
        ]
        raise OptionError("\n".join(lines))
    return [_read(name, by_name[name]) for name in sorted(set(names))]


def _read(name: str, path: Path) -> Source:
    raw = path.read_bytes()
    try:
        content = json.loads(raw)
        is_notebook = content["nbformat"] == 4
        for cell in content["cells"]:
            # On disk a source may be a list of lines.
            cell["source"] = "".join(cell["source"])
    except (ValueError, KeyError, TypeError):
        is_notebook = False
    if not is_notebook:
        raise ReportError(f"{name}.ipynb is not a notebook of format 4. Save it again from JupyterLab.")
    return Source(name, path, hashlib.sha256(raw).hexdigest(), content)


def place_of_review(found: Path) -> Place:
    """Say where a review is, relative to the project or else to the working directory.

    Parameters
    ----------
    found
        The folder or workbook.

    Returns
    -------
    Its place. A review outside both is named alone, and the kernels work in the folder around it.
    """
    absolute = Path(os.path.abspath(found))
    # The project first: then its executed notebooks are the same from wherever they are rendered.
    for folder in (PROJECT_ROOT, Path.cwd()):
        if folder in absolute.parents:
            return Place(folder, absolute.relative_to(folder).as_posix())
    return Place(absolute.parent, absolute.name)
