"""Import the files of other tools: read, match with the review, merge, check, show, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from synthesis.errors import OptionError, check_option
from synthesis.importing.cells import as_read, as_text_frame
from synthesis.importing.changes import Changes
from synthesis.importing.checking import check_outcome, missing_tables
from synthesis.importing.existing import Existing, known_codes, known_studies, read_existing
from synthesis.importing.import_log import LOG_FILE, log_text, read_log
from synthesis.importing.mapping_file import MAPPING_FILE, mapping_text, read_mappings
from synthesis.importing.new_files import new_files
from synthesis.importing.reading import Asked, group_files, read_group
from synthesis.importing.result import ImportResult
from synthesis.importing.settings import SETTINGS_FILE, settings_after
from synthesis.importing.snapshots import Snapshot, read_snapshots, studies_of
from synthesis.importing.take_in import renamed_file, take_in, without_project
from synthesis.importing.write import clear_leftovers, write_files
from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported
from synthesis.ingest.raw import RawReview
from synthesis.schema import TABLES

__all__ = ["import_project"]


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
    settings, settings_bytes = settings_after(folder, existing, settings_name)
    changed = [name for name, table in tables.items() if existing.differs(name, table)]
    texts = {name: as_text_frame(table) for name, table in tables.items()}
    if changed:
        name = "the import" if folder is None else folder.resolve().name
        after = RawReview(name, {n: as_read(n, text) for n, text in texts.items()}, settings, SETTINGS_FILE)
        check_outcome(after, existing.raw if existing.tables else None)
    result = ImportResult(
        texts,
        account,
        changes,
        mappings,
        imports,
        missing_tables(tables),
        settings,
    )
    if folder is None:
        return result
    files, remove = new_files(folder, existing, tables, changed, snapshots, touched)
    remove += [place for name in sorted(outdated - set(touched)) for place in snapshots[name].places]
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
    existing.refuse_if_changed(folder)
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
