"""What a run keeps: the same bytes for the same evidence, and nothing that its audience may not see."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from synthesis.compare.result_files import csv_text, read_csv_text, read_result_files, result_files
from synthesis.compare.results import FOUND, result_tables
from synthesis.errors import OptionError, UnreadableError
from tests.compare.living import review, tables

SECRETS = ["Ana", "Ben", "jane", "Words of", "a quiet note", "because I say so", "Carla", "Taking risks"]


def with_secrets():
    given = tables()
    given["sources"] = [{"source_id": "jane", "study_id": "s1", "kind": "participant", "role": "nurse"}]
    given["extracts"][0] |= {"source_id": "jane", "consent": "none", "is_verbatim": "true"}
    given["configurations"][0]["note"] = "a quiet note"
    given["findings"][0]["rationale"] = "because I say so"
    given["codebook"][1]["definition"] = "Taking risks."
    given["memos"] = [{"memo_id": "m1", "author": "Carla", "text": "a quiet note"}]
    given["code_changes"][0]["author"] = "Carla"
    given["studies"][0] |= {"n_participants": 3, "ward": "Ward jane"}
    return given


def test_the_public_tables_hold_no_person_no_text_and_no_note():
    written = "\n".join(result_files(result_tables(review(with_secrets()), audience="public")).values())
    assert [secret for secret in SECRETS if secret in written] == []
    assert "s1e1" not in written
    assert "Trust makes synergy." in written


def test_the_team_tables_hold_extracts_by_name_and_digest_but_no_text_and_no_coder():
    made = result_tables(review(with_secrets()), audience="team")
    written = "\n".join(result_files(made).values())
    assert [s for s in SECRETS if s in written] == ["jane", "Taking risks"]  # a study attribute, a definition
    assert made["extracts"]["extract_id"].tolist()[:2] == ["s1e1", "s1e2"]
    assert made["extracts"]["sha256"].str.fullmatch("[0-9a-f]{16}").all()
    assert made["codings"].columns.tolist() == ["study_id", "extract_id", "code_id", "valence", "state"]


def test_the_consensus_coder_is_named_to_the_team_only():
    kept = review(tables(), consensus_coder="Ana")
    settings = {
        a: result_tables(kept, audience=a)["settings"]["setting"].tolist() for a in ("team", "public")
    }
    assert "consensus_coder" in settings["team"]
    assert "consensus_coder" not in settings["public"]


def test_a_review_that_protects_its_studies_keeps_its_settings_only():
    protected = review(tables(), disclosure={"studies": "protected"})
    assert list(result_tables(protected, audience="public")) == ["settings"]
    assert set(FOUND) < set(result_tables(protected, audience="team"))


def test_what_is_counted_is_what_the_pages_show():
    made = result_tables(review(tables()), audience="team")
    themes = made["theme_frequencies"].set_index("code_id")
    assert themes.loc["trust", ["n_studies", "n_extracts", "rank"]].tolist() == ["3", "3", "1"]
    assert made["demi_regularities"]["n_studies"].tolist() == ["1", "2"]
    assert made["finding_evidence"]["study_ids"].tolist() == ["s1; s2; s3; s4", "s1; s4"]


@pytest.mark.parametrize("audience", ["team", "public"])
def test_the_order_of_rows_changes_no_byte(audience):
    given, shuffled = tables(), tables()
    for rows in shuffled.values():
        random.Random(1).shuffle(rows)
    first, second = (result_files(result_tables(review(g), audience=audience)) for g in (given, shuffled))
    assert first == second


def test_another_audience_is_refused():
    with pytest.raises(OptionError, match="audience='press' is not allowed"):
        result_tables(review(tables()), audience="press")


HOSTILE = [
    "=1+1",
    "+49",
    "-2",
    "-0.5",
    "+",
    "-",
    "@cmd",
    "\tx",
    "'quoted",
    "a\nb",
    'say "x", y',
    "",
    "−1",
    "1e5",
]


def test_cells_come_back_as_they_were_and_none_is_a_formula():
    table = pd.DataFrame({"cell": HOSTILE, "other": HOSTILE[::-1]}, dtype="str")
    text = csv_text(table)
    assert read_csv_text(text, "x.csv").equals(table)
    assert "\n'=1+1," in text
    assert "\n-2," in text


@pytest.mark.parametrize("text", ["", "a,b\n1\n", 'a\n"1'])
def test_a_file_that_is_no_such_table_is_refused(text):
    with pytest.raises(UnreadableError, match=r"x\.csv: it is no table of a report.*Render the report again"):
        read_csv_text(text, "x.csv")


def test_files_are_written_and_read_back(tmp_path):
    made = result_tables(review(tables()), audience="team")
    for name, text in result_files(made).items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    found = read_result_files(tmp_path)
    assert {name: table.to_dict() for name, table in found.items()} == {
        name: table.to_dict() for name, table in made.items()
    }
    (tmp_path / "results" / "studies.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableError, match=r"studies\.csv: it cannot be read"):
        read_result_files(tmp_path)
