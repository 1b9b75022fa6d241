"""Show a figure: vector graphics inside the page, the same bytes for the same figure."""

from __future__ import annotations

import base64
import io
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from synthesis.display.block import Block, check_id, element, escaped, show
from synthesis.display.drawn_rows import lead_to_columns, rows_drawn
from synthesis.display.table import numbers_twin
from synthesis.errors import OptionError

__all__ = ["PNG_DPI", "figure_block", "show_figure"]

SHORTEST_ALT = 20

PNG_DPI = "SYNTHESIS_PNG_DPI"
"""Environment variable: where it holds a number, each figure is drawn as a picture too, of so many dots
per inch. Exports to Word set it for their own kernels; a page has no use for it."""

NOTHING_TO_DRAW = "nothing-to-draw"
"""Mark that `synthesis.plots.style` sets on axes that hold a sentence and no figure."""

METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
LONG_DECIMAL = re.compile(r"(?<![\w.])-?\d+\.\d{3,}(?![\d.])")
BETWEEN_TAGS = re.compile(r">\s+<")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Text stays text: it can be searched for names before a page is sent, and takes fewer bytes. Places
# are reckoned with DejaVu Sans, which comes with matplotlib; where a reader's machine lacks it, the
# fonts after it are no wider, so that nothing overlaps.
SAVED_WITH = {
    "svg.fonttype": "none",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Helvetica", "Arial"],
}


def show_figure(
    axes: Any,
    *,
    caption: str,
    alt: str,
    id: str,
    note: str | None = None,
    table: pd.DataFrame | None = None,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | str | None = None,
    gaps: Mapping[str, str] | str | None = None,
    links: pd.DataFrame | None = None,
    every_row: bool = False,
) -> None:
    """Show a figure and close it. See `figure_block` for the parameters."""
    show(
        figure_block(
            axes,
            caption=caption,
            alt=alt,
            id=id,
            note=note,
            table=table,
            columns=columns,
            headings=headings,
            formats=formats,
            gaps=gaps,
            links=links,
            every_row=every_row,
        )
    )


def figure_block(
    axes: Any,
    *,
    caption: str,
    alt: str,
    id: str,
    note: str | None = None,
    table: pd.DataFrame | None = None,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    headings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | str | None = None,
    gaps: Mapping[str, str] | str | None = None,
    links: pd.DataFrame | None = None,
    every_row: bool = False,
) -> Block:
    """Return a figure as a block, and close it so that no notebook shows it a second time.

    Parameters
    ----------
    axes
        The matplotlib ``Axes`` that a plot returned, an array of them, or a ``Figure``.
    caption
        What the figure shows, for everybody.
    alt
        What can be seen in it, for those who do not see it: the pattern and the numbers that
        matter, in words. Not the caption again.
    id
        Lower-case words joined by hyphens; the figure's anchor is ``figure-<id>``. It also seeds the
        names inside the drawing, so that the same figure gives the same bytes.
    note
        A remark below the caption.
    table
        What the figure was drawn from; its rows that are drawn are folded under the figure, so that
        every number that is drawn can be read. A mark of the drawing whose url is ``row:<index>`` opens
        the evidence of that row, ``row:<index>:<name of a column>`` that of one cell of it.
    columns, headings, formats, gaps, links
        Which columns of ``table``, and how, as in `table_block`.
    every_row
        Whether rows that are not drawn stand under the figure too.

    Raises
    ------
    OptionError
        The alternative text is missing, too short to describe a figure or the same as the caption;
        the caption is empty; the id or the axes are not usable.
    """
    check_id(id)
    _check_words(caption, alt)
    figure = _figure_of(axes)
    nothing = _sentence_instead(figure)
    if nothing is not None:
        return Block(
            element("p", element("em", escaped(nothing)), id=f"figure-{id}", class_="nothing"), nothing
        )
    try:
        # In this order: what is drawn on the page is the same whether a picture is asked for or not.
        svg = _svg(figure, id)
        picture = _png(figure)
    finally:
        # Only a figure of pyplot waits to be shown again, and only where pyplot was loaded.
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close(figure)
    if table is not None and not every_row:
        table = rows_drawn(svg, table)
    svg = lead_to_columns(svg, () if table is None else list(table.columns if columns is None else columns))
    drawing = base64.b64encode(svg.encode()).decode("ascii")
    image = f'<img alt="{escaped(alt)}" src="data:image/svg+xml;base64,{drawing}">'
    words = element("span", escaped(caption), class_="caption", id=f"figure-{id}-caption")
    frame = element(
        "div",
        image,
        class_="figure-frame",
        role="region",
        tabindex="0",
        aria_labelledby=f"figure-{id}-caption",
    )
    if note:
        words += " " + element("span", escaped(note), class_="figure-note")
    html = frame + element("figcaption", words)
    if table is not None and len(table):
        html += numbers_twin(
            table, id=id, columns=columns, headings=headings, formats=formats, gaps=gaps, links=links
        )
    html = element("figure", html, id=f"figure-{id}")
    return Block(html, f"{caption}\n[Figure: {alt}]" + (f"\n{note}" if note else ""), picture)


def _sentence_instead(figure: Any) -> str | None:
    """Return the sentence of a figure in which there was nothing to draw, else None."""
    marked = [axes for axes in figure.axes if axes.get_gid() == NOTHING_TO_DRAW]
    if not marked:
        return None
    return " ".join(" ".join(text.get_text().split()) for axes in marked for text in axes.texts)


def _check_words(caption: str, alt: str) -> None:
    if not caption.strip():
        raise OptionError("caption='' is not allowed; say in one sentence what the figure shows.")
    if len(alt.strip()) < SHORTEST_ALT:
        message = f"alt={alt!r} is too short; describe in words what can be seen in the figure."
        raise OptionError(message)
    if alt.strip().casefold().rstrip(".") == caption.strip().casefold().rstrip("."):
        message = "alt is the caption again; it has to say what can be seen, for those who do not see it."
        raise OptionError(message)


def _figure_of(axes: Any) -> Any:
    """Return the figure that axes belong to."""
    while not hasattr(axes, "savefig"):
        if hasattr(axes, "flat"):
            axes = axes.flat[0]
        elif isinstance(axes, (list, tuple)) and axes:
            axes = axes[0]
        elif getattr(axes, "figure", None) is not None:
            axes = axes.figure
        else:
            message = f"axes={axes!r} is not something matplotlib drew; give the Axes that the plot returned."
            raise OptionError(message)
    return axes


def _png(figure: Any) -> bytes:
    """Return the figure as a picture where one is asked for, without a word on who made it and when."""
    dots = os.environ.get(PNG_DPI, "")
    if not dots.isdigit():
        return b""
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=int(dots), bbox_inches="tight", metadata={"Software": None})
    return written.getvalue()


def _svg(figure: Any, salt: str) -> str:
    """Return the drawing, without the time it was made."""
    # Imported here, as in every plot: whoever only counts need not wait for matplotlib.
    import matplotlib as mpl

    written = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": salt, **SAVED_WITH}):
        figure.savefig(written, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    return _lean(written.getvalue().decode())


def _lean(drawing: str) -> str:
    """Return a drawing without what nobody sees: its metadata, its indents, the third decimal.

    Places in tenths of a point, and small shapes in hundredths, are finer than any eye, and the same on
    machines whose floating-point numbers differ in the last place.
    """
    drawing = drawing[drawing.index("<svg") :]
    # matplotlib writes labels as they are; one control character would cost the reader the figure.
    drawing = NOT_IN_XML.sub("\ufffd", drawing)
    drawing = METADATA.sub("", drawing)
    drawing = TAG.sub(lambda tag: LONG_DECIMAL.sub(_few_decimals, tag.group()), drawing)
    return BETWEEN_TAGS.sub("><", drawing)


def _few_decimals(number: re.Match[str]) -> str:
    value = float(number.group())
    short = f"{value:.{1 if abs(value) >= 10 else 2}f}".rstrip("0").rstrip(".")
    return "0" if short in ("-0", "") else short
