"""Write ``environment.yml``, for people who use conda, from what ``pyproject.toml`` declares.

conda does not read the hash-locked requirements, and its solver is not run by our tests: the
file is kept loose, with the lower bounds of ``pyproject.toml`` and nothing else.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Packages whose name on conda-forge differs from the one in pyproject.toml.
NAME_ON_CONDA_FORGE: dict[str, str] = {}

TEMPLATE = """\
# Made from pyproject.toml by `make environment`: change it there, not here.
#   conda env create --file environment.yml
#   conda activate {name}
name: {name}
channels:
  - conda-forge
dependencies:
{packages}
  - pip
  - pip:
      - -e .
"""


def conda_environment(pyproject: str) -> str:
    """Return the text of ``environment.yml``.

    Parameters
    ----------
    pyproject
        The text of ``pyproject.toml``.
    """
    project = tomllib.loads(pyproject)["project"]
    wanted = [f"python {project['requires-python']}", *project["dependencies"]]
    packages = []
    for requirement in wanted:
        name, bounds = re.fullmatch(r"([A-Za-z0-9._-]+)\s*(.*)", requirement).groups()
        packages.append(f"  - {NAME_ON_CONDA_FORGE.get(name, name)} {bounds}".rstrip())
    return TEMPLATE.format(name=project["name"], packages="\n".join(packages))


if __name__ == "__main__":
    text = conda_environment((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")
    print("environment.yml written")
