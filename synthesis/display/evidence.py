"""Show the evidence of a page, once: what every count on it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.display.block import Block, element, escaped, show
from synthesis.display.words import is_gap

__all__ = ["evidence_block", "show_evidence"]


MANY_MARKS = 2_000
"""Up to so many, over all codes, a code names each of its extracts; from there on its studies."""

RESTS_ON = "Rests on "
"""How `synthesis.evidence_list` begins the extracts of a configuration."""

# What an extract and a code are called: among researchers, and in plain words.
NAMES = {False: ("extract", "code"), True: ("passage", "topic")}


def show_evidence(evidence: pd.DataFrame, codes: pd.DataFrame, *, is_plain: bool = False) -> None:
    """Show the evidence of a page. See `evidence_block` for the parameters."""
    show(evidence_block(evidence, codes, is_plain=is_plain))


def evidence_block(evidence: pd.DataFrame, codes: pd.DataFrame, *, is_plain: bool = False) -> Block:
    """Return the evidence of a page: by code, and each passage once under its study.

    Parameters
    ----------
    evidence
        As `synthesis.evidence_list` gives it. Columns ``mark`` (the anchor of the row and the name
        that counts know it by), ``kind`` (study, extract or configuration), ``id``, ``study_id``,
        ``citation``, ``source``, ``locator``, ``voice``, ``is_verbatim``, ``text``,
        ``is_withheld``, ``codes`` and ``appraisal``.
    codes
        As `synthesis.evidence_codes` gives it: ``mark``, ``label``, ``n_studies``, ``n_extracts``,
        ``n_configurations`` and ``marks``, the evidence of each code, or the codes below it, joined by
        blanks.
    is_plain
        For a page in plain words: all of it is folded, extracts are called passages and codes topics.

    Returns
    -------
    A block whose anchor is ``evidence``; one sentence where the list was withheld. The mark of each
    code, study, extract and configuration is its anchor in it.
    """
    withheld = evidence.attrs.get("withheld_whole")
    if withheld:
        html = element("p", escaped(withheld), class_="withheld-whole")
        return Block(element("div", html, class_="evidence", id="evidence"), withheld)
    n_extracts = int(evidence["kind"].eq("extract").sum())
    n_studies = int(evidence["kind"].eq("study").sum())
    extract, code = NAMES[is_plain]
    words = f"{n_extracts:,} {extract}s from {n_studies:,} {'study' if n_studies == 1 else 'studies'}."
    how = "Each stands here once, under its study; what is not in quotation marks is paraphrased."
    shown = set(evidence["mark"])
    labels = dict(zip(codes["mark"], codes["label"], strict=True))
    codes = _by_study_where_many(codes, evidence)
    has_configurations = bool(evidence["kind"].eq("configuration").any())
    by_code = "".join(
        _code_html(row, shown, labels, extract, has_configurations=has_configurations)
        for row in codes.to_dict("records")
    )
    rows_of: dict[Any, list[dict[str, Any]]] = {}
    for row in evidence.to_dict("records"):
        rows_of.setdefault(row["study_id"], []).append(row)
    is_extract = evidence["kind"].eq("extract")
    anchors = dict(zip(evidence.loc[is_extract, "id"], evidence.loc[is_extract, "mark"], strict=True))
    by_study = "\n".join(_study_html(rows, extract, anchors) for rows in rows_of.values())
    which = element("summary", f"Which {code} stands on which {extract}")
    html = element("p", escaped(how if is_plain else f"{words} {how}"))
    html += element("details", which + by_code, class_="by-code")
    html += element("div", by_study, class_="by-study")
    if is_plain:
        html = element("details", element("summary", escaped(f"Show {words.rstrip('.')}")) + html)
    text = "\n".join([words, *(f"- {_passage(row)}" for row in evidence.to_dict("records"))])
    return Block(element("div", html, class_="evidence", id="evidence"), text)


def _by_study_where_many(codes: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Name the studies of each code, not its extracts, where these would fill pages with numbers."""
    marks = codes["marks"].astype(str).str.split()
    if marks.map(len).sum() <= MANY_MARKS:
        return codes
    is_study = evidence["kind"].eq("study")
    mark_of = dict(zip(evidence.loc[is_study, "study_id"], evidence.loc[is_study, "mark"], strict=True))
    owner = dict(zip(evidence["mark"], evidence["study_id"].map(mark_of), strict=True))
    named = marks.map(lambda found: " ".join(dict.fromkeys(owner.get(mark, mark) for mark in found)))
    return codes.assign(marks=named)


def _code_html(
    row: Mapping[str, Any],
    shown: set[str],
    labels: Mapping[str, str],
    extract: str,
    *,
    has_configurations: bool,
) -> str:
    counts = f"{row['n_studies']:,} studies, {row['n_extracts']:,} {extract}s"
    if has_configurations and row.get("n_configurations"):
        counts += f", {row['n_configurations']:,} configurations"
    marks = " ".join(
        f'<a href="#{mark}">{escaped(labels.get(mark, _number(mark)))}</a>'
        for mark in str(row["marks"]).split()
        if mark in shown or mark in labels
    )
    title = element("strong", escaped(row["label"])) + escaped(f" ({counts}): ")
    return element("p", title + (marks or "–"), id=row["mark"])


def _number(mark: str) -> str:
    return f"C{mark[1:]}" if mark[0] == "c" else mark[1:]


def _study_html(rows: list[dict[str, Any]], extract: str, anchors: Mapping[str, str]) -> str:
    """Return a study with its passages; the study itself is the row of that kind."""
    study = next((row for row in rows if row["kind"] == "study"), rows[0])
    inner = [row for row in rows if row["kind"] != "study"]
    n = sum(row["kind"] == "extract" for row in inner)
    count = element("span", f"{n:,} {extract}{'' if n == 1 else 's'}", class_="count")
    name = element("summary", escaped(study["citation"]) + " " + count)
    about = [str(study[part]) for part in ("text", "codes", "appraisal") if not is_gap(study.get(part))]
    facts = (
        element("p", escaped(" ".join(f"{part.rstrip('.')}." for part in about)), class_="about")
        if about
        else ""
    )
    passages = element("ul", "\n".join(_passage_html(row, anchors) for row in inner)) if inner else ""
    return element("details", name + facts + passages, id=study["mark"] if study["kind"] == "study" else None)


def _passage(row: Mapping[str, Any]) -> str:
    if is_gap(row.get("text")):
        withheld = not is_gap(row.get("is_withheld")) and bool(row["is_withheld"])
        return "(text withheld: no consent to show it)" if withheld else "(no text kept)"
    is_quoted = not is_gap(row.get("is_verbatim")) and bool(row["is_verbatim"])
    return f"“{row['text']}”" if is_quoted else str(row["text"])


def _passage_html(row: Mapping[str, Any], anchors: Mapping[str, str]) -> str:
    is_quoted = (
        not is_gap(row.get("is_verbatim")) and bool(row["is_verbatim"]) and not is_gap(row.get("text"))
    )
    said = element("q", escaped(row["text"])) if is_quoted else escaped(_passage(row))
    parts = [str(row["id"])]
    parts += [str(row[name]) for name in ("source", "locator", "voice") if not is_gap(row.get(name))]
    if is_gap(row.get("is_verbatim")) and not is_gap(row.get("text")) and row["kind"] == "extract":
        parts.append("not stated whether verbatim")
    origin = escaped(", ".join(parts))
    if not is_gap(row.get("codes")):
        origin += ". " + (
            _rests_on(row["codes"], anchors) if row["kind"] == "configuration" else escaped(row["codes"])
        )
    return element("li", said + element("small", origin), id=row["mark"])


def _rests_on(words: str, anchors: Mapping[str, str]) -> str:
    """Return what a configuration rests on, each extract that the page lists as a link to it."""
    start, _, listed = words.partition(RESTS_ON)
    links = [
        element("a", escaped(name), href=f"#{anchors[name]}") if name in anchors else escaped(name)
        for name in (part.strip() for part in listed.split(";"))
    ]
    return escaped(start) + RESTS_ON + "; ".join(links) if listed else escaped(words)
