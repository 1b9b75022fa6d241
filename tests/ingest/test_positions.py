"""Positions counted in other units land on the same characters, or are said to land on none."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from synthesis.ingest.positions import (
    OUTSIDE,
    code_points_checked,
    code_points_from_utf8,
    code_points_from_utf16,
    with_crlf_as_one,
)

TEXTS = st.text(alphabet=st.sampled_from("ab\r\n é€😀𝒳\ufeff\u2029顔"), max_size=30)


def test_worked_by_hand():
    text = "a😀é"  # 1 + 2 + 1 units, 1 + 4 + 2 bytes
    assert code_points_from_utf16(text, np.arange(-1, 6)).tolist() == [-1, 0, 1, -1, 2, 3, -1]
    assert code_points_from_utf8(text, np.arange(-1, 9)).tolist() == [-1, 0, 1, -1, -1, -1, 2, -1, 3, -1]
    assert code_points_checked(text, np.array([0, 3, 4, -5])).tolist() == [0, 3, OUTSIDE, OUTSIDE]


@given(TEXTS)
def test_every_boundary_comes_back(text):
    units = [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]
    octets = [len(text[:n].encode()) for n in range(len(text) + 1)]
    whole = list(range(len(text) + 1))
    assert code_points_from_utf16(text, np.array(units)).tolist() == whole
    assert code_points_from_utf8(text, np.array(octets)).tolist() == whole


@given(TEXTS)
def test_no_position_is_made_up(text):
    for convert, encoding, width in (
        (code_points_from_utf16, "utf-16-le", 2),
        (code_points_from_utf8, "utf-8", 1),
    ):
        for position, found in enumerate(convert(text, np.arange(len(text) * 4 + 3)).tolist()):
            if found != OUTSIDE:
                assert len(text[:found].encode(encoding)) // width == position


@given(TEXTS)
def test_a_crlf_can_be_counted_once(text):
    shown = text.replace("\r\n", "\n")
    convert = with_crlf_as_one(code_points_checked)
    for position in range(len(shown) + 1):
        (found,) = convert(text, np.array([position])).tolist()
        assert text[:found].replace("\r\n", "\n") == shown[:position]
    assert convert(text, np.array([len(shown) + 1])).tolist() == [OUTSIDE]


def test_huge_positions_are_outside():
    assert code_points_from_utf16("a😀", np.array([2**52])).tolist() == [OUTSIDE]
    assert code_points_from_utf8("é", np.array([2**52])).tolist() == [OUTSIDE]
