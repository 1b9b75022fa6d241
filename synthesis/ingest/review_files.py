"""Find the files of a review, a folder of CSV files or one workbook, and read them all."""

from __future__ import annotations

from pathlib import Path

from synthesis.errors import Problem, ReviewError, did_you_mean, list_in_words, nearest
from synthesis.ingest.csv_table import decode_utf8, read_csv_table
from synthesis.ingest.raw import RawReview, sha256_of
from synthesis.ingest.settings_file import parse_settings
from synthesis.ingest.unfinished import JOURNAL, finish_import
from synthesis.ingest.workbook import WORKBOOK_ENDINGS, read_workbook
from synthesis.schema import TABLES

__all__ = ["find_review", "read_review_files"]

SETTINGS_NAME = "review.yaml"

# Endings under which people keep tables that are not read.
OTHER_TABLE_ENDINGS = {".tsv", ".tab", ".txt", ".xls", ".xlsm", ".xlsb", ".numbers", ".json"}


def find_review(path: str | Path) -> Path:
    """Return the folder or workbook that a person means.

    Parameters
    ----------
    path
        Absolute, or relative to the working directory; failing that, to the project's root
        (the folder that holds ``notebooks/`` and the package), so that a notebook opened in
        JupyterLab and one run by papermill from the root find the same review.

    Raises
    ------
    ReviewError
        Nothing is there.
    """
    given = Path(path).expanduser()
    root = Path(__file__).resolve().parents[2]
    tried = [given] if given.is_absolute() else [Path.cwd() / given, root / given]
    for candidate in tried:
        if candidate.exists():
            return candidate
    where = "" if given.is_absolute() else " It was looked for in the working directory and in the project."
    siblings = given.parent if given.is_absolute() else tried[0].parent
    close = nearest(given.name, [entry.name for entry in siblings.iterdir()] if siblings.is_dir() else [])
    problem = Problem(
        f"there is no folder or workbook '{path}'.{where}",
        advice=f"Did you mean '{given.parent / close}'?" if close else "`synthesis new DIR` makes a new one.",
    )
    raise ReviewError([problem], name=str(path), is_missing=True)


def read_review_files(path: Path) -> RawReview:
    """Read all tables and settings of a review, unchecked.

    Parameters
    ----------
    path
        A folder of CSV files, a folder that holds one workbook, or a workbook.

    Returns
    -------
    The tables as text, the settings and every problem met while reading.
    """
    workbook = path if path.is_file() else None
    folder = path.parent if path.is_file() else path
    raw = RawReview(name=path.stem if path.is_file() else path.resolve().name)
    _finish_import(folder, raw)
    if workbook is None:
        workbook = _choose(folder, raw)
    elif not path.name.lower().endswith(WORKBOOK_ENDINGS):
        message = f"'{path.name}' is neither a folder nor a workbook ({list_in_words(WORKBOOK_ENDINGS)})."
        raise ReviewError([Problem(message, advice="Name the folder of the review.")], name=path.name)
    if workbook is not None:
        content = _bytes_of(workbook, raw)
        if content is not None:
            raw.tables, met = read_workbook(content, workbook.name)
            raw.problems += met
            # A sheet that is there under a wrong name, or empty, is not reported as missing too.
            sheets = [p.file.rpartition(", sheet ")[2] for p in met if p.level == "error"]
            raw.attempted |= {name.strip().casefold() for name in sheets} & set(TABLES)
    else:
        _read_csv_files(folder, raw)
    _read_settings(folder, workbook, raw)
    return raw


def _finish_import(folder: Path, raw: RawReview) -> None:
    """Let an import that was cut off while its files took their places be whole before it is read."""
    try:
        finish_import(folder)
    except OSError as error:
        message = f"an import was cut off here and cannot be finished ({error.strerror or error})."
        advice = "Let the folder be written, then run this again."
        raw.problems.append(Problem(message, file=JOURNAL, advice=advice))
    except ValueError as error:
        message = f"{error}; the file was not followed."
        raw.problems.append(Problem(message, file=JOURNAL, advice="Look at the file, then delete it."))


def _choose(folder: Path, raw: RawReview) -> Path | None:
    """Return the workbook of a folder that has no CSV tables; both together are refused."""
    entries = sorted(folder.iterdir())
    # "~$name.xlsx" is the lock file of a workbook that is open in Excel.
    books = [
        e for e in entries if e.suffix.lower() in WORKBOOK_ENDINGS and not e.name.startswith(("~$", "."))
    ]
    tables = [e for e in entries if e.suffix.lower() == ".csv" and e.stem in TABLES]
    if not books:
        return None
    if tables:
        found = list_in_words(e.name for e in [*books, *tables])
        message = f"the folder holds both a workbook and CSV tables ({found}); only one can be the review."
        raw.problems.append(Problem(message, advice="Name the workbook itself, or move one of them away."))
        return None
    if len(books) > 1:
        message = f"the folder holds {len(books)} workbooks ({list_in_words(e.name for e in books)})."
        raw.problems.append(Problem(message, advice="Name the one that is meant."))
    return books[0]


def _read_csv_files(folder: Path, raw: RawReview) -> None:
    for file in sorted(folder.iterdir()):
        meant = file.stem.strip().casefold()
        if file.suffix.lower() in OTHER_TABLE_ENDINGS and meant in TABLES:
            message = f"a table is read from CSV, not from {file.suffix}; this file was left out."
            advice = f"Save it as {meant}.csv, or move it away."
            raw.problems.append(Problem(message, file=file.name, advice=advice, level="warning"))
        if file.suffix.lower() != ".csv":
            continue
        if file.stem not in TABLES and meant in TABLES:
            raw.attempted.add(meant)
            message = f"'{file.name}' is not the exact name of a table; it was not read."
            advice = f"Rename it to '{meant}.csv'."
            raw.problems.append(Problem(message, file=file.name, value=file.name, advice=advice))
            continue
        if file.stem not in TABLES:
            if not file.is_file():
                continue
            message = "this is not a table of a review; it was not read."
            advice = did_you_mean(file.stem, TABLES)
            raw.problems.append(Problem(message, file=file.name, advice=advice, level="warning"))
            continue
        raw.attempted.add(file.stem)
        content = _bytes_of(file, raw)
        if content is None:
            continue
        table, problems = read_csv_table(content, file.stem, file.name)
        raw.problems += problems
        if table is not None:
            raw.tables[file.stem] = table


def _bytes_of(file: Path, raw: RawReview) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or error})."
        advice = "Put the file itself there, readable for you, or take the entry away."
        raw.problems.append(Problem(message, file=file.name, advice=advice))
        return None


def _read_settings(folder: Path, workbook: Path | None, raw: RawReview) -> None:
    """Read ``review.yaml`` beside the tables (or ``NAME.yaml`` beside ``NAME.xlsx``)."""
    candidates = [] if workbook is None else [folder / f"{workbook.stem}.yaml"]
    candidates.append(folder / SETTINGS_NAME)
    # A link that leads nowhere is an entry too: it is then reported as unreadable.
    file = next((c for c in candidates if c.exists() or c.is_symlink()), None)
    misnamed = _misnamed_settings(folder, candidates) if file is None else None
    if misnamed is not None:
        raw.problems.append(misnamed)
        return
    if file is None:
        message = "there is no review.yaml; title, question and kind of the review are not known."
        advice = "`synthesis new DIR` shows one."
        raw.problems.append(Problem(message, file=SETTINGS_NAME, advice=advice, level="warning"))
        return
    content = _bytes_of(file, raw)
    if content is None:
        return
    raw.settings_file, raw.settings_sha256 = file.name, sha256_of(content)
    text, problems = decode_utf8(content, file.name)
    raw.problems += problems
    if text is not None:
        raw.settings, problems = parse_settings(text, file.name)
        raw.problems += problems


def _misnamed_settings(folder: Path, candidates: list[Path]) -> Problem | None:
    """Find settings under another spelling; left unread, a made-up review would not say that it is."""
    spellings = {e.casefold(): c.name for c in candidates for e in (c.name, f"{c.stem}.yml")}
    for entry in sorted(folder.iterdir()):
        right = spellings.get(entry.name.casefold())
        if right is not None:
            message = f"the settings of a review are read from {right}; this file was not read."
            return Problem(message, file=entry.name, value=entry.name, advice=f"Rename it to {right}.")
    return None
