from __future__ import annotations

import sys

import pytest

from synthesis import cli
from synthesis.review import read_review


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs the command and gives its exit code and what it printed."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["synthesis", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), " ".join(said.out.split()), " ".join(said.err.split())

    return run


@pytest.mark.parametrize("to", ["qdpx", "qdc", "xlsx"])
def test_an_export_says_what_it_carries_and_where_it_is(to, run, tmp_path):
    output = tmp_path / "sent" / f"out.{to}"
    code, out, _ = run("export", "data/collaboration", "--to", to, "--output", str(output))
    assert code == 0
    assert output.stat().st_size > 1000
    assert "codebook 65 65 0" in out
    assert f"out.{to}" in out
    assert ("Not carried: findings" in out) == (to != "xlsx")


def test_without_a_name_it_goes_into_a_folder_of_its_own(run, tmp_path, monkeypatch):
    review = read_review("data/collaboration").settings.id
    monkeypatch.chdir(tmp_path)
    code, _, _ = run("export", "data/collaboration", "--to", "qdc")
    assert code == 0
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [f"{review}.qdc"]


def test_what_cannot_be_is_one_sentence_and_writes_nothing(run, tmp_path):
    output = tmp_path / "out.qdpx"
    code, _, err = run("export", "data/collaboration", "--to", "nvp", "-o", str(output))
    allowed = "'qdpx', 'qdc', 'xlsx', 'docx', 'pdf' or 'files'"
    assert (code, err) == (1, f"to='nvp' is not allowed; it can be {allowed}.")
    code, _, err = run(
        "export", "data/collaboration", "--to", "qdc", "--offsets", "utf-16", "-o", str(output)
    )
    assert (code, err) == (1, "offsets='utf-16' is for qdpx only; a qdc file has no positions.")
    output.write_text("mine")
    code, _, err = run("export", "data/collaboration", "--to", "qdpx", "-o", str(output))
    assert code == 1
    assert err.startswith("out.qdpx is there already and holds something else.")
    assert output.read_text() == "mine"
    code, _, _ = run("export", "data/collaboration", "--to", "qdpx", "-o", str(output), "--replace")
    assert (code, output.read_bytes()[:2]) == (0, b"PK")


def test_a_review_is_never_overwritten_or_crowded_by_its_own_export(run, tmp_path):
    run("export", "data/collaboration", "--to", "xlsx", "-o", str(tmp_path / "review.xlsx"))
    before = (tmp_path / "review.xlsx").read_bytes()
    for review, output, reason in (
        (tmp_path / "review.xlsx", "review.xlsx", "is the review itself"),
        (tmp_path, "other.xlsx", "would stand among the tables of the review"),
    ):
        words = ("export", str(review), "--to", "xlsx", "-o", str(tmp_path / output), "--replace")
        code, _, err = run(*words)
        assert code == 1
        assert reason in err
    assert (tmp_path / "review.xlsx").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["review.xlsx", "review.yaml"]
