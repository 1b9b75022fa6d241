"""What a notebook calls to show a table, a figure or the team's words: captions, alt text, stable anchors.

Each ``show_`` function shows its block where it is called and returns nothing, so a cell may show
several. Everything that comes from data is escaped.
"""

from synthesis.display.evidence import show_evidence
from synthesis.display.figure import show_figure
from synthesis.display.header import show_review
from synthesis.display.origin import show_provenance
from synthesis.display.plain import show_plain_base, show_plain_findings
from synthesis.display.prose import (
    show_extracts,
    show_findings,
    show_note,
    show_numbers,
    show_sentences,
)
from synthesis.display.reading_level import show_reading_level
from synthesis.display.table import show_table

__all__ = [
    "show_evidence",
    "show_extracts",
    "show_figure",
    "show_findings",
    "show_note",
    "show_numbers",
    "show_plain_base",
    "show_plain_findings",
    "show_provenance",
    "show_reading_level",
    "show_review",
    "show_sentences",
    "show_table",
]
