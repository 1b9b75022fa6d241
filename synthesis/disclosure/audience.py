"""A review as an audience may see it: for the public nobody in it has a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from synthesis.disclosure.consent import is_text_withheld
from synthesis.disclosure.names import CONSENSUS, naming_columns, pseudonyms
from synthesis.disclosure.rules import Rules, check_audience, disclosure_rules
from synthesis.errors import Problem
from synthesis.review import Origin, Review
from synthesis.schema import TABLES
from synthesis.settings import Settings

__all__ = ["PublicReview", "for_audience", "rules_of"]


def for_audience(review: Review, audience: str) -> Review:
    """Return a review as an audience may see it.

    Everything that is made from the result (tables, figures, evidence) shows no more than it holds.

    Parameters
    ----------
    review
        Not modified.
    audience
        "public" or "team". The team gets the review as it is.

    Returns
    -------
    For the public, a `Review` of the same size in which

    - coders, appraisers and sources have other names, the same in every table: "coder 1";
    - authors of memos, merges and changes to the codebook, and the memos' texts, are blank;
    - extracts have no text that only the team, or nobody, may read;
    - columns of ``sources`` that name people are gone, and where the review says
      ``sources: withheld``, or there are fewer than its minimum, so are the sources;
    - there are no warnings about the data, which are the team's to mend.

    Raises
    ------
    OptionError
        ``audience`` is another.
    """
    check_audience(audience)
    if audience == "team" or isinstance(review, PublicReview):
        return review
    return PublicReview(review)


def rules_of(review: Review) -> Rules:
    """Return the rules of a review for what leaves the team."""
    return disclosure_rules(review.settings.disclosure)


class PublicReview(Review):
    """A review for the public. Make one with `for_audience`.

    Parameters
    ----------
    review
        As read.
    """

    def __init__(self, review: Review) -> None:
        rules = rules_of(review)
        tables = {name: getattr(review, name) for name in TABLES}
        self.renamed = _rename(tables, review.settings, rules)
        self._tables = tables
        self._supplied = frozenset(name for name in tables if review.has(name) and len(tables[name]))
        self._settings = _public_settings(review.settings)
        self._origins = MappingProxyType(_untold(review.origins, tables, rules))
        self._name = review.name
        self._warnings: tuple[Problem, ...] = ()

    @property
    def audience(self) -> str:
        """Who will read what is made from it."""
        return "public"


def _rename(tables: dict[str, pd.DataFrame], settings: Settings, rules: Rules) -> Mapping[str, int]:
    """Replace what names anybody in the tables; return how many of each kind were replaced."""
    codings, assignments, appraisal = tables["codings"], tables["assignments"], tables["appraisal"]
    consensus = {settings.consensus_coder: CONSENSUS} if settings.consensus_coder else {}
    coders = pseudonyms(pd.concat([codings["coder"], assignments["coder"]]).dropna(), "coder", kept=consensus)
    people = appraisal["appraiser"].dropna()
    agreed = {name: CONSENSUS for name in people.unique() if name.casefold() == CONSENSUS}
    appraisers = pseudonyms(people, "appraiser", kept=agreed)
    tables["codings"] = codings.assign(coder=_renamed(codings["coder"], coders))
    tables["assignments"] = assignments.assign(coder=_renamed(assignments["coder"], coders))
    tables["appraisal"] = appraisal.assign(appraiser=_renamed(appraisal["appraiser"], appraisers))
    n_authors = 0
    for name in ("memos", "code_changes", "configuration_merges"):
        n_authors += tables[name]["author"].nunique()
        tables[name] = tables[name].assign(author=_blank(tables[name]))
    tables["memos"] = tables["memos"].assign(about=_blank(tables["memos"]), text=_blank(tables["memos"]))
    n_sources = _rename_sources(tables, rules)
    extracts = tables["extracts"]
    is_withheld = is_text_withheld(extracts, "public")
    tables["extracts"] = extracts.assign(text=extracts["text"].mask(is_withheld))
    return {
        "coders": len(coders),
        "appraisers": len(appraisers) - len(agreed),
        "authors of memos, merges and changes": int(n_authors),
        "sources": n_sources,
    }


def _rename_sources(tables: dict[str, pd.DataFrame], rules: Rules) -> int:
    sources, extracts = tables["sources"], tables["extracts"]
    ids = sources["source_id"].tolist()
    if rules.sources == "withheld" or len(sources) < rules.minimum:
        # Few sources in all: even their number would be one that is not shown.
        tables["sources"] = sources.iloc[:0]
        tables["extracts"] = extracts.assign(source_id=_blank(extracts))
        return 0
    # In an order that says nothing: numbers that rise with the table would count each study's sources.
    key = hashlib.sha256(repr(sources.to_dict("split")).encode()).hexdigest()
    shuffled = sorted(ids, key=lambda name: hashlib.sha256(f"{key}{name}".encode()).hexdigest())
    names = pseudonyms(shuffled, "source")
    tables["sources"] = sources.drop(columns=naming_columns(sources)).assign(
        source_id=_renamed(sources["source_id"], names)
    )
    tables["extracts"] = extracts.assign(source_id=_renamed(extracts["source_id"], names))
    return len(names)


def _renamed(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    return values.map(names).astype("str")


def _untold(
    origins: Mapping[str, Origin], tables: Mapping[str, pd.DataFrame], rules: Rules
) -> dict[str, Origin]:
    """Return where tables came from, without a number of rows that would be one of few people."""
    told = dict(origins)
    for name, origin in origins.items():
        are_gone = name == "sources" and tables[name].empty
        if are_gone or rules.are_studies_protected:
            told[name] = replace(origin, n_rows=None)
    return told


def _blank(table: pd.DataFrame) -> pd.Series:
    return pd.Series([None] * len(table), index=table.index, dtype="str")


def _public_settings(settings: Settings) -> Settings:
    """Return the settings without the consensus coder's name and without the words to be kept back."""
    kept = {name: value for name, value in settings.disclosure.items() if name not in ("words", "exempt")}
    return replace(
        settings,
        consensus_coder=CONSENSUS if settings.consensus_coder else "",
        disclosure=MappingProxyType(kept),
    )
