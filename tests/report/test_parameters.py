from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import OptionError, ReportError
from synthesis.report.parameters import declared_parameters, settle_parameters


def notebook(source: str, tags: tuple[str, ...] = ("parameters",)) -> dict:
    cell = {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}}
    return {"cells": [{"cell_type": "markdown", "source": "# A", "metadata": {}}, cell]}


def declared(source: str, name: str = "02_themes") -> dict:
    return {name: declared_parameters(notebook(f'review = "data/x"\n{source}'), name)}


def given(source: str, value: object) -> object:
    """The value that a notebook gets for its one parameter ``x``."""
    return settle_parameters(declared(source), {"x": value})["02_themes"]["x"]


THEMES = """\
by: str | None = None  # a study attribute; level = top is not meant here
level: int = 2  # level of the hierarchy
coders: list[str] = []
title = "A # B"  # no annotation"""


def test_the_parameters_cell_is_read_with_types_defaults_and_comments():
    found = declared_parameters(notebook(THEMES), "02_themes")
    assert [str(parameter) for parameter in found.values()] == [
        "by: str | None = None  # a study attribute; level = top is not meant here",
        "level: int = 2  # level of the hierarchy",
        "coders: list[str] = []",
        "title: str = 'A # B'  # no annotation",
    ]


def test_a_quoted_annotation_means_the_same():
    assert given('x: "int | None" = None', "3") == 3


def test_a_parameters_cell_that_is_not_python_is_named():
    with pytest.raises(ReportError, match=r"02_themes: line 1 of the parameters cell.*%matplotlib inline"):
        declared_parameters(notebook("%matplotlib inline"), "02_themes")


def test_a_notebook_that_takes_no_review_is_refused():
    nothing = {"02_themes": declared_parameters(notebook("x = 1", tags=()), "02_themes")}
    with pytest.raises(ReportError, match="02_themes has no parameter 'review'"):
        settle_parameters(nothing, {})


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("x: str = ''", "10", "10"),
        ("x: str = ''", "None", "None"),
        ("x: str | None = None", "None", None),
        ("x: str | None = None", "", None),
        ("x: Optional[str] = None", "country", "country"),
        ("x: int = 1", "2", 2),
        ("x: int = 1", "-2", -2),
        ("x: int = 1", np.int64(7), 7),
        ("x: float = 1", "0.25", 0.25),
        ("x: float = 1", 3, 3.0),
        ("x: float | None = 1", math.nan, None),
        ("x: str | None = ''", pd.NA, None),
        ("x: str | None = ''", pd.NaT, None),
        ("x: bool = True", "no", False),
        ("x: bool = True", "TRUE", True),
        ("x: bool = True", np.bool_(False), False),
        ("x: list[str] = []", "a,b", ["a", "b"]),
        ("x: list[str] = []", "a, with a comma; b", ["a, with a comma", "b"]),
        ("x: list[str] = []", '["a;b"]', ["a;b"]),
        ("x: list[int] = []", "1;2", [1, 2]),
        ("x: list[str] = []", ("a", "b"), ["a", "b"]),
        ("x = ('a',)", ("b", "c"), ["b", "c"]),
        ("x: str | list[str] | None = None", ["a"], ["a"]),
        ("x: dict[str, int] = {}", '{"a": 1}', {"a": 1}),
        ("x: Literal['study', 'source'] = 'study'", "source", "source"),
        ("x: Literal[1, 2] = 1", "2", 2),
        ("x: str = ''", dt.date(2026, 1, 31), "2026-01-31"),
        ("x: str = ''", Path("data") / "notes.csv", "data/notes.csv"),
        ("x = 5", "6", 6),
        ("x = None", "anything", "anything"),
    ],
)
def test_a_value_is_read_as_the_notebook_declares_it(source, value, expected):
    result = given(source, value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("source", "value", "words"),
    [
        (
            "x: int = 1  # a level",
            "abc",
            "x='abc' is not a whole number. The notebook declares: x: int = 1  # a level",
        ),
        ("x: int = 1", "2.5", "x='2.5' is not a whole number"),
        ("x: int = 1", 2.0, "x=2.0 is not a whole number"),
        ("x: int = 1", True, "x=True is not a whole number"),
        ("x: float = 1", "nan", "it must be finite"),
        ("x: float = 1", math.inf, "it must be finite"),
        ("x: float = 1", True, "x=True is not a number"),
        ("x: bool = True", "maybe", "write true or false"),
        ("x: str = ''", 3, "x=3 is not text"),
        ("x: list[str] = []", [1], "x=[1] is not list[str]"),
        ("x: list[str] = []", {"a"}, "a set cannot be given to a notebook"),
        ("x: dict[str, int] = {}", "{a}", "it is not valid JSON"),
        (
            "x: Literal['study', 'source'] = 'study'",
            "sorce",
            "it can be 'study' or 'source'. Did you mean 'source'?",
        ),
        (
            "x: \"Literal['all', 'outcome'] | None\" = 'all'",
            "foo",
            "x='foo' is not one of the choices (it can be 'all' or 'outcome')",
        ),
    ],
)
def test_a_value_of_another_type_is_refused_with_what_is_declared(source, value, words):
    with pytest.raises(OptionError) as caught:
        given(source, value)
    assert words in str(caught.value)


def test_an_unknown_parameter_is_refused_with_the_allowed_ones_and_the_nearest():
    notebooks = declared(THEMES) | declared("level: int = 2  # level of the hierarchy", "06_summary")
    with pytest.raises(OptionError) as caught:
        settle_parameters(notebooks, {"levle": 1})
    message = str(caught.value)
    assert "parameter 'levle' is unknown to 02_themes and 06_summary. Did you mean 'level'?" in message
    assert "level: int = 2  # level of the hierarchy  (02_themes, 06_summary)" in message
    assert "coders: list[str] = []  (02_themes)" in message


def test_all_problems_come_at_once():
    with pytest.raises(OptionError) as caught:
        settle_parameters(
            declared(THEMES), {"levle": 1, "level": "two", "by": "contry"}, attributes=["country"]
        )
    message = str(caught.value)
    assert "'levle' is unknown" in message
    assert "level='two' is not a whole number" in message
    assert (
        "by: 'contry' is not an attribute of the studies; there are country. Did you mean 'country'?"
        in message
    )


def test_a_parameter_goes_only_to_the_notebooks_that_have_it():
    notebooks = declared(THEMES) | declared("level: int = 1", "01_studies")
    settled = settle_parameters(notebooks, {"level": "3"}, by="country", attributes=["country"])
    assert settled == {"02_themes": {"level": 3, "by": "country"}, "01_studies": {"level": 3}}


def test_the_review_is_not_a_parameter_to_give():
    with pytest.raises(OptionError, match="'review' is set by the rendering itself"):
        settle_parameters(declared(""), {"review": "data/y"})


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(OptionError, match="given more than once: by"):
        settle_parameters(declared(THEMES), [("by", "country")], by="setting")


def test_each_of_several_attributes_is_checked():
    source = "by: str | list[str] | None = None"
    fine = settle_parameters(declared(source), {}, by=("country", "year"), attributes=["country", "year"])
    assert fine["02_themes"]["by"] == ["country", "year"]
    with pytest.raises(OptionError, match="'yaer' is not an attribute"):
        settle_parameters(declared(source), {}, by=["country", "yaer"], attributes=["country", "year"])
