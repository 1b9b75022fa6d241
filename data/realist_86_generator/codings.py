"""Which passages hold which codes, given by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from realist_86_generator.dice import Dice, share_out

__all__ = ["Passage", "Themes", "codings_rows", "plan_disagreement", "plan_passages", "plan_themes"]


@dataclass
class Passage:
    """An extract in the making: codes with their valence, and codes stated absent."""

    study_id: str
    codes: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    extract_id: str = ""
    text: str = ""


@dataclass
class Themes:
    """Which studies hold which codes, before any extract exists."""

    studies: dict[str, list[str]]
    absent: dict[str, list[str]]
    conflicting: dict[str, list[str]]
    study_level: dict[str, list[str]]
    double_coded: list[str]
    without_extracts: list[str]
    weights: dict[str, int]


def plan_themes(studies: list[dict], design: dict) -> Themes:
    """Choose, for each code, exactly the planned number of studies."""
    dice = Dice("themes")
    ids = [row["study_id"] for row in studies]
    needed = {row["study_id"] for row in studies if row["collaboration_type"] == "Joint commissioning"}
    spare = [i for i in ids if i not in needed]
    without = sorted(dice.sample(spare, design["n_studies_without_extracts"]))
    ids = [i for i in ids if i not in without]
    double = sorted(dice.sample(ids, design["n_double_coded_studies"]))
    themes = Themes({}, {}, {}, {}, double, without, {i: dice.between(3, 12) for i in ids})
    attributes = {row["study_id"]: row for row in studies}
    parent, child = design["parent_child"]["parent"], design["parent_child"]["child"]
    for code, target in design["themes"].items():
        eligible = [
            i for i in ids if all(attributes[i][k] == v for k, v in target.get("only_in", {}).items())
        ]
        if code == child:
            shared = dice.sample(themes.studies[parent], 1)
            apart = [i for i in eligible if i not in themes.studies[parent]]
            chosen = shared + dice.sample(apart, target["studies"] - 1)
        else:
            chosen = dice.sample(eligible, target["studies"], [themes.weights[i] for i in eligible])
        themes.studies[code] = sorted(chosen)
        # Stated absence stays out of double-coded studies: there it would blur what one coder gave.
        others = [i for i in ids if i not in chosen and i not in double]
        themes.absent[code] = sorted(dice.sample(others, target.get("absent", 0)))
        single = [i for i in chosen if i not in double]
        themes.conflicting[code] = sorted(dice.sample(single, target.get("conflicting", 0)))
        left = [i for i in others if i not in themes.absent[code]]
        themes.study_level[code] = sorted(dice.sample(left, target.get("study_level", 0)))
    return themes


def plan_passages(themes: Themes, words: dict, design: dict) -> list[Passage]:
    """Put codes into passages so that planned pairs meet exactly as often as planned."""
    dice = Dice("passages")
    items = group_codes(themes, design, dice)
    pairs = {frozenset(entry["codes"]) for entry in design["co_occurrence"]}
    n_coded = design["n_extracts"] - design["n_uncoded_extracts"]
    by_study = share_out(n_coded, {study: len(groups) for study, groups in sorted(items.items())})
    passages = []
    for study, n in by_study.items():
        here = [Passage(study) for _ in range(n)]
        # Groups of two first: they need room. Then whatever is left, into the emptiest passage.
        for group in sorted(dice.shuffled(items[study]), key=len, reverse=True):
            free = [
                p
                for p in here
                if not any(a == b or frozenset((a, b)) in pairs for a in group for b in p.codes)
            ]
            emptiest = min(len(p.codes) for p in free)
            chosen = dice.pick([p for p in free if len(p.codes) == emptiest])
            chosen.codes |= {code: draw_valence(dice, words["codes"][code]) for code in group}
        passages += here
    for code in design["themes"]:
        for study in themes.absent[code] + themes.conflicting[code]:
            free = [p for p in passages if p.study_id == study and code not in p.codes and not p.absent]
            dice.pick(free).absent.append(code)
    studies = list(by_study)
    passages += [Passage(dice.pick(studies)) for _ in range(design["n_uncoded_extracts"])]
    passages = sorted(dice.shuffled(passages), key=lambda p: p.study_id)
    for number, passage in enumerate(passages, 1):
        passage.extract_id = f"e{number:04d}"
    return passages


def group_codes(themes: Themes, design: dict, dice: Dice) -> dict[str, list[tuple[str, ...]]]:
    """Return, per study, the codes to be placed: pairs that must meet, and single codes."""
    count: dict[str, Counter] = {}
    for code, target in design["themes"].items():
        chosen = themes.studies[code]
        weights = [themes.weights[i] for i in chosen]
        more = [dice.pick(chosen, weights) for _ in range(target["extracts"] - len(chosen))]
        count[code] = Counter(chosen + more)
    items = defaultdict(list)
    for entry in design["co_occurrence"]:
        a, b = entry["codes"]
        for _ in range(entry["n_both"]):
            study = dice.pick([i for i in themes.studies[a] if count[a][i] and count[b][i]])
            count[a][study] -= 1
            count[b][study] -= 1
            items[study].append((a, b))
    for code, per_study in count.items():
        for study, n in sorted(per_study.items()):
            items[study] += [(code,)] * n
    return items


def draw_valence(dice: Dice, code: dict) -> str:
    """Return enabler, barrier, mixed or blank; codes that are bad news are barriers more often."""
    weights = [55, 25, 8, 12] if code.get("tone", 1) > 0 else [8, 74, 8, 10]
    return dice.pick(["enabler", "barrier", "mixed", ""], weights)


def plan_disagreement(passages: list[Passage], themes: Themes, design: dict) -> dict[tuple[str, str], str]:
    """Choose the extract × code pairs that one coder alone gave: pair -> that coder."""
    dice, alone = Dice("coders"), {}
    for code in design["themes"]:
        pairs = [
            (p.extract_id, code) for p in passages if code in p.codes and p.study_id in themes.double_coded
        ]
        share = design["one_coder_only"].get(code, design["one_coder_only"]["default"])
        for pair in dice.sample(pairs, int(share * len(pairs) + 0.5)):
            alone[pair] = dice.pick(["coder-a", "coder-b"])
    return alone


def codings_rows(
    passages: list[Passage], themes: Themes, alone: dict, studies: list[dict], words: dict, design: dict
) -> list[dict]:
    """Return the rows of codings: extracts first, then judgements of whole studies."""
    order = {code: position for position, code in enumerate(words["codes"])}
    rows = []
    for p in passages:
        given = [(code, valence, "present") for code, valence in p.codes.items()]
        given += [(code, "", "absent") for code in p.absent]
        both = ["coder-a", "coder-b"] if p.study_id in themes.double_coded else ["coder-a"]
        for code, valence, state in sorted(given, key=lambda item: order[item[0]]):
            only = alone.get((p.extract_id, code))
            rows += [
                {
                    "extract_id": p.extract_id,
                    "code_id": code,
                    "coder": coder,
                    "valence": valence,
                    "state": state,
                }
                for coder in ([only] if only else both)
            ]
    qca = design["qca"]["conditions"] | design["qca"]["outcome"]
    for study in studies:
        key = {"study_id": study["study_id"], "coder": "coder-a"}
        rows += [
            key | {"code_id": code, "state": "present"}
            for code, chosen in themes.study_level.items()
            if study["study_id"] in chosen
        ]
        rows += [
            key | {"code_id": code, "state": "present" if study[column] == "1" else "absent"}
            for column, code in qca.items()
        ]
    return rows
