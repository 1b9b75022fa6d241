"""What differs between two reviews in the terms of one: themes, patterns, theories, what findings rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synthesis.analyses._finding_links import FindingLinks, finding_links
from synthesis.analyses.contradictions import contradictions
from synthesis.analyses.demi_regularities import demi_regularities
from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.analyses.theory_ledger import theory_ledger
from synthesis.codebook import ancestors
from synthesis.compare.change import RESULTS, Change, ids_in_order, in_and_out
from synthesis.review import Review

__all__ = ["Digests", "codes_behind_findings", "counted_changes"]

MIN_STUDIES = 2
"""Studies that make a pattern a demi-regularity, as `synthesis.demi_regularities` has it."""

THEME_COLUMNS = (
    *("n_studies", "share_of_studies", "rank", "n_extracts"),
    *("n_studies_enabler", "n_studies_barrier", "n_studies_mixed", "n_studies_absent"),
)
RELATIONS = {
    "supports": "studies that support it",
    "refines": "studies that refine it",
    "refutes": "studies that refute it",
    "new": "studies to which it is new",
    "unstated": "studies without a stated relation",
}
SIGNS = {"+": " (+)", "-": " (−)", "": ""}


@dataclass(frozen=True)
class Digests:
    """Digests of what stands behind findings.

    Parameters
    ----------
    texts
        Extract -> digest of its text; empty where it is not known.
    findings
        Finding -> digest of all that stands behind it; used where no extracts are known.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)


def counted_changes(
    before: Review,
    after: Review,
    *,
    with_extracts: bool,
    digests: tuple[Digests, Digests] = (Digests(), Digests()),
) -> list[Change]:
    """List the results that differ between two reviews.

    Parameters
    ----------
    before, after
        With the same identifiers for the same codes and configurations.
    with_extracts
        Whether single extracts are known on both sides.
    digests
        Of either side.

    Returns
    -------
    Changes of themes, demi-regularities, contradictions, theories, configurations and of what findings
    rest on. Labels and places of codes play no part. Neither does the order of rows.
    """
    labels = before.code_labels | after.code_labels
    return [
        *_themes(before, after, labels, with_extracts),
        *_demi_regularities(before, after, labels),
        *_contradictions(before, after, labels),
        *_theories(before, after),
        *_configurations(before, after, labels),
        *_findings(before, after, with_extracts, digests),
    ]


def _codes(*ids: str) -> frozenset[tuple[str, str]]:
    return frozenset(("code", name) for name in ids)


def _themes(before: Review, after: Review, labels: Mapping[str, str], with_extracts: bool) -> list[Change]:
    sides = [theme_frequencies(review).set_index("code_id") for review in (before, after)]
    studies = [
        review.present_codings().groupby("code_id")["study_id"].agg(set).to_dict()
        for review in (before, after)
    ]
    columns = [name for name in THEME_COLUMNS if with_extracts or name != "n_extracts"]
    used = [set(side.index[(side["n_studies"] > 0) | (side["n_studies_absent"] > 0)]) for side in sides]
    # Rows as dictionaries: looking a cell up in a frame costs more than all of them together.
    rows = [side[columns].to_dict("index") for side in sides]
    changes = []
    for code in ids_in_order(used[0] | used[1]):
        name, about = labels[code], _codes(code)
        if code not in used[0] or code not in used[1]:
            what, place = ("new", 1) if code in used[1] else ("gone", 0)
            words = _studies_in_words(rows[place][code]["n_studies"])
            sides_said = ("", words) if place else (words, "")
            changes.append(Change(RESULTS, "theme", code, name, what, *sides_said, about=about))
            continue
        old, new = rows[0][code], rows[1][code]
        for column in columns:
            if old[column] != new[column]:
                said = _number(old[column]), _number(new[column])
                changes.append(Change(RESULTS, "theme", code, name, column, *said, about=about))
        gone, come = in_and_out(studies[0].get(code, ()), studies[1].get(code, ()))
        if old["n_studies"] == new["n_studies"] and (gone or come):
            changes.append(Change(RESULTS, "theme", code, name, "other studies", gone, come, about=about))
    return changes


def _demi_regularities(before: Review, after: Review, labels: Mapping[str, str]) -> list[Change]:
    key = ["context_id", "context_sign", "mechanism_id", "mechanism_sign", "outcome_id", "outcome_sign"]
    sides = [
        demi_regularities(review, min_studies=1).set_index(key)["study_ids"].str.split("; ").to_dict()
        for review in (before, after)
    ]
    changes = []
    for pattern in sorted({*sides[0], *sides[1]}):
        old, new = (set(side.get(pattern, ())) for side in sides)
        recurs = len(old) >= MIN_STUDIES, len(new) >= MIN_STUDIES
        if old == new or not any(recurs):
            continue
        what = {(False, True): "gained", (True, False): "lost"}.get(recurs, "studies")
        if what == "studies" and len(old) == len(new):
            what, said = "other studies", in_and_out(old, new)
        else:
            said = _studies_in_words(len(old)), _studies_in_words(len(new))
        terms = list(zip(pattern[::2], pattern[1::2], strict=True))
        item = " → ".join(f"{code} {sign}".strip() for code, sign in terms)
        name = " → ".join(labels[code] + SIGNS[sign] for code, sign in terms)
        about = _codes(*pattern[::2])
        changes.append(Change(RESULTS, "demi-regularity", item, name, what, *said, about=about))
    return changes


def _contradictions(before: Review, after: Review, labels: Mapping[str, str]) -> list[Change]:
    key = ["mechanism_id", "mechanism_sign", "outcome_id"]
    columns = ["study_ids_plus", "study_ids_minus"]
    sides = [contradictions(review).set_index(key)[columns].to_dict("index") for review in (before, after)]
    changes = []
    for pair in sorted({*sides[0], *sides[1]}):
        mechanism, sign, outcome = pair
        item = f"{mechanism} {sign} → {outcome}"
        name = f"{labels[mechanism]}{SIGNS[sign]} → {labels[outcome]}"
        about = _codes(mechanism, outcome)
        old, new = (side.get(pair) for side in sides)
        if old is None or new is None:
            what, said = ("gained", ("", _two_sides(new))) if old is None else ("lost", (_two_sides(old), ""))
            changes.append(Change(RESULTS, "contradiction", item, name, what, *said, about=about))
        elif old != new:
            said = _two_sides(old), _two_sides(new)
            changes.append(Change(RESULTS, "contradiction", item, name, "studies", *said, about=about))
    return changes


def _two_sides(row: Mapping[str, str]) -> str:
    return f"rises in {row['study_ids_plus']}; falls in {row['study_ids_minus']}"


def _theories(before: Review, after: Review) -> list[Change]:
    """Compare the balance of the theories that both have; new and lost ones are told by their statement."""
    sides = [theory_ledger(review).set_index("theory_id") for review in (before, after)]
    columns = [f"study_ids_{relation}" for relation in RELATIONS]
    rows = [side[columns].to_dict("index") for side in sides]
    statements = sides[0]["statement"].to_dict() | sides[1]["statement"].to_dict()
    changes = []
    for theory in ids_in_order({*rows[0], *rows[1]}):
        for relation, words in RELATIONS.items():
            old, new = (_split(side.get(theory, {}).get(f"study_ids_{relation}", "")) for side in rows)
            if old == new:
                continue
            if len(old) == len(new):
                what, said = f"other {words}", in_and_out(old, new)
            else:
                what, said = words, (str(len(old)), str(len(new)))
            item, name = theory or "none", statements[theory] or theory
            changes.append(Change(RESULTS, "theory", item, name, what, *said))
    return changes


def _configurations(before: Review, after: Review, labels: Mapping[str, str]) -> list[Change]:
    sides = [_configuration_rows(review, labels) for review in (before, after)]
    changes = []
    for item in ids_in_order({*sides[0], *sides[1]}):
        old, new = (side.get(item) for side in sides)
        row = new or old
        name, about = f"{item} ({row['study_id']})", row["about"] | {("configuration", item)}
        if old is None or new is None:
            what, said = ("new", ("", row["pattern"])) if old is None else ("gone", (row["pattern"], ""))
            changes.append(Change(RESULTS, "configuration", item, name, what, *said, about=about))
            continue
        for column, what, shown in (
            ("terms", "terms", "pattern"),
            ("relation", "relation to its theory", "relation"),
            ("theory_id", "theory", "theory_id"),
        ):
            if old[column] != new[column]:
                about = about | old["about"]
                said = old[shown], new[shown]
                changes.append(Change(RESULTS, "configuration", item, name, what, *said, about=about))
    return changes


def _configuration_rows(review: Review, labels: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    table = review.configurations[["configuration_id", "study_id", "relation", "theory_id"]]
    rows = table.fillna("").set_index("configuration_id").to_dict("index")
    for row in rows.values():
        row |= {"terms": frozenset(), "pattern": "no terms", "about": frozenset()}
    terms = review.configuration_terms[["configuration_id", "role", "code_id", "sign", "part"]].fillna("")
    for item, of_one in terms.groupby("configuration_id"):
        found = sorted(set(of_one.drop(columns="configuration_id").itertuples(index=False, name=None)))
        roles = {
            role: " and ".join(
                dict.fromkeys(labels[code] + SIGNS[sign] for own, code, sign, _ in found if own == role)
            )
            for role in ("context", "mechanism", "outcome")
        }
        pattern = " → ".join(words or "not stated" for words in roles.values())
        about = _codes(*(code for _, code, _, _ in found))
        rows[item] |= {"terms": frozenset(found), "pattern": pattern, "about": about}
    return rows


def _findings(
    before: Review, after: Review, with_extracts: bool, digests: tuple[Digests, Digests]
) -> list[Change]:
    """Compare what stands behind the findings that both have."""
    sides = [_behind(review, finding_links(review)) for review in (before, after)]
    sentences = after.findings.set_index("finding_id")["sentence"]
    changes = []
    for item in ids_in_order(set(sides[0]) & set(sides[1])):
        old, new = sides[0][item], sides[1][item]
        about = frozenset(("code", code) for code in old["codes"] | new["codes"])
        found = []
        kinds = ["studies", "configurations", *(["extracts"] if with_extracts else [])]
        for kind in kinds:
            gone, come = in_and_out(old[kind], new[kind])
            found += [(f"{kind} no longer behind it", gone, "")] if gone else []
            found += [(f"further {kind} behind it", "", come)] if come else []
        reworded = [
            extract
            for extract in ids_in_order(old["extracts"] & new["extracts"])
            if digests[0].texts.get(extract, "") != digests[1].texts.get(extract, "")
        ]
        if with_extracts and reworded:
            found.append(("extracts whose text changed", "", "; ".join(reworded)))
        known = [side.findings.get(item) for side in digests]
        # Without single extracts a digest says that they differ, and nothing more.
        if not with_extracts and not found and all(known) and known[0] != known[1]:
            found.append(("extracts behind it", "", "others than before"))
        changes += [
            Change(RESULTS, "finding", item, sentences[item], what, *said, about=about)
            for what, *said in found
        ]
    return changes


def codes_behind_findings(review: Review) -> dict[str, set[str]]:
    """Return finding -> the codes that it rests on, with those below them.

    Parameters
    ----------
    review
        Not modified.
    """
    findings = review.findings
    named = findings[["finding_id", "code_ids"]].dropna()
    named = named.assign(ancestor_id=named["code_ids"].str.split(";")).explode("ancestor_id")
    named["ancestor_id"] = named["ancestor_id"].str.strip().astype("str")
    codes = named.merge(ancestors(review.codebook), on="ancestor_id")
    found = codes.groupby("finding_id")["code_id"].agg(set)
    return {item: found.get(item, set()) for item in findings["finding_id"]}


def _behind(review: Review, links: FindingLinks) -> dict[str, dict[str, set[str]]]:
    """Return what stands behind each finding: studies, configurations, extracts, codes and those below."""
    tables = {
        "studies": (links.studies, "study_id"),
        "configurations": (links.configurations, "configuration_id"),
        "extracts": (links.extracts, "extract_id"),
    }
    sets = {kind: table.groupby("finding_id")[column].agg(set) for kind, (table, column) in tables.items()}
    return {
        item: {"codes": codes} | {kind: found.get(item, set()) for kind, found in sets.items()}
        for item, codes in codes_behind_findings(review).items()
    }


def _split(joined: str) -> set[str]:
    return {part for part in str(joined).split("; ") if part}


def _studies_in_words(count: int) -> str:
    return f"{count} {'study' if count == 1 else 'studies'}"


def _number(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
