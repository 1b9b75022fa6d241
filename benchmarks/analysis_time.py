"""Time every analysis on the larger shipped review, against reading and checking that review."""

from __future__ import annotations

import argparse
import inspect
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import synthesis as sy

ROOT = Path(__file__).resolve().parents[1]
REVIEW = ROOT / "data" / "realist-86"
FIGURES = ROOT / "benchmarks" / "analysis_figures.md"
SLOWEST = 12
RIGOUR = {"tool": "Relevance, richness, rigour", "item": "Rigour", "passes": ("high", "moderate")}
# What an analysis cannot do without.
OPTIONS = {
    "framework_profile": {"framework": "tdf"},
    "framework_crosswalk": {"source": "tdf", "target": "com-b"},
    "intervention_functions": {"through": "tdf"},
    "reporting_checklist": {"standard": "rameses-realist"},
    "appraisal_sensitivity": RIGOUR,
    "appraisal_sensitivity_patterns": RIGOUR,
    "appraisal_sensitivity_studies": RIGOUR,
}


def seconds(function: Callable[[], object], repeat: int) -> float:
    """Return the processor time of the best of several runs."""
    took = []
    for _ in range(repeat):
        start = time.process_time()
        function()
        took.append(time.process_time() - start)
    return min(took)


def analyses() -> list[str]:
    """Return the names of the functions that take a review and give a table."""
    found = []
    for name in sy.__all__:
        function = getattr(sy, name)
        if inspect.isfunction(function) and function.__module__.startswith("synthesis.analyses."):
            parameters = list(inspect.signature(function).parameters)
            if parameters[:1] == ["review"]:
                found.append(name)
    return found


def main() -> None:
    """Time them and write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the best counts (default 3)")
    repeat = parser.parse_args().repeat
    reading = seconds(lambda: sy.read_review(REVIEW), repeat)
    review = sy.read_review(REVIEW)
    times = {
        name: seconds(lambda name=name: getattr(sy, name)(review, **OPTIONS.get(name, {})), repeat)
        for name in analyses()
    }
    slowest = sorted(times.items(), key=lambda entry: -entry[1])[:SLOWEST]
    lines = [
        "# Last figures: analyses",
        "",
        f"`python benchmarks/analysis_time.py --repeat {repeat}`, {os.cpu_count()} cores, "
        f"Python {platform.python_version()} on {platform.system()}.",
        "Seconds of processor, the best of the runs, on data/realist-86 (86 studies, 1,500 extracts). The",
        f"ratio is to reading and checking that review, {reading:.2f} s. The {SLOWEST} slowest of "
        f"{len(times)}; all together {sum(times.values()):.1f} s.",
        "",
        "| analysis | seconds | ratio |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {took:.2f} | **{took / reading:.1f}** |" for name, took in slowest),
    ]
    FIGURES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
