"""``disclosure.json``: what a report withholds and by which rule, in numbers and never in values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from synthesis.disclosure.audience import PublicReview, rules_of
from synthesis.disclosure.consent import is_text_withheld
from synthesis.disclosure.scan import Wanted
from synthesis.review import Review

__all__ = ["DISCLOSURE_FILE", "disclosure_record"]

DISCLOSURE_FILE = "disclosure.json"
SCHEMA_VERSION = 1

SEARCHED_FOR = (
    "names of coders, appraisers and authors of memos, merges and changes to the codebook",
    "identifiers and names of sources",
    "e-mail addresses, telephone numbers, NHS numbers, postcodes",
    "words that review.yaml keeps back",
    "passages of extracts that are withheld by consent, and of memos",
)

PARTS_OF_PAGE = re.compile(
    r'<table\b[^>]*\bid="(?P<table>[\w-]+)"'
    r'|<div class="table-block" id="(?P<block>[\w-]+)"><p class="withheld-whole">'
    r'|<span class="withheld">(?P<mark>[^<]*)</span>'
    r"|(?P<evidence><p class=\"withheld-whole\">)"
    r"|(?P<text>\(text withheld: no consent to show it\))"
)


def disclosure_record(review: Review, public: Review, pages: Mapping[str, str]) -> str:
    """Return the record as JSON; the same pages give the same text.

    Parameters
    ----------
    review
        As read.
    public
        As its audience saw it: what `for_audience` made of it.
    pages
        Name of each page -> the finished page.
    """
    rules = rules_of(review)
    extracts = review.extracts
    is_withheld = is_text_withheld(extracts, public.audience)
    by_consent = extracts.loc[is_withheld, "consent"].value_counts()
    record: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "audience": public.audience,
        "rules": {
            "minimum": rules.minimum,
            "studies": rules.studies,
            "sources": rules.sources,
            "n_words": len(rules.words),
            "n_exempt": len(rules.exempt),
        },
        "extracts_without_text": {
            f"consent {name}": int(by_consent[name]) for name in sorted(by_consent.index)
        },
    }
    if isinstance(public, PublicReview):
        unsearchable = Wanted(review).names.unsearchable
        kinds = sorted({name.kind for name in unsearchable})
        record |= {
            "names_replaced": {kind: number for kind, number in public.renamed.items() if number},
            "searched_for": list(SEARCHED_FOR),
            # How many sources have such a name would count people.
            "too_short_to_be_searched_for": {
                kind: "some"
                if kind.endswith("of a source")
                else sum(name.kind == kind for name in unsearchable)
                for kind in kinds
            },
        }
    record["pages"] = {name: _withheld_on(page) for name, page in sorted(pages.items())}
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _withheld_on(page: str) -> dict[str, Any]:
    """Count what a finished page withholds, by its tables."""
    cells: dict[str, dict[str, int]] = {}
    whole: list[str] = []
    n_texts, table = 0, ""
    for found in PARTS_OF_PAGE.finditer(page):
        if found["table"]:
            table = found["table"]
        elif found["mark"]:
            rule = "under the minimum" if found["mark"].startswith("&lt;") else "with or because of these"
            counts = cells.setdefault(table, {"under the minimum": 0, "with or because of these": 0})
            counts[rule] += 1
        elif found["block"] or found["evidence"]:
            whole.append(found["block"] or "evidence")
        else:
            n_texts += 1
    return {"cells": cells, "tables": sorted(set(whole)), "n_extracts_without_text": n_texts}
