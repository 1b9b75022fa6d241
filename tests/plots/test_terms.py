from __future__ import annotations

import pandas as pd
import pytest

from synthesis.plots.terms import with_signs, wrapped_terms


def test_signs_are_shown_with_a_real_minus_and_not_where_they_are_set_aside():
    shown = with_signs(pd.Series(["Trust", "Conflict", "Pace"]), pd.Series(["+", "-", ""]))
    assert shown.tolist() == ["Trust (+)", "Conflict (−)", "Pace"]


@pytest.mark.parametrize("centimetres", [2.2, 2.5, 3.0, 4.0])
def test_a_sign_stays_on_the_line_of_its_last_word(centimetres):
    text = "Experience of patients (−); Shared vision (+)"
    lines = wrapped_terms(text, centimetres, 8).split("\n")
    assert " ".join(lines) == text
    assert len(lines) > 1
    assert not any(line.startswith("(") for line in lines)


def test_nothing_is_lost_where_a_column_is_too_narrow_for_that():
    lines = wrapped_terms("Experience of patients (−)", 1.0, 8)
    assert "".join(lines.split()) == "Experienceofpatients(−)"
