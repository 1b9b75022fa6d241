"""The codes of a REFI-QDA file as a hierarchy, also where the tool writes it into the names."""

from __future__ import annotations

from dataclasses import dataclass, field

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_records import Identifiers, RawCode
from synthesis.ingest.text_file import counted

__all__ = ["CodeTable", "code_table"]

# "A::B" is how ATLAS.ti 8 and 9 wrote a hierarchy; nobody else puts that sign into names.
ALWAYS = "::"
# Signs that part levels only where what stands before them is a code of its own or a group.
BY_TOOL = {"atlas": ": ", "taguette": "."}
_LEAST_GROUP = 2
# Longer names are sentences, and deeper levels nobody's hierarchy.
_LONGEST, _MOST_LEVELS = 1_000, 20


@dataclass
class CodeTable:
    """The codes, and what became of each row of the file.

    Parameters
    ----------
    rows
        In the order of the columns of ``codes``.
    id_of
        Identifier in the file -> identifier here; the first one, where several codes share it.
    of_row
        Identifier of each code of the file, in its order.
    """

    rows: list[list[object]] = field(default_factory=list)
    id_of: dict[str, str] = field(default_factory=dict)
    of_row: list[str] = field(default_factory=list)


def code_table(codes: list[RawCode], origin: str, account: Account, *, split_names: bool = True) -> CodeTable:
    """Make the table of codes.

    Parameters
    ----------
    codes
        As in the file, the code above before those below it.
    origin
        The tool, as the file says.
    account
        Gets what was found and what was read into the names.
    split_names
        Whether a hierarchy may be written into names.
    """
    table = CodeTable()
    identifiers = Identifiers()
    n_unnamed = 0
    for row, code in enumerate(codes):
        identifier = identifiers.new(code.guid or f"code {row + 1}")
        table.id_of.setdefault(code.guid, identifier)
        table.of_row.append(identifier)
        name = code.name.strip()
        if not name:
            n_unnamed += 1
            name = f"unnamed code {n_unnamed}"
        above = table.of_row[code.parent] if code.parent >= 0 else None
        table.rows.append([identifier, name, above, code.description or None, code.is_codable])
    table.id_of.pop("", None)
    account.find("codes", len(codes))
    if identifiers.n_changed:
        account.remark(
            f"{identifiers.n_changed} codes share their identifier with another one and are kept; what "
            "refers to it is taken to mean the first."
        )
    if n_unnamed:
        account.remark(f"{counted(n_unnamed, 'code')} without a name: called 'unnamed code 1' and so on.")
    if split_names:
        _split_all(table, origin, account)
    return table


def _split_all(table: CodeTable, origin: str, account: Account) -> None:
    sign = next((s for tool, s in BY_TOOL.items() if tool in origin.casefold()), None)
    children: dict[object, list[int]] = {}
    for place, row in enumerate(table.rows):
        children.setdefault(row[2], []).append(place)
    moved: list[tuple[str, str]] = []
    made: dict[str, str] = {}
    n_codes = len(table.rows)
    for above, places in list(children.items()):
        if any(ALWAYS in str(table.rows[place][1]) for place in places):
            _split(table, above, places, ALWAYS, moved, made, all_are_groups=True)
        elif sign is not None:
            _split(table, above, places, sign, moved, made, all_are_groups=False)
    if not moved:
        return
    account.find("codes", len(made))
    before, after = moved[0]
    also = ""
    if made:
        named = ", ".join(list(made.values())[:5])
        also = f"; {len(made)} groups were no code of their own and are made: {named}"
    account.decide(
        "hierarchy of codes",
        f"what stands before '{ALWAYS if ALWAYS in before else sign}' in a name is the code above: "
        f"'{before}' is '{after}'",
        confidence=(len(moved) - len(made)) / len(moved),
        evidence=f"{len(moved)} of {n_codes} codes are named so{also}",
    )


def _split(
    table: CodeTable,
    above: object,
    places: list[int],
    sign: str,
    moved: list[tuple[str, str]],
    made: dict[str, str],
    *,
    all_are_groups: bool,
) -> None:
    """Move codes of one level below those that their names begin with."""
    known: dict[tuple[str, ...], object] = {}
    whole = {_plain(str(table.rows[place][1]), sign): table.rows[place][0] for place in reversed(places)}
    groups = _groups(list(whole), sign) if not all_are_groups and sign == ": " else set()
    for place in places:
        row = table.rows[place]
        name = str(row[1])
        levels = _levels(name, sign, whole, groups, all_are_groups=all_are_groups)
        if len(levels) < 2:
            continue
        parent = above
        for depth in range(1, len(levels)):
            path = tuple(levels[:depth])
            if path not in known:
                prefix = sign.join(path)
                known[path] = whole.get(prefix) or _make(table, path, parent, made)
            parent = known[path]
        if parent == row[0]:
            continue
        row[1], row[2] = levels[-1], parent
        moved.append((name, " / ".join(levels)))


def _levels(
    name: str, sign: str, whole: dict[str, object], groups: set[str], *, all_are_groups: bool
) -> list[str]:
    if sign not in name or len(name) > _LONGEST or name.count(sign) >= _MOST_LEVELS:
        return [name]
    if all_are_groups:
        levels = [level.strip() for level in name.split(sign)]
        return levels if all(levels) else [name]
    # What is a code of its own goes before what is shared only; the longest, where there are several.
    cuts: list[int] = []
    while (at := name.find(sign, cuts[-1] + 1 if cuts else 1)) >= 0:
        cuts.append(at)
    longest = next((at for at in reversed(cuts) if name[:at] in whole), None)
    if longest is None:
        longest = next((at for at in cuts if name[:at] in groups), None)
    if longest is None or not name[longest + len(sign) :].strip():
        return [name]
    upper = _levels(name[:longest], sign, whole, groups, all_are_groups=False)
    return [*upper, name[longest + len(sign) :].strip()]


def _groups(names: list[str], sign: str) -> set[str]:
    """Return the beginnings that several codes share; all of them, where most codes have one."""
    n_of: dict[str, int] = {}
    for name in names:
        start, found, rest = name.partition(sign)
        if found and start.strip() and rest.strip():
            n_of[start] = n_of.get(start, 0) + 1
    shared = {start for start, n in n_of.items() if n >= _LEAST_GROUP}
    most = sum(n_of.values()) >= 0.8 * len(names) and len(shared) >= _LEAST_GROUP
    return set(n_of) if most else shared


def _plain(name: str, sign: str) -> str:
    """Return a name without the blanks around the sign that parts its levels."""
    return sign.join(level.strip() for level in name.split(sign)) if sign == ALWAYS else name


def _make(table: CodeTable, path: tuple[str, ...], parent: object, made: dict[str, str]) -> str:
    """Add a group that is no code of its own. The code above it is part of what it is known by."""
    identifier = f"group:{parent or ''}/{path[-1]}"
    table.rows.append([identifier, path[-1], parent, None, False])
    made[identifier] = " / ".join(path)
    return identifier
