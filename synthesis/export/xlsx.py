"""A review as one workbook: its tables exactly, and beside them the tables that people look things up in."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from synthesis.errors import OptionError, list_in_words
from synthesis.export.consent import consent_remarks
from synthesis.export.settings_text import settings_entries, settings_text
from synthesis.export.written import Exported, output_path, write_files
from synthesis.export.xlsx_cells import SheetFormats, check_size, write_table
from synthesis.export.xlsx_views import View, views
from synthesis.ingest.account import Account
from synthesis.review import Review
from synthesis.schema import TABLES

__all__ = ["export_xlsx", "xlsx_bytes"]

GUIDE = "read me"

# Nobody's clock: the same review is the same file, whenever it is made.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


def export_xlsx(review: Review, output: str | Path, *, replace: bool = False) -> Exported:
    """Write one workbook with a sheet per table, and its settings beside it.

    `read_review` reads the workbook back as the same review. Further sheets, whose names begin with
    "view ", are made from the tables and are not read: code by study, code by source, the 0/1 matrix,
    the quotes with attributes and the path of each code, and the codebook with counts.

    Parameters
    ----------
    review
        Not modified.
    output
        The workbook to write; its name ends in ``.xlsx``. The settings go into ``NAME.yaml``.
    replace
        Whether other files of these names may be replaced.

    Returns
    -------
    The files, and the account of what they carry: all of it.

    Raises
    ------
    OptionError
        ``output`` cannot be, or a file is there already.
    UnreadableError
        A table has more rows or columns than a sheet, or a cell a text of more than 32,767 characters;
        nothing is cut.
    """
    path = output_path(output, ".xlsx")
    folder = path.absolute().parent
    tables = [f.name for f in sorted(folder.glob("*.csv")) if f.stem in TABLES] if folder.is_dir() else []
    if tables:
        raise OptionError(
            f"the folder of '{output}' holds the tables of a review ({list_in_words(tables, most=3)}), which "
            "could not be read any more with a workbook among them. Nothing was written. Name another folder."
        )
    content, account = xlsx_bytes(review, file=path.name)
    files = {path: content, path.with_suffix(".yaml"): settings_text(review.settings).encode("utf-8")}
    return Exported(write_files(files, replace=replace), account)


def xlsx_bytes(review: Review, *, file: str = "review.xlsx") -> tuple[bytes, Account]:
    """Return the workbook as bytes, the same for the same review, and the account of it.

    Parameters
    ----------
    review
        Not modified.
    file
        Name of the workbook, for messages.
    """
    account = Account()
    tables = {name: getattr(review, name) for name in TABLES if review.has(name)}
    for name, table in tables.items():
        check_size(table, name, file=file)
        account.find(name, len(table))
        account.keep(name, len(table), as_=f"sheet {name}")
    entries = len(settings_entries(review.settings))
    account.find("entries of review.yaml", entries)
    account.keep("entries of review.yaml", entries, as_=f"{Path(file).stem}.yaml")
    shown = views(review)
    for view in shown:
        check_size(view.table, view.sheet, file=file)
    for sentence in consent_remarks(review):
        account.remark(sentence)
    account.remark("Comments of review.yaml are not carried; its entries are in the file beside this one.")
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, {"in_memory": True}) as book:
        book.set_properties({"title": review.settings.title, "created": MADE})
        formats = SheetFormats(book)
        guide = book.add_worksheet(GUIDE)
        for view in shown:
            write_table(
                book.add_worksheet(view.sheet), view.table, formats, freeze=view.freeze, shares=view.shares
            )
        for name, table in tables.items():
            write_table(book.add_worksheet(name), table, formats)
        _write_guide(guide, review, shown, list(tables), account, formats)
    return stored.getvalue(), account


def _write_guide(
    sheet: Worksheet,
    review: Review,
    shown: list[View],
    tables: list[str],
    account: Account,
    formats: SheetFormats,
) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, review.settings.title, formats.title)
    row = 2
    sentences = ["Sheets named 'view …' are made from the others and are not read back; change the others."]
    if review.settings.is_synthetic:
        sentences.insert(0, "SYNTHETIC: the data are made up.")
    for sentence in [*sentences, *account.remarks]:
        sheet.write_string(row, 1, sentence, formats.words)
        row += 1
    row += 1
    about = [(view.sheet, view.about) for view in shown]
    about += [(name, f"The table of the review: a row is {TABLES[name].row_is}.") for name in tables]
    for name, words in about:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, words, formats.words)
        row += 1
