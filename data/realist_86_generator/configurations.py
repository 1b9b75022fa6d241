"""Planted and background configurations, and the theories that they speak to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from realist_86_generator.codings import Passage, Themes
from realist_86_generator.dice import Dice, repeated

__all__ = [
    "Configuration",
    "background_configurations",
    "configuration_rows",
    "configurations_in_order",
    "plan_theories",
    "plant_configurations",
]


@dataclass
class Configuration:
    """A configuration in the making; a term is (role, code, sign, part)."""

    study_id: str
    terms: list[tuple[str, str, str, str]]
    configuration_id: str = ""
    theory_id: str = ""
    relation: str = ""

    def of(self, role: str) -> list[tuple[str, str]]:
        """Return the codes in a role, with their signs."""
        return [(code, sign) for part_of, code, sign, _ in self.terms if part_of == role]


class Patterns:
    """Which signed patterns are taken, so that what is not planted never comes about by accident.

    Codes that are near-duplicates count as one here: merging them later must not make accidents
    either.
    """

    def __init__(self, design: dict) -> None:
        kept, merged = design["near_duplicates"]
        self._same = {merged: kept}
        self._taken: set[tuple] = set()
        self._outcome_sign: dict[tuple, str] = {}
        self._reserved = {
            (*signed(entry["mechanism"]), entry["outcome"]) for entry in design["contradictions"]
        }

    def _codes(self, configuration: Configuration, role: str) -> list[tuple[str, str]]:
        return [(self._same.get(code, code), sign) for code, sign in configuration.of(role)]

    def _loose(self, configuration: Configuration) -> set[tuple]:
        """Return the patterns with only the outcome's sign: the stricter of the two readings."""
        return {
            (c, m, o, sign)
            for c, _ in self._codes(configuration, "context")
            for m, _ in self._codes(configuration, "mechanism")
            for o, sign in self._codes(configuration, "outcome")
        }

    def _effects(self, configuration: Configuration) -> dict[tuple, str]:
        return {
            (m, m_sign, o): o_sign
            for m, m_sign in self._codes(configuration, "mechanism")
            for o, o_sign in self._codes(configuration, "outcome")
        }

    def fit(self, configuration: Configuration) -> bool:
        """Tell whether a configuration repeats no pattern and contradicts none."""
        codes = [
            code
            for role in ("context", "mechanism", "outcome")
            for code, _ in self._codes(configuration, role)
        ]
        effects = self._effects(configuration)
        return (
            len(codes) == len(set(codes))
            and not self._loose(configuration) & self._taken
            and not effects.keys() & self._reserved
            and all(self._outcome_sign.get(key, sign) == sign for key, sign in effects.items())
        )

    def enter(self, configuration: Configuration) -> None:
        """Take the configuration's patterns."""
        self._taken |= self._loose(configuration)
        self._outcome_sign |= self._effects(configuration)

    def outcome_sign(self, mechanism: tuple[str, str], outcome: str) -> str | None:
        """Return the sign that an outcome has had after this mechanism, if any."""
        return self._outcome_sign.get((self._same.get(mechanism[0], mechanism[0]), mechanism[1], outcome))


def signed(term: str) -> tuple[str, str]:
    """Split ``trust+`` into code and sign."""
    return term[:-1], term[-1]


def cmo(study: str, context: str, mechanism: str, outcome: str) -> Configuration:
    """Return a configuration of one term each; a blank context makes a dyad."""
    named = (("context", context), ("mechanism", mechanism), ("outcome", outcome))
    return Configuration(study, [(role, *signed(term), "") for role, term in named if term])


def plant_configurations(studies: list[dict], design: dict, themes: Themes) -> dict[str, list[Configuration]]:
    """Return the planted configurations by what they are planted for."""
    dice, planted = Dice("planted configurations"), {}
    ids = [row["study_id"] for row in studies if row["study_id"] not in themes.without_extracts]
    teams = {row["study_id"]: row["author_team"] for row in studies}
    for name, plan in design["patterns"].items():
        eligible = [i for i in ids if plan.get("author_team", teams[i]) == teams[i]]
        here = [
            cmo(study, plan["context"], plan["mechanism"], plan["outcome"])
            for study in sorted(dice.sample(eligible, plan["n"]))
        ]
        if "twice" in plan:
            here.insert(0, cmo(here[0].study_id, plan["context"], plan["mechanism"], plan["outcome"]))
        for role, term in (plan.get("also") or plan.get("twice") or {}).items():
            add_term(here[0], role, term)
        planted[f"pattern {name}"] = here
    for number, pair in enumerate(design["patterns_by_outcome_sign"], 1):
        chosen = dice.sample(ids, len(pair))
        planted[f"by outcome sign {number}"] = [cmo(i, *t) for i, t in zip(chosen, pair, strict=True)]
    for number, plan in enumerate(design["contradictions"], 1):
        above = planted[f"pattern {plan['plus_pattern']}"] if "plus_pattern" in plan else []
        rising = plan.get("plus", [])
        away = {c.study_id for c in above}
        chosen = dice.sample([i for i in ids if i not in away], len(rising) + len(plan["minus"]))
        if plan.get("same_study"):
            chosen[len(rising)] = chosen[0]
        terms = [(context, "+") for context in rising] + [(context, "-") for context in plan["minus"]]
        here = [
            cmo(study, context, plan["mechanism"], plan["outcome"] + sign)
            for study, (context, sign) in zip(chosen, terms, strict=True)
        ]
        planted[f"contradiction {number}"] = here
    for number, terms in enumerate(design["alike"], 1):
        chosen = zip(dice.sample(ids, 2), design["near_duplicates"], strict=True)
        planted[f"alike {number}"] = [
            cmo(study, *(code + term[1] if term[0] == "x" else term for term in terms))
            for study, code in chosen
        ]
    planted["feeds itself"] = [cmo(dice.pick(ids), *design["feeds_itself"])]
    return planted


def add_term(configuration: Configuration, role: str, term: str) -> None:
    """Add a term; with a second mechanism, the new one is the resource, the old the reasoning."""
    if role == "mechanism":
        configuration.terms = [
            (r, c, s, "reasoning" if r == role else p) for r, c, s, p in configuration.terms
        ]
    part = "resource" if role == "mechanism" else ""
    at = [r for r, *_ in configuration.terms].index(role)
    configuration.terms.insert(at, (role, *signed(term), part))


def background_configurations(
    planted: dict[str, list[Configuration]], design: dict, themes: Themes, words: dict
) -> list[Configuration]:
    """Return configurations whose patterns stand in one study each and contradict nothing."""
    dice, patterns = Dice("background configurations"), Patterns(design)
    for here in planted.values():
        for configuration in here:
            patterns.enter(configuration)
    n = design["n_configurations"] - sum(len(here) for here in planted.values())
    forms = repeated(design["background"]["forms"])
    forms = dice.shuffled(forms + ["1-1-1"] * (n - len(forms)))
    with_one = {c.study_id for here in planted.values() for c in here}
    studies = [i for i in themes.weights if i not in with_one]
    studies += [dice.pick(themes.weights, themes.weights.values()) for _ in range(n - len(studies))]
    made = []
    for study, form in zip(studies, forms, strict=True):
        candidate = draw_configuration(dice, patterns, design, words, study, form)
        while not patterns.fit(candidate):
            candidate = draw_configuration(dice, patterns, design, words, study, form)
        patterns.enter(candidate)
        made.append(candidate)
    return made


def draw_configuration(
    dice: Dice, patterns: Patterns, design: dict, words: dict, study: str, form: str
) -> Configuration:
    """Draw a configuration of the form, for instance two contexts, one mechanism, one outcome: 2-1-1."""
    n_contexts, n_mechanisms, n_outcomes = map(int, form.split("-"))
    pool = design["background"]

    def draw(codes, k):
        return [(code, "+" if dice.chance(0.72) else "-") for code in dice.sample(codes, k)]

    contexts = draw(pool["contexts"], n_contexts)
    mechanisms = draw(pool["mechanisms"], n_mechanisms)
    terms = [("context", code, sign, "") for code, sign in contexts]
    parts = ["resource", "reasoning"] if n_mechanisms == 2 else [dice.pick(["", "", "", "reasoning"])]
    terms += [("mechanism", *term, part) for term, part in zip(mechanisms, parts, strict=False)]
    for code in dice.sample(pool["outcomes"], n_outcomes):
        cause = (mechanisms or contexts)[-1]
        sign = patterns.outcome_sign(cause, code) or natural_sign(dice, words, cause, code)
        terms.append(("outcome", code, sign, ""))
    return Configuration(study, terms)


def natural_sign(dice: Dice, words: dict, cause: tuple[str, str], outcome: str) -> str:
    """Return the sign one would expect, and in one case of ten the other."""
    good = words["codes"][cause[0]].get("tone", 1) * (1 if cause[1] == "+" else -1)
    good *= words["codes"][outcome].get("tone", 1) * (-1 if dice.chance(0.1) else 1)
    return "+" if good > 0 else "-"


def plan_theories(configurations: list[Configuration], words: dict, design: dict) -> None:
    """Name a theory and a relation in as many studies per theory and relation as planned."""
    dice = Dice("theories")
    held: dict[tuple[str, str], list[str]] = defaultdict(list)

    def on_topic(theory: str) -> list[Configuration]:
        about = set(words["theories"][theory]["about"])
        return [c for c in configurations if not c.theory_id and about & {t[1] for t in c.terms}]

    for theory, relations in design["theories"].items():
        plan = dict(relations)
        if theory == design["supports_and_refutes"]:
            plan["refutes"] -= 1
        for relation, n in plan.items():
            free = {c.study_id: c for c in dice.shuffled(on_topic(theory))}
            taken = {i for (t, i) in held if t == theory}
            for study in dice.sample(sorted(free.keys() - taken), n):
                free[study].theory_id, free[study].relation = theory, relation
                held[theory, study].append(relation)
        if theory == design["supports_and_refutes"]:
            both = [c for c in on_topic(theory) if held.get((theory, c.study_id)) == ["supports"]]
            chosen = dice.pick(both)
            chosen.theory_id, chosen.relation = theory, "refutes"
            held[theory, chosen.study_id].append("refutes")
    # What is left speaks to a theory that its study has already spoken to in that way, or to none.
    for theory in design["theories"]:
        for c in on_topic(theory):
            if (theory, c.study_id) in held and dice.chance(0.9):
                c.theory_id, c.relation = theory, held[theory, c.study_id][0]
    for c in configurations:
        c.relation = c.relation.replace("unstated", "")


def configurations_in_order(
    planted: dict[str, list[Configuration]], background: list[Configuration]
) -> list[Configuration]:
    """Number all configurations, in the order of studies."""
    everything = [c for here in planted.values() for c in here] + background
    everything = sorted(Dice("order of configurations").shuffled(everything), key=lambda c: c.study_id)
    for number, configuration in enumerate(everything, 1):
        configuration.configuration_id = f"cmo-{number:03d}"
    return everything


def configuration_rows(configurations: list[Configuration], passages: list[Passage]) -> list[dict]:
    """Return the rows of configurations; each rests on up to two extracts coded for its terms."""
    dice, by_study = Dice("configuration rows"), defaultdict(list)
    for passage in passages:
        by_study[passage.study_id].append(passage)
    rows = []
    for c in configurations:
        codes = {term[1] for term in c.terms}
        behind = [p.extract_id for p in by_study[c.study_id] if codes & p.codes.keys()]
        chosen = sorted(dice.sample(behind, min(len(behind), dice.between(1, 2))))
        rows.append(
            {
                "configuration_id": c.configuration_id,
                "study_id": c.study_id,
                "theory_id": c.theory_id,
                "relation": c.relation,
                "extract_ids": ";".join(chosen),
                "note": "" if chosen else "Inferred from the study as a whole.",
            }
        )
    return rows
