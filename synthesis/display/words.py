"""How columns and values are put into words: headings, shares, signs, and what a gap means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from synthesis.display.block import element, escaped
from synthesis.errors import check_option
from synthesis.rounding import percent_text

__all__ = [
    "FORMATS",
    "HEADINGS",
    "Withheld",
    "cell_html",
    "cell_text",
    "format_of",
    "gap_of",
    "heading_of",
    "is_gap",
]

HEADINGS: dict[str, str] = {
    # What a row is about
    "study_id": "Study identifier",
    "citation": "Study",
    "report_id": "Report",
    "source_id": "Source",
    "extract_id": "Extract",
    "extract_ids": "Extracts",
    "code_id": "Code",
    "label": "Code",
    "path": "Place in the codebook",
    "level": "Level",
    "attribute": "Attribute",
    "value": "Value",
    "locator": "Place in the report",
    "text": "Text",
    "voice": "Who speaks",
    "n_participants": "Participants",
    "doi": "DOI",
    "codes": "Codes",
    "n_codes": "Codes",
    "consent": "Consent",
    "is_withheld": "Withheld",
    "quantity": "What",
    "n_studies_not_reported": "Studies without a number",
    # Studies and their reports
    "n_reports": "Reports",
    "n_reports_total": "Of reports",
    "share_of_reports": "Share of reports",
    "rank_of_studies": "Rank by studies",
    "rank_of_reports": "Rank by reports",
    # Flow
    "box": "Box",
    "stage": "Stage",
    "stream": "Stream",
    "n": "Number",
    "reason": "Reason",
    "is_consistent": "Adds up",
    "expected_n": "Expected",
    # Counts and shares
    "n_studies": "Studies",
    "n_studies_total": "Of studies",
    "share_of_studies": "Share of studies",
    "n_extracts": "Extracts",
    "n_sources": "Sources",
    "share_of_sources": "Share of sources",
    "n_studies_enabler": "Studies: enabler",
    "n_studies_barrier": "Studies: barrier",
    "n_studies_mixed": "Studies: mixed",
    "n_extracts_enabler": "Extracts: enabler",
    "n_extracts_barrier": "Extracts: barrier",
    "n_extracts_mixed": "Extracts: mixed",
    "n_studies_absent": "Studies: stated absent",
    "n_studies_conflicting": "Studies: conflicting",
    "rank": "Rank",
    "n_findings": "Codes present",
    "share_of_findings": "Share of all codes present",
    "share_of_codes": "Share of codes found",
    "n_frequent": "Frequent codes",
    "share_of_frequent": "Share of frequent codes",
    # Co-occurrence and coders
    "code_a": "Code A",
    "label_a": "Code A",
    "code_b": "Code B",
    "label_b": "Code B",
    "n_units": "All units",
    "n_both": "Both",
    "n_a": "With A",
    "n_b": "With B",
    "c_coefficient": "c-coefficient",
    "share_b_given_a": "B where A",
    "share_a_given_b": "A where B",
    "coder": "Coder",
    "n_rated_by_two": "Given where two rated",
    "n_one_coder_only": "By one coder only",
    "share_one_coder_only": "Share by one coder only",
    # Configurations
    "configuration_id": "Configuration",
    "configuration_ids": "Which configurations",
    "n_configurations": "Configurations",
    "theory_id": "Theory",
    "statement": "Programme theory",
    "status": "Status",
    "relation": "Relation",
    "form": "Form",
    "is_dyad": "Dyad",
    "context": "Context",
    "context_id": "Context (code)",
    "context_sign": "Context: sign",
    "mechanism": "Mechanism",
    "mechanism_id": "Mechanism (code)",
    "mechanism_sign": "Mechanism: sign",
    "mechanism_resource": "Resource",
    "mechanism_reasoning": "Reasoning",
    "outcome": "Outcome",
    "outcome_id": "Outcome (code)",
    "outcome_sign": "Outcome: sign",
    "note": "Note",
    "pattern": "Pattern",
    "study_ids": "Which studies",
    "n_studies_context": "Studies with the context",
    "share_of_context": "Share of them",
    "row_code_id": "Row (code)",
    "row_label": "Row",
    "column_code_id": "Column (code)",
    "column_label": "Column",
    "n_studies_plus": "Studies: outcome +",
    "n_studies_minus": "Studies: outcome −",
    "study_ids_plus": "Which studies: +",
    "study_ids_minus": "Which studies: −",
    "contexts_plus": "Contexts where outcome +",
    "contexts_minus": "Contexts where outcome −",
    "study_ids_both": "Studies on both sides",
    "is_within_study": "Within one study",
    # Ledger
    "n_studies_supports": "Support",
    "n_studies_refines": "Refine",
    "n_studies_refutes": "Refute",
    "n_studies_new": "New",
    "n_studies_unstated": "Relation not stated",
    "study_ids_supports": "Which support",
    "study_ids_refines": "Which refine",
    "study_ids_refutes": "Which refute",
    "study_ids_new": "Which new",
    "study_ids_unstated": "Which do not state it",
    # Findings
    "finding_id": "Finding",
    "sentence": "Finding",
    "overall": "Confidence",
    "methodological_limitations": "Methodological limitations",
    "rationale": "Rationale",
    "n_studies_codes": "Studies that mention its codes",
    "n_studies_configurations": "Studies with its configurations",
    # Agreement
    "statistic": "Statistic",
    "statistic_label": "Statistic",
    "coefficient": "Coefficient",
    "ci_low": "Interval: from",
    "ci_high": "Interval: to",
    "n_differ": "Codings that differ",
    "n_given": "Given by any",
    "given_by": "Given by",
    "not_given_by": "Not given by",
    # Saturation and robustness
    "position": "Position",
    "read_by": "Read by",
    "n_new_codes": "New codes",
    "n_codes_so_far": "Codes so far",
    "new_codes": "Which new codes",
    "mean_codes": "Codes expected",
    "mean_new_codes": "New codes expected",
    "sd_conditional": "SD between choices (exact)",
    "sd_unconditional_estimate": "SD of the mean (estimate)",
    "codes_lower": "Codes: lower",
    "codes_median": "Codes: median",
    "codes_upper": "Codes: upper",
    "point": "Stopping point",
    "n_orders": "Orders",
    "share_so_far": "By then",
    "chao2": "Chao2",
    "unseen_estimate": "Unseen (estimate)",
    "sample_coverage": "Sample coverage",
    "left_out_label": "Left out",
    "n_swaps": "Orders reversed",
    "n_falls": "Patterns that fall",
    "is_fallen": "Falls",
    "falls_without": "Falls without",
    "rank_of_passing": "Rank among passing",
    "patterns_fallen": "Which patterns fall",
}
"""What people read above a column. A column that is not listed is put into words from its name."""

# A gap is not a nought. What it stands for depends on the column: a study that does not report its
# country, a share of nothing, a list with nobody on it.
GAPS: dict[str, str] = {
    "share_": "not defined",
    "expected_": "not checked",
    "is_": "not checked",
    "text": "withheld or not kept",
}
EMPTY_LISTS = ("_ids", "contexts_plus", "contexts_minus")
BLANK_BY_NATURE = frozenset({"note", "reason", "mechanism_resource", "mechanism_reasoning", "definition"})

SIGNS = {"+": "+", "-": "−"}
STATES = {"present": "●", "absent": "○", "conflicting": "◐"}


def heading_of(column: str) -> str:
    """Return what people read above a column."""
    if column in HEADINGS:
        return HEADINGS[column]
    words = column
    for prefix in ("n_", "is_"):
        words = words.removeprefix(prefix)
    words = words.removesuffix("_id").replace("_", " ").strip() or column
    return words[:1].upper() + words[1:]


def gap_of(column: str) -> str:
    """Return what an empty cell of a column means, in words."""
    for prefix, words in GAPS.items():
        if column.startswith(prefix):
            return words
    if column.endswith(EMPTY_LISTS):
        return "none"
    return "none" if column in BLANK_BY_NATURE else "not reported"


def is_gap(value: Any) -> bool:
    """Return whether a cell holds nothing."""
    return value is None or value is pd.NA or value is pd.NaT or value != value or str(value).strip() == ""


def _integer(value: Any) -> str:
    return f"{int(value):,}" if float(value).is_integer() else _decimal(value)


def _decimal(value: Any) -> str:
    return f"{float(value):.2f}".replace("-", "−")


def _share(value: Any) -> str:
    return percent_text(float(value), decimals=1)


def _points(value: Any) -> str:
    return f"{100 * float(value):+.1f}".replace("-", "−") + " points"


def _yes_no(value: Any) -> str:
    return "yes" if bool(value) else "no"


def _sign(value: Any) -> str:
    return SIGNS.get(str(value), str(value))


FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "integer": _integer,
    "decimal": _decimal,
    "share": _share,
    "points": _points,
    "yes_no": _yes_no,
    "sign": _sign,
    "state": str,
}
"""How a value is written, by the name that ``formats=`` takes."""

NUMBERS = frozenset({"integer", "decimal", "share", "points"})


def format_of(column: str, values: pd.Series) -> str:
    """Return the name of the format of a column: from its name, else from its type.

    Years are text to the eye: they have no thousands. A column of a review may be named like one of
    ours and hold words ("is_rural": "in part"); these are shown as they are.
    """
    if column == "year":
        return "text"
    is_words = pd.api.types.is_string_dtype(values.dropna()) and len(values.dropna()) > 0
    # A column named like a count may hold words: the groups of an attribute such as n_participants.
    is_numeric = pd.to_numeric(values.dropna(), errors="coerce").notna().all()
    if column.startswith("share_") or column in ("sample_coverage", "largest_share_change"):
        return "share" if is_numeric else "text"
    if column.startswith("is_") or pd.api.types.is_bool_dtype(values):
        return "text" if is_words else "yes_no"
    if column == "sign" or column.endswith("_sign"):
        return "sign"
    if column.startswith("change_of_share"):
        return "points" if is_numeric else "text"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    if is_numeric and (column == "n" or column.startswith(("n_", "expected_"))):
        return "integer"
    if pd.api.types.is_float_dtype(values):
        return "decimal"
    return "text"


class Withheld(str):
    """What is shown instead of a number that is withheld: ``<5``, ``withheld``."""


def cell_text(value: Any, form: str, gap: str) -> str:
    """Return a cell as plain text; a gap is a dash."""
    if isinstance(value, Withheld):
        return str(value)
    return "–" if is_gap(value) else FORMATS[form](value)


def cell_html(value: Any, form: str, gap: str) -> str:
    """Return the content of a cell as HTML; a gap is a dash that is read out as what it means."""
    if is_gap(value):
        return element("span", "–", class_="gap", role="img", aria_label=gap)
    if form == "state" and str(value) in STATES:
        return element("span", STATES[str(value)], role="img", aria_label=str(value))
    if isinstance(value, Withheld):
        return element("span", escaped(value), class_="withheld")
    return escaped(FORMATS[form](value))


def checked_formats(formats: Mapping[str, str] | str | None, columns: list[str]) -> dict[str, str]:
    """Return the formats asked for, by column; a single name is meant for every column but the first."""
    if formats is None:
        return {}
    chosen = dict.fromkeys(columns[1:], formats) if isinstance(formats, str) else dict(formats)
    for column, form in chosen.items():
        check_option("formats column", column, columns)
        check_option(f"formats[{column!r}]", form, FORMATS)
    return chosen
