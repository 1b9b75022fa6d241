"""What review.yaml names is not taken out by a newer file in which the tool no longer has it."""

from __future__ import annotations

import pytest

import synthesis
from synthesis.importing.references import named_in_settings
from tests.importing.small_project import Project, native

TRUST, TIES, CONTEXT, UNUSED = (native("code", name) for name in ("trust", "ties", "context", "unused"))


def _name(review, entry: str) -> None:
    """Write an entry over the blank one that a new review has."""
    file = review / "review.yaml"
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(entry.split(":")[0] + ":")]
    file.write_text("\n".join([*kept, entry]) + "\n", encoding="utf-8")


def _changed(result, change: str, table: str) -> list[str]:
    rows = result.changes.rows
    return list(rows.loc[(rows["change"] == change) & (rows["table"] == table), "id"].drop_duplicates())


@pytest.mark.parametrize(
    "entry", ["qca:\n  conditions: [unused, country]\n  outcome: trust", "our_case_codes:\n- unused"]
)
def test_a_code_that_the_settings_name_is_kept_and_named(desk, entry):
    desk.bring(Project())
    _name(desk.review, entry)
    newer = Project()
    del newer.codes[UNUSED]
    result = desk.bring(newer)

    assert _changed(result, "kept", "codebook") == ["unused"]
    assert _changed(result, "vanished", "codebook") == []
    said = "The newer file no longer has the code 'unused'. review.yaml names it, so it is kept."
    assert result.changes.remarks == [said]
    assert "unused" in set(desk.table("codebook")["code_id"])
    # From now on it is the team's own code.
    assert len(desk.bring(newer).changes) == 0


def test_a_code_that_nothing_names_goes(desk):
    desk.bring(Project())
    newer = Project()
    del newer.codes[UNUSED]
    result = desk.bring(newer)
    assert _changed(result, "vanished", "codebook") == ["unused"]
    assert result.changes.remarks == []
    assert "unused" not in set(desk.table("codebook")["code_id"])


def test_the_code_above_one_that_the_settings_name_is_kept_with_it(desk):
    desk.bring(Project())
    _name(desk.review, "qca:\n  outcome: context-local-ties")
    newer = Project()
    newer.codings = [c for c in newer.codings if c[2] == TRUST]
    del newer.codes[TIES], newer.codes[CONTEXT]
    result = desk.bring(newer)
    assert _changed(result, "kept", "codebook") == ["context", "context-local-ties"]
    # What the tool says of the evidence is still taken from it.
    assert _changed(result, "vanished", "codings") == ["adebayo-2019-e2 · context-local-ties · Ana"]
    synthesis.read_review(desk.review)


def test_an_attribute_that_the_settings_name_keeps_its_column_and_the_loss_is_said(tmp_path):
    rows = "Study,Title,Year,funded\nAda 2019,Trust,2019,1\nBen 2020,Ties,2020,0\n"
    sheet, review = tmp_path / "studies.csv", tmp_path / "review"
    sheet.write_text(rows, encoding="utf-8")
    synthesis.import_project(sheet, into=review, as_="studies")
    _name(review, "qca:\n  conditions: [funded]")
    fewer = "\n".join(line.rpartition(",")[0] for line in rows.split("\n"))
    sheet.write_text(fewer, encoding="utf-8")
    result = synthesis.import_project(sheet, into=review, as_="studies")
    assert "no longer has the attribute 'funded', which review.yaml names" in result.changes.remarks[0]
    assert (review / "studies.csv").read_text("utf-8-sig").splitlines()[0].endswith("funded")


def test_what_settings_may_name_is_found_at_any_depth():
    settings = {
        "title": "trust",
        "language": "en",
        "qca": {"conditions": ["a", 2019, None], "outcome": " b "},
        "ours": {"groups": [{"name": "c", "codes": ["d"]}], "shown": True},
    }
    assert named_in_settings(settings) == {
        *("conditions", "a", "2019", "outcome", "b"),
        *("groups", "name", "c", "codes", "d", "shown"),
    }
