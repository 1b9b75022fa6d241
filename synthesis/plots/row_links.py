"""Marks of a figure that lead to the row of the table that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.lines import Line2D

__all__ = ["follow", "keep_numbers", "numbers_drawn", "row_link"]

_NUMBERS: WeakKeyDictionary[Axes, pd.DataFrame] = WeakKeyDictionary()

# Seen by nobody, and yet something that a pointer can meet: a mark of no colour could not be followed.
_UNSEEN = {"facecolor": "white", "alpha": 0.01, "linewidths": 0, "zorder": 5, "label": "_followed"}
_TARGET = 150.0  # square points: a little more than any mark that stands in it


def row_link(row: object, column: str | None = None) -> str:
    """Return the link of a mark: ``row:<label>``, or ``row:<label>:<column>`` for one cell of the row.

    Parameters
    ----------
    row
        Label of the row in the index of the table that was drawn.
    column
        Column of that table whose number the mark shows.
    """
    # Among rows that are missing, whole numbers come as 4.0.
    label = int(row) if isinstance(row, float) and row.is_integer() else row
    link = f"row:{quote(str(label), safe='')}"
    return link if column is None else f"{link}:{quote(str(column), safe='')}"


def follow(
    artists: Artist | Iterable[Artist],
    rows: Sequence[Any] | pd.Index | object,
    columns: Sequence[str] | str | None = None,
) -> None:
    """Let marks be followed to the rows of the table that they stand for.

    Parameters
    ----------
    artists
        One artist for each row (the bars of a container, texts), or one that has a mark for each of
        them: a collection, or a line with markers, over which targets that nobody sees are laid.
    rows
        Labels of the rows, one per mark in the order of the marks, or the one of a single artist. A mark
        whose row is None leads nowhere.
    columns
        Column whose numbers the marks show: one for all, or one per mark.

    Notes
    -----
    The links are read by whoever shows the figure; no picture looks different for them.
    """
    if isinstance(artists, Artist) and not isinstance(artists, (Collection, Line2D)):
        artists, rows = [artists], [rows]
    rows = list(rows)
    named = [columns] * len(rows) if columns is None or isinstance(columns, str) else list(columns)
    links = [None if pd.isna(row) else row_link(row, name) for row, name in zip(rows, named, strict=True)]
    if isinstance(artists, Line2D):
        x, y = artists.get_data(orig=False)
        artists = artists.axes.scatter(x, y, s=_TARGET, marker="s", clip_on=False, **_UNSEEN)
    if isinstance(artists, Collection):
        # Of one mark alone matplotlib writes the link round all of it: the same.
        artists.set_urls(links)
        return
    for artist, link in zip(artists, links, strict=True):
        artist.set_url(link)


def keep_numbers(ax: Axes, numbers: pd.DataFrame) -> None:
    """Keep what a figure counted itself: its marks lead to the rows of ``numbers``."""
    _NUMBERS[ax] = numbers


def numbers_drawn(axes: Axes) -> pd.DataFrame:
    """Return the numbers that a figure shows, where it added up the rows that it was given.

    Parameters
    ----------
    axes
        As returned by a ``plot_`` function that counts: `plot_coded_extracts`, `plot_configurations`,
        `plot_configuration_hops`, `plot_disagreements` or `plot_reporting_checklist`.

    Returns
    -------
    A copy: one row per group of marks, with what it is called, its counts (``n_…``) and, where rows
    stand for evidence, ``study_ids``, ``extract_ids`` or ``configuration_ids``, as
    `synthesis.evidence_links` reads them. Without rows where the figure counted nothing of its own.
    """
    return _NUMBERS.get(axes, pd.DataFrame()).copy()
