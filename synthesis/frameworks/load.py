"""Load a shipped framework."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from synthesis.errors import check_option

__all__ = ["Framework", "framework_ids", "load_framework"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Framework:
    """A published framework.

    Parameters
    ----------
    framework_id, name, version, citation
        What it is called and where it was published.
    constructs
        One row per construct: ``construct_id``, ``label``, ``parent_id`` (missing at the top).
    """

    framework_id: str
    name: str
    version: str
    citation: str
    constructs: pd.DataFrame


@cache
def framework_ids() -> tuple[str, ...]:
    """Return the identifiers of the frameworks that ship with the package."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


@cache
def load_framework(framework_id: str) -> Framework:
    """Return one shipped framework.

    Parameters
    ----------
    framework_id
        One of `framework_ids`.

    Raises
    ------
    OptionError
        There is no framework of that identifier.
    """
    check_option("framework_id", framework_id, framework_ids())
    entry = yaml.safe_load((FOLDER / f"{framework_id}.yaml").read_text(encoding="utf-8"))
    constructs = pd.DataFrame(entry["constructs"]).rename(
        columns={"id": "construct_id", "parent": "parent_id"}
    )
    constructs = constructs.reindex(columns=["construct_id", "label", "parent_id"]).astype("str")
    return Framework(entry["id"], entry["name"], entry["version"], entry["citation"], constructs)
