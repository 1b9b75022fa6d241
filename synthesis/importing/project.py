"""Import the files of other tools: read, match with the review, merge, check, show, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from synthesis.errors import OptionError, ReviewError, check_option
from synthesis.importing.cells import as_text_frame, csv_bytes, raw_table, same_cells
from synthesis.importing.changes import Changes
from synthesis.importing.existing import (
    Existing,
    check_review,
    filled_tables,
    known_codes,
    known_studies,
    missing_tables,
    read_existing,
)
from synthesis.importing.import_log import LOG_FILE, log_text, read_log
from synthesis.importing.mapping_file import MAPPING_FILE, mapping_text, read_mappings
from synthesis.importing.reading import Asked, group_files, read_group
from synthesis.importing.settings import examples_replaced, first_settings
from synthesis.importing.snapshots import FOLDER, Snapshot, read_snapshots, studies_of
from synthesis.importing.take_in import renamed_file, take_in, without_project
from synthesis.importing.write import clear_leftovers, write_files
from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.ingest.raw import RawReview, sha256_of
from synthesis.ingest.settings_file import parse_settings
from synthesis.review import Review, review_from_tables
from synthesis.schema import TABLES

__all__ = ["ImportResult", "import_project"]

SETTINGS_FILE = "review.yaml"


@dataclass
class ImportResult:
    """What an import found, and what became of it.

    Parameters
    ----------
    tables
        The tables of the review with the import in it, all cells text, missing where blank.
    account
        What was found, kept and left out, and what was decided on the way.
    changes
        What changed in the review.
    mapping
        Name of each imported file -> what was taken for what; can be changed and given to
        `import_project` again.
    imports
        The account of each file apart, with its name, format and tool.
    missing
        Tables that the review still needs before it can be checked and reported.
    settings
        Entries of ``review.yaml``, as they are or will be.
    written
        Whether files were written.
    is_new
        Whether there is anything to write: the same file again has nothing new.
    """

    tables: dict[str, pd.DataFrame]
    account: Account
    changes: Changes
    mapping: dict[str, dict[str, Any]]
    imports: list[Imported] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    settings: Mapping[str, Any] = field(default_factory=dict)
    written: bool = False
    is_new: bool = True

    @property
    def asks(self) -> bool:
        """Whether something that stands in the review is changed or taken out."""
        return self.changes.asks

    def review(self) -> Review:
        """Return the tables as a review that can be analysed.

        Raises
        ------
        ReviewError
            A table that every review needs is still to come.
        """
        return review_from_tables(self.tables, settings=self.settings)


def import_project(
    *paths: str | Path,
    into: str | Path | None = None,
    format: str | None = None,
    as_: Literal["studies", "codings"] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    mapping: Mapping[str, Any] | None = None,
    dry_run: bool = False,
    confirm: Callable[[ImportResult], bool] | None = None,
) -> ImportResult:
    """Import files of other tools: projects, extraction sheets, references, screening exports.

    Everything is written, or nothing is.

    Parameters
    ----------
    paths
        Files, or the folder of a QualCoder project. Several of one kind that belong together (a
        sheet of codings and its codebook) are read together, others one after the other.
    into
        Folder of the review that they go into; made if need be. None: nothing is written.
    format
        Name of the format, where it is not to be recognised: ``"refi-qda"``, ``"sheet"``.
    as_
        What the rows of a sheet are, where they could be both: ``"studies"`` or ``"codings"``.
    encoding
        Encoding of a text file whose bytes do not say: ``"windows-1252"``.
    sheet
        Name of the sheet of a workbook that is meant.
    mapping
        What to take for what, instead of what ``import-mapping.yaml`` of the review says: the
        mapping of the one file, or name of a file -> mapping.
    dry_run
        Whether to write nothing, and only say what would be written.
    confirm
        Asked, with the result, before something that stands in the review is changed or taken
        out; where it says no, nothing is written. None: it is written without asking.

    Returns
    -------
    The result: ``tables``, ``account``, ``changes``, ``mapping``, ``written`` and `review`.

    Raises
    ------
    OptionError
        An option cannot be taken, ``into`` cannot be written, or there is no such file.
    UnreadableError
        A file cannot be read, in one sentence that names it and the reason.
    ReviewError
        The review in ``into``, or what would become of it, is not valid.
    """
    if as_ is not None:
        check_option("as_", as_, ("studies", "codings"))
    groups = group_files(paths, format)
    folder = None if into is None else Path(into).expanduser()
    if folder is not None:
        clear_leftovers(folder)
    existing = Existing() if folder is None else read_existing(folder)
    text, saved = ("", {}) if folder is None else read_mappings(folder)
    snapshots = {} if folder is None else read_snapshots(folder)
    said = _said(mapping, [group.file for group in groups])
    tables, settings_name = dict(existing.tables), ""
    changes, account = Changes(), Account()
    mappings: dict[str, dict[str, Any]] = {}
    imports: list[Imported] = []
    log: list[dict[str, Any]] = []
    touched: dict[str, Snapshot] = {}
    outdated: set[str] = set()
    for group in groups:
        told = said.get(group.file, saved.get(group.file, {}))
        seen = {name: s for name, s in {**snapshots, **touched}.items() if name not in outdated}
        own_studies = studies_of(group.file, group.format.name, seen.values())
        imported, own, name = read_group(
            group,
            Asked(as_, encoding, sheet),
            without_project(told),
            known_codes(tables),
            known_studies(tables, own=own_studies),
        )
        imported = renamed_file(imported, group.file)
        taken = take_in(imported, own, tables, seen, told, review_id=existing.review_id, named=existing.named)
        tables = taken.tables
        touched[taken.snapshot.project] = taken.snapshot
        outdated |= taken.outdated
        settings_name = settings_name or name or group.paths[0].stem
        changes.add(taken.changes)
        account.add(imported.account)
        mappings[group.file] = taken.mapping
        imports.append(imported)
        log.append(_log_entry(imported, taken.snapshot.project, taken.changes))
    tables = {name: tables[name] for name in TABLES if name in tables and len(tables[name])}
    settings, settings_bytes = _settings(folder, existing, settings_name)
    _check(folder, existing, tables, settings)
    result = ImportResult(
        {name: as_text_frame(table) for name, table in tables.items()},
        account,
        changes,
        mappings,
        imports,
        missing_tables(tables),
        settings,
    )
    if folder is None:
        return result
    files, remove = _files(folder, existing, tables, snapshots, touched)
    remove += [place for name in sorted(outdated - set(touched)) for place in snapshots[name].files()]
    if not tables:
        files = {}
    elif settings_bytes is not None:
        files[SETTINGS_FILE] = settings_bytes
    new_text = mapping_text(text, saved, mappings)
    if tables and new_text != text:
        files[MAPPING_FILE] = new_text.encode()
    result.is_new = bool(files or remove)
    if not result.is_new or dry_run:
        return result
    if result.asks and confirm is not None and not confirm(result):
        return result
    files[LOG_FILE] = log_text(read_log(folder), log).encode()
    _refuse_if_changed(folder, existing)
    write_files(folder, files, remove=remove)
    result.written = True
    return result


def _said(mapping: Mapping[str, Any] | None, files: list[str]) -> dict[str, dict[str, Any]]:
    """Return the mapping of each file, given for all by name or for the only one."""
    if not mapping:
        return {}
    if set(mapping) <= set(files) and all(isinstance(value, Mapping) for value in mapping.values()):
        return {name: dict(value) for name, value in mapping.items()}
    if len(files) > 1:
        raise OptionError(f"mapping must be given by file name, because {len(files)} files are imported.")
    return {files[0]: dict(mapping)}


def _settings(folder: Path | None, existing: Existing, name: str) -> tuple[Mapping[str, Any], bytes | None]:
    """Return the settings of the review, and the bytes of ``review.yaml`` where it is to be written."""
    raw = existing.raw
    if raw is not None and raw.settings_file:
        if existing.only_examples and folder is not None:
            text = examples_replaced((folder / raw.settings_file).read_bytes())
            if text is not None:
                return parse_settings(text, raw.settings_file)[0], text.encode()
        return raw.settings, None
    text = first_settings(folder.resolve().name if folder is not None else name, name)
    return parse_settings(text, SETTINGS_FILE)[0], text.encode()


def _check(
    folder: Path | None,
    existing: Existing,
    tables: Mapping[str, pd.DataFrame],
    settings: Mapping[str, Any],
) -> None:
    """Refuse an import that would leave a review that is not valid."""
    if not any(_is_changed(existing, name, table) for name, table in tables.items()):
        return
    name = "the import" if folder is None else folder.resolve().name
    raw = RawReview(name, settings=settings, settings_file=SETTINGS_FILE)
    raw.tables = {table: raw_table(table, cells) for table, cells in tables.items()}
    try:
        check_review(raw)
    except ReviewError:
        # Where it was not valid before, its own rows are what people can mend.
        if existing.tables and existing.raw is not None:
            check_review(replace(existing.raw, tables=filled_tables(existing.raw)))
        raise


def _is_changed(existing: Existing, name: str, table: pd.DataFrame) -> bool:
    before = existing.tables.get(name)
    return before is None or not same_cells(before, table)


def _log_entry(imported: Imported, project: str, changes: Changes) -> dict[str, Any]:
    files = [{"name": name, "sha256": digest} for name, digest in imported.digests.items()]
    return {
        "project": project,
        "files": files or [{"name": imported.file}],
        "format": imported.format,
        "tool": imported.tool,
        "account": imported.account.as_dict(),
        "changes": changes.as_list(),
        "remarks": list(changes.remarks),
    }


def _files(
    folder: Path,
    existing: Existing,
    tables: Mapping[str, pd.DataFrame],
    snapshots: Mapping[str, Snapshot],
    touched: Mapping[str, Snapshot],
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of tables and snapshots that are new or other than they were, and those that go."""
    files, remove = {}, []
    for name, table in tables.items():
        if _is_changed(existing, name, table):
            files[f"{name}.csv"] = csv_bytes(table, mark=name not in existing.without_mark)
    replaced = existing.raw.tables if existing.raw is not None and existing.only_examples else existing.tables
    remove += [f"{name}.csv" for name in replaced if name not in tables]
    for project, snapshot in touched.items():
        for place, content in snapshot.files().items():
            target = folder / place
            if not target.is_file() or target.read_bytes() != content:
                files[place] = content
        if project in snapshots:
            gone = set(snapshots[project].tables) - set(snapshot.tables)
            remove += [f"{FOLDER}/{project}/{name}.csv" for name in sorted(gone)]
    return files, remove


def _refuse_if_changed(folder: Path, existing: Existing) -> None:
    """Refuse to write over what somebody changed since the review was read."""
    for name, digest in existing.digests.items():
        file = folder / name
        if not file.is_file() or sha256_of(file.read_bytes()) != digest:
            raise OptionError(
                f"'{name}' was changed while the import was under way. Nothing was written. "
                "Run the import again."
            )
