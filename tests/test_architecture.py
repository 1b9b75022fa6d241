"""Imports run in one direction, as docs/architecture.md draws it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "synthesis"
DRAWING = {"matplotlib", "seaborn", "IPython"}


def _name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name_of(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def imports_of(source: str, module: str, *, is_package: bool, known: set[str]) -> set[str]:
    """Return every module that a source imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            base = base[: len(base) - node.level + is_package] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{start}.{alias.name}"
                found.add(inner if inner in known else start)
    return found


IMPORTS = {
    name: imports_of(
        file.read_text(encoding="utf-8"), name, is_package=file.stem == "__init__", known=set(MODULES)
    )
    for name, file in MODULES.items()
}


def _is_in(module: str, *layers: str) -> bool:
    return any(module == layer or module.startswith(f"{layer}.") for layer in layers)


def reached_from(start: str, imports: dict[str, set[str]]) -> dict[str, str]:
    """Return every module reached by imports, each with the chain that leads to it."""
    reached, waiting = {start: start}, [start]
    while waiting:
        at = waiting.pop()
        for target in imports.get(at, ()):
            # The root names everything for notebooks; whoever imports it is found by a test below.
            if target not in reached and target != "synthesis":
                reached[target] = f"{reached[at]} -> {target}"
                waiting.append(target)
    return reached


# Nothing in the layer on the left may reach a layer on the right, not even through another module.
FORBIDDEN = {
    "synthesis.errors": ["synthesis"],
    "synthesis.importing": ["analyses", "plots", "display", "report", "cli", "export"],
    "synthesis.ingest": ["analyses", "plots", "display", "report", "review", "validate", "cli", "export"],
    "synthesis.validate": ["analyses", "plots", "display", "report", "review", "cli", "export"],
    "synthesis.review": ["analyses", "plots", "display", "report", "cli", "export"],
    "synthesis.frameworks": ["analyses", "plots", "display", "report", "cli", "export"],
    "synthesis.analyses": ["plots", "display", "report", "cli", "export"],
    "synthesis.plots": ["analyses", "review", "ingest", "validate", "report", "cli", "export"],
    "synthesis.display": ["analyses", "plots", "review", "ingest", "validate", "report", "cli", "export"],
    "synthesis.report": ["analyses", "plots", "cli"],
    "synthesis.compare": ["plots", "cli", "export"],
}
# A report keeps its result tables for the next one to be compared with, and of the analyses knows no more.
THROUGH = {"synthesis.report": "synthesis.compare"}


def _layer(module: str) -> str:
    return module if module == "synthesis" else f"synthesis.{module}"


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_no_arrow_turns_back(layer):
    within = [module for module in MODULES if _is_in(module, layer)]
    assert within, f"there is no {layer}"
    closed = [_layer(name) for name in FORBIDDEN[layer]]
    through = THROUGH.get(layer, "nothing")
    imports = {module: set() if _is_in(module, through) else targets for module, targets in IMPORTS.items()}
    chains = [
        chain
        for module in within
        for target, chain in reached_from(module, imports).items()
        if _is_in(target, *closed) and not _is_in(target, layer)
    ]
    assert not chains, "\n".join(chains)


def test_statistics_import_nothing_of_ours_but_errors():
    for module in MODULES:
        if _is_in(module, "synthesis.statistics"):
            ours = {target for target in IMPORTS[module] if _is_in(target, "synthesis")}
            allowed = {t for t in ours if t == "synthesis.errors" or _is_in(t, "synthesis.statistics")}
            assert ours == allowed, module


def test_analyses_never_draw():
    for module in MODULES:
        if _is_in(module, "synthesis.analyses", "synthesis.review", "synthesis.statistics"):
            for target, chain in reached_from(module, IMPORTS).items():
                assert target.split(".")[0] not in DRAWING, chain


def test_no_module_imports_the_root_of_the_package():
    # The root holds the public names: importing it from within would tie every module to every other.
    for module, targets in IMPORTS.items():
        if module != "synthesis.cli":
            assert "synthesis" not in targets or not _names_taken_from_root(module), module


def _names_taken_from_root(module: str) -> set[str]:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "synthesis" and not node.level
        for alias in node.names
        if f"synthesis.{alias.name}" not in MODULES and alias.name != "__version__"
    }


def test_only_the_command_line_and_the_root_know_of_importing():
    knowing = [m for m, targets in IMPORTS.items() if any(_is_in(t, "synthesis.importing") for t in targets)]
    outside = {m for m in knowing if not _is_in(m, "synthesis.importing")}
    # The root loads it by name, when it is first used.
    assert outside == {"synthesis.cli"}


def test_nothing_imports_the_command_line():
    assert [m for m, targets in IMPORTS.items() if "synthesis.cli" in targets] == []


def test_imports_are_found_wherever_they_stand():
    source = (
        "from . import words\nfrom .. import errors\n"
        "def draw():\n    import seaborn.axisgrid\n    from .block import Block\n"
    )
    known = {"synthesis.display.words", "synthesis.errors", "synthesis.display.block"}
    found = imports_of(source, "synthesis.display.figure", is_package=False, known=known)
    assert found == {
        "synthesis.display.words",
        "synthesis.errors",
        "seaborn.axisgrid",
        "synthesis.display.block",
    }


def test_an_arrow_that_turns_back_through_a_third_module_is_found():
    imports = {"synthesis.plots.flow": {"synthesis.words"}, "synthesis.words": {"synthesis.review"}}
    reached = reached_from("synthesis.plots.flow", imports)
    assert reached["synthesis.review"] == "synthesis.plots.flow -> synthesis.words -> synthesis.review"


def _loaded_by(*modules: str) -> set[str]:
    """Import modules in a Python of their own; return the packages that are loaded then."""
    code = f"import sys, {', '.join(modules)}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    return set(said.stdout.split())


def test_importing_the_analyses_loads_no_drawing_library():
    analyses = [m for m in MODULES if _is_in(m, "synthesis.analyses")]
    assert "synthesis.analyses.theme_frequencies" in analyses
    assert not _loaded_by(*analyses) & DRAWING


def test_the_command_line_answers_without_loading_pandas():
    assert not _loaded_by("synthesis.cli") & {"pandas", "matplotlib", "papermill", "nbconvert"}
