"""Rayyan's export: articles (CSV, RIS or BibTeX) with reviewers' decisions, and the log of events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from synthesis.errors import check_option, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.identifiers import digest_of, unique_ids
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.rayyan_articles import Article, looks_like, read_files
from synthesis.ingest.rayyan_decisions import (
    in_words,
    outcome_of,
    read_log,
    reviewers_of_log,
    say_agreement,
)
from synthesis.ingest.references import leave_out_fields, place_studies
from synthesis.ingest.text_file import counted

__all__ = ["looks_like", "read"]

_CHOICES = ("included", "excluded", "leave out")


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read articles screened in Rayyan, with the log of events where it is given as well.

    Parameters
    ----------
    paths
        Files of articles (CSV, RIS, BibTeX) and ``customizations_log.csv``, in any order.
    options
        ``mapping``: ``conflict``, ``maybe`` and ``undecided`` (included, excluded or leave out: what such
        records become), ``conflicts`` (choices for single records), ``stage`` (``records``: titles and
        abstracts were screened; ``reports``: full texts), ``duplicates``. ``encoding`` and ``studies``
        are used as well.

    Returns
    -------
    ``studies`` (included by every reviewer who decided; all records where nobody has), ``flow``
    and, where reviewers wrote notes on included records, ``memos``.

    Raises
    ------
    UnreadableError
        A file cannot be read, or there is no article.
    OptionError
        The mapping gives a choice that there is not.
    """
    account = Account()
    files = read_files(paths, options, account)
    articles = files.articles
    account.find("records", len(articles))
    decisions = _decisions(articles, files.events, account)
    choices = _choices(options)
    outcomes = _outcomes(articles, decisions, choices, options, account)
    chosen = [a for a, outcome in zip(articles, outcomes, strict=True) if outcome == "included"]
    others = [a.reference for a, outcome in zip(articles, outcomes, strict=True) if outcome != "included"]
    leave_out_fields(others, account)
    for article in chosen:
        _write_screening(article, decisions.get(article.number, {}))
    placed = place_studies([a.reference for a in chosen], options, account)
    memos, memo_keys = _memos(articles, chosen, placed.ids, account)
    flow = _flow(articles, outcomes, decisions, choices["stage"], account)
    tables = {"studies": placed.studies}
    tables |= {name: table for name, table in (("memos", memos), ("flow", flow)) if len(table)}
    say_agreement(decisions, account)
    open_ones = _conflicts(articles, decisions, options)
    return Imported(
        file=Path(paths[0]).name,
        format="rayyan",
        tool="Rayyan",
        tables=tables,
        keys=pd.concat([placed.keys, memo_keys], ignore_index=True),
        account=account,
        mapping={**options.mapping, **choices, **open_ones, **placed.mapping},
        digests=files.digests,
    )


def _decisions(
    articles: Sequence[Article], events: pd.DataFrame | None, account: Account
) -> dict[str, dict[str, str]]:
    """Return article -> reviewer -> decision; labels and reasons of the log are added to the notes."""
    decisions = {a.number: dict(a.notes.decisions) for a in articles if a.notes.decisions}
    if events is not None:
        log = read_log(events, {a.number for a in articles}, account)
        called = reviewers_of_log(decisions, log.decisions, account)
        differing = []
        for article, of_log in log.decisions.items():
            for user, decision in of_log.items():
                name = called.get(user, user)
                known = decisions.setdefault(article, {}).setdefault(name, decision)
                differing += [article] if known != decision else []
        if differing:
            account.remark(
                f"The log and the notes differ on {counted(len(differing), 'decision')}; the notes, written "
                f"at the export, were taken. Articles: {list_in_words(differing, most=5)}."
            )
        for article in articles:
            article.notes.reasons += [
                r for r in log.reasons.get(article.number, []) if r not in article.notes.reasons
            ]
            article.notes.labels += [
                label for label in log.labels.get(article.number, []) if label not in article.notes.labels
            ]
    n = sum(map(len, decisions.values()))
    if n:
        account.find("decisions", n)
        account.keep("decisions", n, as_="the choice of studies, and the flow")
    return decisions


def _choices(options: ImportOptions) -> dict[str, str]:
    choices = {
        name: str(options.mapping.get(name, "leave out")) for name in ("conflict", "maybe", "undecided")
    }
    for name, choice in choices.items():
        check_option(name, choice, _CHOICES)
    choices["stage"] = str(options.mapping.get("stage", "records"))
    check_option("stage", choices["stage"], ("records", "reports"))
    return choices


def _outcomes(
    articles: Sequence[Article],
    decisions: Mapping[str, Mapping[str, str]],
    choices: Mapping[str, str],
    options: ImportOptions,
    account: Account,
) -> list[str]:
    """Return what each article becomes: included, excluded, or the reason why it is neither."""
    if not decisions:
        account.remark("Nobody has decided on any record; all of them were taken as studies.")
        return ["included"] * len(articles)
    single = _said_of_single(options)
    outcomes = []
    for article in articles:
        outcome = outcome_of(list(decisions.get(article.number, {}).values()))
        said = single.get(article.number) if outcome == "conflict" else None
        said = said or choices.get(outcome, outcome)
        outcomes.append(outcome if said == "leave out" else said)
    reasons = {
        "excluded": "the reviewers excluded them, or the mapping does",
        "conflict": "the reviewers disagree",
        "maybe": "the reviewers say maybe",
        "undecided": "nobody has decided on them",
    }
    for outcome, reason in reasons.items():
        left = [a.title for a, o in zip(articles, outcomes, strict=True) if o == outcome]
        account.leave_out("records", reason, left)
    return outcomes


def _said_of_single(options: ImportOptions) -> dict[str, str]:
    said = options.mapping.get("conflicts")
    found = {}
    for entry in said if isinstance(said, list) else []:
        if isinstance(entry, Mapping) and entry.get("choice"):
            check_option("conflicts: choice", entry["choice"], _CHOICES)
            found[str(entry.get("article"))] = str(entry["choice"])
    return found


def _conflicts(
    articles: Sequence[Article], decisions: Mapping[str, Mapping[str, str]], options: ImportOptions
) -> dict[str, object]:
    """Return the records that the reviewers disagree on, for a person to decide."""
    said = _said_of_single(options)
    found = [
        {
            "article": article.number,
            "title": article.title,
            "decisions": in_words(decisions[article.number]),
            "choice": said.get(article.number, ""),
        }
        for article in articles
        if outcome_of(list(decisions.get(article.number, {}).values())) == "conflict"
    ]
    return {"conflicts": found} if found else {}


def _write_screening(article: Article, decisions: Mapping[str, str]) -> None:
    if decisions:
        article.reference.further["screening_decisions"] = in_words(decisions)
    if article.notes.labels:
        labels = [*article.reference.fields.get("labels", []), *article.notes.labels]
        article.reference.fields["labels"] = list(dict.fromkeys(labels))


def _memos(
    articles: Sequence[Article], chosen: Sequence[Article], ids: Sequence[str], account: Account
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make memos of what reviewers noted on included records."""
    n = sum(len(a.notes.user_notes) for a in articles)
    rows = [
        (f"{study_id}-note", author, study_id, text)
        for article, study_id in zip(chosen, ids, strict=True)
        for author, text in article.notes.user_notes
    ]
    if n:
        account.find("user notes", n)
        account.keep("user notes", len(rows), as_="memos")
        account.leave_out("user notes", "the record that they are on is not included", n - len(rows))
    if not rows:
        return review_frame("memos", {"memo_id": []}), keys_frame("memos", [])
    wanted, authors, about, texts = zip(*rows, strict=True)
    memo_ids = unique_ids(wanted)
    table = review_frame("memos", {"memo_id": memo_ids, "author": authors, "about": about, "text": texts})
    return table, keys_frame("memos", memo_ids, path=about, content=[digest_of(text) for text in texts])


def _flow(
    articles: Sequence[Article],
    outcomes: Sequence[str],
    decisions: Mapping[str, Mapping[str, str]],
    stage: str,
    account: Account,
) -> pd.DataFrame:
    """Return boxes of the flow diagram: how many were screened, how many excluded and why."""
    if not decisions:
        return review_frame("flow", {"box": [], "n": []})
    screened = sum(1 for a in articles if decisions.get(a.number))
    reasons: Counter[str] = Counter()
    for article, outcome in zip(articles, outcomes, strict=True):
        if outcome == "excluded":
            # A record counts once; several reasons for it are one reason of their own.
            reasons["; ".join(sorted(article.notes.reasons)) or "no reason given"] += 1
    boxes = (
        ("records_screened", "records_excluded") if stage == "records" else ("dbr_assessed", "dbr_excluded")
    )
    rows = [(boxes[0], screened, "")]
    if list(reasons) == ["no reason given"]:
        rows.append((boxes[1], reasons.total(), ""))
    else:
        rows += [(boxes[1], n, reason) for reason, n in sorted(reasons.items())]
    account.decide(
        "flow",
        f"the records were screened by title and abstract: {boxes[0]}, {boxes[1]}"
        if stage == "records"
        else f"the reports were assessed by full text: {boxes[0]}, {boxes[1]}",
        evidence="Rayyan does not say which; set stage in the mapping to records or reports",
    )
    open_ones = Counter(o for o in outcomes if o in ("conflict", "maybe"))
    if open_ones:
        shown = list_in_words([f"{counted(n, 'record')} {outcome}" for outcome, n in open_ones.items()])
        account.remark(f"Not settled, and neither included nor excluded: {shown}.")
    names, counts, texts = zip(*rows, strict=True)
    return review_frame("flow", {"box": names, "n": [str(n) for n in counts], "reason": texts})
