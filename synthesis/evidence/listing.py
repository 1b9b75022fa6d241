"""The evidence of a review as one list: each study, its extracts and its configurations, each once."""

from __future__ import annotations

import pandas as pd

from synthesis.analyses.coded_extracts import coded_extracts
from synthesis.analyses.configuration_patterns import signed_terms
from synthesis.analyses.configurations import configurations
from synthesis.disclosure.audience import rules_of
from synthesis.disclosure.people import numbered_sources
from synthesis.errors import check_option
from synthesis.evidence.marks import Marks, places_of
from synthesis.review import Review

__all__ = ["evidence_codes", "evidence_list"]

COLUMNS = [
    *("mark", "kind", "id", "study_id", "citation", "source", "locator", "voice", "is_verbatim", "text"),
    *("is_withheld", "codes", "appraisal"),
]


def evidence_list(review: Review, *, audience: str = "public", of: str = "codes") -> pd.DataFrame:
    """List what every count of a report stands on.

    Parameters
    ----------
    review
        Not modified.
    audience
        Who will read it: "public" or "team". The public is told no coder's name and no source's
        identifier, and reads only the text that `coded_extracts` gives it.
    of
        What the page counts: "codes" lists every extract and no configuration; "configurations" lists
        these and the extracts that they rest on; "all" lists both.

    Returns
    -------
    One row per study, and under it one per extract and per configuration:

    - ``mark``: the name that `evidence_links` knows it by (s, x or c and its position);
    - ``kind`` (study, extract, configuration), ``id``, ``study_id``, ``citation``;
    - ``source``: who or what inside the study speaks; for the public its kind, with a number within the
      study where each study has at least the review's minimum of them;
    - ``locator``, ``voice``, ``is_verbatim``, ``text``, ``is_withheld`` as in `coded_extracts`; the
      text of a configuration is its pattern, that of a study what it is (design, country, setting);
    - ``codes``: labels of the codes present, each with its valence and, for the team, its coders;
    - ``appraisal``: of a study, its answers, item by item, as counts of each judgement by tool.

    Raises
    ------
    OptionError
        ``audience`` or ``of`` is another.
    """
    check_option("audience", audience, ["public", "team"])
    check_option("of", of, ["codes", "configurations", "all"])
    extracts = _extracts(review, audience)
    parts = [_studies(review), extracts]
    if of != "codes":
        parts.append(_configurations(review))
    if of == "configurations":
        rests_on = review.configurations["extract_ids"].dropna().str.split(";").explode().str.strip()
        parts[1] = extracts[extracts["id"].isin(rests_on)]
    table = pd.concat(parts, ignore_index=True)
    order = places_of(review.studies["study_id"])
    return table.iloc[table["study_id"].map(order).argsort(kind="stable")].reset_index(drop=True)[COLUMNS]


def evidence_codes(review: Review) -> pd.DataFrame:
    """List the codes with the evidence of each.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    One row per code, in the order of the codebook: ``mark`` (k and its position), ``code_id``,
    ``label``, ``path``, ``n_studies``, ``n_extracts`` (with the code itself present),
    ``n_configurations`` that name it, and ``marks`` of these extracts, of studies coded as a whole and
    of these configurations or, for a code without any of its own, of its sub-codes, joined by blanks.
    """
    places = places_of(review.extracts["extract_id"])
    of_study = places_of(review.studies["study_id"])
    present = review.present_codings()
    present = present.assign(x=present["extract_id"].map(places), s=present["study_id"].map(of_study))
    own = {code: Marks.of_codings(rows) for code, rows in present.groupby("code_id", sort=False)}
    terms = signed_terms(review)
    of_configuration = terms["configuration_id"].map(places_of(review.configurations["configuration_id"]))
    naming = {code: Marks(c=rows) for code, rows in of_configuration.groupby(terms["code_id"], sort=False)}
    nothing = Marks()
    tree = review.code_tree[["code_id", "label", "path", "parent_id"]].copy()
    tree.insert(0, "mark", [f"k{place}" for place in range(len(tree))])
    below = tree.groupby("parent_id")["mark"].agg(" ".join)
    studies = present.groupby("code_id")["study_id"].nunique()
    tree["n_studies"] = tree["code_id"].map(studies).fillna(0).astype("int64")
    tree["n_extracts"] = [len(own[code].x) if code in own else 0 for code in tree["code_id"]]
    tree["n_configurations"] = [len(naming.get(code, nothing).c) for code in tree["code_id"]]
    of_codings = [_listed(own[code]) if code in own else below.get(code, "") for code in tree["code_id"]]
    of_terms = [_listed(naming.get(code, nothing)) for code in tree["code_id"]]
    tree["marks"] = [" ".join(filter(None, both)) for both in zip(of_codings, of_terms, strict=True)]
    return tree.drop(columns="parent_id")


def _listed(marks: Marks) -> str:
    named = (("x", marks.x), ("s", marks.s), ("c", marks.c))
    return " ".join(f"{letter}{place}" for letter, places in named for place in sorted(places))


def _studies(review: Review) -> pd.DataFrame:
    studies = review.studies
    told = studies[["design", "country", "setting"]].astype("str").fillna("")
    told = told.replace(r";\s*", "; ", regex=True)
    text = told.agg(lambda row: "; ".join(part for part in row if part), axis=1) if len(told) else []
    return pd.DataFrame(
        {
            "mark": [f"s{place}" for place in range(len(studies))],
            "kind": "study",
            "id": studies["study_id"],
            "study_id": studies["study_id"],
            "citation": studies["citation"].fillna(studies["study_id"]),
            "text": text,
            "codes": studies["study_id"].map(_whole_codes(review)),
            "appraisal": studies["study_id"].map(_appraisals(review)),
        }
    ).astype({"kind": "str"})


def _whole_codes(review: Review) -> dict[str, str]:
    """Return study -> labels of the codes given to it as a whole."""
    codings = review.codings_in_effect()
    whole = codings[codings["extract_id"].isna()]
    labels = whole["code_id"].map(review.code_labels)
    words = labels.where(whole["state"] == "present", labels + " (stated absent)")
    joined = words.groupby(whole["study_id"]).agg(lambda given: "; ".join(dict.fromkeys(given)))
    return {study: f"Coded as a whole: {said}" for study, said in joined.items()}


def _appraisals(review: Review) -> dict[str, str]:
    """Return study -> its appraisal, the answers counted by tool, never added up to a score."""
    answers = review.appraisal
    answers = answers.assign(judgement=answers["judgement"].fillna("not answered"))
    # Where people agreed on an answer, theirs is the answer.
    agreed = answers["appraiser"].str.casefold().eq("consensus")
    key = ["study_id", "tool", "item"]
    has_agreed = agreed.groupby([answers[name] for name in key]).transform("any")
    answers = answers[agreed | ~has_agreed].drop_duplicates([*key, "judgement"])
    counts = answers.groupby(["study_id", "tool", "judgement"], sort=True).size().reset_index(name="n")
    counts["words"] = counts["judgement"] + " " + counts["n"].astype("str")
    tools = counts.groupby(["study_id", "tool"])["words"].agg(", ".join).reset_index()
    tools["words"] = "Appraisal (" + tools["tool"] + "): " + tools["words"]
    return tools.groupby("study_id")["words"].agg(". ".join).to_dict()


def _extracts(review: Review, audience: str) -> pd.DataFrame:
    shown = coded_extracts(review, audience=audience)
    places = places_of(review.extracts["extract_id"])
    codes = shown["codes"] if audience == "public" else shown["extract_id"].map(_coded_by(review))
    return pd.DataFrame(
        {
            "mark": "x" + shown["extract_id"].map(places).astype("str"),
            "kind": "extract",
            "id": shown["extract_id"],
            "study_id": shown["study_id"],
            "citation": shown["citation"].fillna(shown["study_id"]),
            "source": shown["source_id"].map(_source_names(review, audience)),
            "locator": shown["locator"],
            "voice": shown["voice"],
            "is_verbatim": shown["is_verbatim"],
            "text": shown["text"],
            "is_withheld": shown["is_withheld"],
            "codes": codes,
        }
    )


def _source_names(review: Review, audience: str) -> dict[str, str]:
    """Return source -> what it is called.

    The public is told neither its identifier nor its role, and a number only where no study has few
    of them: the numbers of few people would count them, and their roles as well.
    """
    sources = review.sources
    kind = sources["kind"].fillna("source")
    if audience == "public":
        rules = rules_of(review)
        numbered = numbered_sources(review, rules)
        number = sources["source_id"].map(numbered.set_index("source_id")["number"]).astype("Int64")
        name = kind + (" " + number.astype("str")).fillna("")
        if rules.sources == "withheld":
            name = name.mask(name.notna())
        return dict(zip(sources["source_id"], name, strict=True))
    role = (" (" + sources["role"] + ")").fillna("")
    return dict(zip(sources["source_id"], sources["source_id"] + role, strict=True))


def _coded_by(review: Review) -> dict[str, str]:
    """Return extract -> its codes, each with valence and coders."""
    codings = review.codings_in_effect().dropna(subset="extract_id")
    label = codings["code_id"].map(review.code_labels)
    mark = codings["valence"].where(codings["state"] == "present", "stated absent")
    codings = codings.assign(words=label + (", " + mark).fillna(""), coder=codings["coder"].fillna(""))
    order = {code: place for place, code in enumerate(review.code_tree["code_id"])}
    codings = codings.assign(place=codings["code_id"].map(order)).sort_values(
        ["extract_id", "place", "words"]
    )
    said = codings.groupby(["extract_id", "words"], sort=False)["coder"].agg(
        lambda names: ", ".join(dict.fromkeys(name for name in names if name))
    )
    table = said.reset_index()
    table["words"] += (" [" + table["coder"] + "]").where(table["coder"] != "", "")
    return table.groupby("extract_id", sort=False)["words"].agg("; ".join).to_dict()


def _configurations(review: Review) -> pd.DataFrame:
    table = configurations(review)
    parts = [
        name.capitalize() + ": " + table[name].where(table[name].fillna("") != "", "not stated")
        for name in ("context", "mechanism", "outcome")
    ]
    rests = table["extract_ids"].fillna("").astype("str")
    # A mark is a place in the review's table; the analysis lists them in an order of its own.
    places = places_of(review.configurations["configuration_id"])
    return pd.DataFrame(
        {
            "mark": "c" + table["configuration_id"].map(places).astype("str"),
            "kind": "configuration",
            "id": table["configuration_id"],
            "study_id": table["study_id"],
            "citation": table["citation"],
            "text": parts[0] + " → " + parts[1] + " → " + parts[2],
            "codes": ("Rests on " + rests).where(rests != "", ""),
        }
    )
