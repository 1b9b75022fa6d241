"""The synthetic review: the generator repeats itself, and what it says is planted is in the tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import pandas as pd
import pytest
import yaml

from synthesis.review import read_review

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "data" / "realist-86"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    read = {"dtype": str, "keep_default_na": False}
    return {path.stem: pd.read_csv(path, **read) for path in SHIPPED.glob("*.csv")}


@pytest.fixture(scope="module")
def planted() -> dict:
    return yaml.safe_load((SHIPPED / "planted.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def present(tables) -> pd.DataFrame:
    """Present codings, both coders together, each extract × code pair once."""
    codings = tables["codings"].query("state == 'present'").copy()
    study_of = tables["extracts"].set_index("extract_id")["study_id"]
    codings["study_id"] = codings["study_id"].where(
        codings["extract_id"] == "", codings["extract_id"].map(study_of)
    )
    return codings.drop_duplicates(["extract_id", "study_id", "code_id"])


@pytest.fixture(scope="module")
def triples(tables) -> pd.DataFrame:
    """Every combination of a context, a mechanism and an outcome of a configuration, with its study."""
    terms = tables["configuration_terms"].assign(term=lambda t: t["code_id"] + t["sign"])
    joined = tables["configurations"][["configuration_id", "study_id"]]
    for role in ("context", "mechanism", "outcome"):
        of_role = terms.loc[terms["role"] == role, ["configuration_id", "term"]]
        joined = joined.merge(of_role.rename(columns={"term": role}), on="configuration_id", how="left")
    return joined


def demi_regularities(triples: pd.DataFrame) -> dict[tuple[str, ...], list[str]]:
    whole = triples.dropna(subset=["context", "mechanism", "outcome"])
    studies = whole.groupby(["context", "mechanism", "outcome"])["study_id"].agg(lambda ids: sorted(set(ids)))
    return studies[studies.str.len() > 1].to_dict()


def as_terms(entry: dict) -> tuple[str, ...]:
    return tuple(entry[f"{role}_id"] + entry[f"{role}_sign"] for role in ("context", "mechanism", "outcome"))


# --- The generator ---------------------------------------------------------------------------------


def test_generator_writes_the_shipped_bytes_again(tmp_path):
    # Another hash seed than that of any usual run: the order of a set must not reach a file.
    command = [sys.executable, "-B", str(ROOT / "data" / "generate_realist_86.py"), "--output", str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": "4242"}
    )
    assert done.returncode == 0, done.stderr
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in SHIPPED.iterdir()}
    assert again.keys() == shipped.keys()
    assert [name for name in shipped if again[name] != shipped[name]] == []
    assert all(b"\r" not in content for content in shipped.values())


def turn_a_sign(terms: pd.DataFrame, planted: dict) -> pd.DataFrame:
    of_pattern = terms["configuration_id"] == planted["demi_regularities"][0]["configuration_ids"][-1]
    return terms.assign(sign=terms["sign"].mask(of_pattern & (terms["role"] == "context"), "-"))


def drop_a_coding(codings: pd.DataFrame, planted: dict) -> pd.DataFrame:
    twice = codings[codings.duplicated(["extract_id", "code_id"], keep=False) & (codings["extract_id"] != "")]
    return codings.drop(index=twice.index[0])


def turn_a_success(studies: pd.DataFrame, planted: dict) -> pd.DataFrame:
    return studies.assign(qca_success=studies["qca_success"].mask(studies.index == 0, "2"))


def add_a_record(flow: pd.DataFrame, planted: dict) -> pd.DataFrame:
    return flow.assign(n=flow["n"].mask(flow["box"] == "records_screened", "1680"))


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("configuration_terms", turn_a_sign, "demi_regularities"),
        ("codings", drop_a_coding, "coder_disagreement"),
        ("studies", turn_a_success, "qca"),
        ("flow", add_a_record, "flow does not add up"),
    ],
)
def test_check_notices_one_change(tmp_path, monkeypatch, tables, planted, table, change, said):
    monkeypatch.syspath_prepend(str(ROOT / "data"))
    from realist_86_generator.check import check_planted

    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    check_planted(tmp_path)
    changed = change(tables[table], planted)
    assert (len(changed), changed.to_numpy().tolist()) != (
        len(tables[table]),
        tables[table].to_numpy().tolist(),
    )
    changed.to_csv(tmp_path / f"{table}.csv", index=False)
    with pytest.raises(ValueError, match=said):
        check_planted(tmp_path)


# --- The review ------------------------------------------------------------------------------------


def test_review_is_valid_and_warns_only_of_what_is_meant():
    review = read_review(SHIPPED)
    assert review.settings.is_synthetic
    assert review.settings.title.startswith("Synthetic:")
    said = [str(warning) for warning in review.warnings]
    roles = [sentence for sentence in said if "made for mechanism" in sentence]
    named = sorted(
        (next(c for c in ("trust", "faith", "engagement") if f"'{c}'" in s), "outcome" in s) for s in roles
    )
    assert named == [
        ("engagement", True),
        ("faith", False),
        ("faith", True),
        ("trust", False),
        ("trust", True),
    ]
    assert [s for s in said if s not in roles and "given by one coder only" not in s] == []


def test_collaboration_types_follow_the_published_counts(tables):
    # 86/51 of 22, 7, 6, 4, 4, 2 and six times 1 is 37.1, 11.8, 10.1, 6.7, 6.7, 3.4 and 1.69: 79 without
    # remainders, and the seven left go to Mergers (.80), the two 6.7s and the first four of the 1.69s.
    assert tables["studies"]["collaboration_type"].value_counts().to_dict() == {
        "Integrated care initiatives (STPs, ACOs)": 37,
        "Mergers": 12,
        "Joint commissioning": 10,
        "Vanguards": 7,
        "Primary care networks/partnerships": 7,
        "Buddying": 3,
        "Provider chains": 2,
        "Alliances": 2,
        "Health boards": 2,
        "Networks": 2,
        "Quality improvement collaboratives": 1,
        "Mixed partnership types": 1,
    }


def test_sizes(tables, planted):
    assert {name: len(tables[name]) for name in ("studies", "extracts", "configurations", "memos")} == {
        "studies": 86, "extracts": 1500, "configurations": 338, "memos": 12,
    }  # fmt: skip
    assert 40 <= len(tables["codebook"]) <= 60
    assert tables["assignments"].groupby("coder").size().to_dict() == {"coder-a": 86, "coder-b": 17}
    assert planted["counts"]["n_studies"] == 86
    assert tables["studies"]["year"].astype(int).between(2000, 2021).all()
    assert tables["studies"]["country"].str.contains(";").any()
    assert (tables["studies"]["country"] == "").any()


def test_every_extract_has_a_text_of_its_own_and_awkward_ones_are_public(tables):
    extracts = tables["extracts"]
    assert extracts["text"].is_unique
    awkward = extracts[extracts["text"].str.contains("<script>|^=|\n|信頼|🙂|<b>|Göttingen", regex=True)]
    assert len(awkward) == 7
    assert set(awkward["consent"]) == {"public"}
    assert set(extracts["consent"]) == {"public", "team", "none"}
    assert set(extracts["voice"]) == {"participant", "author"}
    assert not extracts["text"].str.contains(r"\{(?:s|S|a|b|staff|partners|noun)\}", regex=True).any()


def test_hierarchy_has_three_levels(tables):
    parent = tables["codebook"].set_index("code_id")["parent_id"]
    above = parent[parent != ""].map(parent)
    assert (above != "").any()
    assert (above[above != ""].map(parent) == "").all()


# --- What is planted -------------------------------------------------------------------------------


def test_themes(present, planted):
    extracts = present[present["extract_id"] != ""].groupby("code_id").size()
    studies = present.groupby("code_id")["study_id"].nunique()
    by_valence = present.groupby(["code_id", "valence"])["study_id"].nunique()
    for code, entry in planted["themes"].items():
        assert entry["n_extracts"] == extracts.get(code, 0), code
        assert entry["n_studies"] == studies.get(code, 0), code
        for valence in ("enabler", "barrier", "mixed"):
            assert entry[f"n_studies_{valence}"] == by_valence.get((code, valence), 0), (code, valence)


def test_themes_rolled_up_count_a_study_once(tables, present, planted):
    parent = tables["codebook"].set_index("code_id")["parent_id"]
    lifted = [present[["study_id", "code_id"]]]
    for _ in range(2):
        higher = lifted[-1].assign(code_id=lifted[-1]["code_id"].map(parent))
        lifted.append(higher[higher["code_id"] != ""])
    n_studies = pd.concat(lifted).groupby("code_id")["study_id"].nunique()
    assert {code: n_studies[code] for code in planted["themes_rolled_up"]} == planted["themes_rolled_up"]
    both = planted["parent_and_child"]
    sets = [set(present.loc[present["code_id"] == both[name], "study_id"]) for name in ("parent", "child")]
    assert sorted(sets[0] & sets[1]) == both["study_ids"]
    assert len(both["study_ids"]) == 1
    assert both["n_studies_rolled_up"] == len(sets[0]) + len(sets[1]) - 1


def test_conflicting_and_unused(tables, present, planted):
    owners = tables["extracts"][["extract_id", "study_id"]]
    absent = tables["codings"].query("state == 'absent'")
    absent = absent.merge(owners, on="extract_id", suffixes=("", "_of"))
    met = absent.merge(present, left_on=["study_id_of", "code_id"], right_on=["study_id", "code_id"])
    found = met.groupby("code_id")["study_id_of"].agg(lambda ids: sorted(set(ids))).to_dict()
    assert found == planted["conflicting"]
    used = set(tables["codings"]["code_id"]) | set(tables["configuration_terms"]["code_id"])
    unused = set(tables["codebook"]["code_id"]) - used
    assert unused == {*planted["unused_codes"], *planted["headings"]}
    assert len(planted["unused_codes"]) == 2


def test_codes_co_occur_as_often_as_planned(present, planted):
    of_extracts = present[present["extract_id"] != ""]
    grid = pd.crosstab(of_extracts["extract_id"], of_extracts["code_id"])
    both = grid.T @ grid
    for pair in planted["co_occurrence_within_extract"]:
        a, b = pair["code_a"], pair["code_b"]
        assert (both.loc[a, b], both.loc[a, a], both.loc[b, b]) == (pair["n_both"], pair["n_a"], pair["n_b"])
        assert pair["c_coefficient"] == pytest.approx(
            pair["n_both"] / (pair["n_a"] + pair["n_b"] - pair["n_both"])
        )


def test_coders_disagree_as_often_as_planned(tables, planted):
    double = tables["assignments"].query("coder == 'coder-b'")["study_id"]
    rated = tables["extracts"].loc[tables["extracts"]["study_id"].isin(double), "extract_id"]
    codings = tables["codings"][tables["codings"]["extract_id"].isin(rated)]
    n_coders = codings.groupby(["code_id", "extract_id"])["coder"].nunique()
    plan = planted["coder_disagreement"]
    assert len(rated) == plan["n_extracts"]
    assert len(n_coders) == plan["n_rated_by_two"]
    assert (n_coders == 1).sum() == plan["n_one_coder_only"]
    per_code = {code: entry["n_one_coder_only"] for code, entry in plan["per_code"].items()}
    assert (n_coders == 1).groupby("code_id").sum().to_dict() == per_code
    assert (codings["state"] == "present").all()
    assert set(tables["codings"].loc[~tables["codings"]["extract_id"].isin(rated), "coder"]) == {"coder-a"}


def test_exactly_the_planted_demi_regularities(triples, planted):
    found = demi_regularities(triples)
    assert found == {as_terms(entry): entry["study_ids"] for entry in planted["demi_regularities"]}
    assert sorted(map(len, found.values()), reverse=True) == [9, 8, 7, 6, 5, 5, 4, 4, 3, 3, 2, 2]
    for entry in planted["demi_regularities"]:
        with_context = triples.loc[triples["context"] == as_terms(entry)[0], "study_id"]
        assert with_context.nunique() == entry["n_studies_context"]


def test_merging_the_near_duplicates_adds_exactly_the_planted_patterns(triples, planted):
    kept, merged = planted["near_duplicate_codes"]["code_ids"]
    after = demi_regularities(triples.replace(rf"^{merged}(?=[+-]$)", kept, regex=True))
    more = {as_terms(entry): entry["study_ids"] for entry in planted["demi_regularities_after_merge"]}
    assert after == demi_regularities(triples) | more
    assert len(more) == 3


def test_setting_signs_aside_adds_exactly_the_planted_patterns(triples, planted):
    unsigned = triples.assign(context=triples["context"].str[:-1], mechanism=triples["mechanism"].str[:-1])
    expected = planted["demi_regularities"] + planted["demi_regularities_by_outcome_sign"]
    assert demi_regularities(unsigned) == {
        (e["context_id"], e["mechanism_id"], e["outcome_id"] + e["outcome_sign"]): e["study_ids"]
        for e in expected
    }


@pytest.mark.parametrize("level", ["mechanism", "context"])
def test_exactly_the_planted_contradictions(triples, planted, level):
    keys = ["mechanism", "outcome_id"] if level == "mechanism" else ["context", "mechanism", "outcome_id"]
    both = triples.dropna(subset=["mechanism", "outcome"]).assign(
        outcome_id=lambda t: t["outcome"].str[:-1], sign=lambda t: t["outcome"].str[-1]
    )
    sides = both.dropna(subset=keys).groupby([*keys, "sign"])["study_id"].agg(lambda ids: sorted(set(ids)))
    plus, minus = (sides.xs(sign, level="sign").rename(sign) for sign in "+-")
    found = pd.concat([plus, minus], axis=1, join="inner")
    expected = {
        tuple(e[k] if k == "outcome_id" else e[f"{k}_id"] + e[f"{k}_sign"] for k in keys): e
        for e in planted["contradictions"][level]
    }
    assert set(found.index) == set(expected)
    for key, entry in expected.items():
        assert found.loc[key, "+"] == entry["study_ids_plus"]
        assert found.loc[key, "-"] == entry["study_ids_minus"]
        assert entry["is_within_study"] == bool(set(found.loc[key, "+"]) & set(found.loc[key, "-"]))
    assert len(expected) == {"mechanism": 7, "context": 3}[level]


def test_roles_change_only_where_planted(tables, triples, planted):
    roles = tables["configuration_terms"].groupby("code_id")["role"].agg(lambda r: sorted(set(r)))
    assert roles[roles.str.len() > 1].to_dict() == planted["role_changing_codes"]
    itself = triples[
        (triples["context"] == triples["outcome"]) | (triples["mechanism"] == triples["outcome"])
    ]
    assert itself["configuration_id"].tolist() == [planted["feeds_itself"]["configuration_id"]]


def test_theory_ledger(tables, planted):
    spoken = tables["configurations"].query("theory_id != ''")
    spoken = spoken.assign(relation=spoken["relation"].replace("", "unstated"))
    per = spoken.groupby(["theory_id", "relation"])["study_id"].nunique()
    for theory, entry in planted["theory_ledger"].items():
        assert entry["n_configurations"] == (spoken["theory_id"] == theory).sum()
        for relation in ("supports", "refines", "refutes", "new", "unstated"):
            assert entry[f"n_studies_{relation}"] == per.get((theory, relation), 0), (theory, relation)
    without = (tables["configurations"]["theory_id"] == "").sum()
    assert 0 < without == planted["n_configurations_without_theory"]


def implicants(rows: set[tuple[int, ...]], allowed: set[tuple[int, ...]]) -> list[tuple]:
    """Return the prime implicants of ``allowed`` that cover some of ``rows``; None is 'either'."""

    def covers(term, row):
        return all(t in (None, r) for t, r in zip(term, row, strict=True))

    terms = [t for t in product((0, 1, None), repeat=3)
             if all(r in allowed for r in product((0, 1), repeat=3) if covers(t, r))]  # fmt: skip
    prime = [t for t in terms if not any(u != t and covers(u, t) for u in terms)]
    return [t for t in prime if any(covers(t, row) for row in rows)]


@pytest.mark.parametrize("solution", ["conservative", "parsimonious"])
def test_qca_solution_is_the_only_shortest_one(tables, planted, solution):
    plan = planted["qca"]
    cells = tables["studies"][[*plan["conditions"], plan["outcome"]]]
    assert cells.isin(["0", "1"]).all(axis=None)
    share = cells.astype(int).groupby(plan["conditions"])[plan["outcome"]].mean()
    success = {row for row, mean in share.items() if mean == 1}
    unseen = set(product((0, 1), repeat=3)) - set(share.index)
    assert ["".join(map(str, row)) for row in unseen] == plan["remainders"]
    assert ["".join(map(str, row)) for row, m in share.items() if 0 < m < 1] == plan["contradictory_rows"]
    allowed = success | unseen if solution == "parsimonious" else success
    found = implicants(success, allowed)

    def explains(terms):
        return all(
            any(all(t in (None, r) for t, r in zip(term, row, strict=True)) for term in terms)
            for row in success
        )

    shortest = next(
        covering for k in range(1, 4) if (covering := [set(c) for c in combinations(found, k) if explains(c)])
    )
    assert shortest == [{tuple(term.get(c) for c in plan["conditions"]) for term in plan[solution]}]


def test_judged_codes_leave_no_silence(tables, planted):
    judged = tables["codings"].query("extract_id == '' and code_id.str.startswith('judged-')")
    wide = judged.set_index(["study_id", "code_id"])["state"]
    assert wide.index.is_unique
    assert len(wide) == 86 * 4
    studies = tables["studies"].set_index("study_id")
    for column, code in planted["qca"]["codes"].items():
        of_code = wide.xs(code, level="code_id")
        assert of_code.eq("present").to_dict() == studies[column].eq("1").to_dict()


def test_appraisal_ends_where_planted(tables, planted):
    keys = ["tool", "item", "study_id"]
    by_appraiser = {
        who: rows.set_index(keys)["judgement"] for who, rows in tables["appraisal"].groupby("appraiser")
    }
    answers = pd.DataFrame(by_appraiser)
    agreed = answers["consensus"].isna() & answers["appraiser-2"].notna()
    differ = agreed & answers["appraiser-1"].ne(answers["appraiser-2"])
    assert differ.sum() == sum(
        n.get("not agreed", 0) for items in planted["appraisal"].values() for n in items.values()
    )
    assert differ.sum() == 8
    end = (
        answers["consensus"]
        .fillna(answers["appraiser-1"])
        .mask(differ, "not agreed")
        .replace("", "not answered")
    )
    for tool, items in planted["appraisal"].items():
        for item, n in items.items():
            assert end[tool, item].value_counts().to_dict() == {
                k: v for k, v in n.items() if k != "not appraised"
            }
            assert n["not appraised"] == 86 - len(end[tool, item])
