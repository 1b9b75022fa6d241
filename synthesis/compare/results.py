"""The result tables of a run: what a report found, and what that stands on, in a form that can be compared.

Two kinds. *What it stands on*: the codings that count, the terms of configurations and the like,
under the names and columns that they have in a review, so that a later version can count them
again after codes were renamed, moved or merged. *What was found*: the tables of the analyses as
the run counted them, for people and for whoever wants to check a later count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.analyses._appraised import agreed_answers
from synthesis.analyses._finding_links import finding_links
from synthesis.analyses.coded_extracts import coded_extracts
from synthesis.analyses.contradictions import contradictions
from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.analyses.finding_evidence import finding_evidence
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.analyses.theory_ledger import theory_ledger
from synthesis.errors import check_option
from synthesis.review import Review

__all__ = ["AUDIENCES", "FOUND", "evidence_digests", "result_tables"]

AUDIENCES = ("team", "public")

# What the public may read of a review without its text, its people and its notes.
_PUBLIC: dict[str, tuple[str, ...]] = {
    "studies": ("study_id", "citation", "year", "country", "setting", "design", "doi"),
    "reports": ("report_id", "study_id", "citation", "year", "doi"),
    "codebook": ("code_id", "label", "parent_id", "kind"),
    "codings": ("study_id", "code_id", "valence", "state"),
    "configurations": ("configuration_id", "study_id", "theory_id", "relation"),
    "configuration_terms": ("configuration_id", "role", "code_id", "sign", "part"),
    "theories": ("theory_id", "statement", "status", "parent_id"),
    "crosswalk": ("code_id", "framework", "construct_id"),
    "findings": (
        *("finding_id", "sentence", "code_ids", "configuration_ids"),
        *("methodological_limitations", "coherence", "adequacy", "relevance", "overall"),
    ),
    "flow": ("box", "n", "reason"),
    "code_changes": ("date", "from_id", "to_id", "kind"),
    "configuration_merges": ("date", "from_id", "to_id"),
}
_TEAM = _PUBLIC | {
    "codebook": (*_PUBLIC["codebook"], "definition"),
    "codings": ("study_id", "extract_id", "code_id", "valence", "state"),
    "configurations": (*_PUBLIC["configurations"], "extract_ids"),
}
# Settings that say how the review is done and what the team says; not what only the team may read.
_PUBLIC_SETTINGS = (
    *("id", "title", "question", "kind", "is_synthetic", "language", "licence", "citation", "authors"),
    *("frameworks", "summary", "interpretation", "saturation", "reporting", "qca"),
)
_TEAM_SETTINGS = (*_PUBLIC_SETTINGS, "consensus_coder")

FOUND = (*("theme_frequencies", "demi_regularities", "contradictions", "theory_ledger", "finding_evidence"),)
"""The tables of what was found."""


def result_tables(review: Review, *, audience: str) -> dict[str, pd.DataFrame]:
    """Return the result tables of a review, all of them as text.

    This is the one place that decides what of a review is kept for later comparison, and so the
    one place where something could reach an audience that should not see it.

    Parameters
    ----------
    review
        Not modified.
    audience
        ``"team"``, or ``"public"``: then nothing of single extracts, no study attribute but the
        declared ones, no number of participants, no definition and no name of a coder is in them.
        Neither holds text of extracts, sources, memos, notes, rationales or appraisers. Where the
        review protects its studies (``disclosure: studies: protected``) the public gets the settings
        only: tables that name studies would tell what its pages withhold.

    Returns
    -------
    Name -> table, rows and names in the same order whatever the order of the review's rows:
    ``settings`` (``setting``, ``value``; the audience among them); the review's own tables with
    fewer columns, ``codings`` as those that count, ``appraisal`` as the agreed answers, ``extracts``
    (the team's only) with ``sha256`` of the text in its place; and the tables named in `FOUND`,
    ``demi_regularities`` with the patterns of single studies as well.

    Raises
    ------
    OptionError
        ``audience`` is another.
    """
    check_option("audience", audience, AUDIENCES)
    is_team = audience == "team"
    tables = {"settings": _settings(review, audience)}
    if not is_team and review.settings.disclosure.get("studies") == "protected":
        return tables
    for name, columns in (_TEAM if is_team else _PUBLIC).items():
        table = review.codings_in_effect() if name == "codings" else getattr(review, name)
        if name == "studies" and is_team:
            columns = tuple(table.columns)
        tables[name] = _as_text(table[[column for column in columns if column in table]])
    tables["appraisal"] = _as_text(agreed_answers(review)[["study_id", "tool", "item", "judgement"]])
    digests = _text_digests(review, audience)
    if is_team:
        extracts = review.extracts[["extract_id", "study_id"]]
        tables["extracts"] = _as_text(extracts.assign(sha256=extracts["extract_id"].map(digests)))
    tables |= _found(review, digests, is_team)
    return {name: tables[name].drop_duplicates(ignore_index=True) for name in sorted(tables)}


def evidence_digests(review: Review, text_digests: Mapping[str, str]) -> pd.Series:
    """Return one digest of the extracts and configurations behind each finding.

    Parameters
    ----------
    review
        Not modified.
    text_digests
        Extract -> digest of its text.

    Returns
    -------
    Digest by ``finding_id``: the same while the same extracts, with the same text, and the same
    configurations stand behind the finding. Identifiers of codes do not enter it.
    """
    links = finding_links(review)
    extracts, named = links.extracts, links.configurations
    lines = pd.concat(
        [
            extracts.assign(
                line="x\t"
                + extracts["extract_id"]
                + "\t"
                + extracts["extract_id"].map(text_digests).fillna("")
            ),
            named.assign(line="c\t" + named["configuration_id"]),
            links.studies.assign(line="s\t" + links.studies["study_id"]),
        ]
    )
    joined = lines.groupby("finding_id")["line"].agg(lambda several: "\n".join(sorted(several)))
    return joined.map(_digest).reindex(review.findings["finding_id"], fill_value=_digest(""))


def _found(review: Review, digests: Mapping[str, str], is_team: bool) -> dict[str, pd.DataFrame]:
    themes = theme_frequencies(review).drop(columns=["path", "level"])
    behind = finding_evidence(review).drop(columns=["sentence", "overall"])
    behind["evidence_sha256"] = behind["finding_id"].map(evidence_digests(review, digests))
    if not is_team:
        themes = themes.drop(columns=[name for name in themes if name.startswith("n_extracts")])
        behind = behind.drop(columns="n_extracts")
    found = {
        "theme_frequencies": themes,
        "demi_regularities": demi_regularities(review, min_studies=1),
        "contradictions": contradictions(review),
        "theory_ledger": theory_ledger(review),
        "finding_evidence": behind,
    }
    return {name: _as_text(table) for name, table in found.items()}


def _settings(review: Review, audience: str) -> pd.DataFrame:
    rows = [("audience", audience)]
    for name in _TEAM_SETTINGS if audience == "team" else _PUBLIC_SETTINGS:
        rows += _setting_rows(name, getattr(review.settings, name))
    return pd.DataFrame(sorted(rows), columns=["setting", "value"], dtype="str")


def _setting_rows(name: str, value: Any) -> list[tuple[str, str]]:
    """Write a setting as rows of text: ``summary.issue`` for a part of one."""
    if isinstance(value, Mapping):
        return [row for part, inner in value.items() for row in _setting_rows(f"{name}.{part}", inner)]
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(one) for one in value)
    return [(name, str(value))] if value not in ("", None) else []


def _text_digests(review: Review, audience: str) -> dict[str, str]:
    """Return extract -> digest of what the audience may read of it: no other text enters a digest."""
    shown = coded_extracts(review, audience=audience)
    texts = shown["text"].astype("str").fillna("")
    return dict(zip(shown["extract_id"], texts.map(_digest), strict=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as text with its rows in an order of their own."""
    columns = {str(name): _column_text(table[name]) for name in table.columns}
    text = pd.DataFrame(columns, dtype="str")
    return text.sort_values(list(text.columns), ignore_index=True) if len(text) else text


def _column_text(values: pd.Series) -> pd.Series:
    values = values.reset_index(drop=True)
    if pd.api.types.is_bool_dtype(values.dtype):
        values = values.astype("boolean").map({True: "true", False: "false"})
    elif pd.api.types.is_float_dtype(values.dtype):
        values = values.map("{:.6g}".format, na_action="ignore")
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype("str").fillna("")
