"""Notebooks are thin: parameters, a few lines a cell, prose, and nothing that a run left behind."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
NUMBERED = [file for file in FILES if file.stem[:2].isdigit()]  # these become pages
MOST_LINES = 6
MOST_PARAMETERS = 8
TOO_MUCH = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.Try,
    ast.With,
)

each_notebook = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def _read(file: Path):
    return nbformat.read(file, as_version=nbformat.NO_CONVERT)


def _code_cells(file: Path):
    return [cell for cell in _read(file).cells if cell.cell_type == "code"]


def _parameter_cells(file: Path):
    return [c for c in _read(file).cells if "parameters" in c.metadata.get("tags", [])]


def _lines_of_code(source: str) -> int:
    return len([line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")])


def test_the_notebooks_of_the_workbook_are_there():
    names = {file.stem for file in FILES}
    assert names >= {"01_studies", "02_themes", "03_configurations", "06_summary"}


@each_notebook
def test_it_is_valid_and_every_cell_has_an_id_of_its_own(file):
    notebook = _read(file)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


@each_notebook
def test_it_holds_nothing_that_a_run_left_behind(file):
    assert "papermill" not in _read(file).metadata
    for cell in _code_cells(file):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "papermill" not in cell.metadata
        assert "execution" not in cell.metadata


@each_notebook
def test_it_holds_no_functions_loops_or_classes(file):
    for cell in _code_cells(file):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, TOO_MUCH), f"{type(node).__name__} in\n{cell.source}"


@each_notebook
def test_no_cell_has_more_than_six_lines_of_code(file):
    for cell in _code_cells(file):
        # Parameters are a list and no steps that somebody has to follow.
        most = MOST_PARAMETERS if "parameters" in cell.metadata.get("tags", []) else MOST_LINES
        assert _lines_of_code(cell.source) <= most, cell.source


@each_notebook
def test_it_imports_from_synthesis_only(file):
    for cell in _code_cells(file):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == ["synthesis"], cell.source
            if isinstance(node, ast.ImportFrom):
                assert node.module == "synthesis", cell.source


@each_notebook
def test_each_parameter_has_a_type_a_default_and_a_comment(file):
    (cell,) = _parameter_cells(file)
    assert cell.cell_type == "code"
    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline)
        if token.type == tokenize.COMMENT
    }
    statements = ast.parse(cell.source).body
    assert statements
    for statement in statements:
        assert isinstance(statement, ast.AnnAssign), ast.unparse(statement)
        assert statement.value is not None
        ast.literal_eval(statement.value)  # papermill writes plain values over these
        words = comments.get(statement.lineno) or comments.get(statement.lineno - 1, "")
        assert len(words.split()) > 2, f"no comment says what {ast.unparse(statement.target)} is"
    assert ast.unparse(statements[0].target) == "review"


@each_notebook
def test_it_starts_with_its_question_as_the_title(file):
    first = _read(file).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    headings = [
        line
        for cell in _read(file).cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if re.match(r"#{1,6} ", line)
    ]
    assert len([line for line in headings if line.startswith("# ")]) == 1


@pytest.mark.parametrize("file", NUMBERED, ids=lambda file: file.stem)
def test_it_ends_with_where_its_numbers_come_from(file):
    assert re.search(r"\bshow_provenance\(", _code_cells(file)[-1].source)


# The summary is the team's own words throughout.
@pytest.mark.parametrize("file", [f for f in NUMBERED if f.stem != "06_summary"], ids=lambda file: file.stem)
def test_it_leaves_room_for_the_reviewers_own_interpretation(file):
    prose = "\n".join(cell.source for cell in _read(file).cells if cell.cell_type == "markdown")
    assert re.search(r"^#+ .*\binterpretation\b", prose, flags=re.MULTILINE | re.IGNORECASE), prose[-400:]
