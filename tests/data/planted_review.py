"""A review in which every text is an attack: each table, heading, name and setting of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import pandas as pd
import yaml

from synthesis.schema import INTERPRETATION_PARTS, SUMMARY_PARTS, TABLES, column_allowed, column_kind

__all__ = ["N_ROWS", "harmless", "plant", "planted_settings", "planted_tables", "write_review"]

N_ROWS = 12
"""Rows of each table; its texts hold several attacks each, so that every column has all of them."""

BETWEEN = " ¶ "
OPEN_NAMES = ("{}", "share_of_{}", "is_{}", "n_{}", "{}_sign", "{}_id")
"""Headings of further columns: a heading can say how its values are written."""


def plant(texts: Sequence[str], n: int = N_ROWS, *, start: int = 0) -> list[str]:
    """Return ``n`` cells that hold all texts between them, each cell its own number as well.

    Parameters
    ----------
    texts
        What is planted.
    n
        How many cells.
    start
        Which text comes first.
    """
    size = -(-len(texts) // n)
    rows = islice(cycle(texts), start, start + n * size)
    return [BETWEEN.join(cell) for cell in zip(*[rows] * size, strict=True)]


def planted_tables(texts: Sequence[str], n: int = N_ROWS) -> dict[str, pd.DataFrame]:
    """Return every table of a review with each text in each column that takes any.

    Parameters
    ----------
    texts
        What is planted.
    n
        Rows of each table; where they are as many as the texts, a cell holds one.

    Returns
    -------
    Tables of ``n`` rows or a few more; ``studies`` and ``sources`` have further columns, with the texts
    as headings too. An identifier is one text, of those that may stand in one; the
    tables take different ones, so that between them they have nearly all.
    """
    names = [text for text in texts if re.fullmatch(r"[^;\s](?:[^;]*[^;\s])?", text)]
    keys = {
        (table.name, column): [
            f"{text} {row}" for row, text in enumerate(islice(cycle(names), n * place, n * (place + 1)))
        ]
        for place, table in enumerate(TABLES.values())
        for column, declared in table.schema.columns.items()
        if column_kind(declared) == "key"
    }
    tables = {}
    for place, table in enumerate(TABLES.values()):
        columns = {}
        for at, (name, declared) in enumerate(table.schema.columns.items()):
            columns[name] = _column(declared, keys, (table.name, name), texts, n, start=7 * place + at)
        tables[table.name] = pd.DataFrame(columns)
    for name in ("studies", "sources"):
        forms = OPEN_NAMES if name == "studies" else OPEN_NAMES[:2]
        tables[name] = _with_own_columns(tables[name], texts, n, forms)
    return _that_hold(tables, n)


def _column(declared, keys, where, texts, n, *, start):
    kind, allowed = column_kind(declared), column_allowed(declared)
    refers_to = declared.metadata["refers_to"]
    if kind == "key":
        return keys[where]
    if refers_to:
        return keys[tuple(refers_to.split("."))]
    if allowed is not None:
        return list(islice(cycle(allowed), n))
    plain = {"integer": range(2001, 2001 + n), "boolean": ["true", "false"], "date": ["2026-01-31"]}
    return [str(v) for v in islice(cycle(plain[kind]), n)] if kind in plain else plant(texts, n, start=start)


def _with_own_columns(table, texts, n, forms):
    half = n - n // 2
    for at, (heading, form) in enumerate(zip(plant(texts, len(forms)), forms, strict=True)):
        values = plant(texts, half, start=5 * at)
        table[form.format(heading)] = [*values, *values][:n]
    return table


def _that_hold(tables, n):
    """Make the tables hold together: a tree of codes, passages of their own study, three terms each."""
    tables["codebook"].loc[:2, "parent_id"] = None
    tables["codebook"].loc[3:, "parent_id"] = tables["codebook"]["code_id"].iloc[: n - 3].to_numpy()
    tables["theories"]["parent_id"] = None
    tables["studies"]["doi"] = "10.1000/example"
    tables["reports"]["doi"] = None
    codings, codes = tables["codings"], tables["codebook"]["code_id"]
    codings["state"] = "present"
    again = codings.assign(code_id=[*codes[1:], codes[0]], coder="A second coder")
    tables["codings"] = pd.concat([codings, again, again.assign(code_id=codes[0], coder="B")])
    terms = tables["configuration_terms"].assign(sign="+", part=None)
    roles = ("context", "mechanism", "outcome")
    tables["configuration_terms"] = pd.concat(
        [terms.assign(role=role, code_id=[*codes[at:], *codes[:at]]) for at, role in enumerate(roles)]
    )
    tables["configurations"]["theory_id"] = tables["theories"]["theory_id"].iloc[0]
    tables["extracts"]["consent"] = "public"
    appraisal = tables["appraisal"]
    tables["appraisal"] = pd.concat(
        [appraisal.assign(tool=appraisal["tool"].iloc[0], item=appraisal["item"].iloc[0]), appraisal.iloc[1:]]
    )
    flow = tables["flow"]
    is_told = flow["box"].str.contains("specific|excluded")
    tables["flow"] = flow.assign(reason=flow["reason"].where(is_told)).drop_duplicates("box")
    tables["crosswalk"] = tables["crosswalk"].assign(framework="tdf", construct_id="emotion")
    tables["code_changes"]["kind"] = "rename"
    return {name: table.drop_duplicates(ignore_index=True) for name, table in tables.items()}


def harmless(texts: Sequence[str]) -> list[str]:
    """Return plain words in the place of texts: cells made of them split, repeat and count alike."""
    words: dict[str, str] = {}
    value = re.compile(r"[^;\s](?:[^;]*[^;\s])?")
    return [value.sub(lambda found: words.setdefault(found[0], f"word{len(words)}"), text) for text in texts]


def planted_settings(texts: Sequence[str]) -> dict[str, object]:
    """Return settings with each text in every entry that takes any."""
    joined = BETWEEN.join(texts)
    return {
        "title": joined,
        "question": joined,
        "kind": "realist",
        "licence": joined,
        "citation": joined,
        "authors": list(texts),
        "frameworks": ["tdf"],
        "summary": dict.fromkeys(SUMMARY_PARTS, joined),
        "interpretation": dict.fromkeys(INTERPRETATION_PARTS, joined),
        "reporting": {"prisma-2020": {"5": joined}},
        "disclosure": {"words": ["Operation Heron"]},
    }


def write_review(folder: Path, tables: dict[str, pd.DataFrame], settings: dict[str, object]) -> Path:
    """Write a review as a folder and return it."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, quoting=csv.QUOTE_ALL)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (folder / "review.yaml").write_text(text, encoding="utf-8")
    return folder
