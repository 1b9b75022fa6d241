"""review.yaml is plain: text stays text, nothing is said twice, and nothing breaks with a traceback."""

import pytest

from synthesis.ingest.settings_file import parse_settings


def test_numbers_and_dates_stay_as_they_were_typed():
    text = "title: 1.10\nid: 0123\nquestion: 1_000\nlanguage: no\nnote: 2026-02-31\nlicence:\n"
    settings, problems = parse_settings(text, "review.yaml")
    assert problems == []
    assert settings == {
        "title": "1.10",
        "id": "0123",
        "question": "1_000",
        "language": "no",
        "note": "2026-02-31",
        "licence": None,
    }


def test_true_and_false_are_truth_values():
    settings, _ = parse_settings("synthetic: true\nsaturation: {use: false, reason: few}\n", "review.yaml")
    assert settings == {"synthetic": True, "saturation": {"use": False, "reason": "few"}}


@pytest.mark.parametrize(
    ("text", "said", "row"),
    [
        ("title: A\nsynthetic: true\nsynthetic: false\n", "the entry 'synthetic' stands twice", 3),
        ("summary:\n  issue: a\n  issue: b\n", "the entry 'issue' stands twice", 3),
        ("title: &a A\nquestion: *a\n", "anchors (&name) and aliases (*name)", 1),
        ("title: *a\n", "anchors (&name) and aliases (*name)", 1),
        ("title: !!int abc\n", "invalid literal", None),
        ("title: " + "[" * 3000 + "]" * 3000, "nested too deeply", None),
        ("title: A\nid: a\x01b\n", "U+0001", 2),
        ("? [a]\n: b\n", "cannot be read", 1),
    ],
)
def test_what_cannot_be_read_is_one_problem(text, said, row):
    settings, [problem] = parse_settings(text, "review.yaml")
    assert settings == {}
    assert said in problem.message
    assert (problem.level, problem.file, problem.row) == ("error", "review.yaml", row)
