"""What a tool said at the last import of a project: the base that a newer file is compared with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.errors import UnreadableError
from synthesis.importing.cells import csv_bytes, plain, same_cells
from synthesis.importing.facts import FACTS, NAME_ONLY
from synthesis.ingest.csv_table import read_csv_table
from synthesis.ingest.identifiers import slug, unique_ids
from synthesis.schema import TABLES

__all__ = [
    "FOLDER",
    "Snapshot",
    "other_versions",
    "project_name",
    "read_snapshots",
    "same_project",
    "studies_of",
]

FOLDER = "imports"
CODING_TOOLS = ("refi-qda", "qualcoder", "taguette", "rqda")


@dataclass
class Snapshot:
    """What a tool said of one project, in the identifiers of the review.

    Parameters
    ----------
    project
        Name of the project; files of one project are versions of one another.
    file, format, tool
        As in `Imported`, of the last import.
    tables
        Plain cells.
    keys
        By what rows are known again: columns `FACTS`.
    """

    project: str
    file: str
    format: str
    tool: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    keys: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FACTS, dtype=object))

    @property
    def places(self) -> list[str]:
        """Where its files stand within the review."""
        return [self._place(name) for name in ("import.json", "keys.csv", *map("{}.csv".format, self.tables))]

    def files(self, written: Mapping[str, tuple[pd.DataFrame, bytes]]) -> dict[str, bytes]:
        """Return the files that hold it: place within the review -> content.

        Parameters
        ----------
        written
            Tables of the review that are written too, and as what: most say the same, and a table of a
            million rows is not made into CSV twice.
        """
        about = {"file": self.file, "format": self.format, "tool": self.tool}
        text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
        found = {self._place("import.json"): text.encode(), self._place("keys.csv"): csv_bytes(self.keys)}
        for name, table in self.tables.items():
            same = name in written and same_cells(table, written[name][0])
            found[self._place(f"{name}.csv")] = written[name][1] if same else csv_bytes(table)
        return found

    def _place(self, file: str) -> str:
        return f"{FOLDER}/{self.project}/{file}"


def read_snapshots(folder: Path) -> dict[str, Snapshot]:
    """Read what the tools said at the last imports, by project.

    Parameters
    ----------
    folder
        The review.

    Raises
    ------
    UnreadableError
        One of the files was damaged.
    """
    found: dict[str, Snapshot] = {}
    at = folder / FOLDER
    if not at.is_dir():
        return found
    for place in sorted(at.iterdir()):
        if not (place / "import.json").is_file() or not (place / "keys.csv").is_file():
            continue
        about = _about(place)
        tables = {file.stem: _table(file) for file in sorted(place.glob("*.csv")) if file.stem in TABLES}
        keys = _table(place / "keys.csv").reindex(columns=FACTS, fill_value="")
        found[place.name] = Snapshot(place.name, about["file"], about["format"], about["tool"], tables, keys)
    return found


def _about(place: Path) -> dict[str, str]:
    try:
        about: Any = json.loads((place / "import.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(place / "import.json") from error
    about = about if isinstance(about, Mapping) else {}
    return {name: str(about.get(name, "")) for name in ("file", "format", "tool")}


def _table(file: Path) -> pd.DataFrame:
    table, problems = read_csv_table(file.read_bytes(), file.stem, file.name)
    if table is None or any(problem.level == "error" for problem in problems):
        raise _damaged(file)
    return plain(table.cells)


def _damaged(file: Path) -> UnreadableError:
    return UnreadableError(
        f"{FOLDER}/{file.parent.name}/{file.name}",
        "what the tool said at the last import cannot be read",
        "Put the file back from a copy. Without the folder, a newer file is taken for another project.",
    )


def same_project(
    keys: pd.DataFrame, file: str, format: str, said: str, snapshots: Mapping[str, Snapshot]
) -> tuple[Snapshot | None, str]:
    """Find the earlier import that a file is a newer version of.

    Parameters
    ----------
    keys
        Keys of the new import.
    file, format
        As in `Imported`.
    said
        The project as the mapping names it; empty where it does not.
    snapshots
        From `read_snapshots`.

    Returns
    -------
    The earlier import, or None, and why, as a sentence (empty where it goes without saying).
    """
    shares = {name: _overlap(keys, snapshot.keys) for name, snapshot in snapshots.items()}
    # A file of the same name may well be another project: "project.qdpx".
    alike = {name for name, share in shares.items() if share is None or share > 0}
    if said:
        return (snapshots[said] if said in alike else None), ""
    named = [name for name in alike if snapshots[name].file == file and snapshots[name].format == format]
    if named:
        return snapshots[max(named, key=lambda name: shares[name] or 0.0)], ""
    # Other formats hold parts of a review, which may overlap; only a coding tool's project is a whole.
    if format not in CODING_TOOLS:
        return None, _possible_version(file, {n: shares[n] or 0.0 for n in alike}, format, snapshots)
    likely = {n: shares[n] or 0.0 for n in sorted(alike) if snapshots[n].format in CODING_TOOLS}
    best = max(likely, key=likely.__getitem__, default="")
    if not best or likely[best] <= 0.5:
        return None, ""
    return snapshots[best], (
        f"{file} is taken for another version of {snapshots[best].file}, because {likely[best]:.0%} or more "
        "of their codes and of their documents are the same."
    )


def _possible_version(
    file: str, shares: Mapping[str, float], format: str, snapshots: Mapping[str, Snapshot]
) -> str:
    """Say which earlier file this one may be a newer version of, where a person has to know."""
    likely = {n: share for n, share in shares.items() if snapshots[n].format == format and share > 0.5}
    if not likely:
        return ""
    best = max(sorted(likely), key=likely.__getitem__)
    return (
        f"{file} shares {likely[best]:.0%} or more of its rows' names with {snapshots[best].file}; what is "
        "there already is known again, and nothing is taken out. Is it a newer version of it? Then write "
        f"'project: {best}' for it in import-mapping.yaml and import it again."
    )


def studies_of(file: str, format: str, snapshots: Iterable[Snapshot]) -> set[str]:
    """Return the studies that only earlier imports of a file of this name have brought.

    Parameters
    ----------
    file, format
        As in `Imported`.
    snapshots
        What the tools said at the last imports.
    """
    own: set[str] = set()
    others: set[str] = set()
    for snapshot in snapshots:
        studies = snapshot.tables.get("studies")
        brought = set() if studies is None else set(studies["study_id"])
        if (snapshot.file, snapshot.format) == (file, format):
            own |= brought
        else:
            others |= brought
    return own - others


def _overlap(keys: pd.DataFrame, known: pd.DataFrame) -> float | None:
    """Return the lesser share of codes and of documents that both have; None where neither can say."""
    shares = []
    for tables in (["codebook"], ["studies", "sources"]):
        mine, theirs = (_telling(k[k["table"].isin(tables)]) for k in (keys, known))
        if not len(mine) or not len(theirs):
            continue
        met = pd.Series(False, index=mine.index)
        for fact in ("native_id", "path", "content"):
            met |= mine[fact].isin(set(theirs[fact]) - {""})
        shares.append(min(int(met.sum()) / min(len(mine), len(theirs)), 1.0))
    return min(shares, default=None)


def other_versions(
    keys: pd.DataFrame, file: str, format: str, project: str, snapshots: Mapping[str, Snapshot]
) -> set[str]:
    """Return the projects that the same file was taken for before a person said another one.

    Parameters
    ----------
    keys, file, format, snapshots
        As in `same_project`.
    project
        What it is taken for now.
    """
    return {
        name
        for name, snapshot in snapshots.items()
        if name != project
        and (snapshot.file, snapshot.format) == (file, format)
        and (_overlap(keys, snapshot.keys) or 0.0) > 0
    }


def _telling(keys: pd.DataFrame) -> pd.DataFrame:
    """Return the keys that say something of a row, and not only how a reader has called it."""
    has_path = (keys["path"] != "") & ~keys["path"].str.startswith(NAME_ONLY)
    return keys[(keys["native_id"] != "") | has_path | (keys["content"] != "")]


def project_name(file: str, taken: Iterable[str]) -> str:
    """Return a name for the project of a file that is imported for the first time.

    Parameters
    ----------
    file
        Name of the file.
    taken
        Names that other projects have.
    """
    stem = re.sub(r"\.[^.]{1,9}$", "", file)
    return unique_ids([slug(stem, blank="project")], taken=taken)[0]
