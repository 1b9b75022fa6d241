from __future__ import annotations

import pandas as pd
import pytest

from synthesis.compare.lineage import follow_identifiers, recorded_since


def changes(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["date", "kind", "from_id", "to_id"])


@pytest.mark.parametrize(
    ("old", "new", "recorded", "becomes"),
    [
        ("a b", "x b", [("1", "rename", "a", "x")], {"a": "x"}),
        ("a", "c", [("1", "rename", "a", "b"), ("2", "rename", "b", "c")], {"a": "c"}),
        # On one day the same two rows are a chain where only a was there, a shift where both were.
        ("a", "c", [("1", "rename", "a", "b"), ("1", "rename", "b", "c")], {"a": "c"}),
        ("a b", "b c", [("1", "rename", "a", "b"), ("1", "rename", "b", "c")], {"a": "b", "b": "c"}),
        ("a b", "a b", [("1", "rename", "a", "b"), ("1", "rename", "b", "a")], {"a": "b", "b": "a"}),
        ("a b", "b", [("1", "merge", "a", "b")], {"a": "b"}),
        ("a b", "c", [("1", "merge", "a", "b"), ("1", "rename", "b", "c")], {"a": "c", "b": "c"}),
        ("a b", "x", [("1", "merge", "a", "x"), ("1", "merge", "b", "x")], {"a": "x", "b": "x"}),
        # Recorded as a rename, onto a code that was there: a merge but in name.
        ("a b", "b", [("1", "rename", "a", "b")], {"a": "b"}),
        # A place in the codebook that is part of the identifier.
        ("top/a", "other/a", [("1", "move", "top/a", "other/a")], {"top/a": "other/a"}),
        # Named, but not borne out by the newer codebook.
        ("a b", "a b", [("1", "rename", "a", "c")], {}),
        ("a b", "b", [("1", "rename", "a", "c")], {}),
        ("a p", "a p", [("1", "move", "a", "p")], {}),
        # A history older than both.
        ("b", "b", [("1", "rename", "a", "b")], {}),
    ],
)
def test_identifiers_are_followed(old, new, recorded, becomes):
    found = follow_identifiers(old.split(), new.split(), changes(*recorded))
    assert found == {name: becomes.get(name, name) for name in old.split()}


def test_the_order_of_rows_means_nothing():
    rows = [("1", "rename", "a", "b"), ("1", "rename", "b", "c"), ("0", "merge", "z", "a")]
    for given in (rows, rows[::-1]):
        found = follow_identifiers(["a", "b", "z"], ["b", "c"], recorded_since(changes(), changes(*given)))
        assert found == {"a": "b", "b": "c", "z": "b"}


def test_what_the_older_version_knew_is_no_change_since():
    old = changes(("1", "rename", "a", "b"))
    new = changes(("2", "rename", "a", "c"), ("1", "rename", "a", "b"))
    assert recorded_since(old, new)["to_id"].tolist() == ["c"]
