"""The CSV of the PRISMA2020 R package and its web tool -> the flow of a review.

Haddaway, Page, Pritchard & McGuinness (2022), Campbell Systematic Reviews 18:e1230, describe the package;
its boxes are those of the review's table ``flow``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from synthesis.errors import UnreadableError, list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.sheet_cells import read_sheet_cells
from synthesis.ingest.text_file import clean_text, first_text
from synthesis.schema import TABLES, column_allowed

__all__ = ["looks_like", "read"]

_BOXES = set(column_allowed(TABLES["flow"].schema.columns["box"]) or ())
_TITLES = {"identification", "screening", "included"}
_NOT_GIVEN = {"", "na", "n/a", "nan", "null", "none"}
_WHOLE = re.compile(r"-?[0-9]{1,15}(?:\.0+)?|[0-9]{1,3}(?:[, ][0-9]{3}){1,4}")
# A comma before a blank parts reason and number; one inside a number does not.
_REASONS = [
    re.compile(r"(.*)(?:,\s+|:\s*|\(\s*)(?:[nN]\s*=\s*)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})\s*\)?"),
    re.compile(r"(.*),([0-9]{1,15})"),
]
LONGEST_REASON = 500
# A box and the one whose rows by database or register add up to it.
_PARTS = {"database_specific_results": "database_results", "register_specific_results": "register_results"}


def looks_like(path: Path) -> bool:
    """Return whether a file has the columns and boxes of the PRISMA2020 package."""
    text = first_text(path).casefold()
    header = {name.strip(' "') for name in re.split(r"[,;\t]", text.lstrip("\n").partition("\n")[0])}
    return {"data", "n"} <= header and sum(box in text for box in _BOXES) >= 3


def read(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Read the numbers of a PRISMA 2020 flow diagram.

    Parameters
    ----------
    paths
        One file.
    options
        ``encoding`` and ``sheet`` are used.

    Returns
    -------
    The table ``flow``. A cell such as ``Wrong design, 3; No text, 2`` becomes one row a reason.

    Raises
    ------
    UnreadableError
        It has no column ``data`` or ``n``, or no number of any box.
    """
    path = Path(paths[0])
    cells = read_sheet_cells(path, encoding=options.encoding, sheet=options.sheet)
    names = [name.casefold() for name in cells.header]
    if "data" not in names or "n" not in names:
        reason = "it has no columns data and n, so it is no table of the PRISMA2020 package"
        raise UnreadableError(path.name, reason, "Start from the template of the package.")
    account = Account()
    for remark in cells.remarks:
        account.remark(remark)
    counts: dict[tuple[str, str], int] = {}
    boxes = cells.frame.iloc[:, names.index("data")].map(clean_text)
    numbers = cells.frame.iloc[:, names.index("n")].map(clean_text)
    for box, n in zip(boxes.str.casefold(), numbers, strict=True):
        account.find("boxes")
        for reason, count in _take(box, n, account):
            if (box, reason) in counts:
                account.remark(
                    f"The box {box} gives {reason or 'a number'} twice; the numbers were added up."
                )
            counts[box, reason] = counts.get((box, reason), 0) + count
    if not counts:
        raise UnreadableError(path.name, "no box of it holds a number", "Fill in the column n.")
    _check(counts, account)
    keys = [f"{box}: {reason}" if reason else box for box, reason in counts]
    table = review_frame(
        "flow",
        {
            "box": [box for box, _ in counts],
            "n": [str(n) for n in counts.values()],
            "reason": [reason for _, reason in counts],
        },
    )
    return Imported(
        file=path.name,
        format="prisma2020",
        tool="PRISMA2020",
        tables={"flow": table},
        keys=keys_frame("flow", keys, path=keys),
        account=account,
        mapping=dict(options.mapping),
        digests={path.name: cells.sha256},
    )


def _take(box: str, n: str, account: Account) -> list[tuple[str, int]]:
    """Return reason and number of each row that a box becomes, and account for the box."""
    if box in _NOT_GIVEN or box in _TITLES:
        account.leave_out("boxes", "they are headings of the diagram and have no number", 1)
        return []
    if box not in _BOXES:
        account.leave_out("boxes", "the flow of a review has no such box", [box])
        return []
    if n.casefold() in _NOT_GIVEN:
        account.leave_out("boxes", "no number is given", [box])
        return []
    if _WHOLE.fullmatch(n):
        return _kept(box, [("", n)], account)
    parts = [part.strip() for part in re.split(r"[;\n]", n) if part.strip()]
    found = [_reason_and_number(part) for part in parts]
    if found and all(found):
        return _kept(box, [pair for pair in found if pair], account)
    if any("xxx" in part.casefold() for part in parts):
        account.leave_out("boxes", "they still hold the example of the template", [box])
    else:
        account.leave_out(
            "boxes", "what stands there is no number, nor reasons with numbers", [f"{box}: {n[:60]}"]
        )
    return []


def _reason_and_number(part: str) -> tuple[str, str] | None:
    """Return reason and number of ``Wrong design, 3``, ``Wrong design (n = 3)`` or ``No text: 1,204``."""
    if len(part) > LONGEST_REASON:
        return None
    for pattern in _REASONS:
        found = pattern.fullmatch(part)
        if found and found[1].strip(" ,:("):
            return found[1].strip(" ,:("), found[2]
    return None


def _kept(box: str, rows: list[tuple[str, str]], account: Account) -> list[tuple[str, int]]:
    counts = [(reason, int(re.sub(r"[, ]", "", n).partition(".")[0])) for reason, n in rows]
    if any(n < 0 for _, n in counts):
        account.leave_out("boxes", "a number is below 0", [box])
        return []
    account.keep("boxes", as_="rows of the flow")
    return counts


def _check(counts: Mapping[tuple[str, str], int], account: Account) -> None:
    """Remark on numbers that do not add up; the file is kept as it stands."""
    totals: dict[str, int] = {}
    for (box, _), n in counts.items():
        totals[box] = totals.get(box, 0) + n
    for part, whole in _PARTS.items():
        if part in totals and whole in totals and totals[part] != totals[whole]:
            account.remark(f"The rows of {part} add up to {totals[part]}, but {whole} is {totals[whole]}.")
    steps = [
        (
            ["database_results", "register_results"],
            ["duplicates", "excluded_automatic", "excluded_other"],
            "records_screened",
        ),
        (["records_screened"], ["records_excluded"], "dbr_sought_reports"),
        (["dbr_sought_reports"], ["dbr_notretrieved_reports"], "dbr_assessed"),
        (["other_sought_reports"], ["other_notretrieved_reports"], "other_assessed"),
        (["dbr_assessed", "other_assessed"], ["dbr_excluded", "other_excluded"], "new_reports"),
        (["previous_studies", "new_studies"], [], "total_studies"),
    ]
    for plus, minus, box in steps:
        if box not in totals or (plus[-1] not in totals and plus[0] not in totals):
            continue
        expected = sum(totals.get(b, 0) for b in plus) - sum(totals.get(b, 0) for b in minus)
        if expected != totals[box]:
            words = " + ".join(plus) + (f" − {list_in_words(minus)}" if minus else "")
            account.remark(f"{box} is {totals[box]}, but {words} is {expected}.")
