"""Damaged files of every format, many more of them, written into a review and imported again.

Each case is made from a number, so that a failure names the case that made it.
"""

from __future__ import annotations

import random
import shutil
import time

import pytest

from tests.ingest.fuzzed_files import SEEDS, TookTooLong, damaged, import_or_refuse, seed_files

pytestmark = pytest.mark.soak

SECONDS = 5  # for each file


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_are_imported_or_refused(tmp_path, name):
    content = seed_files(tmp_path)[name]
    (tmp_path / "in").mkdir()
    path, review = tmp_path / "in" / name, tmp_path / "review"
    first = random.SystemRandom().randrange(2**32)
    until, seed = time.monotonic() + SECONDS, first
    n_read = 0
    while time.monotonic() < until:
        seed += 1
        dice = random.Random(seed)
        harmed = content
        for _ in range(dice.choice([1, 1, 1, 2, 4])):
            harmed = damaged(harmed, dice)
        path.write_bytes(harmed)
        try:
            n_read += not import_or_refuse(path, review if dice.random() < 0.5 else None)
        except (Exception, TookTooLong) as error:
            raise AssertionError(f"{name} damaged by {seed}: {type(error).__name__}: {error}") from error
        finally:
            shutil.rmtree(review, ignore_errors=True)
    # Damage that always ends in a refusal would prove little.
    assert n_read, f"none of the {seed - first} files could be read"
