"""Which column of a sheet is what: as it is proposed, shown, saved, changed by people and used again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from synthesis.errors import OptionError, check_option, did_you_mean, list_in_words
from synthesis.ingest.sheet_roles import ROLES

__all__ = ["HOW_TO_MAP", "LAYOUTS", "SheetMapping", "mapping_from"]

LAYOUTS = {
    "maxqda": "MAXQDA coded or retrieved segments",
    "atlas": "ATLAS.ti quotations",
    "dedoose": "Dedoose excerpts",
    "nvivo": "NVivo coding references",
    "taguette": "Taguette highlights",
    "long": "one row a coding or an extract",
    "wide": "one column a theme",
    "codebook": "one row a code",
    "studies": "one row a study",
}

HOW_TO_MAP = (
    "Say which column is what in import-mapping.yaml, for instance "
    "`columns: {document: Study, text: Quote, code: Theme}`, and import again."
)

# What the cells of theme columns are: a sign that the theme is there, a sign of its direction, or a text.
WIDE_CELLS = ("marks", "directions", "texts")
ZEROS = ("not reported", "absent")


@dataclass
class SheetMapping:
    """Which column of a sheet is what.

    Parameters
    ----------
    layout
        One of `LAYOUTS`.
    columns
        Role -> the columns that have it, in order. Besides the roles of `sheet_roles`,
        ``attributes`` are columns that say something about the document of a row.
    code_separator
        What parts the codes of one cell; blank where nothing does; None: found out from the cells.
    level_sign
        What parts the levels of a code's name; blank and None as above.
    code_columns
        What several columns of codes are: ``"several"`` codes, or the ``"levels"`` of one.
    themes
        In a wide sheet: column -> the code that it stands for.
    theme_cells
        What their cells are: ``"marks"``, ``"directions"`` or ``"texts"``.
    zero
        What 0 or "no" means in them: ``"not reported"`` or stated ``"absent"``.
    fill_down
        Whether a blank document is the one above it.
    """

    layout: str
    columns: dict[str, list[str]] = field(default_factory=dict)
    code_separator: str | None = None
    level_sign: str | None = None
    code_columns: str = "several"
    themes: dict[str, str] = field(default_factory=dict)
    theme_cells: str = "marks"
    zero: str = "not reported"
    fill_down: bool = True

    def one(self, role: str) -> str | None:
        """Return the first column of a role, or None."""
        return next(iter(self.columns.get(role, [])), None)

    @property
    def used(self) -> list[str]:
        """Every column that is used, in no particular order."""
        return [name for names in self.columns.values() for name in names] + list(self.themes)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, for ``import-mapping.yaml``."""
        plain: dict[str, Any] = {"layout": self.layout, "as": _kind(self.layout)}
        plain["columns"] = {
            role: self.columns[role][0] if len(self.columns[role]) == 1 else list(self.columns[role])
            for role in [*ROLES, "attributes"]
            if self.columns.get(role)
        }
        if self.layout == "studies":
            return plain
        if self.code_separator is not None:
            plain["code_separator"] = self.code_separator
        if self.level_sign is not None:
            plain["level_sign"] = self.level_sign
        if len(self.columns.get("code", [])) > 1:
            plain["code_columns"] = self.code_columns
        if self.themes:
            plain["wide"] = {"themes": dict(self.themes), "cells": self.theme_cells, "zero": self.zero}
        if self.layout in ("long", "wide"):
            plain["fill_down"] = self.fill_down
        return plain


def _kind(layout: str) -> str:
    return layout if layout in ("studies", "codebook") else "codings"


def mapping_from(said: Mapping[str, Any], header: Sequence[str], place: str) -> SheetMapping:
    """Take a mapping that a person wrote, or an earlier import, and hold it against a sheet.

    Parameters
    ----------
    said
        As in ``import-mapping.yaml``; must have ``columns``, ``wide`` or both.
    header
        Columns of the sheet.
    place
        Name of the file and sheet, for messages.

    Raises
    ------
    OptionError
        It names a column that is not there, a role or layout that is not known, or has the wrong
        form.
    """
    columns = said.get("columns") or {}
    wide = said.get("wide") or {}
    if not isinstance(columns, Mapping) or not isinstance(wide, Mapping):
        raise OptionError(f"the mapping's columns and wide must name columns by role. {HOW_TO_MAP}")
    layout = str(said.get("layout") or ("wide" if wide else "long"))
    check_option("layout", layout, LAYOUTS)
    mapping = SheetMapping(layout)
    for role, names in columns.items():
        check_option("role of a column", str(role), [*ROLES, "attributes"])
        names = [names] if isinstance(names, str) else names
        if not isinstance(names, Sequence):
            raise OptionError(f"the mapping's column for {role} must be a name or a list of names.")
        mapping.columns[str(role)] = [_column(str(name), header, place) for name in names]
    themes = wide.get("themes") or {}
    if not isinstance(themes, Mapping):
        themes = {name: name for name in themes} if isinstance(themes, list) else {}
    mapping.themes = {_column(str(c), header, place): str(code or c) for c, code in themes.items()}
    mapping.theme_cells = str(wide.get("cells", mapping.theme_cells))
    check_option("wide cells", mapping.theme_cells, WIDE_CELLS)
    mapping.zero = str(wide.get("zero", mapping.zero))
    check_option("wide zero", mapping.zero, ZEROS)
    for key in ("code_separator", "level_sign"):
        if said.get(key) is not None:
            setattr(mapping, key, str(said[key]))
    mapping.code_columns = str(said.get("code_columns", mapping.code_columns))
    check_option("code_columns", mapping.code_columns, ("several", "levels"))
    mapping.fill_down = bool(said.get("fill_down", True))
    return mapping


def _column(name: str, header: Sequence[str], place: str) -> str:
    if name in header:
        return name
    hint = did_you_mean(name, header)
    raise OptionError(
        f"{place} has no column '{name}', which the mapping names. {hint} "
        f"Its columns are {list_in_words(header, most=20)}.".replace("  ", " ")
    )
