"""One headless Chromium, and the pages of both shipped reviews and of one that attacks its readers."""

from __future__ import annotations

import csv
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from synthesis.report.render import render_report

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ATTACKED = "attacked"
ATTACKED_NOTEBOOKS = ("02_themes", "06_summary")
SHIPPED = ("collaboration", "realist-86")
NOTEBOOKS = (
    "01_studies",
    "02_themes",
    "03_configurations",
    "04_frameworks",
    "05_rigour",
    "06_summary",
    "07_gap_map",
)
PAGES = [f"{review}/{page}" for review in SHIPPED for page in ("index", *NOTEBOOKS)]


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Give one browser for all pages; where none is installed, CI fails and others skip."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = f"no browser is installed (looked for {', '.join(NAMES)}); on Debian: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


def made_once(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that is filled once, however many workers run the tests: the others wait.

    Parameters
    ----------
    tmp_path_factory
        Of pytest.
    name
        Of the folder.
    make
        Fills it.
    """
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp()
    folder = (base if is_alone else base.parent) / name
    ended = folder / "ended"
    try:
        folder.mkdir()
    except FileExistsError:
        patience = time.monotonic() + 900
        while not ended.exists() and time.monotonic() < patience:
            time.sleep(0.2)
        assert ended.read_text() == "well", f"the worker that makes {name} has failed"
        return folder
    said = "badly"
    try:
        make(folder)
        said = "well"
    finally:
        (folder / "ended.part").write_text(said)
        (folder / "ended.part").replace(ended)
    return folder


@pytest.fixture(scope="session")
def reports(browser, tmp_path_factory) -> Path:
    """Return a folder with the report of each shipped review, and of one full of attacks."""

    def render(folder: Path) -> None:
        for review in SHIPPED:
            assert render_report(ROOT / "data" / review, output=folder / review).ok
        attacked = _attacked(folder / "data")
        # For the team, whose pages show every field: a public one would not be published with some.
        of_team = {"notebooks": ATTACKED_NOTEBOOKS, "audience": "team"}
        assert render_report(attacked, output=folder / ATTACKED, **of_team).ok

    return made_once(tmp_path_factory, "shipped-reports", render)


def _attacked(folder: Path) -> Path:
    """Copy a shipped review, with an attack in its title, labels, texts and attributes."""
    review = folder / ATTACKED
    shutil.copytree(ROOT / "data" / "collaboration", review)
    _attack_column(review / "codebook.csv", "label")
    _attack_column(review / "extracts.csv", "text")
    _attack_column(review / "extracts.csv", "locator")
    _attack_column(review / "studies.csv", "citation")
    _attack_column(review / "findings.csv", "sentence")
    _attack_column(review / "theories.csv", "statement")
    settings = (review / "review.yaml").read_text(encoding="utf-8").splitlines()
    settings = [f"title: 'Title {ATTACK}'" if line.startswith("title:") else line for line in settings]
    (review / "review.yaml").write_text("\n".join(settings), encoding="utf-8")
    return review


def _attack_column(file: Path, column: str) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row[column] = f"{row[column]} {ATTACK}"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
