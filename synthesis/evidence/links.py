"""What each count of a table stands for: the extracts, studies and configurations behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from synthesis.analyses._groups import study_groups
from synthesis.analyses.configuration_patterns import ROLES, signed_terms
from synthesis.codebook import ancestors
from synthesis.errors import check_option
from synthesis.evidence.marks import Marks, link_text, places_of, split_ids
from synthesis.evidence.special_counts import special_count
from synthesis.review import Review

__all__ = ["evidence_links"]

# What a column counts, and the part of it that is meant: n_studies_enabler -> studies, enabler.
COUNT = re.compile(r"n_(studies|extracts|configurations|findings|both|a|b|frequent|rated|one)(?:_(\w+))?")

# Counts of what was looked at, not of what was found.
DENOMINATORS = {"total", "not_reported", "with_participants", "appraised"}

VALENCES = {"enabler", "barrier", "mixed"}

# Where a row names codes: the one under which it is listed comes first.
CODES = ("code_id", "mechanism_id", "row_code_id", "from_id", "code_ids", "a_id")

LIST = "evidence"
"""Anchor of the whole list of evidence."""

Found = tuple[list[Marks], list[str]]
"""What stands behind each row, and where it is listed."""


def evidence_links(
    review: Review,
    table: pd.DataFrame,
    *,
    level: int | None = None,
    by: str | None = None,
    coders: Iterable[str] | str | None = None,
    of: str = "all",
) -> pd.DataFrame:
    """Find what stands behind each count of a table.

    Parameters
    ----------
    review
        The review that the table was made from. Not modified.
    table
        A table of an analysis of this package, with the columns that identify its rows
        (``code_id``, ``study_id``, ``study_ids``, ``configuration_ids`` …). Not modified.
    level, by, coders
        What the analysis was told.
    of
        What the page lists. "codes" lists no configurations (see `evidence_list`): a count of theirs then
        opens the extracts that they rest on, or their studies where they name none.

    Returns
    -------
    Same index as ``table``; those of its columns whose numbers stand for evidence. A cell is empty,
    or holds marks joined by blanks: first that of the code (k) or study (s) under which the evidence
    is listed (of several codes the mechanism, or the first), or ``evidence`` for the whole list, then
    what belongs to the count. A mark is a letter and the position of a row, from 0, in the review's
    ``extracts`` (x), ``studies`` (s), ``configurations`` (c) or ``code_tree`` (k); those of one letter
    are joined by commas, a run of them as ``x4-9,12``.

    Raises
    ------
    OptionError
        ``by`` is given and no column of the table, or ``level`` or ``coders`` cannot be.

    Notes
    -----
    A count whose evidence cannot be told from the table has no link, and neither has one whose
    evidence would add up to another number: a link never leads to something else than was counted.
    """
    if by is not None:
        check_option("by", by, table.columns)
    check_option("of", of, ["all", "codes"])
    finder = Finder(review, table, level=level, by=by, coders=coders, of=of)
    links = {}
    for column in table.columns:
        found = finder.column(str(column))
        if found is not None:
            links[column] = found
    return pd.DataFrame(links, index=table.index)


class Finder:
    """Finds the evidence of one table, column by column."""

    def __init__(
        self,
        review: Review,
        table: pd.DataFrame,
        *,
        level: int | None,
        by: str | None,
        coders: Iterable[str] | str | None,
        of: str = "all",
    ) -> None:
        self.review = review
        self.table = table
        self.level = level
        self.of = of
        self.rolled_up = review.rolled_up(level)
        self.place = {
            "x": places_of(review.extracts["extract_id"]),
            "s": places_of(review.studies["study_id"]),
            "c": places_of(review.configurations["configuration_id"]),
            "k": places_of(review.code_tree["code_id"]),
        }
        codings = review.codings_in_effect(coders)
        codings = codings.assign(
            code=codings["code_id"].map(self.rolled_up),
            x=codings["extract_id"].map(self.place["x"]),
            s=codings["study_id"].map(self.place["s"]),
        )
        self.codings = codings
        self.study_of_extract = review.extracts["study_id"].map(self.place["s"]).to_numpy()
        self.study_of_configuration = review.configurations["study_id"].map(self.place["s"]).to_numpy()
        self.groups = (
            None if by is None else study_groups(review, by).rename(columns={"value": by}).astype({by: "str"})
        )
        self.by = by

    def target_of(self, code: str) -> str:
        place = self.place["k"].get(code)
        return LIST if place is None else f"k{place}"

    @cached_property
    def place_of_row(self) -> list[str]:
        """Where each row is listed for whoever has no script: under its study, else its first code."""
        if "study_id" in self.table:
            places = self.table["study_id"].map(self.place["s"])
            return [LIST if pd.isna(place) else f"s{int(place)}" for place in places]
        named = next((name for name in CODES if name in self.table), None)
        if named is None:
            return [LIST] * len(self.table)
        return [self.target_of(next(iter(split_ids(cell)), "")) for cell in self.table[named]]

    # Which rule fits the table

    def column(self, name: str) -> list[str] | None:
        """Return the links of a column, or None where it counts nothing that can be opened."""
        if name in self.rolled_up.index and "study_id" in self.table and name not in ("n_studies",):
            return self._matrix(name)
        special = special_count(self, name)
        if special is not None:
            several = [self._links(counted, name, found) for counted, found in special]
            return [next(filter(None, links), "") for links in zip(*several, strict=True)]
        found = COUNT.fullmatch(name)
        if found is None or found[2] in DENOMINATORS:
            return None
        counted, part = found[1], found[2] or ""
        candidates = self._rules(counted, part)
        if not candidates:
            return None
        return self._links(counted, name, *candidates)

    def _links(self, counted: str, name: str, *candidates: Found) -> list[str]:
        """Return the links of a column: of each row the first evidence that agrees with the count."""
        links = [""] * len(self.table)
        for sets, targets in candidates:
            for row, (marks, target, value) in enumerate(zip(sets, targets, self.table[name], strict=True)):
                if not links[row] and self._agrees(counted, marks, value):
                    place = self.place_of_row[row] if target == LIST else target
                    links[row] = link_text(place, marks if self.of == "all" else self._of_codes(marks))
        return links

    def _rules(self, counted: str, part: str) -> list[Found]:
        """Return the evidence of each row as each rule that fits the table finds it, the best first."""
        columns = set(self.table.columns)
        rules: list[Found | None] = []
        if {"code_a", "code_b"} <= columns:
            rules.append(self._pairs(counted))
        elif {"row_code_id", "column_code_id"} <= columns:
            rules.append(self._cells(part))
        elif "finding_id" in columns:
            rules.append(self._findings(counted, part))
            rules += [self._by_list(*listed) for listed in self._listed(counted, part) if part]
        elif "theory_id" in columns and "relation" not in columns:
            rules.append(self._theories(part))
        elif {"mechanism_id", "outcome_id"} <= columns:
            rules.append(self._patterns(part))
        elif {"code_id", "roles"} <= columns:
            rules.append(self._roles(part))
        else:
            rules += [self._by_list(*listed) for listed in self._listed(counted, part)]
            if counted == "extracts" and "study_ids" in columns and not part:
                rules.append(self._all_of_listed_studies())
            if {"code_ids", "construct_id"} <= columns:
                codes = self.table["code_ids"].fillna("").str.split(r"\s*;\s*", regex=True)
                rules.append(self._by_codes(codes, part))
            elif "code_id" in columns and part in {"", "absent", "conflicting", *VALENCES}:
                rules.append(self._by_codes([[code] for code in self.table["code_id"]], part))
            elif "code_id" in columns and counted in ("rated", "one"):
                rules.append(self._double_coded(counted))
            elif {"attribute", "value"} <= columns and not part:
                rules.append(self._attributes())
            elif "study_id" in columns and not part:
                rules += [self._studies(), self._all_of_studies()]
        return [rule for rule in rules if rule is not None]

    def _listed(self, counted: str, part: str) -> list[tuple[str, str]]:
        """Return the columns that may list what is counted, the nearest to the text first."""
        letters = {"studies": "cs", "configurations": "c", "extracts": "x"}.get(counted, "")
        names = {"x": "extract_ids", "s": "study_ids", "c": "configuration_ids"}
        listed = [(f"{names[letter]}_{part}".rstrip("_"), letter) for letter in letters]
        return [(name, letter) for name, letter in listed if name in self.table]

    # The rules: marks of each row, and where they are listed

    def _by_codes(self, codes: Iterable[Sequence[str]], part: str) -> Found:
        codings = self.codings_of(part)
        groups: Sequence[Any] = [None] * len(self.table)
        if self.groups is not None:
            codings = codings.merge(self.groups, on="study_id")
            groups = self.table[self.by].tolist()
        by_code = {
            key: Marks.of_codings(rows)
            for key, rows in codings.groupby(["code", self.by] if self.by else "code", sort=False)
        }
        sets, targets = [], []
        for wanted, group in zip(codes, groups, strict=True):
            keys = [(code, group) if self.by else code for code in wanted]
            sets.append(Marks.union(by_code[key] for key in keys if key in by_code))
            targets.append(self.target_of(wanted[0]) if len(wanted) == 1 else LIST)
        return sets, targets

    def codings_of(self, part: str) -> pd.DataFrame:
        codings = self.codings
        if part in VALENCES:
            return codings[(codings["state"] == "present") & (codings["valence"] == part)]
        if part == "absent":
            return codings[codings["state"] == "absent"]
        if part == "conflicting":
            states = codings.groupby(["study_id", "code"])["state"].transform("nunique")
            return codings[states == 2]
        return codings[codings["state"] == "present"]

    def _matrix(self, code: str) -> list[str]:
        rows = self.codings[self.codings["code"] == code]
        by_study = {study: Marks.of_codings(found) for study, found in rows.groupby("study_id", sort=False)}
        return [
            link_text(f"s{self.place['s'][study]}", by_study[study]) if study in by_study else ""
            for study in self.table["study_id"]
        ]

    def _pairs(self, counted: str) -> Found | None:
        if counted not in ("both", "a", "b"):
            return None
        present = self.codings_of("").dropna(subset="extract_id")
        extracts = {code: set(rows["x"].astype(int)) for code, rows in present.groupby("code", sort=False)}
        nothing: set[int] = set()
        sets, targets = [], []
        for a, b in zip(self.table["code_a"], self.table["code_b"], strict=True):
            of_a, of_b = extracts.get(a, nothing), extracts.get(b, nothing)
            sets.append(Marks(x={"both": of_a & of_b, "a": of_a, "b": of_b}[counted]))
            targets.append(self.target_of(b if counted == "b" else a))
        return sets, targets

    def terms(self) -> pd.DataFrame:
        terms = signed_terms(self.review, level=self.level)
        return terms.assign(c=terms["configuration_id"].map(self.place["c"]))

    def _cells(self, part: str) -> Found:
        terms = self.terms()
        sign = {"plus": "+", "minus": "-"}.get(part)
        having: dict[tuple[str, str], set[int]] = {
            key: set(rows["c"]) for key, rows in terms.groupby(["role", "code_id"], sort=False)
        }
        signed = {key: set(rows["c"]) for key, rows in terms.groupby(["role", "code_id", "sign"], sort=False)}
        sets, targets = [], []
        for row in self.table.itertuples(index=False):
            first = having.get((row.row_role, row.row_code_id), set())
            second = (
                having.get((row.column_role, row.column_code_id), set())
                if sign is None
                else signed.get((row.column_role, row.column_code_id, sign), set())
            )
            sets.append(Marks(c=first & second))
            targets.append(LIST)
        return sets, targets

    def _patterns(self, part: str) -> Found:
        terms = self.terms()
        signed = {key: set(rows["c"]) for key, rows in terms.groupby(["role", "code_id", "sign"], sort=False)}
        nothing: set[int] = set()
        sets, targets = [], []
        for row in self.table.to_dict("records"):
            found: set[int] | None = None
            for role in ROLES:
                code, sign = row.get(f"{role}_id"), row.get(f"{role}_sign")
                if code is None or (part == "context" and role != "context"):
                    continue
                if role == "outcome" and part in ("plus", "minus"):
                    sign = "+" if part == "plus" else "-"
                signs = ["+", "-"] if pd.isna(sign) or sign == "" else [sign]
                having = set().union(*(signed.get((role, code, s), nothing) for s in signs))
                found = having if found is None else found & having
            if f"study_ids_{part}" in row:
                chosen = {self.place["s"].get(study) for study in split_ids(row[f"study_ids_{part}"])}
                found = {c for c in found or () if self.study_of_configuration[c] in chosen}
            sets.append(Marks(c=found or nothing))
            targets.append(LIST)
        return sets, targets

    def _theories(self, part: str) -> Found:
        configurations = self.review.configurations
        theory = configurations["theory_id"].fillna("").to_numpy()
        relation = configurations["relation"].fillna("unstated").to_numpy()
        sets = []
        for row in self.table.to_dict("records"):
            chosen = theory == (row["theory_id"] or "")
            if part:
                chosen = chosen & (relation == part)
            if "study_id" in row and not pd.isna(row["study_id"]):
                chosen = chosen & (configurations["study_id"] == row["study_id"]).to_numpy()
            sets.append(Marks(c=set(np.flatnonzero(chosen).tolist())))
        return sets, [LIST] * len(sets)

    def _findings(self, counted: str, part: str) -> Found | None:
        if part == "contradicting":
            listed = self._listed(counted, part)
            return self._by_list(*listed[-1]) if listed else None
        if part not in ("", "codes", "configurations"):
            return None
        findings = self.review.findings.set_index("finding_id")
        chains = ancestors(self.review.codebook).groupby("ancestor_id")["code_id"].agg(set)
        present = self.codings[self.codings["state"] == "present"]
        by_code = {code: Marks.of_codings(rows) for code, rows in present.groupby("code_id", sort=False)}
        rests_on = self.review.configurations["extract_ids"]
        sets = []
        for finding in self.table["finding_id"]:
            codes = set().union(*(chains.get(c, set()) for c in split_ids(findings["code_ids"].get(finding))))
            named = [
                self.place["c"][c]
                for c in split_ids(findings["configuration_ids"].get(finding))
                if c in self.place["c"]
            ]
            of_codes = Marks.union(by_code[code] for code in codes if code in by_code)
            extracts = {self.place["x"][e] for c in named for e in split_ids(rests_on.iloc[c])}
            of_configurations = Marks(x=extracts, c=set(named))
            sets.append(
                {"codes": of_codes, "configurations": Marks(c=set(named))}.get(part)
                or Marks.union([of_codes, of_configurations])
            )
        return sets, [LIST] * len(sets)

    def _attributes(self) -> Found:
        values = {
            name: self.review.study_attribute(name)
            for name in self.table["attribute"].unique()
            if name in self.review.attributes
        }
        sets = []
        for attribute, value in zip(self.table["attribute"], self.table["value"], strict=True):
            long = values.get(attribute)
            studies = [] if long is None else long.loc[long["value"] == str(value), "study_id"]
            sets.append(Marks(s={self.place["s"][study] for study in studies}))
        return sets, [LIST] * len(sets)

    def _studies(self) -> Found:
        present = self.codings_of("")
        by_study = {study: Marks.of_codings(rows) for study, rows in present.groupby("study_id", sort=False)}
        studies = self.table["study_id"].tolist()
        return [by_study.get(study, Marks()) for study in studies], [
            f"s{self.place['s'].get(study, 0)}" for study in studies
        ]

    def _all_of_studies(self) -> Found:
        rows = self.review.extracts.reset_index().groupby("study_id", sort=False)["index"].agg(list)
        studies = self.table["study_id"].tolist()
        return [Marks(x=rows.get(study, ())) for study in studies], [
            f"s{self.place['s'].get(study, 0)}" for study in studies
        ]

    def _all_of_listed_studies(self) -> Found:
        rows = self.review.extracts.reset_index().groupby("study_id", sort=False)["index"].agg(list)
        sets = [
            Marks(x=[x for study in split_ids(cell) for x in rows.get(study, ())])
            for cell in self.table["study_ids"]
        ]
        return sets, [LIST] * len(sets)

    def _roles(self, part: str) -> Found:
        terms = self.terms()
        if part:
            terms = terms[terms["role"] == part]
        having = {code: set(rows["c"]) for code, rows in terms.groupby("code_id", sort=False)}
        codes = self.table["code_id"].tolist()
        return [Marks(c=having.get(code, ())) for code in codes], [LIST] * len(codes)

    def _double_coded(self, counted: str) -> Found:
        pairs = self.review.single_coder_pairs()
        pairs = pairs[pairs["n_given"] == 1] if counted == "one" else pairs
        of_code = {
            code: {self.place["x"][extract] for extract in rows["extract_id"]}
            for code, rows in pairs.groupby("code_id", sort=False)
        }
        codes = self.table["code_id"].tolist()
        return [Marks(x=of_code.get(code, ())) for code in codes], [self.target_of(code) for code in codes]

    def _by_list(self, column: str, letter: str) -> Found:
        place = self.place[letter]
        sets = [
            Marks(**{letter: {place[key] for key in split_ids(cell) if key in place}})
            for cell in self.table[column]
        ]
        return sets, [LIST] * len(sets)

    def _of_codes(self, marks: Marks) -> Marks:
        """Return what stands behind configurations in their stead."""
        if not marks.c:
            return marks
        rests_on = self.review.configurations["extract_ids"]
        listed = {c: [self.place["x"][e] for e in split_ids(rests_on.iloc[c])] for c in marks.c}
        extracts = {x for found in listed.values() for x in found}
        studies = {int(self.study_of_configuration[c]) for c, found in listed.items() if not found}
        return Marks(x=marks.x | extracts, s=marks.s | studies)

    # A link never leads to something else than was counted

    def _agrees(self, counted: str, marks: Marks, value: Any) -> bool:
        if marks.is_empty or pd.isna(value) or value == 0:
            return False
        if counted == "findings" or counted == "frequent":
            return True
        if counted == "studies":
            studies = set(marks.s)
            studies |= {int(self.study_of_extract[x]) for x in marks.x}
            studies |= {int(self.study_of_configuration[c]) for c in marks.c}
            return len(studies) == value
        if counted == "configurations":
            return len(marks.c) == value
        return len(marks.x) == value
