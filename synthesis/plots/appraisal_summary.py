"""Bars of the answers to each item of the appraisal, in studies or weighed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from synthesis.errors import check_option
from synthesis.plots.answer_marks import NOT_USED, answer_marks, in_words_of_marks
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    Mark,
    axes_of_size,
    bar_rows,
    figure_style,
    label_below,
    say_nothing_to_draw,
    stacked_rows,
)

__all__ = ["plot_appraisal_summary"]

_WEIGHTS = {"studies": "n_studies", "participants": "n_participants", "extracts": "n_extracts"}


def plot_appraisal_summary(table: pd.DataFrame, *, ax: Axes | None = None, weight: str = "studies") -> Axes:
    """Draw one bar per item, split by its answers.

    Numbers stand on the parts that are wide enough; colour and hatching both tell the answers apart.
    Studies without an answer are parts like the others, so that no bar looks more complete than it is.

    Parameters
    ----------
    table
        As returned by `appraisal_summary`.
    ax
        Axes to draw into; a figure whose height fits the items by default.
    weight
        What the parts are shares of: "studies", "participants" or "extracts".

    Returns
    -------
    The axes.

    Raises
    ------
    OptionError
        ``weight`` is none of these.
    """
    check_option("weight", weight, _WEIGHTS)
    if table.empty:
        return say_nothing_to_draw(ax, "The review has no appraisal to draw.")
    shares, counts = table[f"share_of_{weight}"], table[_WEIGHTS[weight]]
    if not counts.sum():
        return say_nothing_to_draw(ax, f"The appraised studies report no {weight}.")
    items = table[["tool", "item"]].drop_duplicates(ignore_index=True)
    tools = items.drop_duplicates("tool")["tool"]
    block = items["tool"].map({tool: place for place, tool in enumerate(tools)})
    heads = pd.DataFrame({"label": tools.to_numpy(), "block": range(len(tools)), "is_heading": True})
    rows_of_items = pd.DataFrame({"label": items["item"], "block": block, "is_heading": False})
    lines = pd.concat([heads, rows_of_items]).sort_values("block", kind="stable", ignore_index=True)
    is_heading = lines["is_heading"].to_numpy()
    rows = stacked_rows(lines["label"], width=40, least=np.where(is_heading, 0.75, 0.72))
    centres = rows.centres[~is_heading]
    at = centres[
        pd.MultiIndex.from_frame(items).get_indexer(pd.MultiIndex.from_frame(table[["tool", "item"]]))
    ]
    left = (shares.groupby([table["tool"], table["item"]], sort=False).cumsum() - shares).to_numpy()

    is_drawn, column = counts.gt(0).to_numpy(), counts.name
    marks = answer_marks(table)
    of_row = [marks[key] for key in zip(table["tool"], table["judgement"], strict=True)]
    seen = {key: mark for key, mark in marks.items() if _is_drawn(table[is_drawn], key)}
    words = in_words_of_marks(seen)
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 1.5 + 0.5 * -(-len(words) // 4))
        for mark, said in words.items():
            mine = np.array([mark == other for other in of_row]) & is_drawn
            bars = ax.barh(at[mine], shares[mine], left=left[mine], height=0.5, label=said, **_look(mark))
            follow(bars, table.index[mine], column)
            # White paper keeps a number readable on hatching.
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if mark.hatch else None
            colour = INK if mark.hatch or mark.colour == NOT_USED else "white"
            parts = (left[mine], at[mine], shares[mine], counts[mine], table.index[mine])
            for x, y, share, n, of in zip(*parts, strict=True):
                if share >= 0.012 + 0.011 * len(str(n)):
                    number = ax.text(
                        x + share / 2,
                        y,
                        str(n),
                        ha="center",
                        va="center",
                        fontsize=7,
                        color=colour,
                        bbox=paper,
                    )
                    follow(number, of, column)
        bar_rows(ax, rows)
        for label in np.array(ax.get_yticklabels())[is_heading]:
            label.set_fontweight("bold")
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1))
        label_below(ax, _label(table, weight))
        keys = [Patch(label=said, **_look(mark)) for mark, said in words.items()]
        ax.legend(handles=keys, loc="lower right", bbox_to_anchor=(1, 1), ncols=4)
    return ax


def _is_drawn(drawn: pd.DataFrame, key: tuple[str, str]) -> bool:
    return bool((drawn["tool"].eq(key[0]) & drawn["judgement"].eq(key[1])).any())


def _look(mark: Mark) -> dict[str, object]:
    is_filled = not mark.hatch
    return {
        "facecolor": mark.colour if is_filled else "white",
        "edgecolor": "white" if is_filled else mark.colour,
        "hatch": mark.hatch,
        "linewidth": 0.6,
    }


def _label(table: pd.DataFrame, weight: str) -> str:
    one = table[(table["tool"] == table["tool"].iloc[0]) & (table["item"] == table["item"].iloc[0])]
    n = int(one[_WEIGHTS[weight]].sum())
    if weight == "studies":
        return f"Share of the {n} studies"
    if weight == "extracts":
        return f"Share of the {n:,} extracts, by the answer of their study"
    n_known, n_all = int(one["n_studies_with_participants"].sum()), int(one["n_studies_total"].iloc[0])
    return f"Share of the {n:,} participants of the {n_known} of {n_all} studies that report a number"
