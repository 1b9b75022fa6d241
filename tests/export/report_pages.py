"""Hand-made executed notebooks, and what an export reads of them."""

from __future__ import annotations

import os
from types import SimpleNamespace
from unittest import mock

import pandas as pd
from matplotlib.figure import Figure as Drawing
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from synthesis.display.evidence import evidence_block
from synthesis.display.figure import PNG_DPI, figure_block
from synthesis.display.prose import findings_block
from synthesis.export.page_blocks import About, Page
from synthesis.export.page_reader import read_page
from synthesis.export.rendered import RenderedPage, pictures_of
from synthesis.report.template import export_page

THEMES = pd.DataFrame(
    {
        "label": ["Trust", "Power & <money>", "=1+1"],
        "n_studies": [1_234, 2, 1],
        "share_of_studies": [0.5, 0.25, None],
        "note": ["", "see the ledger", "+44"],
    }
)


def cell_of(block):
    """Return a code cell that shows a block of display."""
    return new_code_cell(
        "secret_code()", outputs=[new_output("display_data", data=block._repr_mimebundle_())]
    )


def notebook_of(*cells):
    """Make an executed notebook: a text is prose, anything else a block of display."""
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell_of(cell) for cell in cells]
    return new_notebook(cells=made)


def drawn(height: float = 1.0, **options):
    """Return a figure block with its picture, as an export's kernel makes it."""
    drawing = Drawing(figsize=(4, height))
    axes = drawing.add_subplot()
    axes.barh(range(int(height * 2)), range(1, int(height * 2) + 1))
    known = {
        "caption": "Studies with each theme",
        "alt": "Two bars, the longer one for trust; the numbers are folded below.",
        "id": "themes",
    }
    with mock.patch.dict(os.environ, {PNG_DPI: "300"}):
        return figure_block(axes, **(known | options))


def rendered(*cells, name: str = "02_themes") -> RenderedPage:
    """Return a page of a report and its pictures, made of hand-made cells."""
    notebook = notebook_of(*cells)
    return RenderedPage(name, export_page(notebook), *pictures_of(notebook))


def page(*cells, name: str = "02_themes") -> Page:
    return read_page(name, rendered(*cells, name=name).html)


def pictures(*pages: RenderedPage):
    return {(one.name, anchor): content for one in pages for anchor, content in one.pictures.items()}


def review(**settings):
    known = {"title": "A review", "question": "What works?", "kind": "realist", "language": "en"}
    nothing = pd.DataFrame()
    return SimpleNamespace(
        settings=SimpleNamespace(**(known | {"is_synthetic": False} | settings)),
        studies=nothing,
        extracts=nothing,
        codebook=nothing,
        warnings=("codings.csv row 2: a warning.",),
    )


def evidence(*marks: str, **options):
    """Return an evidence list with one study and the extracts and configurations of these marks."""
    rows = [{"mark": "s0", "kind": "study", "id": "S1", "citation": "Ash 2001", "text": "Interviews"}]
    rows += [
        {
            "mark": mark,
            "kind": "extract" if mark.startswith("x") else "configuration",
            "id": f"E{mark}",
            "citation": "Ash 2001",
            "text": f"Passage {mark}.",
            "is_verbatim": mark == "x0",
            "locator": "p. 3",
        }
        for mark in marks
    ]
    table = pd.DataFrame(rows).assign(study_id="S1", source=None, voice=None, is_withheld=False)
    table = table.assign(codes=None, appraisal=None)
    codes = pd.DataFrame(
        {"mark": ["k0"], "label": ["Trust"], "n_studies": [1], "n_extracts": [1], "marks": [" ".join(marks)]}
    )
    return evidence_block(table, codes, **options)


def findings():
    row = {"finding_id": "F1", "sentence": "Trust helps.", "overall": "high", "rationale": "Many say so."}
    return findings_block(pd.DataFrame([row]))


ABOUT = About("A review", "What works?", "realist", ("Ash",), "CC BY 4.0", "Ash 2026. A review.")
