"""Count the tables of ``data/realist-86`` with plain code and compare them with planted.yaml.

Nothing of the generator or of the package is used here, so that a mistake there is not made twice.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import yaml

__all__ = ["check_planted"]


def check_planted(folder: Path) -> None:
    """Raise ValueError with every difference between the tables and planted.yaml."""
    planted = yaml.safe_load((folder / "planted.yaml").read_text(encoding="utf-8"))
    tables = {path.stem: read_csv(path) for path in sorted(folder.glob("*.csv"))}
    found = {
        "counts": count_tables(tables),
        "collaboration_types": Counter(row["collaboration_type"] for row in tables["studies"]),
        "countries": Counter(
            country for row in tables["studies"] for country in (row["country"] or "not reported").split(";")
        ),
        **count_codings(tables, planted),
        "coder_disagreement": count_coders(tables),
        **find_patterns(tables, planted),
        "contradictions": find_contradictions(tables),
        "role_changing_codes": find_roles(tables),
        "theory_ledger": count_ledger(tables),
        "n_configurations_without_theory": sum(not row["theory_id"] for row in tables["configurations"]),
        "appraisal": count_appraisal(tables),
        "qca": count_qca(tables, planted),
    }
    check_flow(tables)
    wrong = [
        f"{name}: planted {planted_part(planted, name)!r}, in the tables {value!r}"
        for name, value in found.items()
        if planted_part(planted, name) != value
    ]
    if wrong:
        raise ValueError("the tables are not what was planted\n" + "\n".join(wrong))


def planted_part(planted: dict, name: str) -> object:
    """Return the part of planted.yaml that the tables can answer."""
    part = planted[name]
    if name == "qca":
        return {"rows": part["rows"], "judged_as_coded": True}
    if name.startswith("demi_regularities") and name != "demi_regularities_of_one_team":
        return sorted(
            [{k: v for k, v in entry.items() if k not in ("name", "n_studies_context")} for entry in part],
            key=str,
        )
    if name == "contradictions":
        return {level: sorted(entries, key=str) for level, entries in part.items()}
    return part


def check_flow(tables: dict) -> None:
    """Raise ValueError unless the boxes of the flow add up to the studies."""
    n: Counter = Counter()
    for row in tables["flow"]:
        n[row["box"]] += int(row["n"])
    removed = n["duplicates"] + n["excluded_automatic"] + n["excluded_other"]
    excluded = n["dbr_excluded"] + n["other_excluded"]
    sums = {
        "database_results": n["database_specific_results"],
        "register_results": n["register_specific_results"],
        "records_screened": n["database_results"] + n["register_results"] - removed,
        "dbr_sought_reports": n["records_screened"] - n["records_excluded"],
        "dbr_assessed": n["dbr_sought_reports"] - n["dbr_notretrieved_reports"],
        "other_sought_reports": n["website_results"] + n["organisation_results"] + n["citations_results"],
        "other_assessed": n["other_sought_reports"] - n["other_notretrieved_reports"],
        "new_reports": n["dbr_assessed"] + n["other_assessed"] - excluded,
        "total_studies": n["previous_studies"] + n["new_studies"],
        "total_reports": n["previous_reports"] + n["new_reports"],
    }
    wrong = {box: (n[box], total) for box, total in sums.items() if n[box] != total}
    if wrong or n["total_studies"] != len(tables["studies"]):
        raise ValueError(f"the flow does not add up (box: number, sum): {wrong}")


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read one table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count_tables(tables: dict) -> dict:
    """Count rows, dyads and uncoded extracts."""
    coded = {row["extract_id"] for row in tables["codings"]}
    roles = defaultdict(set)
    for row in tables["configuration_terms"]:
        roles[row["configuration_id"]].add(row["role"][0])
    forms = Counter("".join(sorted(r)) for r in roles.values())
    doubles = Counter(row["study_id"] for row in tables["reports"])
    return {
        "n_studies": len(tables["studies"]),
        "n_extracts": len(tables["extracts"]),
        "n_uncoded_extracts": sum(row["extract_id"] not in coded for row in tables["extracts"]),
        "n_codes": len(tables["codebook"]),
        "n_configurations": len(tables["configurations"]),
        "n_configuration_terms": len(tables["configuration_terms"]),
        "n_dyads_cm": forms["cm"],
        "n_dyads_mo": forms["mo"],
        "n_dyads_co": forms["co"],
        "n_theories": len(tables["theories"]),
        "n_findings": len(tables["findings"]),
        "n_memos": len(tables["memos"]),
        "n_reports": len(tables["studies"]) + sum(n - 1 for n in doubles.values()),
    }


def count_codings(tables: dict, planted: dict) -> dict:
    """Count themes, rolled-up themes, conflicts, pairs and what is never used."""
    study_of = {row["extract_id"]: row["study_id"] for row in tables["extracts"]}
    parent = {row["code_id"]: row["parent_id"] for row in tables["codebook"]}
    extracts, studies, absent = defaultdict(set), defaultdict(set), defaultdict(set)
    valence, with_extract, below = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in tables["codings"]:
        code, study = row["code_id"], row["study_id"] or study_of[row["extract_id"]]
        if row["state"] == "absent":
            absent[code].add(study)
            continue
        studies[code].add(study)
        valence[code, row["valence"]].add(study)
        if row["extract_id"]:
            extracts[code].add(row["extract_id"])
            with_extract[code].add(study)
        above = code
        while above:
            below[above].add(study)
            above = parent[above]
    themes = {
        code: {
            "n_extracts": len(extracts[code]),
            "n_studies": len(studies[code]),
            **{f"n_studies_{v}": len(valence[code, v]) for v in ("enabler", "barrier", "mixed")},
            "n_studies_stated_absent": len(absent[code]),
            "n_studies_conflicting": len(absent[code] & studies[code]),
        }
        for code in parent
    }
    used = {row["code_id"] for table in ("codings", "configuration_terms") for row in tables[table]}
    a, b = planted["parent_and_child"]["parent"], planted["parent_and_child"]["child"]
    pairs = []
    for pair in planted["co_occurrence_within_extract"]:
        left, right = extracts[pair["code_a"]], extracts[pair["code_b"]]
        c = round(len(left & right) / len(left | right), 12)
        pairs.append(
            {
                "code_a": pair["code_a"],
                "code_b": pair["code_b"],
                "n_both": len(left & right),
                "n_a": len(left),
                "n_b": len(right),
                "c_coefficient": c,
            }
        )
    same = planted["near_duplicate_codes"]["code_ids"]
    conflicting = {c: sorted(absent[c] & studies[c]) for c in parent if absent[c] & studies[c]}
    study_level = {
        c: sorted(studies[c] - with_extract[c])
        for c in parent
        if studies[c] - with_extract[c] and not c.startswith("judged-")
    }
    return {
        "studies_without_extracts": sorted(
            {row["study_id"] for row in tables["studies"]} - set(study_of.values())
        ),
        "themes": themes,
        "themes_rolled_up": {c: len(below[c]) for c in parent if c in parent.values()},
        "unused_codes": [c for c in parent if c not in used and parent[c]],
        "headings": [c for c in parent if not parent[c]],
        "near_duplicate_codes": {
            "code_ids": same,
            "n_studies_merged": len(studies[same[0]] | studies[same[1]]),
        },
        "conflicting": conflicting,
        "parent_and_child": {
            "parent": a,
            "child": b,
            "study_ids": sorted(studies[a] & studies[b]),
            "n_studies_rolled_up": len(below[a]),
        },
        "study_level_only": study_level,
        "co_occurrence_within_extract": pairs,
    }


def count_coders(tables: dict) -> dict:
    """Count the extract × code pairs that one coder alone gave."""
    double = {row["study_id"] for row in tables["assignments"] if row["coder"] == "coder-b"}
    rated = {row["extract_id"] for row in tables["extracts"] if row["study_id"] in double}
    coders = defaultdict(set)
    for row in tables["codings"]:
        if row["extract_id"] in rated:
            coders[row["code_id"], row["extract_id"]].add(row["coder"])
        elif row["coder"] != "coder-a":
            raise ValueError(f"{row['coder']} coded outside the double-coded studies: {row}")
    per_code = {}
    for code in [row["code_id"] for row in tables["codebook"]]:
        given = [who for (c, _), who in coders.items() if c == code]
        a, b = given.count({"coder-a"}), given.count({"coder-b"})
        if given:
            per_code[code] = {
                "n_rated_by_two": len(given),
                "n_one_coder_only": a + b,
                "n_coder_a_only": a,
                "n_coder_b_only": b,
            }
    return {
        "study_ids": sorted(double),
        "n_extracts": len(rated),
        "n_rated_by_two": len(coders),
        "n_one_coder_only": sum(len(who) == 1 for who in coders.values()),
        "per_code": per_code,
    }


def terms_by_configuration(tables: dict, merge: dict[str, str] | None = None) -> list[tuple]:
    """Return (configuration, study, terms by role); ``merge`` replaces codes."""
    study_of = {row["configuration_id"]: row["study_id"] for row in tables["configurations"]}
    terms = {key: {"context": [], "mechanism": [], "outcome": []} for key in study_of}
    for row in tables["configuration_terms"]:
        code = (merge or {}).get(row["code_id"], row["code_id"])
        terms[row["configuration_id"]][row["role"]].append((code, row["sign"]))
    return [(key, study_of[key], terms[key]) for key in study_of]


def patterns_of(configurations: list[tuple], *, outcome_sign_only: bool = False) -> list[dict]:
    """Return the patterns that stand in two or more studies."""
    met = defaultdict(set)
    for key, study, terms in configurations:
        for c, m, o in product(terms["context"], terms["mechanism"], terms["outcome"]):
            met[(c[0], m[0], *o) if outcome_sign_only else (*c, *m, *o)].add((study, key))
    names = ["context_id", "context_sign", "mechanism_id", "mechanism_sign", "outcome_id", "outcome_sign"]
    if outcome_sign_only:
        names = [n for n in names if n not in ("context_sign", "mechanism_sign")]
    found = []
    for pattern, places in met.items():
        ids = sorted({study for study, _ in places})
        if len(ids) > 1:
            found.append(
                dict(zip(names, pattern, strict=True))
                | {
                    "n_studies": len(ids),
                    "study_ids": ids,
                    "n_configurations": len(places),
                    "configuration_ids": sorted(key for _, key in places),
                }
            )
    return found


def find_patterns(tables: dict, planted: dict) -> dict:
    """Return demi-regularities, and those found besides under the two other readings."""
    plain = patterns_of(terms_by_configuration(tables))
    kept, merged = planted["near_duplicate_codes"]["code_ids"]
    after = patterns_of(terms_by_configuration(tables, {merged: kept}))
    loose = patterns_of(terms_by_configuration(tables), outcome_sign_only=True)
    signless = [{k: v for k, v in p.items() if k not in ("context_sign", "mechanism_sign")} for p in plain]
    team = {row["study_id"]: row["author_team"] for row in tables["studies"]}
    names = {tuple(entry["study_ids"]): entry["name"] for entry in planted["demi_regularities"]}
    return {
        "demi_regularities": sorted(plain, key=str),
        "demi_regularities_of_one_team": {
            names[tuple(p["study_ids"])]: team[p["study_ids"][0]]
            for p in plain
            if len({team[study] for study in p["study_ids"]}) == 1
        },
        "demi_regularities_by_outcome_sign": sorted([p for p in loose if p not in signless], key=str),
        "demi_regularities_after_merge": sorted([p for p in after if p not in plain], key=str),
    }


def find_contradictions(tables: dict) -> dict:
    """Return the contradictions at both levels."""
    sides: dict[str, dict] = {"mechanism": defaultdict(list), "context": defaultdict(list)}
    for _, study, terms in terms_by_configuration(tables):
        contexts = {code + sign for code, sign in terms["context"]}
        for m, o in product(terms["mechanism"], terms["outcome"]):
            sides["mechanism"][*m, o[0]].append((o[1], study, contexts))
            for c in terms["context"]:
                sides["context"][*c, *m, o[0]].append((o[1], study, contexts))
    names = ["context_id", "context_sign", "mechanism_id", "mechanism_sign", "outcome_id"]
    found: dict[str, list] = {}
    for level, met in sides.items():
        found[level] = []
        for key, places in met.items():
            ids = {s: sorted({study for sign, study, _ in places if sign == s}) for s in "+-"}
            if not (ids["+"] and ids["-"]):
                continue
            around = {s: sorted(set().union(*(c for sign, _, c in places if sign == s))) for s in "+-"}
            both = sorted(set(ids["+"]) & set(ids["-"]))
            found[level].append(
                dict(zip(names[-len(key) :], key, strict=True))
                | {
                    "study_ids_plus": ids["+"],
                    "contexts_plus": around["+"],
                    "study_ids_minus": ids["-"],
                    "contexts_minus": around["-"],
                    "study_ids_both": both,
                    "is_within_study": bool(both),
                }
            )
        found[level].sort(key=str)
    return found


def find_roles(tables: dict) -> dict[str, list[str]]:
    """Return the codes that stand in more than one role."""
    roles = defaultdict(set)
    for row in tables["configuration_terms"]:
        roles[row["code_id"]].add(row["role"])
    return {code: sorted(held) for code, held in sorted(roles.items()) if len(held) > 1}


def count_ledger(tables: dict) -> dict:
    """Count studies per theory and relation."""
    ledger = {}
    for theory in [row["theory_id"] for row in tables["theories"]]:
        rows = [row for row in tables["configurations"] if row["theory_id"] == theory]
        with_relation = {
            r: {row["study_id"] for row in rows if row["relation"] == r}
            for r in ("supports", "refines", "refutes", "new", "")
        }
        ledger[theory] = {
            "n_studies": len({row["study_id"] for row in rows}),
            **{f"n_studies_{r or 'unstated'}": len(ids) for r, ids in with_relation.items()},
            "n_configurations": len(rows),
        }
    return ledger


def count_appraisal(tables: dict) -> dict:
    """Count, per tool and item, at how many studies each judgement ends."""
    cells: dict[tuple, dict] = defaultdict(dict)
    for row in tables["appraisal"]:
        cells[row["tool"], row["item"], row["study_id"]][row["appraiser"]] = row["judgement"]
    ends: dict[str, dict] = {}
    for (tool, item, _), by in cells.items():
        answers = set(by.values())
        end = by["consensus"] if "consensus" in by else answers.pop() if len(answers) == 1 else "not agreed"
        ends.setdefault(tool, {}).setdefault(item, Counter())[end or "not answered"] += 1
    for items in ends.values():
        for item, n in items.items():
            n["not appraised"] = len(tables["studies"]) - sum(n.values())
            items[item] = dict(sorted(n.items()))
    return ends


def count_qca(tables: dict, planted: dict) -> dict:
    """Count the truth-table rows, and tell whether the codes say what the attributes say."""
    plan = planted["qca"]
    met = Counter(
        ("".join(row[c] for c in plan["conditions"]), row[plan["outcome"]]) for row in tables["studies"]
    )
    rows = {key: {"n_success": met[key, "1"], "n_failure": met[key, "0"]} for key, _ in met}
    coded = {
        (row["study_id"], row["code_id"]): str(int(row["state"] == "present")) for row in tables["codings"]
    }
    same = all(
        coded.get((row["study_id"], code)) == row[column]
        for row in tables["studies"]
        for column, code in plan["codes"].items()
    )
    return {"rows": rows, "judged_as_coded": same}
