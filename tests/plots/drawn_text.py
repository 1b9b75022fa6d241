"""What a reader of a figure can see of its words."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from synthesis.plots.style import figure_style

SMALLEST = 7.0  # points; a figure is shown as large as it is printed


def words_in(ax: Axes) -> list[str]:
    """Texts drawn inside the axes, line breaks undone."""
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def row_labels(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def widths(ax: Axes) -> dict[str, list[float]]:
    """Lengths of the bars of each series, signed; the series as the legend names it."""
    return {bars.get_label(): [float(bar.get_width()) for bar in bars] for bars in ax.containers}


def widths_by_row(ax: Axes) -> dict[str, list[float]]:
    """Lengths of the bars of each series, one for each row of the axis; 0 where a row has none."""
    centres = ax.get_yticks()
    found = {bars.get_label(): [0.0] * len(centres) for bars in ax.containers}
    for bars in ax.containers:
        for bar in bars:
            row = int(abs(centres - bar.get_y() - bar.get_height() / 2).argmin())
            found[bars.get_label()][row] += float(bar.get_width())
    return found


def hidden_words(ax: Axes) -> list[str]:
    """Say which words are too small, run into others or out of the figure; an empty list where none."""
    with figure_style():
        canvas = FigureCanvasAgg(ax.figure)
        canvas.draw()
        low, high = ax.get_xlim()
        ticks = [label for label in ax.get_xticklabels() if low <= label.get_position()[0] <= high]
        texts = [*ax.texts, *ax.get_yticklabels(), *ticks, ax.xaxis.label, ax.yaxis.label]
        if ax.get_legend() is not None:
            texts += ax.get_legend().get_texts()
        shown = [t for t in texts if t.get_text().strip() and t.get_visible()]
        boxes = [(t.get_text(), t.get_window_extent(canvas.get_renderer()).padded(-1)) for t in shown]
    page = ax.figure.bbox
    out = [f"{text!r} runs out" for text, box in boxes if not _within(box, page)]
    out += [f"{t.get_text()!r} is too small" for t in shown if t.get_fontsize() < SMALLEST]
    return out + [f"{a!r} meets {b!r}" for (a, p), (b, q) in combinations(boxes, 2) if p.overlaps(q)]


def _within(box, page) -> bool:
    return box.x0 >= page.x0 and box.y0 >= page.y0 and box.x1 <= page.x1 and box.y1 <= page.y1
