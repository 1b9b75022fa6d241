"""What is said of an export: each file where they are few, how many where they are many."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.export.describe import describe_export
from synthesis.export.written import Exported
from synthesis.ingest.account import Account


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.docx"], "Written: exports/a.docx"),
        (["02.pdf", "06.pdf"], "Written: 02.pdf and 06.pdf in exports"),
        ([f"0{n % 3}/figure-{n}.svg" for n in range(118)], "Written: 118 files in exports"),
    ],
)
def test_it_says_what_was_written(names, said):
    exported = Exported([Path("exports") / name for name in names], Account())
    assert str(list(describe_export(exported))[-1]) == said
