"""Whatever a file holds, only our own errors come out of its import: no traceback, no hang, no flood."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from synthesis.ingest.formats import FORMATS, detect_format
from tests.ingest.fuzzed_files import SEEDS, damaged, import_or_refuse, seed_files

# A few of each in every run; `make soak` makes many thousand.
FEW = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# A workbook is read in a process of its own, which takes its time to start.
FEWER = settings(FEW, max_examples=2)
WORKBOOKS = (".xlsx", ".xls", ".ods")
ENDINGS = sorted({ending for known in FORMATS.values() for ending in known.endings if ending})


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> dict[str, bytes]:
    return seed_files(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def test_a_file_of_every_format_is_damaged(seeds, folder):
    assert set(seeds) == set(SEEDS)
    formats = set()
    for name, content in seeds.items():
        (folder / name).write_bytes(content)
        formats.add(detect_format(folder / name).name)
    assert formats == set(FORMATS)


def _try(path, content: bytes) -> None:
    path.write_bytes(content)
    import_or_refuse(path)


@pytest.mark.parametrize("name", [name for name in SEEDS if not name.endswith(WORKBOOKS)])
@FEW
@given(seed=st.integers(0, 2**32 - 1))
def test_damaged_files_are_read_or_refused(seeds, folder, name, seed):
    dice = random.Random(seed)
    content = seeds[name]
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        content = damaged(content, dice)
    _try(folder / name, content)


@pytest.mark.parametrize("name", [name for name in SEEDS if name.endswith(WORKBOOKS)])
@FEWER
@given(seed=st.integers(0, 2**32 - 1))
def test_damaged_workbooks_are_read_or_refused(seeds, folder, name, seed):
    _try(folder / name, damaged(seeds[name], random.Random(seed)))


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending not in WORKBOOKS])
@settings(FEW, max_examples=3)
@given(content=st.one_of(st.binary(max_size=3000), st.text(max_size=1000).map(lambda text: text.encode())))
def test_random_bytes_with_a_known_ending(folder, ending, content):
    _try(folder / f"random{ending}", content)
