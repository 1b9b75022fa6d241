"""The PRISMA 2020 flow diagram."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from synthesis.plots.row_links import follow
from synthesis.plots.style import (
    INK,
    PAGE_WIDTH,
    axes_of_size,
    figure_style,
    say_nothing_to_draw,
    wrapped_to,
)

__all__ = ["plot_flow"]

_FONT = 7.0
_LINE = 0.32
_PAD = 0.14
_GAP = 0.55
_BETWEEN = 0.5
_STAGE_WIDTH = 0.55

_STAGE_COLOUR = "#cfe0f0"
_ASIDE_COLOUR = "#ececec"
_WRONG_COLOUR = "#D55E00"


@dataclass(frozen=True)
class _Box:
    """One box of the diagram: where it stands and which fields of the table it shows.

    ``lines`` pairs a field with the words before its number; ``heading`` stands above them. A box that
    is not ``is_core`` is left out where none of its fields is given. Reasons are shown one a line.
    """

    column: str
    row: int
    lines: tuple[tuple[str, str], ...]
    heading: str = ""
    is_core: bool = False
    is_aside: bool = False

    @property
    def fields(self) -> set[str]:
        return {name for name, _ in self.lines}


# The grid of figure 1 of the PRISMA 2020 statement, with previous studies and other methods.
_BOXES = {
    "previous": _Box(
        "previous",
        0,
        (
            ("previous_studies", "Studies included in previous version of review"),
            ("previous_reports", "Reports of studies included in previous version of review"),
        ),
        is_aside=True,
    ),
    "identified": _Box(
        "main",
        0,
        (("database_results", "Databases"), ("register_results", "Registers")),
        heading="Records identified from:",
        is_core=True,
    ),
    "removed": _Box(
        "side",
        0,
        (
            ("duplicates", "Duplicate records removed"),
            ("excluded_automatic", "Records marked as ineligible by automation tools"),
            ("excluded_other", "Records removed for other reasons"),
        ),
        heading="Records removed before screening:",
    ),
    "screened": _Box("main", 1, (("records_screened", "Records screened"),), is_core=True),
    "excluded": _Box("side", 1, (("records_excluded", "Records excluded"),)),
    "sought": _Box("main", 2, (("dbr_sought_reports", "Reports sought for retrieval"),), is_core=True),
    "not retrieved": _Box(
        "side",
        2,
        (("dbr_notretrieved_reports", "Reports not retrieved"),),
    ),
    "assessed": _Box("main", 3, (("dbr_assessed", "Reports assessed for eligibility"),), is_core=True),
    "reports excluded": _Box("side", 3, (("dbr_excluded", "Reports excluded"),)),
    "other identified": _Box(
        "other",
        0,
        (
            ("website_results", "Websites"),
            ("organisation_results", "Organisations"),
            ("citations_results", "Citation searching"),
        ),
        heading="Records identified from:",
        is_core=True,
        is_aside=True,
    ),
    "other sought": _Box(
        "other", 2, (("other_sought_reports", "Reports sought for retrieval"),), is_core=True, is_aside=True
    ),
    "other not retrieved": _Box(
        "other side",
        2,
        (("other_notretrieved_reports", "Reports not retrieved"),),
        is_aside=True,
    ),
    "other assessed": _Box(
        "other", 3, (("other_assessed", "Reports assessed for eligibility"),), is_core=True, is_aside=True
    ),
    "other excluded": _Box(
        "other side",
        3,
        (("other_excluded", "Reports excluded"),),
        is_aside=True,
    ),
    "new": _Box(
        "main",
        4,
        (
            ("new_studies", "New studies included in review"),
            ("new_reports", "Reports of new included studies"),
        ),
        is_core=True,
    ),
    "total": _Box(
        "main",
        5,
        (
            ("total_studies", "Total studies included in review"),
            ("total_reports", "Reports of total included studies"),
        ),
        is_aside=True,
    ),
}

_COLUMNS = ("previous", "main", "side", "other", "other side")

_HEADINGS = {
    "previous": "Previous studies",
    "main": "Identification of new studies via databases and registers",
    "other": "Identification of new studies via other methods",
}

_ARROWS = [
    ("identified", "removed"),
    ("identified", "screened"),
    ("screened", "excluded"),
    ("screened", "sought"),
    ("sought", "not retrieved"),
    ("sought", "assessed"),
    ("assessed", "reports excluded"),
    ("assessed", "new"),
    ("other identified", "other sought"),
    ("other sought", "other not retrieved"),
    ("other sought", "other assessed"),
    ("other assessed", "other excluded"),
    ("new", "total"),
]

# Rows in which the name of the stage must find room, in centimetres.
_LEAST = {0: 2.3, 4: 1.5}

_ARROW = {
    "arrowstyle": "-|>",
    "mutation_scale": 7,
    "color": INK,
    "linewidth": 0.8,
    "shrinkA": 0,
    "shrinkB": 0,
}

_STAGES = {"Identification": (0, 0), "Screening": (1, 3), "Included": (4, 5)}


@dataclass
class _Placed:
    """A box on the page, in centimetres from the top left."""

    text: str
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def centre(self) -> float:
        return self.top + self.height / 2

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


def plot_flow(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the flow as the PRISMA 2020 diagram.

    Previous studies and other methods are drawn where the table has them. A number that the table
    lacks is written as "not reported" in the boxes of the main path; other boxes are left out. A box
    whose number does not follow from the others has a thick dashed outline and says what was expected.

    Parameters
    ----------
    table
        As returned by `flow`.
    ax
        Axes to draw into; a figure that fits the text by default. Text is set for the width of a page.

    Returns
    -------
    The axes; coordinates are centimetres from the top left.

    References
    ----------
    .. [1] Page et al. (2021), BMJ 372:n71, figure 1.
    """
    if table.empty:
        return say_nothing_to_draw(ax, "The review gives no flow of records.")
    whole = table[table["reason"].isna()]
    wrong = whole[whole["is_consistent"].eq(False).fillna(False)]
    shown = _shown(set(whole["box"]))
    columns = [column for column in _COLUMNS if column in {box.column for box in shown.values()}]

    room = PAGE_WIDTH - _STAGE_WIDTH - 0.3 - _BETWEEN * len(columns)
    width = min(5.6, room / len(columns))
    first = _STAGE_WIDTH + _BETWEEN
    lefts = {column: first + place * (width + _BETWEEN) for place, column in enumerate(columns)}
    texts = _texts(shown, table, dict(zip(wrong["box"], wrong["expected_n"], strict=True)), width - 2 * _PAD)
    heads = _headings(columns, width)
    top = 0.65 + _LINE * max(text.count("\n") + 1 for text in heads.values())
    placed, rows = _place(shown, texts, lefts, width, top)
    full, height = lefts[columns[-1]] + width + 0.3, max(end for _, end in rows.values()) + 0.3

    with figure_style():
        ax = axes_of_size(ax, width=full, height=height, is_filled=True)
        ax.set_axis_off()
        ax.set_xlim(0, full)
        ax.set_ylim(height, 0)
        _draw_stages(ax, rows)
        for column, words in heads.items():
            ax.text(lefts[column], top - 0.2, words, va="bottom", fontsize=_FONT, fontweight="bold")
        broken = {name for name, box in shown.items() if box.fields & set(wrong["box"])}
        row_of = whole.drop_duplicates("box").reset_index().set_index("box")["index"]
        for name, box in placed.items():
            given = [field for field, _ in shown[name].lines if field in row_of]
            drawn = _draw_box(ax, box, is_aside=shown[name].is_aside, is_wrong=name in broken)
            if given:
                follow(drawn, [row_of[given[0]]] * 2, "n")
        for start, end in _ARROWS:
            if start in placed and end in placed:
                _draw_arrow(ax, placed[start], placed[end], is_down=shown[start].column == shown[end].column)
        if "other assessed" in placed:
            _draw_elbow(ax, placed["other assessed"], placed["new"], side="right")
        if "previous" in placed and "total" in placed:
            _draw_elbow(ax, placed["previous"], placed["total"], side="left")
    return ax


def _shown(given: set[str]) -> dict[str, _Box]:
    """Return the boxes of the streams that the table has; of those, boxes off the main path where given."""
    streams = {box.column for box in _BOXES.values() if box.fields & given} | {"main"}
    # What was found by other methods is a path of its own as soon as any of its numbers is given.
    streams |= {"other"} if "other side" in streams else set()
    return {
        name: box
        for name, box in _BOXES.items()
        if box.column in streams and (box.is_core or box.fields & given)
    }


def _headings(columns: list[str], width: float) -> dict[str, str]:
    """Wrap the heading of each column; it may stretch over the boxes beside its own."""
    beside = {"main": "side", "other": "other side"}
    return {
        # Bold letters are wider than those that are measured.
        column: wrapped_to(
            _HEADINGS[column], 0.85 * width * (2 if beside.get(column) in columns else 1), _FONT
        )
        for column in columns
        if column in _HEADINGS
    }


def _place(
    shown: dict[str, _Box], texts: dict[str, str], lefts: dict[str, float], width: float, top: float
) -> tuple[dict[str, _Placed], dict[int, tuple[float, float]]]:
    """Return where each box stands, and where each row of boxes begins and ends."""
    placed, rows = {}, {}
    heights = {name: (text.count("\n") + 1) * _LINE + 2 * _PAD for name, text in texts.items()}
    for row in sorted({box.row for box in shown.values()}):
        names = [name for name, box in shown.items() if box.row == row]
        tallest = max(_LEAST.get(row, 0.0), *(heights[name] for name in names))
        for name in names:
            at = top + (tallest - heights[name]) / 2
            placed[name] = _Placed(texts[name], lefts[shown[name].column], at, width, heights[name])
        rows[row] = (top, top + tallest)
        top += tallest + _GAP
    return placed, rows


def _texts(
    shown: dict[str, _Box], table: pd.DataFrame, expected: dict[str, int], width: float
) -> dict[str, str]:
    """Write what stands in each box, broken into lines."""
    whole, parts = table[table["reason"].isna()], table[table["reason"].notna()]
    numbers = dict(zip(whole["box"], whole["n"], strict=True))
    return {name: _text(box, numbers, expected, parts, width) for name, box in shown.items()}


def _text(
    box: _Box, numbers: dict[str, int], expected: dict[str, int], parts: pd.DataFrame, width: float
) -> str:
    """Write what stands in a box, broken into lines."""
    lines = [box.heading] if box.heading else []
    for name, words in box.lines:
        if name not in numbers:
            continue
        lines.append(f"{words} {_count(numbers[name])}")
        if name in expected:
            lines.append(f"does not add up: {expected[name]:,} expected")
        chosen = parts[parts["box"].isin({name, name.replace("_results", "_specific_results")})]
        lines += [f"– {reason} {_count(n)}" for reason, n in zip(chosen["reason"], chosen["n"], strict=True)]
    if not any(name in numbers for name, _ in box.lines):
        words = box.heading.removesuffix(" from:") or box.lines[0][1]
        lines = [f"{words} (n\xa0not\xa0reported)"]
    # Blanks that do not break have kept each number beside its "n"; in the figure they are plain ones.
    return "\n".join(wrapped_to(line, width, _FONT) for line in lines).replace("\xa0", " ")


def _count(n: int) -> str:
    return f"(n\xa0=\xa0{n:,})"


def _draw_box(ax: Axes, box: _Placed, *, is_aside: bool, is_wrong: bool) -> list[Artist]:
    outline = ax.add_patch(
        Rectangle(
            (box.left, box.top),
            box.width,
            box.height,
            facecolor=_ASIDE_COLOUR if is_aside else "white",
            edgecolor=_WRONG_COLOUR if is_wrong else INK,
            linewidth=1.8 if is_wrong else 0.8,
            linestyle=(0, (4, 2)) if is_wrong else "-",
        )
    )
    words = ax.text(box.left + _PAD, box.centre, box.text, fontsize=_FONT, va="center", linespacing=1.25)
    return [outline, words]


def _draw_arrow(ax: Axes, start: _Placed, end: _Placed, *, is_down: bool) -> None:
    points = (
        ((start.middle, start.bottom), (end.middle, end.top))
        if is_down
        else ((start.right, end.centre), (end.left, end.centre))
    )
    ax.add_patch(FancyArrowPatch(*points, **_ARROW))


def _draw_elbow(ax: Axes, start: _Placed, end: _Placed, *, side: str) -> None:
    """Lead a line down from a box of an outer column and then across to a box of the main path."""
    ax.plot([start.middle, start.middle], [start.bottom, end.centre], color=INK, linewidth=0.8)
    edge = end.right if side == "right" else end.left
    ax.add_patch(FancyArrowPatch((start.middle, end.centre), (edge, end.centre), **_ARROW))


def _draw_stages(ax: Axes, rows: dict[int, tuple[float, float]]) -> None:
    for stage, (first, last) in _STAGES.items():
        inside = [ends for row, ends in rows.items() if first <= row <= last]
        start, end = inside[0][0], inside[-1][1]
        ax.add_patch(
            Rectangle((0.1, start), _STAGE_WIDTH, end - start, facecolor=_STAGE_COLOUR, edgecolor="none")
        )
        middle = (0.1 + _STAGE_WIDTH / 2, (start + end) / 2)
        ax.text(*middle, stage, rotation=90, ha="center", va="center", fontsize=_FONT, fontweight="bold")
