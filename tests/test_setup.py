"""What a fresh machine meets: the locks, environment.yml and the Makefile."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
DECLARED = tomllib.loads(PYPROJECT)
DIRECT = [Requirement(text) for text in DECLARED["project"]["dependencies"]]
BUILD = [Requirement(text) for text in DECLARED["build-system"]["requires"]]
FOR_TESTS = [Requirement(text) for text in DECLARED["project"]["optional-dependencies"]["test"]]
LOCKS = ["requirements.lock", "requirements-test.lock"]


def _pins(lock: str) -> dict[str, set[str]]:
    """Return the pinned versions of each package; some have one per version of Python."""
    pins: dict[str, set[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_file_names_a_registry(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+( ; [^#]+)? +--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*DIRECT, *BUILD]),
        ("requirements-test.lock", [*DIRECT, *BUILD, *FOR_TESTS]),
    ],
)
def test_every_declared_package_is_pinned_within_its_bounds(lock, wanted):
    pins = _pins(lock)
    for requirement in wanted:
        versions = pins.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement.name} is not in {lock}: run `make lock`"
        assert all(requirement.specifier.contains(version) for version in versions), requirement.name


def test_the_two_locks_agree():
    base, more = _pins(LOCKS[0]), _pins(LOCKS[1])
    assert {name: more.get(name) for name in base} == base


def test_environment_yml_is_what_pyproject_declares():
    place = ROOT / "scripts" / "conda_environment.py"
    spec = importlib.util.spec_from_file_location("conda_environment", place)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == script.conda_environment(PYPROJECT), "run `make environment`"
    for requirement in DIRECT:
        assert f"  - {requirement.name} {str(requirement.specifier)[:2]}" in written
    assert f"python {DECLARED['project']['requires-python']}" in written


def test_architecture_says_of_every_direct_dependency_why_it_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for requirement in DIRECT:
        reason = re.search(rf"^- \*\*{re.escape(requirement.name)}\*\*: (.+)", text, flags=re.MULTILINE)
        assert reason, f"docs/architecture.md does not say why {requirement.name} is a dependency"
        assert len(reason[1]) > 20
    named = set(re.findall(r"^- \*\*([\w-]+)\*\*: ", text.split("## Dependencies")[1], flags=re.MULTILINE))
    assert named <= {requirement.name for requirement in DIRECT}, "names what is no dependency any more"


# -- the Makefile ------------------------------------------------------------------------------

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def _make(*words: str, folder: Path = ROOT, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTHON", "MFLAGS"))}
    if path is not None:
        environment["PATH"] = path
    return subprocess.run(
        [shutil.which("make"), *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _targets() -> list[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (help .*)$", makefile, flags=re.MULTILINE)[1].split()
    defined = re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, flags=re.MULTILINE)
    assert sorted(phony) == sorted(defined)
    return defined


@needs_make
def test_help_is_the_default_and_lists_every_target():
    said = _make()
    assert said.returncode == 0
    assert said.stdout == _make("help").stdout
    listed = re.findall(r"^  ([a-z-]+)  +\S", said.stdout, flags=re.MULTILINE)
    assert listed == _targets()
    assert {"report", "test", "lab", "lint", "soak", "clean"} <= set(listed)


@pytest.fixture
def bare_project(tmp_path):
    """A folder that has what a set-up reads, and stand-ins for Python that only take notes."""
    for name in ("Makefile", "requirements.lock", "requirements-test.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for review in ("first", "second"):
        (tmp_path / "data" / review).mkdir(parents=True)
        (tmp_path / "data" / review / "review.yaml").touch()
    (tmp_path / "bin").mkdir()
    return tmp_path


def _stand_in(project: Path, *, pip_fails: bool = False, first_report_fails: bool = False) -> str:
    """Write a `python3` whose venv holds a noting `python` and `synthesis`; return a PATH with it."""
    inner = '#!/bin/sh\necho "$@" >> notes\n' + ("exit 1\n" if pip_fails else "")
    fails = 'case "$2" in data/first) exit 1;; esac\n' if first_report_fails else ""
    page = 'mkdir -p "$4"; echo page > "$4/index.html"\n'
    report = f'#!/bin/sh\necho "synthesis $@" >> notes\n{fails}{page}'
    python = f"""#!/bin/sh
case "$1" in
  -c) exit 0;;
  --version) echo "Python 3.11.0";;
  -m) mkdir -p .venv/bin
      cat > .venv/bin/python <<'END'
{inner}END
      cat > .venv/bin/synthesis <<'END'
{report}END
      chmod +x .venv/bin/python .venv/bin/synthesis; echo venv >> notes;;
esac
"""
    place = project / "bin" / "python3"
    place.write_text(python)
    place.chmod(0o755)
    return _path(project)


def _path(project: Path) -> str:
    """Return a PATH on which the stand-ins come before what the machine has."""
    return f"{project / 'bin'}:/usr/bin:/bin"


def _notes(project: Path) -> list[str]:
    notes = (project / "notes").read_text().splitlines()
    (project / "notes").unlink()
    return notes


@needs_make
def test_report_sets_up_once_and_renders_every_review(bare_project):
    path = _stand_in(bare_project)
    first = _make("report", folder=bare_project, path=path)
    assert first.returncode == 0, first.stderr
    notes = _notes(bare_project)
    assert notes[0] == "venv"
    assert "--require-hashes -r requirements.lock" in notes[1]
    assert "--no-deps --no-build-isolation -e ." in notes[2]
    rendered = [f"synthesis report data/{r} --output reports/{r}" for r in ("first", "second")]
    assert notes[3:] == rendered
    assert f"{bare_project}/reports/first/index.html" in first.stdout

    second = _make("report", folder=bare_project, path=path)
    assert second.returncode == 0
    assert _notes(bare_project) == rendered


@needs_make
def test_both_reviews_are_rendered_when_the_first_fails_and_make_fails(bare_project):
    path = _stand_in(bare_project, first_report_fails=True)
    said = _make("report", folder=bare_project, path=path)
    assert said.returncode != 0
    assert (bare_project / "reports" / "second" / "index.html").is_file()
    assert "Not rendered in full: data/first" in said.stderr


@needs_make
def test_a_failed_installation_is_tried_again(bare_project):
    path = _stand_in(bare_project, pip_fails=True)
    assert _make("report", folder=bare_project, path=path).returncode != 0
    assert not (bare_project / ".venv" / "installed").exists()
    _notes(bare_project)
    path = _stand_in(bare_project)
    assert _make("report", folder=bare_project, path=path).returncode == 0
    assert _notes(bare_project)[0] == "venv"


@needs_make
def test_a_changed_lock_is_installed_over_what_is_there(bare_project):
    path = _stand_in(bare_project)
    _make("report", folder=bare_project, path=path)
    _notes(bare_project)
    later = (bare_project / ".venv" / "installed").stat().st_mtime + 10
    os.utime(bare_project / "requirements.lock", (later, later))
    assert _make("report", folder=bare_project, path=path).returncode == 0
    notes = _notes(bare_project)
    assert "venv" not in notes
    assert "-r requirements.lock" in notes[0]


@needs_make
def test_a_project_that_was_moved_is_set_up_anew(bare_project, tmp_path_factory):
    path = _stand_in(bare_project)
    _make("report", folder=bare_project, path=path)
    _notes(bare_project)
    moved = tmp_path_factory.mktemp("moved") / "project"
    bare_project.rename(moved)
    said = _make("report", folder=moved, path=path.replace(str(bare_project), str(moved)))
    assert said.returncode == 0, said.stderr
    assert _notes(moved)[0] == "venv"


@needs_make
def test_without_a_python_that_is_new_enough_it_says_so(bare_project):
    old = bare_project / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    said = _make(
        "report", "PYTHON=python3", folder=bare_project, path=f"{bare_project / 'bin'}:/usr/bin:/bin"
    )
    assert said.returncode != 0
    assert "Python 3.11 or newer was not found. Tried: python3." in said.stderr
    assert not (bare_project / ".venv").exists()


@needs_make
def test_without_the_venv_module_it_says_what_to_install(bare_project):
    python = bare_project / "bin" / "python3"
    refusal = "#!/bin/sh\ncase $1 in -m) mkdir .venv; echo ensurepip is not available; exit 1;; esac\n"
    python.write_text(refusal)
    python.chmod(0o755)
    said = _make("report", folder=bare_project, path=_path(bare_project))
    assert said.returncode != 0
    assert "ensurepip is not available" in said.stderr
    assert "apt install python3-venv" in said.stderr
    assert not (bare_project / ".venv").exists()


def test_no_file_of_the_set_up_depends_on_one_machine():
    for name in ("Makefile", ".ci/run", "environment.yml", "pyproject.toml", *LOCKS):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(home|root|Users|tmp)/", text), name
        assert "index-url" not in text
