"""A small review as tables, what can be done to it, and its comparison with what it became."""

from __future__ import annotations

import functools
import json
from typing import Any

from synthesis.compare.comparison import Comparison, compare_versions
from synthesis.compare.versions import Version, version_of_review
from synthesis.review import Review, review_from_tables

SETTINGS = {"id": "living", "title": "A living review", "question": "What helps?", "kind": "realist"}

Tables = dict[str, list[dict[str, Any]]]


def tables() -> Tables:
    """Four studies, a hierarchy of codes, configurations with a demi-regularity, two findings."""
    studies = [
        {"study_id": f"s{n}", "citation": f"{name} {2000 + n}", "year": 2000 + n, "country": "Wales"}
        for n, name in enumerate(["Ash", "Birch", "Cedar", "Dogwood"], start=1)
    ]
    codebook = [
        {"code_id": "relations", "label": "Relations"},
        {"code_id": "trust", "label": "Trust", "parent_id": "relations"},
        {"code_id": "faith", "label": "Faith", "parent_id": "relations"},
        {"code_id": "history", "label": "History"},
        {"code_id": "money", "label": "Money"},
        {"code_id": "synergy", "label": "Synergy"},
        {"code_id": "unused", "label": "Unused"},
    ]
    given = {
        "s1": ["trust", "faith", "money"],
        "s2": ["trust", "history"],
        "s3": ["faith", "synergy"],
        "s4": ["money", "history", "trust"],
    }
    extracts, codings = [], []
    for study, codes in given.items():
        for n, code in enumerate(codes, start=1):
            name = f"{study}e{n}"
            extracts.append(
                {"extract_id": name, "study_id": study, "text": f"Words of {name}.", "is_verbatim": "false"}
            )
            codings.append({"extract_id": name, "code_id": code, "coder": "Ana", "valence": "enabler"})
            if code == "trust":
                codings.append({"extract_id": name, "code_id": code, "coder": "Ben", "valence": "enabler"})
    configurations, terms = [], []
    for name, study, mechanism in (("c1", "s1", "trust"), ("c2", "s2", "trust"), ("c3", "s3", "faith")):
        configurations.append(
            {
                "configuration_id": name,
                "study_id": study,
                "theory_id": "t1",
                "relation": "supports",
                "extract_ids": f"{study}e1",
            }
        )
        for role, code in (("context", "history"), ("mechanism", mechanism), ("outcome", "synergy")):
            terms.append({"configuration_id": name, "role": role, "code_id": code, "sign": "+"})
    return {
        "studies": studies,
        "codebook": codebook,
        "extracts": extracts,
        "codings": codings,
        "configurations": configurations,
        "configuration_terms": terms,
        "theories": [{"theory_id": "t1", "statement": "Trust makes synergy.", "status": "initial"}],
        "findings": [
            {
                "finding_id": "f1",
                "sentence": "Relations matter.",
                "code_ids": "relations",
                "overall": "moderate",
            },
            {
                "finding_id": "f2",
                "sentence": "Money matters.",
                "code_ids": "money",
                "configuration_ids": "c1",
                "overall": "low",
            },
        ],
        "appraisal": [
            {"study_id": study, "tool": "Own", "item": "Sampling", "judgement": "yes", "appraiser": "Ana"}
            for study in given
        ],
        "crosswalk": [{"code_id": "trust", "framework": "tdf", "construct_id": "social_influences"}],
        "flow": [{"box": "records_screened", "n": 40}, {"box": "total_studies", "n": 4}],
        "code_changes": [{"date": "2026-01-05", "from_id": "belief", "to_id": "faith", "kind": "rename"}],
        "configuration_merges": [],
    }


def review(given: Tables, **settings: Any) -> Review:
    filled = {name: rows for name, rows in given.items() if rows}
    return review_from_tables(filled, settings=SETTINGS | settings, name="living")


def version(given: Tables, *, audience: str = "team", **settings: Any) -> Version:
    return _version(json.dumps(given), audience, json.dumps(settings))


@functools.lru_cache(maxsize=8)
def _version(given: str, audience: str, settings: str) -> Version:
    return version_of_review(review(json.loads(given), **json.loads(settings)), audience=audience)


def compared(before: Tables, after: Tables, *, audience: str = "team") -> Comparison:
    return compare_versions(version(before, audience=audience), version(after, audience=audience))


def after_doing(change: Any, *, audience: str = "team") -> Comparison:
    """Compare the small review with what ``change`` makes of a copy of it."""
    before, after = tables(), tables()
    change(after)
    return compared(before, after, audience=audience)


def rename(given: Tables, start: str, end: str, *, date: str = "2026-02-01", on_record: bool = True) -> None:
    """Give a code another identifier wherever it stands."""
    for name in ("codebook", "codings", "configuration_terms", "crosswalk"):
        for row in given[name]:
            for column in ("code_id", "parent_id"):
                if row.get(column) == start:
                    row[column] = end
    for row in given["findings"]:
        row["code_ids"] = ";".join(end if c == start else c for c in row["code_ids"].split(";"))
    if on_record:
        given["code_changes"].append({"date": date, "from_id": start, "to_id": end, "kind": "rename"})


def merge_by_record(given: Tables, start: str, end: str, *, date: str = "2026-02-01") -> None:
    given["code_changes"].append({"date": date, "from_id": start, "to_id": end, "kind": "merge"})


def merge_by_hand(given: Tables, start: str, end: str, *, date: str = "2026-02-01") -> None:
    """Merge by editing every table, as a coding tool does, and record it."""
    rename(given, start, end, on_record=False)
    given["codebook"] = list({row["code_id"]: row for row in reversed(given["codebook"])}.values())[::-1]
    seen: set[tuple] = set()
    for name in ("codings", "configuration_terms"):
        rows = [
            row for row in given[name] if not (tuple(row.items()) in seen or seen.add(tuple(row.items())))
        ]
        given[name] = rows
    for row in given["findings"]:
        row["code_ids"] = ";".join(dict.fromkeys(row["code_ids"].split(";")))
    merge_by_record(given, start, end, date=date)


def move(given: Tables, code: str, parent: str | None, *, to_id: str | None = None) -> None:
    next(row for row in given["codebook"] if row["code_id"] == code)["parent_id"] = parent
    given["code_changes"].append(
        {"date": "2026-02-01", "from_id": code, "to_id": to_id or code, "kind": "move"}
    )


def add_study(given: Tables, name: str = "s5", codes: tuple[str, ...] = ("money",)) -> None:
    given["studies"].append({"study_id": name, "citation": "Elm 2005", "year": 2005, "country": "England"})
    for n, code in enumerate(codes, start=1):
        extract = {
            "extract_id": f"{name}e{n}",
            "study_id": name,
            "text": "New words.",
            "is_verbatim": "false",
        }
        given["extracts"].append(extract)
        given["codings"].append(
            {"extract_id": f"{name}e{n}", "code_id": code, "coder": "Ana", "valence": "enabler"}
        )


def rows(comparison: Comparison, kind: str, group: str = "results") -> list[tuple[str, str, str, str]]:
    return [(c.item, c.what, c.before, c.after) for c in comparison.of(group, kind)]
