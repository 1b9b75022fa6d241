"""The ``synthesis`` command: a thin skin over functions that Python users call too."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperCommand

from synthesis.collecting import without_collecting
from synthesis.errors import (
    OptionError,
    Problem,
    ReviewError,
    SynthesisError,
    check_option,
    list_in_words,
)

__all__ = ["app", "main"]

app = typer.Typer(
    name="synthesis",
    help="Qualitative and realist evidence synthesis: coded extracts in, reproducible reports out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

ReviewPath = Annotated[
    Path, typer.Argument(metavar="DIR", help="The review: a folder of CSV files, or a workbook.")
]


@app.command()
def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook instead of CSV files.")] = False,
    title: Annotated[str | None, typer.Option(help="Title of the review.")] = None,
) -> None:
    """Make a new review with every table, its columns explained and an example row in each."""
    from synthesis.new import write_new_review

    write_new_review(directory, xlsx=xlsx, title=title)
    _say(f"A new review is in {directory}. Replace the example rows by yours, then run:")
    _say(f"    synthesis check {shlex.quote(str(directory))}")
    _say(f"    synthesis report {shlex.quote(str(directory))}")


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What to import.")],
    into: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the review; made if need be.")],
    format: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The format, if it is not recognised; a wrong name lists all."),
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="studies|codings", help="What the rows of a sheet are.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of a text file, such as windows-1252.")
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Sheet of a workbook, or project of a database with several."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show everything, write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before something is changed.")] = False,
) -> None:
    """Bring in projects of coding tools, extraction sheets, references and screening exports."""
    with without_collecting():
        from synthesis.importing.changes import ASKED_FIRST
        from synthesis.importing.describe import describe_import
        from synthesis.importing.project import import_project
        from synthesis.importing.result import ImportResult

    console = _console()

    def show_and_ask(result: ImportResult) -> bool:
        _show(console, describe_import(result))
        return yes or _agreed(is_changed=result.changes.n(*ASKED_FIRST) > 0)

    try:
        result = import_project(
            *files,
            into=into,
            format=format,
            as_=as_,  # type: ignore[arg-type]
            encoding=encoding,
            sheet=sheet,
            dry_run=dry_run,
            confirm=show_and_ask,
        )
    except ReviewError as error:
        console.print(_problem_table(error.errors))
        _say(f"{error.name} would not be valid: {_count(len(error.errors), 'error')}. Nothing was imported.")
        raise typer.Exit(1) from None
    asked = result.asks and result.is_new and not dry_run
    if not asked:
        _show(console, describe_import(result))
    if not result.tables:
        _say("There is nothing in it that a review could hold. Nothing was written.")
    elif not result.is_new:
        _say(f"There is nothing new for {into}: it holds all of this already. Nothing was written.")
    elif dry_run:
        _say("Nothing was written, because of --dry-run.")
    elif not result.written:
        _say("Nothing was written.")
        raise typer.Exit(1)
    else:
        _say(f"The review in {into} is written. What was imported stands in import-log.json; what was taken")
        _say("for what, and can be changed, in import-mapping.yaml. Then run:")
        _say(f"    synthesis check {shlex.quote(str(into))}")
        if not result.missing:
            _say(f"    synthesis report {shlex.quote(str(into))}")


def _show(console: Console, parts: Iterable[Any]) -> None:
    for part in parts:
        console.print(part)


def _agreed(*, is_changed: bool) -> bool:
    """Ask whether to go on; where nobody can answer, the answer is no."""
    changed = "Some of what the review holds is changed or taken out. Go on?"
    try:
        return typer.confirm(changed if is_changed else "Is it what is said above? Go on?")
    except typer.Abort:
        _say("")
        _say("There was no answer; --yes answers beforehand.")
        return False


@app.command()
def check(review: ReviewPath) -> None:
    """Check a review and print every problem at once: file, row, column, what is allowed."""
    from synthesis.review import read_review

    console = _console()
    try:
        found = read_review(review)
    except ReviewError as error:
        console.print(_problem_table(error.problems))
        n_errors, n_warnings = len(error.errors), len(error.problems) - len(error.errors)
        console.print(
            f"{error.name} is not valid: {_count(n_errors, 'error')}, {_count(n_warnings, 'warning')}.",
            markup=False,
        )
        raise typer.Exit(1) from None
    if found.warnings:
        console.print(_problem_table(found.warnings))
    counts = [f"{name} {origin.n_rows}" for name, origin in found.origins.items() if origin.n_rows]
    console.print(f"{found.settings.title}. Rows: {', '.join(counts)}.", markup=False)
    console.print(f"The review is valid, with {_count(len(found.warnings), 'warning')}.", markup=False)


class _WithPairs(TyperCommand):
    """A command whose ``-p NAME VALUE`` takes two words, as papermill's does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _join_pairs(args))


def _join_pairs(args: Sequence[str]) -> list[str]:
    """Turn ``-p NAME VALUE`` into ``-p NAME=VALUE``; what is joined already stays as it is."""
    joined, rest = [], list(args)
    while rest:
        word = rest.pop(0)
        joined.append(word)
        if word in ("-p", "--parameter") and rest:
            name = rest.pop(0)
            if "=" not in name and rest:
                name = f"{name}={rest.pop(0)}"
            joined.append(name)
    return joined


@app.command(cls=_WithPairs)
def report(
    review: ReviewPath,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where the pages go; else reports/NAME."),
    ] = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option("--notebook", metavar="NAME", help="This notebook only; may be given several times."),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME VALUE", help="Set a parameter of the notebooks."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Show tables by this study attribute.")
    ] = None,
    audience: Annotated[
        str,
        typer.Option(metavar="public|team", help="Who may read it; for the public nobody is named."),
    ] = "public",
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that one cell may take.")] = 300,
    jobs: Annotated[int | None, typer.Option(min=1, help="Notebooks rendered at a time.")] = None,
) -> None:
    """Render the notebooks of a review into HTML pages that can be sent to somebody."""
    from synthesis.report.lean import lean_imports

    lean_imports()
    from synthesis.report.progress import progress_on
    from synthesis.report.render import render_report

    with progress_on() as progress:
        run = render_report(
            review,
            output=output,
            notebooks=notebook or None,
            parameters=_pairs(parameter or []),
            by=by,
            audience=audience,
            timeout=timeout,
            jobs=jobs,
            progress=progress,
        )
    _say(str(run))
    if not run.ok:
        raise typer.Exit(1)


@app.command(cls=_WithPairs)
def export(
    review: ReviewPath,
    to: Annotated[str, typer.Option("--to", metavar="qdpx|qdc|xlsx|docx|pdf|files", help="What to write.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where it goes; else exports/ID.")
    ] = None,
    offsets: Annotated[
        str | None,
        typer.Option(
            metavar="utf-16|code-points",
            help="What positions in a qdpx count: utf-16 as NVivo and most tools do, code-points as the "
            "standard says.",
        ),
    ] = None,
    audience: Annotated[
        str | None, typer.Option(metavar="team|public", help="Who will read the docx, pdf or files; public.")
    ] = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option("--notebook", metavar="NAME", help="This notebook only; may be given several times."),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME VALUE", help="Set a parameter of the notebooks."),
    ] = None,
    with_evidence: Annotated[
        bool, typer.Option("--with-evidence", help="Put the list of extracts into the docx or pdf.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace another file of that name.")] = False,
) -> None:
    """Write a review for other tools (qdpx, qdc, xlsx), or its report as docx, pdf, CSV and figure files."""
    from synthesis.export.describe import describe_export
    from synthesis.export.report_targets import REPORT_TARGETS, export_report
    from synthesis.export.targets import TARGETS, export_review

    check_option("to", to, [*TARGETS, *REPORT_TARGETS])
    about_report = {
        "--audience": audience,
        "--notebook": notebook,
        "-p": parameter,
        "--with-evidence": with_evidence,
    }
    given = [name for name, value in about_report.items() if value]
    if to not in REPORT_TARGETS:
        if given:
            raise OptionError(f"{list_in_words(given)} cannot be given for {to}: it holds no report.")
        exported = export_review(review, to=to, output=output, offsets=offsets, replace=replace)
    else:
        if offsets is not None:
            raise OptionError(f"--offsets is for qdpx only; {to} has no positions.")
        from synthesis.report.lean import lean_imports

        lean_imports()
        from synthesis.export.rendered import Asked
        from synthesis.report.progress import progress_on

        with progress_on() as progress:
            exported = export_report(
                review,
                to=to,
                output=output,
                asked=Asked(
                    audience or "public", notebook or None, _pairs(parameter or []), progress=progress
                ),
                with_evidence=with_evidence,
                replace=replace,
            )
    console = _console()
    for part in describe_export(exported):
        console.print(part)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The older version: a review or a report.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The newer version: a review or a report.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to write; else reports/NAME-changes."),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(metavar="public|team", help="Who may read it; the team's where a report is."),
    ] = None,
) -> None:
    """Show what changed between two versions of a review: a page, a table and a sentence."""
    from synthesis.compare.comparison import compare_reviews
    from synthesis.compare.page import write_comparison

    found = compare_reviews(old, new, audience=audience)
    page = write_comparison(found, output or Path("reports") / f"{found.new.name}-changes")
    _say(str(found))
    for remark in found.remarks:
        _say(remark)
    _say(f"Everything that changed: {page} and {page.with_suffix('.csv').name} beside it")


def _pairs(words: Iterable[str]) -> list[tuple[str, str]]:
    """Split ``NAME=VALUE`` into pairs; a name without a value is refused."""
    pairs = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise typer.BadParameter(f"-p {name} needs a value: -p {name} VALUE")
        pairs.append((name, value))
    return pairs


def _console() -> Console:
    """Return a console on standard output; a pipe or a file gets lines of 120 columns."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


def _say(line: str) -> None:
    _console().print(line, markup=False, soft_wrap=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _problem_table(problems: Iterable[Problem]) -> Table:
    """Lay problems out; the same problem in several rows of a file takes one line."""
    rows_of: dict[tuple[str, ...], list[int]] = {}
    for problem in problems:
        key = (problem.level, problem.file, problem.column or "", problem.sentence)
        rows_of.setdefault(key, []).extend([] if problem.row is None else [problem.row])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Level", "File", "Row", "Column", "What is wrong, and what to do"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "Level")
    for (level, file, column, sentence), rows in rows_of.items():
        places = list_in_words(rows, most=6) if rows else ""
        cells = [level, file, places, column, sentence]
        # Text, not markup: a value such as [bold] is shown as it stands.
        style = "red" if level == "error" else "yellow"
        table.add_row(Text(level, style=style), *(Text(cell) for cell in cells[1:]))
    return table


def main() -> None:
    """Run the command; an error of ours is one clear message and exit code 1, never a traceback."""
    try:
        app()
    except SynthesisError as error:
        Console(stderr=True, highlight=False).print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
