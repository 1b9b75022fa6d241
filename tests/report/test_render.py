from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from synthesis.errors import OptionError, ReportError, ReviewError
from synthesis.report import workers
from synthesis.report.render import render_report
from synthesis.report.task import Failure, Result

TABLES = {
    "studies": "study_id,citation,year,country\nS1,Ash 2001,2001,England\nS2,Birch 2002,2002,Wales\n",
    "codebook": "code_id,label\ntrust,Trust\npower,Power\n",
    "extracts": "extract_id,study_id,text,is_verbatim\nE1,S1,They met weekly.,true\nE2,S2,One paid.,false\n",
    "codings": "extract_id,code_id,coder\nE1,trust,A\nE2,power,A\n",
}
SETTINGS = "id: small\ntitle: A small review\nquestion: What helps?\nsynthetic: true\n"
SHOWN = "print('This page shows enough words to be a page of its own.')"


def write_review(folder: Path) -> Path:
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "review.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


def write_notebook(folder: Path, name: str, *cells: str, title: str = "", parameters: str = "") -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    first = nbformat.v4.new_code_cell(
        f'review = "reviews/small"\n{parameters}', metadata={"tags": ["parameters"]}
    )
    notebook.cells = [nbformat.v4.new_markdown_cell(f"# {title or name}"), first]
    notebook.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number}"
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def pages_in(folder: Path) -> list[str]:
    """What stands beside the result tables, which tests/compare looks at."""
    return [name for name in files_in(folder) if not name.startswith("results/")]


def strict_json(path: Path) -> dict:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def without_provenance(text: str, name: str) -> str:
    """A page without its provenance section, or a notebook without the output that shows it."""
    if name.endswith(".html"):
        kept, count = re.subn(r'(?s)<section[^>]*id="provenance".*?</section>', "", text)
        assert count == 1
        return kept
    notebook = json.loads(text)
    showing = [cell for cell in notebook["cells"] if "show_provenance(" in "".join(cell["source"])]
    assert len(showing) == 1
    showing[0]["outputs"] = []
    return json.dumps(notebook)


class Workplace:
    """A folder with a small review and notebooks, and what happened when they were rendered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.review = folder / "reviews" / "small"
        self.notebooks = folder / "notebooks"
        self.progress: list = []
        if not self.review.exists():
            self.review.parent.mkdir()
            write_review(self.review)

    def render(self, **options):
        self.progress.clear()
        with contextlib.chdir(self.folder):
            # The notebooks here are no more than a test needs; what a public report asks of them is
            # tested in tests/disclosure.
            usual = {"audience": "team", "output": "reports/small", "notebooks_dir": "notebooks"}
            options = {**usual, "progress": self.progress.append, **options}
            return render_report("reviews/small", **options)

    def read(self, file: str) -> str:
        return (self.folder / "reports" / "small" / file).read_text(encoding="utf-8")


@pytest.fixture
def workplace(tmp_path) -> Workplace:
    return Workplace(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """One run over a notebook that succeeds and one for each way to fail."""
    place = Workplace(tmp_path_factory.mktemp("first"))
    here = place.notebooks
    write_notebook(
        here,
        "01_studies",
        "from synthesis import read_review, show_provenance, show_review, show_table",
        "r = read_review(review)",
        "show_review(r)\nshow_table(r.studies, caption='The studies', id='studies')",
        "import sys, warnings\nwarnings.warn('mind the gap')\nprint({'b', 'a', 'c'}, level, by)",
        "print('loud', file=sys.stderr)\nobject()",
        "show_provenance(r)",
        title="Which studies?",
        parameters="level: int = 1  # of the hierarchy\nby: str | None = None",
    )
    write_notebook(
        here, "02_themes", SHOWN, "deeper = {'a': 1}\ndeeper['trust']", "print('never')", title="Themes"
    )
    write_notebook(here, "03_stopped", "import sys; sys.exit(0)", "print('never')")
    write_notebook(here, "04_killed", "import os", "os._exit(1)")
    write_notebook(here, "05_path", SHOWN, "import os; print('It is in ' + os.getcwd() + '/reviews')")
    write_notebook(here, "06_empty", "nothing = 1")
    write_notebook(here, "explore", "1/0")
    place.record = place.render(parameters={"level": "2"}, by="country")
    place.after = files_in(place.folder / "reports")
    place.told = list(place.progress)
    return place


def run_of(record, name):
    return next(run for run in record.notebooks if run.name == name)


def test_the_notebook_that_succeeds_has_a_page_though_all_others_fail(first):
    assert not first.record.ok
    assert [run.name for run in first.record.rendered] == ["01_studies"]
    assert [run.name for run in first.record.failed] == [
        "02_themes",
        "03_stopped",
        "04_killed",
        "05_path",
        "06_empty",
    ]
    page = first.read("01_studies.html")
    assert "<title>Which studies?" in page
    assert "Ash 2001" in page
    assert "SYNTHETIC" in page.upper()


def test_the_folder_holds_pages_index_record_and_executed_notebooks_only(first):
    assert [name for name in first.after if "/results/" not in name] == [
        "small/01_studies.html",
        "small/disclosure.json",
        "small/failed/02_themes.ipynb",
        "small/failed/03_stopped.ipynb",
        "small/failed/04_killed.ipynb",
        "small/failed/05_path.ipynb",
        "small/failed/06_empty.ipynb",
        "small/index.html",
        "small/notebooks/01_studies.ipynb",
        "small/run.json",
    ]


def test_parameters_reach_the_notebook(first):
    outputs = [
        o
        for cell in json.loads(first.read("notebooks/01_studies.ipynb"))["cells"]
        for o in cell.get("outputs", ())
    ]
    printed = "".join("".join(o["text"]) for o in outputs if o.get("name") == "stdout")
    assert printed.endswith(" 2 country\n")


def test_an_error_is_told_with_its_cell_source_and_words(first):
    failure = run_of(first.record, "02_themes").failure
    assert (failure.kind, failure.cell, failure.n_cells) == ("error", 4, 5)
    assert failure.message == "KeyError: 'trust'"
    assert failure.source == "deeper = {'a': 1}\ndeeper['trust']"
    message = str(first.record)
    assert "02_themes failed in cell 4 of 5: KeyError: 'trust'" in message
    assert "deeper['trust']" in message
    assert "reports/small/failed/02_themes.ipynb" in message
    assert str(first.folder) not in message


def test_a_cell_that_ends_the_run_early_is_a_failure(first):
    failure = run_of(first.record, "03_stopped").failure
    assert (failure.kind, failure.cell) == ("stopped", 3)
    assert "the cells after it were not run" in failure.message


def test_a_dead_kernel_is_a_failure_at_its_cell(first):
    failure = run_of(first.record, "04_killed").failure
    assert (failure.kind, failure.cell, failure.source) == ("kernel", 4, "os._exit(1)")
    assert "the kernel died" in failure.message


def test_a_page_that_names_a_folder_of_this_machine_is_not_published(first):
    failure = run_of(first.record, "05_path").failure
    assert failure.kind == "page"
    assert "gives away the working folder of this machine, in cell 4" in failure.message
    assert "It is in ./reviews" in failure.message


def test_a_page_that_shows_nothing_is_not_published(first):
    assert "shows nothing" in run_of(first.record, "06_empty").failure.message


def test_no_file_names_this_machine(first):
    for file in first.after:
        text = (first.folder / "reports" / file).read_text(encoding="utf-8")
        assert str(first.folder) not in text, file
        assert sys.prefix not in text, file


def test_the_executed_notebook_holds_no_times_and_no_addresses(first):
    notebook = json.loads(first.read("notebooks/01_studies.ipynb"))
    nbformat.validate(notebook)
    assert "papermill" not in notebook["metadata"]
    assert all(set(cell["metadata"]) <= {"tags"} for cell in notebook["cells"])
    assert '"<object at 0x…>"' in json.dumps(notebook, ensure_ascii=False)
    injected = notebook["cells"][2]
    assert (injected["id"], "".join(injected["source"]).splitlines()[1]) == (
        "injected-parameters",
        'review = "reviews/small"',
    )


def test_what_went_to_stderr_is_recorded_but_not_shown(first):
    warnings = run_of(first.record, "01_studies").warnings
    assert [text.splitlines()[0] for text in warnings] == ["<cell>:2: UserWarning: mind the gap", "loud"]
    assert "mind the gap" not in first.read("01_studies.html")
    assert "Warnings in 2 cells" in str(first.record)


def test_run_json_says_what_was_made_of_what(first):
    run = strict_json(first.folder / "reports/small/run.json")
    assert (run["schema_version"], run["status"]) == (1, "failed")
    assert run["review"] == {"id": "small", "title": "A small review", "is_synthetic": True}
    digests = {entry["file"]: entry["sha256"] for entry in run["inputs"]}
    for file in ["studies.csv", "codebook.csv", "codings.csv", "extracts.csv", "review.yaml"]:
        assert digests[file] == hashlib.sha256((first.review / file).read_bytes()).hexdigest()
    assert {"python", "pandas", "matplotlib", "papermill", "nbconvert", "evidence-synthesis-workbook"} <= set(
        run["versions"]
    )
    studies, themes = run["notebooks"]["01_studies"], run["notebooks"]["02_themes"]
    assert studies["parameters"] == {"review": "reviews/small", "level": 2, "by": "country"}
    source = (first.notebooks / "01_studies.ipynb").read_bytes()
    assert studies["sha256"] == hashlib.sha256(source).hexdigest()
    assert studies["page"]["sha256"] == hashlib.sha256(first.read("01_studies.html").encode()).hexdigest()
    assert (studies["status"], studies["n_warnings"], studies["failure"]) == ("rendered", 2, None)
    assert studies["duration_s"] > 0
    assert (themes["status"], themes["page"]) == ("failed", None)
    assert themes["failure"]["message"] == "KeyError: 'trust'"


def test_the_index_lists_each_page_and_each_failure(first):
    index = first.read("index.html")
    assert "A small review" in index
    assert "What helps?" in index
    assert '<a href="01_studies.html">Which studies?</a>' in index
    assert "02_themes.html" not in index
    assert "cell 4 of 5: KeyError: &#39;trust&#39;" in index


def test_progress_is_told_from_start_to_end(first):
    states = [p.state for p in first.told if p.notebook == "02_themes"]
    assert (states[0], states[-1]) == ("started", "failed")
    assert {p.n_cells for p in first.told if p.notebook == "02_themes" and p.state == "cell"} == {5}
    assert [p.state for p in first.told if p.notebook == "05_path"][-1] == "failed"


@pytest.fixture(scope="module")
def second(first, tmp_path_factory):
    """A copy of that folder: rendered again, then with one notebook mended and one broken."""
    place = Workplace(shutil.copytree(first.folder, tmp_path_factory.mktemp("second") / "copy"))
    place.same = place.render(notebooks=["01_studies"], parameters={"level": 2}, by="country")
    place.good = {name: place.read(name) for name in ["01_studies.html", "notebooks/01_studies.ipynb"]}
    write_notebook(place.notebooks, "01_studies", "raise ValueError('broken since')", title="Which studies?")
    write_notebook(place.notebooks, "02_themes", SHOWN, title="Themes")
    place.record = place.render(notebooks=["01_studies.ipynb", "02_themes"])
    return place


def test_the_same_inputs_give_the_same_bytes_provenance_aside(first, second):
    assert second.same.ok
    for name, text in second.good.items():
        assert without_provenance(text, name) == without_provenance(first.read(name), name)


def test_a_notebook_that_was_left_out_keeps_what_it_had(second):
    assert [(run.name, run.status) for run in second.same.notebooks] == [("01_studies", "rendered")]
    assert "failed/04_killed.ipynb" in files_in(second.folder / "reports/small")


def test_the_last_good_page_stays_when_its_notebook_fails(second):
    failed = run_of(second.record, "01_studies")
    assert failed.status == "failed"
    assert second.read("01_studies.html") == second.good["01_studies.html"]
    assert failed.page.sha256 == hashlib.sha256(second.good["01_studies.html"].encode()).hexdigest()
    index = second.read("index.html")
    assert '<a href="01_studies.html">Which studies?</a>' in index
    assert "last good one" in index
    assert "Its last good page was left as it was." in str(second.record)


def test_a_mended_notebook_has_its_page_and_no_failed_copy(second):
    files = files_in(second.folder / "reports/small")
    assert "02_themes.html" in files
    assert "failed/02_themes.ipynb" not in files
    assert "failed/01_studies.ipynb" in files
    assert 'href="01_studies.html"' in second.read("02_themes.html")


def test_time_runs_out_for_cells_and_for_workers(workplace, monkeypatch):
    monkeypatch.setattr(workers, "GRACE", 2)
    write_notebook(workplace.notebooks, "01_hang", "import time", "time.sleep(60)")
    # Stops the worker itself, as a machine that is short of memory may: nobody is left to say so.
    freeze = "import os, signal, time\nos.kill(os.getppid(), signal.SIGSTOP)\ntime.sleep(60)"
    write_notebook(
        workplace.notebooks,
        "02_frozen",
        f"open('kernel.pid', 'w').write(str(os.getpid()))\n{freeze}",
        parameters="import os",
    )
    record = workplace.render(timeout=3)
    hang, frozen = record.notebooks
    assert (hang.failure.kind, hang.failure.cell, hang.failure.source) == ("timeout", 4, "time.sleep(60)")
    assert "took longer than 3 s" in hang.failure.message
    assert (frozen.failure.kind, frozen.failure.cell) == ("silent", 3)
    assert pages_in(workplace.folder / "reports/small") == [
        "disclosure.json",
        "failed/01_hang.ipynb",
        "index.html",
        "run.json",
    ]
    assert_ends(int((workplace.folder / "kernel.pid").read_text()))


def assert_ends(pid: int) -> None:
    """A process is gone, or a zombie that only waits to be counted."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.1)
    raise AssertionError(f"process {pid} is still there")


INTERRUPTED = """
import signal

# A shell starts what runs in its background deaf to Ctrl-C, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

from synthesis.report.render import render_report

def tell(progress):
    print(progress.state, progress.cell, flush=True)

render_report("reviews/small", output="out", notebooks_dir="notebooks", audience="team", progress=tell)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_leaves_nothing_behind(workplace, number):
    write_notebook(
        workplace.notebooks,
        "01_long",
        "import os, time\nopen('kernel.pid', 'w').write(str(os.getpid()))",
        "time.sleep(60)",
    )
    scratch = workplace.folder / "tmp"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=workplace.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    with process:
        for line in process.stdout:
            if line == "cell 4\n":
                break
        process.send_signal(number)
        process.wait(20)
    assert process.returncode in ({143} if number == signal.SIGTERM else {-signal.SIGINT, 130})
    assert_ends(int((workplace.folder / "kernel.pid").read_text()))
    assert files_in(scratch) == []
    assert not (workplace.folder / "reports").exists()


class TestRefusedBeforeAnythingStarts:
    @pytest.fixture(autouse=True)
    def _no_worker(self, monkeypatch, workplace):
        def started(*_, **__):
            raise AssertionError("a worker was started")

        monkeypatch.setattr(workers, "_Worker", started)
        write_notebook(workplace.notebooks, "02_themes", parameters="level: int = 1\nby: str | None = None")
        write_notebook(workplace.notebooks, "explore")

    def test_an_invalid_review(self, workplace):
        (workplace.review / "codings.csv").write_text(
            "extract_id,code_id,coder\nE1,trsut,A\n", encoding="utf-8"
        )
        with pytest.raises(ReviewError, match="Did you mean 'trust'"):
            workplace.render()
        assert not (workplace.folder / "reports").exists()

    def test_an_unknown_parameter(self, workplace):
        with pytest.raises(OptionError, match=r"'levle' is unknown to 02_themes\. Did you mean 'level'"):
            workplace.render(parameters={"levle": 1})

    def test_a_wrong_type(self, workplace):
        with pytest.raises(OptionError, match="level='two' is not a whole number"):
            workplace.render(parameters={"level": "two"})

    def test_an_attribute_that_the_studies_lack(self, workplace):
        with pytest.raises(OptionError, match=r"'contry' is not an attribute.*Did you mean 'country'"):
            workplace.render(by="contry")

    @pytest.mark.parametrize("name", ["02_theme", "explore"])
    def test_a_notebook_that_is_not_there_or_not_numbered(self, workplace, name):
        with pytest.raises(OptionError, match=f"notebook '{name}' is not there; there are 02_themes"):
            workplace.render(notebooks=[name])

    def test_a_folder_without_notebooks(self, workplace):
        with pytest.raises(ReportError, match=r"no notebook such as 01_studies\.ipynb in 'reviews'"):
            workplace.render(notebooks_dir="reviews")

    def test_a_file_that_is_no_notebook(self, workplace):
        (workplace.notebooks / "02_themes.ipynb").write_text("<<<<<<< HEAD", encoding="utf-8")
        with pytest.raises(ReportError, match=r"02_themes\.ipynb is not a notebook of format 4"):
            workplace.render()

    @pytest.mark.parametrize("output", ["reviews/small", "notebooks", "."])
    def test_an_output_folder_that_holds_what_the_report_is_made_from(self, workplace, output):
        with pytest.raises(ReportError, match="would be mixed with what it is made from"):
            workplace.render(output=output)

    def test_an_output_that_is_a_file(self, workplace):
        with pytest.raises(ReportError, match=r"is a file"):
            workplace.render(output="reviews/small/studies.csv")

    @pytest.mark.parametrize("file", ["index.html", "07_other.html", "run.json", "notebooks/02_themes.ipynb"])
    def test_an_output_folder_that_holds_files_of_somebody_else(self, workplace, file):
        theirs = workplace.folder / "site" / file
        theirs.parent.mkdir(parents=True)
        theirs.write_text("{}", encoding="utf-8")
        (workplace.folder / "site/run.json").write_text("{}", encoding="utf-8")
        with pytest.raises(ReportError, match=r"'site' holds .*but no run\.json of a report"):
            workplace.render(output="site")
        assert theirs.read_text(encoding="utf-8") == "{}"

    def test_an_output_folder_with_a_folder_in_the_place_of_the_index(self, workplace):
        (workplace.folder / "site/index.html").mkdir(parents=True)
        with pytest.raises(ReportError, match=r"'site/index\.html' is a folder"):
            workplace.render(output="site")

    def test_an_output_that_is_a_link_to_nowhere(self, workplace):
        (workplace.folder / "site").symlink_to("gone")
        with pytest.raises(ReportError, match="leads nowhere"):
            workplace.render(output="site")

    def test_a_value_that_is_none_of_the_choices(self, workplace):
        write_notebook(
            workplace.notebooks, "02_themes", parameters="sign: \"Literal['all', 'outcome']\" = 'all'"
        )
        with pytest.raises(OptionError, match="sign='foo' is not one of the choices"):
            workplace.render(parameters=[("sign", "foo")])

    @pytest.mark.parametrize("option", ["timeout", "start_timeout", "jobs"])
    def test_a_count_that_is_none(self, workplace, option):
        with pytest.raises(OptionError, match=f"{option}=0 is not allowed"):
            workplace.render(**{option: 0})


def test_an_executed_notebook_that_is_half_there_costs_its_own_page_only(workplace, monkeypatch):
    names = ["01_whole", "02_half", "03_dead"]
    sources = {name: write_notebook(workplace.notebooks, name).read_text(encoding="utf-8") for name in names}

    def ran(tasks, **_):
        for task in tasks:
            notebook = nbformat.reads(sources[task.name], as_version=4)
            words = nbformat.v4.new_output("stream", name="stdout", text="Words enough to be a page. " * 3)
            notebook.cells[1].outputs = [words]
            text = nbformat.writes(notebook)
            task.path("executed.ipynb").write_text(text if task.name == "01_whole" else text[:200])
        died = Failure("worker", "the process that executed it ended with status -9.")
        return {name: Result(failure=died if name == "03_dead" else None) for name in names}

    monkeypatch.setattr("synthesis.report.render.run_tasks", ran)
    record = workplace.render()
    assert [run.name for run in record.rendered] == ["01_whole"]
    assert "notebook was lost" in run_of(record, "02_half").failure.message
    assert "status -9" in run_of(record, "03_dead").failure.message
    assert pages_in(workplace.folder / "reports/small") == [
        "01_whole.html",
        "disclosure.json",
        "index.html",
        "notebooks/01_whole.ipynb",
        "run.json",
    ]


def test_the_first_error_is_told_and_ours_without_its_traceback(workplace):
    ours = (
        "from synthesis.errors import OptionError\nraise OptionError('sign is not allowed; it can be all.')"
    )
    write_notebook(workplace.notebooks, "01_ours", SHOWN, ours)
    write_notebook(workplace.notebooks, "02_on", "get_ipython().run_cell('1/0')", SHOWN, SHOWN)
    told, went_on = (run.failure for run in workplace.render().notebooks)
    assert (told.cell, told.message) == (4, "sign is not allowed; it can be all.")
    assert told.traceback == ""
    assert (went_on.cell, went_on.source) == (3, "get_ipython().run_cell('1/0')")
    assert went_on.message == "ZeroDivisionError: division by zero"


def test_data_that_change_during_the_run_are_noticed(workplace, monkeypatch):
    write_notebook(workplace.notebooks, "01_studies", SHOWN)

    def meanwhile(*_, **__):
        (workplace.review / "studies.csv").write_text(
            TABLES["studies"] + "S3,Cedar 2003,2003,\n", encoding="utf-8"
        )
        return {}

    monkeypatch.setattr("synthesis.report.render.run_tasks", meanwhile)
    with pytest.raises(ReportError, match=r"studies\.csv changed while the notebooks were running"):
        workplace.render()
    assert not (workplace.folder / "reports").exists()
