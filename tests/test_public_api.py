"""Each analysis: a review first, keyword-only options after it, a tidy table out, a plot of the same name."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pandas as pd
import pytest

import synthesis

PACKAGE = Path(__file__).resolve().parents[1] / "synthesis"
SECTION = r"\n{name}\n-{{{length}}}\n(.*?)(?=\n\S[^\n]*\n-{{3,}}\n|\Z)"


def _public(folder: str) -> list[str]:
    names = {file.stem for file in (PACKAGE / folder).glob("*.py") if not file.stem.startswith("_")}
    modules = [importlib.import_module(f"synthesis.{folder}.{name}") for name in sorted(names)]
    function = "plot_{}" if folder == "plots" else "{}"
    # A file that several analyses share has no function of its own name, and is no analysis.
    return [
        module.__name__.rpartition(".")[2]
        for module in modules
        if hasattr(module, function.format(module.__name__.rpartition(".")[2]))
    ]


def _analysis(name: str):
    return getattr(importlib.import_module(f"synthesis.analyses.{name}"), name)


def _plot(name: str):
    return getattr(importlib.import_module(f"synthesis.plots.{name}"), f"plot_{name}")


ANALYSES = _public("analyses")
PLOTS = _public("plots")


def _section(function, name: str) -> str:
    """Return the text of one numpydoc section, or an empty text."""
    doc = inspect.getdoc(function) or ""
    found = re.search(SECTION.format(name=name, length=len(name)), doc, flags=re.DOTALL)
    return found[1].strip() if found else ""


def _documented(function) -> set[str]:
    heads = re.findall(r"^(\w[\w, ]*)(?: : .*)?$", _section(function, "Parameters"), flags=re.MULTILINE)
    return {name.strip() for head in heads for name in head.split(",")}


def test_the_analyses_that_the_workbook_promises_are_there():
    assert set(ANALYSES) >= {
        "study_characteristics",
        "flow",
        "theme_frequencies",
        "theme_matrix",
        "intensity",
        "co_occurrence",
        "configurations",
        "configuration_cross_table",
        "demi_regularities",
        "contradictions",
        "theory_ledger",
    }


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_takes_a_review_and_then_options_by_name_only(name):
    review, *options = inspect.signature(_analysis(name)).parameters.values()
    assert review.name == "review"
    assert review.default is inspect.Parameter.empty
    assert {option.kind for option in options} <= {inspect.Parameter.KEYWORD_ONLY}
    assert all(option.default is not inspect.Parameter.empty for option in options)


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_returns_one_table_and_says_which_columns_it_has(name):
    function = _analysis(name)
    hints = inspect.get_annotations(function, eval_str=False)
    assert hints["return"] in ("pd.DataFrame", pd.DataFrame)
    assert set(hints) == {*inspect.signature(function).parameters, "return"}
    assert "``" in _section(function, "Returns")


@pytest.mark.parametrize(
    "function", [*map(_analysis, ANALYSES), *map(_plot, PLOTS)], ids=lambda f: f.__name__
)
def test_every_parameter_is_documented(function):
    parameters = inspect.signature(function).parameters
    assert inspect.getdoc(function).splitlines()[0].endswith(".")
    assert set(parameters) <= _documented(function)


@pytest.mark.parametrize("name", ANALYSES)
def test_options_that_are_refused_are_documented(name):
    source = inspect.getsource(importlib.import_module(_analysis(name).__module__))
    if "OptionError" in source or "check_option" in source:
        assert "OptionError" in _section(_analysis(name), "Raises")


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_has_a_plot_of_the_same_name(name):
    assert name in PLOTS


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_takes_the_table_and_axes_to_draw_on(name):
    table, *options = inspect.signature(_plot(name)).parameters.values()
    assert table.name == "table"
    assert {option.kind for option in options} == {inspect.Parameter.KEYWORD_ONLY}
    by_name = {option.name: option for option in options}
    assert by_name["ax"].default is None
    assert inspect.get_annotations(_plot(name), eval_str=False)["return"] in ("Axes", "plt.Axes")


def test_every_analysis_and_plot_is_a_public_name():
    assert set(ANALYSES) | {f"plot_{name}" for name in PLOTS} <= set(synthesis.__all__)


@pytest.mark.parametrize("name", synthesis.__all__)
def test_every_public_name_is_there_and_documented(name):
    thing = getattr(synthesis, name)
    assert name == "__version__" or inspect.getdoc(thing)


def test_an_unknown_name_is_refused_as_python_does():
    with pytest.raises(AttributeError, match="no 'them_frequencies'"):
        _ = synthesis.them_frequencies
