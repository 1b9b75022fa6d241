"""Mirrored bars of the studies on the two sides of each contradiction, with their contexts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    PAGE_WIDTH,
    PALE,
    SERIES,
    axes_of_size,
    figure_style,
    label_below,
    plain_text,
    say_nothing_to_draw,
    share_drawn,
)
from synthesis.plots.terms import with_signs, wrapped_terms

__all__ = ["plot_contradictions"]

_SIDES = {"plus": "enabler", "minus": "barrier"}
_FONT = 7.0
_TEXT_SHARE = 0.36  # of the width of the axes, on either side
_TEXT_WIDTH = _TEXT_SHARE * PAGE_WIDTH - 0.3  # centimetres for a line of contexts
_HEADING_WIDTH = PAGE_WIDTH * 0.85  # and for the heading above them, which is bold
_MOST_CONTEXTS = 6
_LINE = 0.33  # centimetres
_HEAD = 0.95  # centimetres above the first row


def plot_contradictions(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 12) -> Axes:
    """Draw, for each contradiction, the studies and contexts on either side.

    To the left, plain: the studies in which the outcome is there or rises (+). To the right,
    hatched: those in which it is missing or falls (−). Outside the bars stand the contexts of
    each side, those of most studies first.

    Parameters
    ----------
    table
        As returned by `contradictions`.
    ax
        Axes to draw into; a figure whose height fits the contradictions by default.
    most
        Draw at most so many, from the top of the table; the axis label says of how many. None:
        all.

    Returns
    -------
    The axes. The left side has negative horizontal coordinates.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "No mechanism was found to lead to opposite outcomes.")
    drawn = table if most is None else table.head(most)
    of = drawn.index
    drawn = drawn.reset_index(drop=True)
    contexts = {side: drawn[f"contexts_{side}"].map(_shortened) for side in _SIDES}
    headings = _headings(drawn)
    above = (_n_lines(headings) * _LINE + 0.2).to_numpy()
    below = np.maximum(_n_lines(contexts["plus"]), _n_lines(contexts["minus"])).to_numpy() * _LINE + 0.3
    tops = np.concatenate([[0.0], np.cumsum(above + below)])
    centres = tops[:-1] + above + below / 2 - 0.08
    highest = int(drawn[["n_studies_plus", "n_studies_minus"]].to_numpy().max())
    reach = highest * 1.35  # room for the numbers at the ends of the bars
    edge = reach / (1 - 2 * _TEXT_SHARE)

    with figure_style():
        ax = axes_of_size(ax, height=_HEAD + tops[-1] + 1.5)
        for side, direction in (("plus", -1), ("minus", 1)):
            mark = SERIES[_SIDES[side]]
            n_studies = drawn[f"n_studies_{side}"]
            draw_bars(
                ax, centres, direction * n_studies, mark, side, height=0.42, of=of, column=n_studies.name
            )
            align = "right" if direction < 0 else "left"
            for y, n, text, row in zip(centres, n_studies, contexts[side], of, strict=True):
                end = {"xytext": (3 * direction, 0), "textcoords": "offset points", "va": "center"}
                follow(ax.annotate(str(n), (direction * n, y), ha=align, **end), row, n_studies.name)
                ax.text(direction * reach, y, text, ha=align, va="center", fontsize=_FONT, linespacing=1.15)
        bold = {"fontweight": "bold", "fontsize": _FONT + 0.5}
        for top, heading, row in zip(tops[:-1], headings, of, strict=True):
            follow(ax.text(-edge, top + 0.1, heading, ha="left", va="top", **bold), row)
        ax.hlines(tops[:-1], -edge, edge, color=PALE, linewidth=0.8, zorder=0)
        ax.vlines(np.zeros(len(drawn)), tops[:-1] + above, tops[1:], color="#4d4d4d", linewidth=0.7)
        for x, align, text in (
            (-reach, "right", "Contexts where the outcome\nis there or rises (+)"),
            (0, "center", "Studies"),
            (reach, "left", "Contexts where the outcome\nis missing or falls (−)"),
        ):
            ax.text(x, -0.12, text, ha=align, va="bottom", fontweight="bold")
        ax.set_ylim(tops[-1], -_HEAD)
        ax.set_yticks([])
        ax.set_xlim(-edge, edge)
        ticks = MaxNLocator(nbins=3, integer=True).tick_values(0, highest)
        ticks = [tick for tick in ticks if 0 <= tick <= highest]
        ax.xaxis.set_major_locator(FixedLocator(sorted({-tick for tick in ticks} | set(ticks))))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{abs(x):.0f}"))
        plain_text(ax.get_xticklabels())
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(-highest, highest)
        label_below(ax, f"Studies on either side{share_drawn(len(drawn), len(table), 'contradictions')}")
    return ax


def _headings(drawn: pd.DataFrame) -> pd.Series:
    mechanism = with_signs(drawn["mechanism"], drawn["mechanism_sign"])
    if "context" in drawn:
        mechanism = with_signs(drawn["context"], drawn["context_sign"]) + " and " + mechanism
    within = " · both sides within " + drawn["study_ids_both"].map(_few)
    headings = mechanism + " → " + drawn["outcome"] + within.where(drawn["is_within_study"], "")
    return headings.map(lambda text: wrapped_terms(text, _HEADING_WIDTH, _FONT + 0.5))


def _n_lines(texts: pd.Series) -> pd.Series:
    return texts.str.count("\n") + 1


def _few(study_ids: str, most: int = 3) -> str:
    ids = study_ids.split("; ")
    return ", ".join(ids) if len(ids) <= most else f"{len(ids)} studies"


def _shortened(contexts: str) -> str:
    """Break the contexts into lines; where there are very many, say how many are left out."""
    terms = contexts.split("; ")
    more = len(terms) - _MOST_CONTEXTS
    text = "; ".join(terms[:_MOST_CONTEXTS]) + (f"; and {more} more" if more > 0 else "")
    return wrapped_terms(text, _TEXT_WIDTH, _FONT)
