"""Show the team's own words: sentences, findings, extracts, numbers in a line, cautions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synthesis.display.block import Block, anchor, check_id, element, escaped, show
from synthesis.display.words import is_gap
from synthesis.errors import OptionError, list_in_words

__all__ = [
    "check_evidence",
    "extracts_block",
    "findings_block",
    "note_block",
    "numbers_block",
    "sentences_block",
    "show_extracts",
    "show_findings",
    "show_note",
    "show_numbers",
    "show_sentences",
]

NOT_WRITTEN = "The team has not written this part yet."

COMPONENTS = {
    "methodological_limitations": "methodological limitations",
    "coherence": "coherence",
    "adequacy": "adequacy",
    "relevance": "relevance",
}

WORDING = {True: "verbatim", False: "paraphrased", None: "not stated whether verbatim"}

# What may stand behind a finding, by the names of its counts.
COUNTED = ("n_studies", "n_studies_codes", "n_studies_configurations", "n_extracts", "n_configurations")

VOICES = {"participant": "a participant", "author": "the authors", "reviewer": "the reviewers"}


def show_sentences(text: str | Iterable[str] | None, *, missing: str = NOT_WRITTEN) -> None:
    """Show sentences of the team. See `sentences_block` for the parameters."""
    show(sentences_block(text, missing=missing))


def sentences_block(text: str | Iterable[str] | None, *, missing: str = NOT_WRITTEN) -> Block:
    """Return sentences of the team as paragraphs, exactly as they wrote them.

    Parameters
    ----------
    text
        Plain text; a blank line begins a paragraph. Several texts: each one or more paragraphs.
    missing
        What is said where there is no text.
    """
    given = [text] if isinstance(text, str) or is_missing(text) else list(text)
    paragraphs = [
        " ".join(part.split())
        for one in given
        if not is_missing(one)
        for part in str(one).replace("\r\n", "\n").split("\n\n")
        if part.strip()
    ]
    if not paragraphs:
        return Block(element("p", escaped(missing), class_="missing"), missing)
    html = "".join(element("p", escaped(p)) for p in paragraphs)
    return Block(element("div", html, class_="team-words"), "\n\n".join(paragraphs))


def is_missing(text: Any) -> bool:
    """Return whether there is no text."""
    return text is None or (not isinstance(text, (list, tuple, pd.Series)) and is_gap(text))


def show_note(text: str) -> None:
    """Show a caution: what a table or figure does not say. See `note_block` for the parameters."""
    show(note_block(text))


def note_block(text: str) -> Block:
    """Return a caution as a block.

    Parameters
    ----------
    text
        Plain text.
    """
    return Block(element("p", escaped(text), class_="caution", role="note"), text)


def show_numbers(numbers: Mapping[str, Any]) -> None:
    """Show a few numbers in a line. See `numbers_block` for the parameters."""
    show(numbers_block(numbers))


def numbers_block(numbers: Mapping[str, Any]) -> Block:
    """Return a few numbers that a reader should take in at a glance.

    Parameters
    ----------
    numbers
        What is counted, as people say it, and the number: ``{"studies": 86}``.
    """
    pairs = [(str(what), f"{n:,}" if isinstance(n, int) else str(n)) for what, n in numbers.items()]
    html = "".join(
        element("div", element("dt", escaped(what)) + element("dd", escaped(n))) for what, n in pairs
    )
    return Block(element("dl", html, class_="numbers"), ", ".join(f"{n} {what}" for what, n in pairs))


def show_findings(findings: pd.DataFrame, *, evidence: pd.DataFrame | None = None) -> None:
    """Show review findings. See `findings_block` for the parameters."""
    show(findings_block(findings, evidence=evidence))


def findings_block(findings: pd.DataFrame, *, evidence: pd.DataFrame | None = None) -> Block:
    """Return review findings, each with the team's confidence in it and why.

    Parameters
    ----------
    findings
        Columns ``finding_id``, ``sentence``, ``overall``, ``rationale`` and the four components of
        GRADE-CERQual, as in the table ``findings`` of a review. The judgements are people's; a
        blank one is shown as not judged.
    evidence
        What was counted behind each: ``finding_id`` and any of ``n_studies_codes``,
        ``n_studies_configurations``, ``n_studies_total``, ``n_extracts``, ``n_configurations``.
        Without it nothing is said of that.

    Raises
    ------
    OptionError
        ``evidence`` counts nothing behind a finding: no study, extract or configuration.
    """
    if findings.empty:
        return sentences_block(None, missing="The team has not written any findings yet.")
    rows = findings.to_dict("records")
    if evidence is not None and "withheld_whole" not in evidence.attrs:
        counted = evidence.set_index("finding_id").to_dict("index")
        check_evidence(rows, counted)
        rows = [{**row, "evidence": _evidence(counted.get(row["finding_id"], {}))} for row in rows]
    html = "".join(_finding_html(row) for row in rows)
    text = "\n".join(f"{row['sentence']} ({_confidence(row)})" for row in rows)
    return Block(element("ol", html, class_="findings"), text)


def check_evidence(rows: list[dict[str, Any]], counted: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise `OptionError` where a finding rests on nothing: a report must not say what nobody can look up."""
    bare = []
    for row in rows:
        counts = counted.get(row["finding_id"], {})
        given = [counts[name] for name in COUNTED if not is_gap(counts.get(name))]
        if given and not any(given):
            bare.append(str(row["finding_id"]))
    if bare:
        which = f"finding {bare[0]!r} rests" if len(bare) == 1 else f"findings {list_in_words(bare)} rest"
        message = (
            f"{which} on no evidence: no extract, study or configuration is behind it. Name codes or "
            "configurations that have some in findings.csv (code_ids, configuration_ids), or take the "
            "finding out until there are any."
        )
        raise OptionError(message)


def _evidence(counts: Mapping[str, Any]) -> str:
    """Return what was counted behind a finding.

    ``2 of 3 studies mention its codes; 1 study shows its configurations (4). 14 extracts in all.``
    """
    total = counts.get("n_studies_total")
    parts = []
    n = counts.get("n_studies_codes")
    if not is_gap(n):
        of = "" if is_gap(total) else f" of {int(total):,}"
        noun = "study" if n == 1 and not of else "studies"
        parts.append(f"{int(n):,}{of} {noun} {'mentions' if n == 1 else 'mention'} its codes")
    n, shown = counts.get("n_studies_configurations"), counts.get("n_configurations")
    if not is_gap(n) and n:
        which = "" if is_gap(shown) else f" ({int(shown):,})"
        parts.append(f"{int(n):,} {'study shows' if n == 1 else 'studies show'} its configurations{which}")
    n = counts.get("n_extracts")
    if not is_gap(n):
        parts.append(f"{int(n):,} {'extract' if n == 1 else 'extracts'} in all")
    return f"{'; '.join(parts)}." if parts else "Nothing was counted behind it."


def _confidence(row: Mapping[str, Any]) -> str:
    overall = row.get("overall")
    return "Confidence not judged" if is_gap(overall) else f"{str(overall).capitalize()} confidence"


def _finding_html(row: Mapping[str, Any]) -> str:
    level = "unjudged" if is_gap(row.get("overall")) else str(row["overall"]).replace(" ", "-")
    html = element("p", escaped(row["sentence"]), class_="finding-sentence")
    judgement = element("strong", escaped(_confidence(row)), class_="confidence", data_confidence=level)
    if not is_gap(row.get("rationale")):
        judgement += " " + escaped(row["rationale"])
    html += element("p", judgement, class_="finding-confidence")
    if row.get("evidence"):
        html += element("p", escaped(row["evidence"]), class_="finding-evidence")
    concerns = [f"{words}: {row[name]}" for name, words in COMPONENTS.items() if not is_gap(row.get(name))]
    if concerns:
        html += element("p", escaped(f"Concerns – {'; '.join(concerns)}."), class_="finding-concerns")
    return element("li", html, id=anchor("finding", row["finding_id"]))


def show_extracts(extracts: pd.DataFrame, *, caption: str, id: str, most: int | None = None) -> None:
    """Show extracts as a list of evidence. See `extracts_block` for the parameters."""
    show(extracts_block(extracts, caption=caption, id=id, most=most))


def extracts_block(extracts: pd.DataFrame, *, caption: str, id: str, most: int | None = None) -> Block:
    """Return extracts as a list of evidence, each with where it stands and who speaks.

    Parameters
    ----------
    extracts
        Columns ``extract_id``, ``study_id`` and, where known, ``citation``, ``locator``, ``text``,
        ``voice``, ``is_verbatim``, ``codes`` and ``is_withheld``, as in `synthesis.coded_extracts`.
        Quotation marks are set round verbatim text only; what is paraphrased says so.
    caption
        What the list holds.
    id
        Lower-case words joined by hyphens; the list's anchor is ``extracts-<id>``. Each extract has
        an anchor of its own, ``extract-<extract_id>``.
    most
        How many stand open; the rest is folded below them and the number is said.

    Raises
    ------
    OptionError
        The id is not usable or ``most`` is less than one.
    """
    check_id(id)
    if most is not None and most < 1:
        raise OptionError(
            f"most={most} is not allowed; it is a number of extracts, 1 or more, or None for all."
        )
    rows = extracts.to_dict("records")
    title = element("p", escaped(caption), class_="list-caption", id=f"extracts-{id}-caption")
    if not rows:
        html = title + element("p", "There are none.", class_="missing")
        return Block(element("div", html, class_="extracts-block", id=f"extracts-{id}"), f"{caption} None.")
    n_open = len(rows) if most is None else min(most, len(rows))
    html = title + _extract_list(rows[:n_open])
    if n_open < len(rows):
        summary = f"{n_open} of {len(rows)} extracts are shown; show the other {len(rows) - n_open}"
        html += element("details", element("summary", summary) + _extract_list(rows[n_open:]), class_="rest")
    text = "\n".join([caption, *(f"- {_extract_text(row)} ({_origin(row)})" for row in rows)])
    return Block(element("div", html, class_="extracts-block", id=f"extracts-{id}"), text)


def _extract_list(rows: list[dict[str, Any]]) -> str:
    return element("ul", "\n".join(_extract_html(row) for row in rows), class_="extracts")


def _verbatim(row: Mapping[str, Any]) -> bool | None:
    """Return whether an extract is quoted word for word, None where the table does not say."""
    value = row.get("is_verbatim")
    return None if is_gap(value) else bool(value)


def _extract_text(row: Mapping[str, Any]) -> str:
    if is_gap(row.get("text")):
        withheld = not is_gap(row.get("is_withheld")) and bool(row["is_withheld"])
        return "(text withheld: no consent to show it)" if withheld else "(no text kept)"
    return f"“{row['text']}”" if _verbatim(row) else str(row["text"])


def _origin(row: Mapping[str, Any]) -> str:
    study = row["study_id"] if is_gap(row.get("citation")) else row["citation"]
    parts = [str(study)]
    if not is_gap(row.get("locator")):
        parts.append(str(row["locator"]))
    if not is_gap(row.get("voice")):
        parts.append(f"voice of {VOICES.get(row['voice'], row['voice'])}")
    parts.append(WORDING[_verbatim(row)])
    return ", ".join(parts)


def _extract_html(row: Mapping[str, Any]) -> str:
    passage = element("p", escaped(_extract_text(row)))
    # A paraphrase is the reviewers' wording: a quotation element would claim that it is not.
    if _verbatim(row) and not is_gap(row.get("text")):
        passage = element("blockquote", passage)
    origin = escaped(_origin(row)) + " " + element("span", escaped(row["extract_id"]), class_="key")
    if not is_gap(row.get("codes")):
        origin = escaped(f"Coded: {row['codes']}") + "<br>" + origin
    html = passage + element("p", origin, class_="origin")
    return element("li", html, id=anchor("extract", row["extract_id"]))
