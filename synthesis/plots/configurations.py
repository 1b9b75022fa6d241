"""Diverging bars of the terms that configurations name most often, role by role."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.row_links import follow, keep_numbers
from synthesis.plots.style import (
    INK,
    SERIES,
    axes_of_size,
    bar_rows,
    figure_style,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
    wrapped,
)

__all__ = ["plot_configurations"]

_ROLES = ("context", "mechanism", "outcome")
_SIGNS = {"+": ("enabler", 1, "present or rising (+)"), "−": ("barrier", -1, "missing or falling (−)")}
_COLUMNS = {"+": "n_studies_plus", "−": "n_studies_minus"}
_FORMS_IN_ORDER = ("CMO", "CM", "MO", "CO", "C", "M", "O", "")


def plot_configurations(table: pd.DataFrame, *, ax: Axes | None = None, most: int = 8) -> Axes:
    """Draw the studies whose configurations name each term, by role and sign.

    To the right, plain: studies in which the term is there or rises (+). To the left, hatched:
    those in which it is missing or falls (−). A study can be on both sides. The axis label says
    how many configurations there are of each form.

    Parameters
    ----------
    table
        As returned by `configurations`.
    ax
        Axes to draw into; a figure whose height fits the terms by default.
    most
        Draw at most so many terms of each role, those of most studies (then of most
        configurations) first; the heading of the role says of how many. Terms are told apart by
        their labels.

    Returns
    -------
    The axes. The left side has negative horizontal coordinates. What it counted:
    `synthesis.numbers_drawn`.
    """
    terms = pd.concat([_terms_of(table, role) for role in _ROLES], ignore_index=True)
    if terms.empty:
        return say_nothing_to_draw(ax, "There are no configurations with terms to draw.")
    drawn = terms.groupby("role", sort=False).head(most).reset_index(drop=True)
    n_all = terms["role"].value_counts()
    blocks = [(role, block) for role, block in drawn.groupby("role", sort=False)]
    # A heading is a row without bars.
    headings = [_heading(role, len(block), n_all[role]) for role, block in blocks]
    labels = [
        text
        for heading, (_, block) in zip(headings, blocks, strict=True)
        for text in (heading, *block["term"])
    ]
    is_heading = np.concatenate([np.arange(len(block) + 1) == 0 for _, block in blocks])
    rows = stacked_rows(labels, width=40, least=0.56)
    centres = rows.centres[~is_heading]
    highest = int(drawn[["+", "−"]].to_numpy().max())

    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.5)
        for sign, (series, direction, says) in _SIGNS.items():
            mark = SERIES[series]
            column = _COLUMNS[sign]
            links = {"of": drawn.index, "column": column}
            draw_bars(ax, centres, direction * drawn[sign], mark, says, height=0.36, **links)
            numbered = drawn[sign].to_numpy() > 0
            ends = (drawn.loc[numbered, sign], centres[numbered], drawn.index[numbered])
            for x, y, of in zip(*ends, strict=True):
                number = ax.annotate(
                    str(x),
                    (direction * x, y),
                    xytext=(3 * direction, 0),
                    textcoords="offset points",
                    ha="left" if direction > 0 else "right",
                    va="center",
                    fontsize=7,
                )
                follow(number, of, column)
        of_lines = pd.Series([None] * len(labels), dtype="object")
        of_lines[~is_heading] = drawn.index
        bar_rows(ax, rows, of_lines)
        keep_numbers(ax, _numbers(drawn))
        for label, heads in zip(ax.get_yticklabels(), is_heading, strict=True):
            label.set_fontweight("bold" if heads else "normal")
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set_xlim(-highest * 1.15, highest * 1.15)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, symmetric=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{abs(x):.0f}"))
        plain_text(ax.get_xticklabels())
        ax.set_xlabel(f"Studies naming the term\n{_what_there_is(table)}")
        handles, names = ax.get_legend_handles_labels()
        ax.legend(handles[::-1], names[::-1], loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax


def _terms_of(table: pd.DataFrame, role: str) -> pd.DataFrame:
    """Count the studies with each term of a role under each sign, most studies first."""
    # Every term ends in its sign, so that a label may hold a semicolon of its own.
    shown = table[["study_id", "configuration_id"]].assign(
        shown=table[role].str.split(r"(?<=\([+−]\)); ", regex=True)
    )
    shown = shown.explode("shown")
    shown = shown[shown["shown"].fillna("") != ""]
    shown = shown.assign(term=shown["shown"].str[:-4], sign=shown["shown"].str[-2])
    counted = shown.groupby("term").agg(
        n_studies=("study_id", "nunique"), n_configurations=("configuration_id", "nunique")
    )
    counted["configuration_ids"] = _joined(shown)
    for sign, column in _COLUMNS.items():
        signed = shown[shown["sign"] == sign]
        n_studies = signed.groupby("term")["study_id"].nunique()
        counted[sign] = n_studies.reindex(counted.index, fill_value=0)
        ids = _joined(signed).reindex(counted.index, fill_value="")
        counted[column.replace("n_studies", "configuration_ids")] = ids
    counted = counted.reset_index().assign(role=role)
    return counted.sort_values(["n_studies", "n_configurations", "term"], ascending=[False, False, True])


def _joined(shown: pd.DataFrame) -> pd.Series:
    return shown.groupby("term")["configuration_id"].agg(lambda ids: "; ".join(dict.fromkeys(ids)))


def _numbers(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn, with names as tables have them."""
    kept = drawn.rename(columns={"term": "label"} | _COLUMNS)
    counts = ["n_studies", *_COLUMNS.values(), "n_configurations"]
    return kept[["role", "label", *counts, *kept.filter(regex="^configuration_ids")]]


def _heading(role: str, n_drawn: int, n_all: int) -> str:
    return f"{role.upper()}S{share_drawn(n_drawn, n_all, 'terms')}"


def _what_there_is(table: pd.DataFrame) -> str:
    forms = table["form"].value_counts().reindex(_FORMS_IN_ORDER, fill_value=0)
    parts = [f"{n} {form or 'without terms'}" for form, n in forms.items() if n]
    studies = table["study_id"].nunique()
    words = f"{len(table)} configurations in {studies} studies: {', '.join(parts)}"
    return wrapped(words.replace("1 configurations", "1 configuration") if len(table) == 1 else words, 90)
