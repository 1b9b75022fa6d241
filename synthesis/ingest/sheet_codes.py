"""What a cell of codes says: several codes in one cell, and codes whose name is a path of levels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.code_order import depth_first
from synthesis.ingest.coded_project import project_frame
from synthesis.ingest.text_file import counted

__all__ = ["CodeCells", "clean_name", "code_frame", "code_levels", "split_code_cells"]

SEPARATORS = {"\n": "a line break", ";": "a semicolon", "|": "a vertical bar", ",": "a comma"}
# Signs that no name of a code holds by chance part levels wherever they stand; the others only where what
# comes before is a code itself.
STRONG_SIGNS = ("\\", " > ", " › ", " » ", "::")
WEAK_SIGNS = (": ", ".", " → ", " / ", "/", " - ", " – ")
# ATLAS.ti shows a bullet in the colour of the code before its name.
BULLETS = re.compile(r"^[●○◯⬤•]\s*")
# The folder in which NVivo keeps all codes, written before each: "Codes\\\\Trust\\Early".
ROOT = re.compile(r"^(?:Codes|Nodes)\\\\(?=.)")


@dataclass
class CodeCells:
    """How the cells of codes were read.

    Parameters
    ----------
    names_of
        Cell -> the names of codes in it, in order.
    separator
        What parts the names; blank where a cell is one name.
    unknown
        Names that stand in no codebook, where there is one.
    joined
        Names that hold the separator themselves and were known from the codebook.
    """

    names_of: dict[str, tuple[str, ...]]
    separator: str
    unknown: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)


def clean_name(name: str) -> str:
    """Return the name of a code without what tools put round it.

    That is a bullet, a count of quotations, NVivo's folder of all codes, and needless white space.
    """
    name = re.sub(r"\s*\n\s*Gr=\d+\s*$", "", name)
    return ROOT.sub("", BULLETS.sub("", " ".join(name.split())))


def split_code_cells(
    cells: Iterable[str], *, separator: str | None, known: Collection[str], account: Account
) -> CodeCells:
    """Split cells that may name several codes.

    Parameters
    ----------
    cells
        The distinct cells.
    separator
        What parts the names; blank: nothing does; None: found out from the cells.
    known
        Names of a codebook. A name of it that holds the separator stays whole (the longest match
        wins).
    account
        Is told what was decided.
    """
    cells = [cell for cell in dict.fromkeys(cells) if cell.strip()]
    canonical = {_folded(name): name for name in known}
    chosen = _separator(cells, canonical, account) if separator is None else separator
    found = CodeCells({}, chosen)
    for cell in cells:
        found.names_of[cell] = tuple(_split(cell, chosen, canonical, found))
    found.unknown = list(dict.fromkeys(found.unknown))
    found.joined = list(dict.fromkeys(found.joined))
    if found.joined:
        account.decide(
            "codes that hold the sign between codes",
            "the longest name of the codebook was taken",
            evidence=f"{counted(len(found.joined), 'name')}, such as '{found.joined[0]}'",
        )
    if canonical and found.unknown:
        account.remark(
            f"{len(found.unknown)} codes stand in the sheet and not in the codebook; they were added: "
            f"{', '.join(found.unknown[:5])}{' …' if len(found.unknown) > 5 else ''}."
        )
    return found


def _folded(name: str) -> str:
    return clean_name(name).casefold()


def _split(cell: str, separator: str, canonical: dict[str, str], found: CodeCells) -> list[str]:
    whole = canonical.get(_folded(cell))
    if whole is not None or not separator or separator not in cell:
        name = whole or clean_name(cell)
        if canonical and whole is None:
            found.unknown.append(name)
        if whole is not None and separator and separator in cell.strip():
            found.joined.append(whole)
        return [name]
    parts = cell.split(separator)
    if not canonical:
        return list(dict.fromkeys(filter(None, map(clean_name, parts))))
    return _longest(parts, separator, canonical, found)


def _longest(parts: list[str], separator: str, canonical: dict[str, str], found: CodeCells) -> list[str]:
    """Return the names that leave the fewest parts unknown, of those the fewest and longest."""
    n = len(parts)
    widest = 1 + max((name.count(separator) for name in canonical), default=0)
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (n + 1)  # unknown parts, names, end of the first
    for start in range(n - 1, -1, -1):
        options = []
        for end in range(min(n, start + widest), start, -1):
            text = separator.join(parts[start:end])
            is_known = _folded(text) in canonical
            if not is_known and end - start > 1:
                continue
            is_blank = not text.strip()
            unknown, names, _ = best[end]
            options.append((unknown + (not is_known and not is_blank), names + (not is_blank), end))
        best[start] = min(options, key=lambda option: option[:2])
    names, start = [], 0
    while start < n:
        end = best[start][2]
        text = separator.join(parts[start:end])
        name = canonical.get(_folded(text))
        if name is None:
            name = clean_name(text)
            if name:
                found.unknown.append(name)
        elif end - start > 1:
            found.joined.append(name)
        if name and name not in names:
            names.append(name)
        start = end
    return names


def _separator(cells: Sequence[str], canonical: dict[str, str], account: Account) -> str:
    """Return what parts the codes of a cell: what the codebook confirms, else the plainest sign."""
    for sign in ("\n", ";", "|"):
        holding = [cell for cell in cells if sign in cell.strip() and _folded(cell) not in canonical]
        if holding:
            evidence = f"{len(holding)} of {len(cells)} different cells hold it"
            account.decide("several codes in one cell", f"{SEPARATORS[sign]} parts them", evidence=evidence)
            return sign
    holding = [cell for cell in cells if "," in cell.strip(" ,") and _folded(cell) not in canonical]
    if not holding:
        return ""
    alone = set(canonical) | {_folded(cell) for cell in cells if "," not in cell}
    parts = [_folded(part) for cell in holding for part in cell.split(",") if part.strip()]
    seen = pd.Series(parts, dtype="str").value_counts()
    share = sum(part in alone or seen[part] > 1 for part in parts) / max(len(parts), 1)
    if canonical:
        resolved = CodeCells({}, ",")
        names = [name for cell in holding for name in _longest(cell.split(","), ",", canonical, resolved)]
        share = 1 - len(resolved.unknown) / max(len(names), 1)
    parted = share >= 0.6
    account.decide(
        "commas in cells of codes",
        "a comma parts codes" if parted else "a comma belongs to the name of a code",
        confidence=share if parted else 1 - share,
        evidence=f"{share:.0%} of the parts are codes elsewhere" + (" (codebook)" if canonical else ""),
    )
    return "," if parted else ""


def code_levels(
    names: Iterable[str], *, sign: str | None, account: Account, shared_prefix: str = ""
) -> tuple[dict[str, tuple[str, ...]], str]:
    """Part names into levels.

    Parameters
    ----------
    names
        Names of all codes, those of the codebook included.
    sign
        What parts levels; blank: nothing does; None: found out from the names.
    account
        Is told what was decided.
    shared_prefix
        A weak sign that also parts levels where two names share what comes before it.

    Returns
    -------
    Name -> its levels from the top, and the sign that parted them.
    """
    names = list(dict.fromkeys(names))
    if sign is None:
        sign, kind = _level_sign(names, shared_prefix)
        if sign:
            n = sum(sign in name for name in names)
            evidence = f"{n} of {len(names)} names hold it; {kind}"
            account.decide("levels of codes", f"'{sign.strip()}' parts them", evidence=evidence)
    if not sign:
        return {name: (name,) for name in names}, ""
    if sign in STRONG_SIGNS or sign not in WEAK_SIGNS:
        return {name: _parted(name, sign) for name in names}, sign
    above = _prefixes(names, sign, shared=sign == shared_prefix)
    return {name: _under(name, sign, above) for name in names}, sign


def _parted(name: str, sign: str) -> tuple[str, ...]:
    # Some tools write the backslash twice; a name that is nothing but signs stays as it is.
    pattern = re.escape(sign.strip() or sign) + ("+" if sign == "\\" else "")
    levels = tuple(level.strip() for level in re.split(pattern, name) if level.strip())
    return levels or (name,)


def _level_sign(names: list[str], shared_prefix: str) -> tuple[str, str]:
    for sign in STRONG_SIGNS:
        if any(len(_parted(name, sign)) > 1 for name in names if sign in name):
            return sign, "it stands in no name by chance"
    counts = {
        sign: sum(len(_under(name, sign, above)) > 1 for name in names)
        for sign in WEAK_SIGNS
        if (above := _prefixes(names, sign, shared=sign == shared_prefix))
    }
    best = max(counts, key=lambda sign: counts[sign], default="")
    return (best, "what stands before it is a code itself") if best and counts[best] else ("", "")


def _prefixes(names: list[str], sign: str, *, shared: bool) -> set[str]:
    """Return what may stand above a code: other codes, and what two names begin with."""
    known = set(names)
    starts = [name[: at.start()] for name in names for at in re.finditer(re.escape(sign), name)]
    starts = [start for start in starts if start.strip()]
    if not shared:
        return {start for start in starts if start in known}
    often = pd.Series(starts, dtype="str").value_counts()
    return {start for start in starts if start in known or often[start] > 1}


def _under(name: str, sign: str, above: set[str]) -> tuple[str, ...]:
    levels: list[str] = []
    begin = 0
    for at in re.finditer(re.escape(sign), name):
        if name[: at.start()] in above and name[at.end() :].strip():
            levels.append(name[begin : at.start()].strip())
            begin = at.end()
    return (*levels, name[begin:].strip())


def code_frame(
    levels: Iterable[tuple[str, ...]], descriptions: dict[tuple[str, ...], str], account: Account
) -> pd.DataFrame:
    """Build the codes of a project from their levels; a level above that is no code is one that holds others.

    Parameters
    ----------
    levels
        Levels of each code.
    descriptions
        Levels -> what the code is said to cover.
    account
        Is told how many codes there are.

    Returns
    -------
    Columns of ``codes``; ``code_id`` is the path in small letters.
    """
    given = dict.fromkeys(levels)
    spelt: dict[str, set[tuple[str, ...]]] = {}
    for path in given:
        spelt.setdefault(code_key(path), set()).add(path)
    variants = [" / ".join(sorted(path[-1] for path in paths)) for paths in spelt.values() if len(paths) > 1]
    if variants:
        account.remark(f"Codes that differ in capital letters only are one code: {'; '.join(variants[:5])}.")
    rows: dict[str, dict[str, object]] = {}
    for path in given:
        for depth in range(1, len(path) + 1):
            part = path[:depth]
            rows.setdefault(
                code_key(part),
                {
                    "code_id": code_key(part),
                    "name": part[-1],
                    "parent_id": code_key(part[:-1]) if depth > 1 else None,
                    "description": descriptions.get(part) or None,
                    "is_codable": code_key(part) in spelt,
                },
            )
    implied = [row["name"] for row in rows.values() if not row["is_codable"]]
    if implied:
        n = len(implied)
        stand = "1 code stands" if n == 1 else f"{n:,} codes stand"
        account.remark(
            f"{stand} in the sheet only as the beginning of others and {'was' if n == 1 else 'were'} added "
            f"above them: {list_in_words(implied, most=5)}."
        )
    account.find("codes", len(rows))
    return project_frame("codes", depth_first(list(rows.values())))


def code_key(levels: tuple[str, ...]) -> str:
    """Return the identifier of a code: its path."""
    return "›".join(levels).casefold()
