"""Show findings, and what they stand on, to people without a background in research."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.display.block import Block, anchor, element, escaped, show
from synthesis.display.prose import check_evidence, sentences_block
from synthesis.display.words import is_gap

__all__ = ["plain_base_block", "plain_findings_block", "show_plain_base", "show_plain_findings"]

# Filled circles of four, as GRADE prints its levels, and what GRADE-CERQual says each means.
CONFIDENCE = {
    "high": ("●●●●", "High confidence", "it is very likely that this is how things are"),
    "moderate": ("●●●○", "Moderate confidence", "it is likely that this is how things are"),
    "low": ("●●○○", "Low confidence", "it is possible that this is how things are"),
    "very low": ("●○○○", "Very low confidence", "it is not clear whether this is how things are"),
}
NOT_JUDGED = ("○○○○", "Confidence not judged yet", "")

PEOPLE_SAY = {"studies": ("study", "studies"), "reports": ("paper", "papers")}


def show_plain_findings(
    findings: pd.DataFrame, *, evidence: pd.DataFrame, links: pd.DataFrame | None = None
) -> None:
    """Show findings in plain words. See `plain_findings_block` for the parameters."""
    show(plain_findings_block(findings, evidence=evidence, links=links))


def plain_findings_block(
    findings: pd.DataFrame, *, evidence: pd.DataFrame, links: pd.DataFrame | None = None
) -> Block:
    """Return findings as numbered sentences, each with how sure the team is and how many studies speak of it.

    Parameters
    ----------
    findings
        Columns ``finding_id``, ``sentence`` and ``overall``, as in the table ``findings`` of a review.
        Confidence is the team's judgement; where there is none, that is said.
    evidence
        As `synthesis.finding_evidence` gives it: ``finding_id``, ``n_studies``, ``n_studies_total``. A
        number that is missing in it is not spoken of.
    links
        What `synthesis.evidence_links` gives for ``evidence``; the numbers of studies then open it.

    Raises
    ------
    OptionError
        ``evidence`` counts nothing behind a finding.

    Notes
    -----
    The words for each level follow its definition in GRADE-CERQual (Lewin et al. 2018, Implementation Science
    13(Suppl 1):2).
    """
    if findings.empty:
        return sentences_block(None, missing="The team has not written any findings yet.")
    marks = {} if links is None or "n_studies" not in links else links["n_studies"].to_dict()
    counted = {
        row["finding_id"]: {**row, "link": marks.get(label, "")}
        for label, row in zip(evidence.index, evidence.to_dict("records"), strict=True)
    }
    rows = findings.to_dict("records")
    check_evidence(rows, counted)
    items = "".join(_finding_html(row, counted.get(row["finding_id"], {})) for row in rows)
    text = "\n".join(f"- {row['sentence']} ({_level(row)[1]})" for row in rows)
    return Block(element("ol", items, class_="plain-findings"), text)


def _level(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return NOT_JUDGED if is_gap(row.get("overall")) else CONFIDENCE[str(row["overall"])]


def _finding_html(row: Mapping[str, Any], counts: Mapping[str, Any]) -> str:
    circles, level, meaning = _level(row)
    said = element("strong", escaped(level)) + escaped(f": {meaning}." if meaning else ".")
    sure = element("span", circles, class_="circles", aria_hidden="true") + " " + said
    html = element("p", escaped(row["sentence"]), class_="plain-sentence")
    html += element("p", sure + _studies_html(counts), class_="plain-confidence")
    return element("li", html, id=anchor("finding", row["finding_id"]))


def _studies_html(counts: Mapping[str, Any]) -> str:
    n, total = counts.get("n_studies"), counts.get("n_studies_total")
    if is_gap(n) or is_gap(total):
        return ""
    verb = "touches" if int(n) == 1 else "touch"
    return " " + _linked(f"{int(n):,} of {int(total):,} studies", counts.get("link", "")) + f" {verb} on it."


def _linked(words: str, link: str) -> str:
    target, _, marks = str(link).partition(" ")
    return element("a", escaped(words), href=f"#{target}", data_e=marks) if marks else escaped(words)


def show_plain_base(base: pd.DataFrame, *, links: pd.DataFrame | None = None) -> None:
    """Show what a review stands on in plain words. See `plain_base_block` for the parameters."""
    show(plain_base_block(base, links=links))


def plain_base_block(base: pd.DataFrame, *, links: pd.DataFrame | None = None) -> Block:
    """Return how many studies and papers there are, and how many people took part, as a sentence or two.

    Parameters
    ----------
    base
        As `synthesis.evidence_base` gives it. Of its rows only those that people outside research count in
        are spoken of: studies, reports (papers) and participants.
    links
        What `synthesis.evidence_links` gives for ``base``; the number of studies then opens them.

    Notes
    -----
    A number that is missing, because it is withheld, is not spoken of.
    """
    rows = base.set_index("quantity").to_dict("index")
    if "studies" not in rows:
        return sentences_block(None, missing="There are no studies yet.")
    of = dict(zip(base["quantity"], base.index, strict=True))
    marks = {} if links is None or "n" not in links else links["n"].to_dict()
    if is_gap(rows["studies"]["n"]):
        words = "How many studies we looked at is not told, to protect them."
        words += _people(rows.get("participants", {}))
        return Block(element("p", escaped(words), class_="plain-base"), words)
    parts = [
        (_counted(rows[quantity]["n"], *words), marks.get(of[quantity], ""))
        for quantity, words in PEOPLE_SAY.items()
        if quantity in rows and not is_gap(rows[quantity]["n"])
    ]
    if len(parts) == 2 and rows["studies"]["n"] == rows["reports"]["n"]:
        parts = parts[:1]
    html = "We looked at " + ", told in ".join(_linked(words, link) for words, link in parts) + "."
    text = "We looked at " + ", told in ".join(words for words, _ in parts) + "."
    people = _people(rows.get("participants", {}))
    return Block(element("p", html + escaped(people), class_="plain-base"), text + people)


def _people(row: Mapping[str, Any]) -> str:
    n, unknown = row.get("n"), row.get("n_studies_not_reported")
    if is_gap(n):
        return ""
    took = f" {_counted(n, 'person', 'people')} took part"
    if is_gap(unknown):
        return f"{took}; some studies do not say how many."
    if not int(unknown):
        return f"{took}."
    does = "does" if int(unknown) == 1 else "do"
    return f"{took}; {_counted(unknown, 'study', 'studies')} {does} not say how many."


def _counted(n: Any, one: str, several: str) -> str:
    return f"{int(n):,} {one if int(n) == 1 else several}"
