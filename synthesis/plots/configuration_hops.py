"""Bars of the hops through each code, those inside one study apart from those across studies."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from synthesis.plots.path_rows import STITCHED, WITHIN
from synthesis.plots.plain_or_hatched import draw_bars
from synthesis.plots.row_links import keep_numbers
from synthesis.plots.style import (
    axes_of_size,
    bar_rows,
    count_axis,
    figure_style,
    label_below,
    label_ends,
    say_nothing_to_draw,
    share_drawn,
    stacked_rows,
)
from synthesis.plots.terms import with_signs

__all__ = ["plot_configuration_hops"]

_ENDS = ("from", "to")
_SIDES = {True: ("inside one study", WITHIN), False: ("stitched across studies", STITCHED)}


def plot_configuration_hops(table: pd.DataFrame, *, ax: Axes | None = None, most: int | None = 20) -> Axes:
    """Draw, for each code, how many pairs of configurations it joins as outcome of the one.

    Parameters
    ----------
    table
        As returned by `configuration_hops`.
    ax
        Axes to draw into; a figure whose height fits the codes by default.
    most
        Draw at most so many codes with sign and role; the axis label says of how many. None: all.

    Returns
    -------
    The axes. One row per outcome (with its sign) and the part that it plays next. What it counted:
    `synthesis.numbers_drawn`.
    """
    if table.empty:
        return say_nothing_to_draw(
            ax, "No outcome of a configuration is the context or mechanism of another."
        )
    key = ["code_id", "label", "from_sign", "to_sign", "to_role"]
    counts = table.groupby(key)["is_within_study"].agg(n_within="sum", n_all="size").reset_index()
    counts["n_stitched"] = counts["n_all"] - counts["n_within"]
    order = ["n_within", "n_all", *key]
    counts = counts.sort_values(order, ascending=[False, False] + [True] * len(key), ignore_index=True)
    drawn = counts if most is None else counts.head(most)
    names = with_signs(drawn["label"], drawn["from_sign"])
    turned = drawn["from_sign"] != drawn["to_sign"]
    names = names + with_signs(pd.Series("", index=drawn.index), drawn["to_sign"]).where(turned, "")
    names = names + " → " + drawn["to_role"]
    rows = stacked_rows(names, least=0.85)
    largest = int(drawn[["n_within", "n_stitched"]].to_numpy().max())
    with figure_style():
        ax = axes_of_size(ax, height=rows.height + 2.4)
        for place, is_within, count in ((-0.17, True, "n_within"), (0.17, False, "n_stitched")):
            name, mark = _SIDES[is_within]
            centres = rows.centres + place
            draw_bars(ax, centres, drawn[count], mark, name, height=0.3, of=drawn.index)
            label_ends(ax, drawn[count], centres, drawn[count].astype("str"), drawn.index)
        bar_rows(ax, rows, drawn.index)
        keep_numbers(ax, _numbers(table, key, drawn, names))
        count_axis(ax, largest, room=0.12)
        said = share_drawn(len(drawn), len(counts), "outcomes")
        label_below(ax, f"Hops from one configuration to another{said}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax


def _numbers(table: pd.DataFrame, key: list[str], drawn: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return what is drawn, and the configurations that the hops of each row join."""
    ends = pd.concat(
        [table[[*key, f"{end}_configuration_id"]].set_axis([*key, "configuration"], axis=1) for end in _ENDS]
    )
    joined = ends.groupby(key)["configuration"].agg(lambda ids: list(dict.fromkeys(ids))).rename("joined")
    found = drawn[key].merge(joined.reset_index(), on=key, how="left")["joined"]
    return pd.DataFrame(
        {
            "outcome": names,
            "n_within": drawn["n_within"],
            "n_stitched": drawn["n_stitched"],
            "n_configurations": found.map(len),
            "configuration_ids": found.map("; ".join),
        }
    )
