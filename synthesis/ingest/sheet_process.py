"""Read a workbook in a process of its own; run as a script, with the workbook on standard input.

The parser of workbooks is native code. A file made to do harm can make it end its whole process, or
ask for more memory than there is. Here it ends only this one. Formulas and macros are never run: a
cell is the value that the spreadsheet stored.
"""

import contextlib
import datetime as dt
import io
import json
import sys

WRONG_PASSWORD, DAMAGED = 3, 4


def cell_text(cell: object) -> str:
    """Return a cell as a person sees it, but for number formats."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def main(most_bytes: int) -> int:
    """Write every sheet as JSON: its name, the numbers of its rows and columns, its cells."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    import python_calamine

    content = sys.stdin.buffer.read()
    sheets = []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            rows = [list(map(cell_text, row)) for row in sheet.to_python(skip_empty_area=True)]
            first_row, first_column = sheet.start or (0, 0)
            # A stray cell far to the right makes thousands of columns that hold nothing.
            filled = [at for at, cells in enumerate(zip(*rows, strict=True)) if any(cells)]
            hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            sheets.append(
                {
                    "name": about.name,
                    "is_hidden": hidden,
                    "first_row": first_row + 1,
                    "columns": [first_column + 1 + at for at in filled],
                    "rows": [[row[at] for at in filled] for row in rows],
                    "merged": sheet.merged_cell_ranges or [],
                }
            )
    except python_calamine.PasswordError:
        return WRONG_PASSWORD
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError):
        return DAMAGED
    sys.stdout.buffer.write(json.dumps(sheets, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
