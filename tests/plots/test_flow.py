from __future__ import annotations

import itertools

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyArrowPatch, Rectangle

from synthesis.analyses.flow import flow
from synthesis.plots.flow import plot_flow
from synthesis.plots.style import figure_style
from synthesis.review import review_from_tables
from tests.analyses.small_review import small_tables
from tests.analyses.test_flow import CONSISTENT
from tests.statistics.test_flow_arithmetic import ADDS_UP

LONG_REASONS = [
    ("database_specific_results", 60, "MEDLINE"),
    ("database_specific_results", 40, "Health Management Information Consortium"),
    ("dbr_excluded", 6, "Not about collaboration between organisations that provide health care"),
    ("dbr_excluded", 5, "Full text in a language that nobody of the team reads"),
]


def _drawn(rows, n_studies=4):
    tables = small_tables()
    tables["studies"] += [{"study_id": f"further {n}"} for n in range(4, n_studies)]
    tables["flow"] = pd.DataFrame(rows, columns=["box", "n", "reason"])
    return plot_flow(flow(review_from_tables(tables)))


def _boxes(ax):
    """Return the text and the rectangle of each box; the bars of the stages have no outline."""
    outlined = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_edgecolor()[3]]
    return {
        next(
            " ".join(t.get_text().split())
            for t in ax.texts
            if box.get_x() < t.get_position()[0] < box.get_x() + box.get_width()
            and box.get_y() < t.get_position()[1] < box.get_y() + box.get_height()
        ): box
        for box in outlined
    }


def _arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def test_boxes_bear_the_words_and_numbers_of_the_table():
    assert list(_boxes(_drawn(CONSISTENT))) == [
        "Records identified from: Databases (n = 100)",
        "Records removed before screening: Duplicate records removed (n = 20)",
        "Records screened (n = 80)",
        "Records excluded (n = 70)",
        "Reports sought for retrieval (n = 10)",
        "Reports not retrieved (n = 1)",
        "Reports assessed for eligibility (n = 9)",
        "Reports excluded (n = 5) – no empirical data (n = 3) – not about trust (n = 2)",
        "New studies included in review (n = 4) Reports of new included studies (n = 4)",
    ]


def test_arrows_lead_from_box_to_box():
    # Four down the main path and one to each of the four boxes beside it.
    assert len(_arrows(_drawn(CONSISTENT))) == 8


def test_previous_studies_and_other_methods_are_drawn_where_they_are_given():
    ax = _drawn([(box, n, "") for box, n in ADDS_UP.items()], n_studies=13)
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert "Previous studies" in texts
    assert "Identification of new studies via other methods" in texts
    boxes = _boxes(ax)
    assert "Total studies included in review (n = 13) Reports of total included studies (n = 15)" in boxes
    # 8 as above, 4 along the other methods, new to total, and an elbow from either outer column.
    assert len(_arrows(ax)) == 8 + 4 + 1 + 2


def test_a_number_that_does_not_add_up_is_marked_and_explained():
    ax = _drawn([(box, 81 if box == "records_screened" else n, why) for box, n, why in CONSISTENT])
    boxes = _boxes(ax)
    wrong = boxes["Records screened (n = 81) does not add up: 80 expected"]
    right = boxes["Reports not retrieved (n = 1)"]
    assert wrong.get_linestyle() != right.get_linestyle()
    assert wrong.get_linewidth() > right.get_linewidth()


def test_a_number_that_is_missing_on_the_main_path_is_said_to_be_missing():
    boxes = _boxes(_drawn([("new_studies", 4, "")]))
    assert "Records screened (n not reported)" in boxes
    assert "New studies included in review (n = 4)" in boxes
    assert not any("excluded" in words for words in boxes)


def test_boxes_do_not_overlap_and_hold_their_text():
    ax = _drawn([(box, n, "") for box, n in ADDS_UP.items()] + LONG_REASONS)
    with figure_style():
        FigureCanvasAgg(ax.figure).draw()
        boxes = [box.get_window_extent() for box in _boxes(ax).values()]
        texts = [text.get_window_extent() for text in ax.texts if not text.get_rotation()]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    inside = [text for text in texts if any(_holds(box, text) for box in boxes)]
    headings = 3
    assert len(inside) == len(texts) - headings


def _holds(box, text):
    return box.x0 <= text.x0 and box.y0 <= text.y0 and text.x1 <= box.x1 and text.y1 <= box.y1
