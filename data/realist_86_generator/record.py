"""Write down what was planted in ``data/realist-86``, from the plan and not from the tables."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from typing import Any

__all__ = ["planted_record", "readme_text"]

ROLES = ("context", "mechanism", "outcome")


def planted_record(
    words: dict,
    design: dict,
    studies: list[dict],
    themes: Any,
    passages: list,
    alone: dict,
    planted: dict[str, list],
    configurations: list,
    appraisal_ends: dict,
) -> dict:
    """Return the content of planted.yaml."""
    return {
        "note": "What is planted in this synthetic review, by design. README.md explains each entry.",
        "counts": counts(words, design, studies, configurations),
        "collaboration_types": dict(Counter(s["collaboration_type"] for s in studies).most_common()),
        "countries": countries(design),
        "studies_without_extracts": themes.without_extracts,
        "themes": theme_record(words, design, themes, passages, studies),
        "themes_rolled_up": rolled_up(words, design, themes, studies),
        "unused_codes": design["unused_codes"],
        "headings": [code for code, entry in words["codes"].items() if "parent" not in entry],
        "near_duplicate_codes": near_duplicates(design, themes),
        "conflicting": {code: ids for code, ids in themes.conflicting.items() if ids},
        "parent_and_child": parent_and_child(design, themes),
        "study_level_only": {code: ids for code, ids in themes.study_level.items() if ids},
        "co_occurrence_within_extract": co_occurrence(design),
        "coder_disagreement": disagreement(design, themes, passages, alone),
        "demi_regularities": demi_regularities(design, planted, configurations),
        "demi_regularities_of_one_team": {
            name: plan["author_team"] for name, plan in design["patterns"].items() if "author_team" in plan
        },
        "demi_regularities_by_outcome_sign": by_outcome_sign(design, planted),
        "demi_regularities_after_merge": after_merge(design, planted),
        "contradictions": contradictions(design, planted),
        "feeds_itself": {
            "configuration_id": planted["feeds itself"][0].configuration_id,
            "code_id": design["feeds_itself"][0][:-1],
        },
        "loop": loop(design, planted),
        "role_changing_codes": role_changing(design),
        "theory_ledger": ledger(design, configurations),
        "n_configurations_without_theory": sum(not c.theory_id for c in configurations),
        "appraisal": appraisal_ends,
        "qca": qca(design),
    }


def text_of(terms: list[tuple[str, str]]) -> list[str]:
    """Return terms as they stand in planted.yaml: ``trust+``."""
    return [code + sign for code, sign in terms]


def counts(words: dict, design: dict, studies: list, configurations: list) -> dict:
    """Return the sizes that were aimed at."""
    empty = [tuple(bool(c.of(role)) for role in ROLES) for c in configurations]
    dyads = {(1, 1, 0): "n_dyads_cm", (0, 1, 1): "n_dyads_mo", (1, 0, 1): "n_dyads_co"}
    return {
        "n_studies": len(studies),
        "n_extracts": design["n_extracts"],
        "n_uncoded_extracts": design["n_uncoded_extracts"],
        "n_codes": len(words["codes"]),
        "n_configurations": design["n_configurations"],
        "n_configuration_terms": sum(len(c.terms) for c in configurations),
        **{name: empty.count(form) for form, name in dyads.items()},
        "n_theories": len(words["theories"]),
        "n_findings": len(words["findings"]),
        "n_memos": len(words["memos"]),
        "n_reports": len(studies) + design["n_studies_with_two_reports"],
    }


def countries(design: dict) -> dict[str, int]:
    """Return the number of studies per country; a study with two counts in both."""
    split: Counter = Counter()
    for cell, n in design["countries"].items():
        split.update(dict.fromkeys((cell or "not reported").split(";"), n))
    return dict(split.most_common())


def present_in(code: str, design: dict, themes: Any, studies: list) -> set[str]:
    """Return the studies in which a code is planned to be present."""
    judged = {c: k for k, c in (design["qca"]["conditions"] | design["qca"]["outcome"]).items()}
    if code in judged:
        return {s["study_id"] for s in studies if s[judged[code]] == "1"}
    return {*themes.studies.get(code, []), *themes.study_level.get(code, [])}


def theme_record(words: dict, design: dict, themes: Any, passages: list, studies: list) -> dict:
    """Return, for every code, how many extracts and studies hold it."""
    by_valence: dict[tuple, set] = defaultdict(set)
    for passage in passages:
        for code, valence in passage.codes.items():
            by_valence[code, valence].add(passage.study_id)
    record = {}
    for code in words["codes"]:
        present = present_in(code, design, themes, studies)
        conflicting = themes.conflicting.get(code, [])
        absent = {*themes.absent.get(code, []), *conflicting}
        if code.startswith("judged-"):
            absent = {s["study_id"] for s in studies} - present
        record[code] = {
            "n_extracts": design["themes"].get(code, {}).get("extracts", 0),
            "n_studies": len(present),
            **{f"n_studies_{v}": len(by_valence[code, v]) for v in ("enabler", "barrier", "mixed")},
            "n_studies_stated_absent": len(absent),
            "n_studies_conflicting": len(conflicting),
        }
    return record


def rolled_up(words: dict, design: dict, themes: Any, studies: list) -> dict:
    """Return n_studies of every code above others, its descendants included."""
    below: dict[str, set] = defaultdict(set)
    for code in words["codes"]:
        at: str | None = code
        while at is not None:
            below[at] |= present_in(code, design, themes, studies)
            at = words["codes"][at].get("parent")
    parents = {entry.get("parent") for entry in words["codes"].values()}
    return {code: len(below[code]) for code in words["codes"] if code in parents}


def near_duplicates(design: dict, themes: Any) -> dict:
    """Return the two codes that say the same, and the studies of both together."""
    kept, merged = design["near_duplicates"]
    return {
        "code_ids": [kept, merged],
        "n_studies_merged": len({*themes.studies[kept], *themes.studies[merged]}),
    }


def parent_and_child(design: dict, themes: Any) -> dict:
    """Return the parent and child that one study alone uses together."""
    parent, child = design["parent_child"]["parent"], design["parent_child"]["child"]
    ids = {code: set(themes.studies[code]) for code in (parent, child)}
    return {
        "parent": parent,
        "child": child,
        "study_ids": sorted(ids[parent] & ids[child]),
        "n_studies_rolled_up": len(ids[parent] | ids[child]),
    }


def co_occurrence(design: dict) -> list[dict]:
    """Return the planned pairs; the c-coefficient is n_both / (n_a + n_b - n_both)."""
    record = []
    for entry in design["co_occurrence"]:
        n_a, n_b = (design["themes"][code]["extracts"] for code in entry["codes"])
        n_both = entry["n_both"]
        record.append(
            {
                "code_a": entry["codes"][0],
                "code_b": entry["codes"][1],
                "n_both": n_both,
                "n_a": n_a,
                "n_b": n_b,
                "c_coefficient": round(n_both / (n_a + n_b - n_both), 12),
            }
        )
    return record


def disagreement(design: dict, themes: Any, passages: list, alone: dict) -> dict:
    """Return, per code, the extract × code pairs of double-coded studies and those given by one coder."""
    rated = [p for p in passages if p.study_id in themes.double_coded]
    pairs = Counter(code for p in rated for code in p.codes)
    only = Counter((code, coder) for (_, code), coder in alone.items())
    per_code = {
        code: {
            "n_rated_by_two": pairs[code],
            "n_one_coder_only": only[code, "coder-a"] + only[code, "coder-b"],
            "n_coder_a_only": only[code, "coder-a"],
            "n_coder_b_only": only[code, "coder-b"],
        }
        for code in design["themes"]
        if pairs[code]
    }
    return {
        "study_ids": themes.double_coded,
        "n_extracts": len(rated),
        "n_rated_by_two": sum(pairs.values()),
        "n_one_coder_only": len(alone),
        "per_code": per_code,
    }


def pattern_entry(name: str, terms: list[str], here: list) -> dict:
    """Return one pattern: its signed codes, its studies and its configurations."""
    entry: dict[str, Any] = {"name": name} if name else {}
    for role, term in zip(ROLES, terms, strict=True):
        entry |= {f"{role}_id": term[:-1], f"{role}_sign": term[-1]}
    ids = sorted({c.study_id for c in here})
    return entry | {
        "n_studies": len(ids),
        "study_ids": ids,
        "n_configurations": len(here),
        "configuration_ids": sorted(c.configuration_id for c in here),
    }


def demi_regularities(design: dict, planted: dict, configurations: list) -> list[dict]:
    """Return every signed pattern in two or more studies."""
    record = []
    for name, plan in design["patterns"].items():
        entry = pattern_entry(name, [plan[role] for role in ROLES], planted[f"pattern {name}"])
        code, sign = entry["context_id"], entry["context_sign"]
        with_context = {c.study_id for c in configurations if (code, sign) in c.of("context")}
        record.append(entry | {"n_studies_context": len(with_context)})
    return record


def by_outcome_sign(design: dict, planted: dict) -> list[dict]:
    """Return what is found besides when the signs of context and mechanism are set aside."""
    record = []
    for number, pair in enumerate(design["patterns_by_outcome_sign"], 1):
        entry = pattern_entry("", pair[0], planted[f"by outcome sign {number}"])
        del entry["context_sign"], entry["mechanism_sign"]
        record.append(entry)
    return record


def after_merge(design: dict, planted: dict) -> list[dict]:
    """Return what is found besides once the near-duplicate codes are merged into the first."""
    kept = design["near_duplicates"][0]
    return [
        pattern_entry("", [kept + t[1] if t[0] == "x" else t for t in terms], planted[f"alike {number}"])
        for number, terms in enumerate(design["alike"], 1)
    ]


def contradictions(design: dict, planted: dict) -> dict[str, list[dict]]:
    """Return the contradictions at both levels."""
    record: dict[str, list[dict]] = {"mechanism": [], "context": []}
    for number, plan in enumerate(design["contradictions"], 1):
        here = list(planted[f"contradiction {number}"])
        if "plus_pattern" in plan:
            here += planted[f"pattern {plan['plus_pattern']}"]
        record["mechanism"].append(contradiction(plan, here))
        for context in sorted(set(plan.get("plus", [])) & set(plan["minus"])):
            code = (context[:-1], context[-1])
            place = {"context_id": code[0], "context_sign": code[1]}
            record["context"].append(
                place | contradiction(plan, [c for c in here if code in c.of("context")])
            )
    return record


def contradiction(plan: dict, here: list) -> dict:
    """Return one contradiction with the studies and contexts on either side."""
    sides: dict[str, dict[str, list[str]]] = {}
    for name, sign in (("plus", "+"), ("minus", "-")):
        side = [c for c in here if (plan["outcome"], sign) in c.of("outcome")]
        sides[name] = {
            "studies": sorted({c.study_id for c in side}),
            "contexts": sorted({term for c in side for term in text_of(c.of("context"))}),
        }
    both = sorted(set(sides["plus"]["studies"]) & set(sides["minus"]["studies"]))
    return {
        "mechanism_id": plan["mechanism"][:-1],
        "mechanism_sign": plan["mechanism"][-1],
        "outcome_id": plan["outcome"],
        "study_ids_plus": sides["plus"]["studies"],
        "contexts_plus": sides["plus"]["contexts"],
        "study_ids_minus": sides["minus"]["studies"],
        "contexts_minus": sides["minus"]["contexts"],
        "study_ids_both": both,
        "is_within_study": bool(both),
    }


def loop(design: dict, planted: dict) -> dict:
    """Return the two patterns each of which leads to the mechanism of the other."""
    studies = {name: {c.study_id for c in planted[f"pattern {name}"]} for name in design["loop"]}
    return {
        "code_ids": [design["patterns"][name]["mechanism"][:-1] for name in design["loop"]],
        "patterns": design["loop"],
        "study_ids_of_both": sorted(set.intersection(*studies.values())),
    }


def role_changing(design: dict) -> dict[str, list[str]]:
    """Return the codes that stand in more than one role, by the lists they are drawn from."""
    roles: dict[str, list[str]] = defaultdict(list)
    for role in ROLES:
        for code in design["background"][f"{role}s"]:
            roles[code].append(role)
    return {code: held for code, held in sorted(roles.items()) if len(held) > 1}


def ledger(design: dict, configurations: list) -> dict:
    """Return the number of studies per theory and relation."""
    record = {}
    for theory, relations in design["theories"].items():
        shared = int(theory == design["supports_and_refutes"])
        record[theory] = {
            "n_studies": sum(relations.values()) - shared,
            **{
                f"n_studies_{relation}": relations.get(relation, 0)
                for relation in ("supports", "refines", "refutes", "new", "unstated")
            },
            "n_configurations": sum(c.theory_id == theory for c in configurations),
        }
    return record


def qca(design: dict) -> dict:
    """Return the truth table and its solutions, as worked by hand in the design."""
    plan = design["qca"]
    return {
        "conditions": list(plan["conditions"]),
        "outcome": next(iter(plan["outcome"])),
        "codes": plan["conditions"] | plan["outcome"],
        "rows": plan["rows"],
        "remainders": plan["remainders"],
        "contradictory_rows": plan["contradictory_rows"],
        "conservative": plan["conservative"],
        "parsimonious": plan["parsimonious"],
    }


def solution_in_words(terms: list[dict]) -> str:
    """Return a solution as it is printed: ``a*~b + c``."""
    short = {"qca_trust_building": "trust", "qca_clear_roles": "roles", "qca_stable_workforce": "workforce"}
    return " + ".join("*".join(("" if v else "~") + short[k] for k, v in term.items()) for term in terms)


def readme_text(template: str, record: dict, design: dict) -> str:
    """Return README.md: the template (a line a paragraph) with its numbers filled in."""
    size, coders, found = record["counts"], record["coder_disagreement"], record["contradictions"]
    together = record["parent_and_child"]
    pairs = "; ".join(
        f"{p['code_a']} and {p['code_b']} in {p['n_both']} extracts ({p['n_a']} and {p['n_b']} in all)"
        for p in record["co_occurrence_within_extract"]
        if p["n_both"]
    )
    never = "; ".join(
        f"{p['code_a']} and {p['code_b']}" for p in record["co_occurrence_within_extract"] if not p["n_both"]
    )
    patterns = "\n".join(
        f"- `{p['name']}`: {p['context_id']} ({p['context_sign']}) → {p['mechanism_id']} "
        f"({p['mechanism_sign']}) → {p['outcome_id']} ({p['outcome_sign']}), {p['n_studies']} studies"
        for p in record["demi_regularities"]
    )
    contradictions_list = "\n".join(
        f"- {c['mechanism_id']} ({c['mechanism_sign']}) → {c['outcome_id']}: studies with +, "
        f"{len(c['study_ids_plus'])}; with -, {len(c['study_ids_minus'])}"
        f"{', one of them the same study' if c['is_within_study'] else ''}"
        for c in found["mechanism"]
    )
    filled = template.format(
        n_studies=size["n_studies"],
        n_reports=size["n_reports"],
        n_two=design["n_studies_with_two_reports"],
        without=" and ".join(record["studies_without_extracts"]),
        n_extracts=size["n_extracts"],
        n_uncoded=size["n_uncoded_extracts"],
        n_codes=size["n_codes"],
        n_headings=len(record["headings"]),
        unused=", ".join(record["unused_codes"]),
        alike=", ".join(record["near_duplicate_codes"]["code_ids"]),
        n_double=len(coders["study_ids"]),
        n_configurations=size["n_configurations"],
        n_dyads=size["n_dyads_cm"] + size["n_dyads_mo"] + size["n_dyads_co"],
        n_without=record["n_configurations_without_theory"],
        parent=together["parent"],
        child=together["child"],
        parent_study=together["study_ids"][0],
        pairs=f"Exactly: {pairs}. Never: {never}.",
        n_one=coders["n_one_coder_only"],
        n_pairs=coders["n_rated_by_two"],
        n_patterns=len(record["demi_regularities"]),
        patterns=patterns,
        n_loose=len(record["demi_regularities_by_outcome_sign"]),
        n_merge=len(record["demi_regularities_after_merge"]),
        n_contradictions=len(found["mechanism"]),
        n_context=len(found["context"]),
        contradictions=contradictions_list,
        loop_studies=", ".join(record["loop"]["study_ids_of_both"]),
        changing=", ".join(record["role_changing_codes"]).capitalize(),
        feeds=record["feeds_itself"]["configuration_id"],
        conservative=solution_in_words(record["qca"]["conservative"]),
        parsimonious=solution_in_words(record["qca"]["parsimonious"]),
    )
    return "\n".join(wrapped(line) for line in filled.splitlines()) + "\n"


def wrapped(paragraph: str) -> str:
    """Break a paragraph, or an item of a list, into lines of 100 characters."""
    indent = "  " if paragraph.startswith("- ") else ""
    lines = textwrap.wrap(
        paragraph, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)
