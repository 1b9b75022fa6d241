"""Sets, cases and variables of a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_records import RawCase, RawProject, RawSet

__all__ = ["Groups", "read_groups"]

_PARTS = ": "


@dataclass
class Groups:
    """What groups documents and passages, in the order of the columns of each frame.

    Parameters
    ----------
    cases, members, variables
        Rows of the frames.
    group_of
        Document -> names of the sets that it is in.
    notes
        Rows of ``notes``: what sets say of codes and memos.
    """

    cases: list[list[str | None]] = field(default_factory=list)
    members: list[list[str]] = field(default_factory=list)
    variables: list[list[str | None]] = field(default_factory=list)
    group_of: dict[str, list[str]] = field(default_factory=dict)
    notes: list[list[str | None]] = field(default_factory=list)


def read_groups(
    raw: RawProject,
    known: Mapping[str, tuple[str, str]],
    name_of: Mapping[str, str],
    documents: list[str],
    coded_with: Mapping[str, list[tuple[str, str]]],
    account: Account,
) -> Groups:
    """Read sets, cases and variables.

    Parameters
    ----------
    raw
        The project.
    known
        Identifier in the file -> kind and identifier here.
    name_of
        Identifier in the file -> name.
    documents
        Identifier here of each document, by its row.
    coded_with
        Code -> what is coded with it: kind and identifier.
    account
        Gets what was found, kept and left out.
    """
    groups = Groups()
    declared = {guid: (name, kind) for guid, name, kind, _ in raw.variables}
    used: set[str] = set()
    for row, document in enumerate(raw.documents):
        _add_values(groups, "document", documents[row], document.values, declared, used, account)
    for row, case in enumerate(raw.cases):
        _read_case(groups, case, row, known, coded_with, declared, used, account)
    if raw.cases:
        account.find("cases", len(raw.cases))
    if raw.variables:
        account.find("declared variables", len(raw.variables))
        unused = [name or guid for guid, name, _, _ in raw.variables if guid not in used]
        account.keep("declared variables", len(raw.variables) - len(unused), as_="attributes")
        account.leave_out("declared variables", "nothing has a value of it", unused)
        said = [f"{name}: {words}" for _, name, _, words in raw.variables if words]
        if said:
            groups.notes.append(
                ["variables", "What the variables mean", "\n".join(said), None, None, "project", None]
            )
    _read_sets(groups, raw, known, name_of, account)
    if raw.graphs:
        account.find("graphs", len(raw.graphs))
        account.leave_out(
            "graphs", "drawings of a network are not carried", [n or "unnamed" for n in raw.graphs]
        )
    return groups


def _add_values(
    groups: Groups,
    owner_kind: str,
    owner: str,
    values: list[tuple[str, str]],
    declared: Mapping[str, tuple[str, str]],
    used: set[str],
    account: Account,
) -> None:
    account.find("variables", len(values))
    for variable, value in values:
        if variable not in declared:
            account.leave_out("variables", "the variable itself is not in the file", [value])
            continue
        name, kind = declared[variable]
        if value.strip():
            used.add(variable)
        groups.variables.append([owner_kind, owner, name or "unnamed variable", kind, value or None])


def _read_case(
    groups: Groups,
    case: RawCase,
    row: int,
    known: Mapping[str, tuple[str, str]],
    coded_with: Mapping[str, list[tuple[str, str]]],
    declared: Mapping[str, tuple[str, str]],
    used: set[str],
    account: Account,
) -> None:
    sources = [known.get(source, ("", "")) for source in case.sources]
    if not case.name and len(sources) == 1 and sources[0][0] == "document" and not case.selections:
        # MAXQDA and Quirkos write the variables of a document so.
        document = sources[0][1]
        _add_values(groups, "document", document, case.values, declared, used, account)
        account.leave_out(
            "cases", "it has no name and one document: its values are that document's variables", 1
        )
        return
    identifier = case.guid or f"case {row + 1}"
    if any(identifier == other[0] for other in groups.cases[-1:]) or known.get(identifier) != (
        "case",
        identifier,
    ):
        identifier = f"{identifier}#{row + 1}"
    groups.cases.append([identifier, case.name or f"unnamed case {row + 1}", case.description or None])
    _add_values(groups, "case", identifier, case.values, declared, used, account)
    members: dict[tuple[str, str], None] = {}
    lost = 0
    for reference in (*case.sources, *case.selections):
        thing = known.get(reference)
        if thing is not None and thing[0] in ("document", "segment"):
            members.setdefault(thing)
        else:
            lost += 1
    # NVivo lists a case among the codes as well: what is coded with that code belongs to the case.
    codes = [case.guid, *case.codes] if case.guid in coded_with else case.codes
    for code in codes:
        lost += code not in coded_with
        for thing in coded_with.get(code, ()):
            members.setdefault(thing)
    groups.members += [[identifier, kind, member] for kind, member in members]
    if lost:
        account.find("members of cases", lost)
        account.leave_out("members of cases", "they are not in the file", [case.name] * lost)
    if members:
        account.find("members of cases", len(members))
        account.keep("members of cases", len(members))


def _read_sets(
    groups: Groups,
    raw: RawProject,
    known: Mapping[str, tuple[str, str]],
    name_of: Mapping[str, str],
    account: Account,
) -> None:
    if not raw.sets:
        return
    account.find("sets", len(raw.sets))
    values: dict[tuple[str, str], list[str]] = {}
    in_words: list[str] = []
    n_lost = 0
    for number, group in enumerate(raw.sets, start=1):
        documents = [known[s][1] for s in group.sources if known.get(s, ("",))[0] == "document"]
        inner = [name_of[c] for c in (*group.codes, *group.notes) if name_of.get(c)]
        lost = len(group.sources) + len(group.codes) + len(group.notes) - len(documents) - len(inner)
        name = group.name or f"unnamed set {number}"
        n_lost += lost
        if not documents and not inner:
            account.leave_out("sets", "nothing is in it", [name])
            continue
        for document in dict.fromkeys(documents):
            groups.group_of.setdefault(document, []).append(name)
            key, sign, value = name.partition(_PARTS)
            if sign and key.strip() and value.strip():
                values.setdefault((document, key.strip()), []).append(value.strip())
        if inner or group.description.strip():
            groups.notes.append(_set_in_words(group, name, inner, number))
            in_words.append(name)
        account.keep("sets")
    if n_lost:
        account.remark(f"Members of sets that are not in the file: {n_lost}.")
    account["sets"].kept_as = "groups of documents" + (
        ", and memos that name their codes" if in_words else ""
    )
    # A document that is in two groups of one kind has no single value of it.
    several = {key for (_, key), found in values.items() if len(found) > 1}
    proposed = {(d, key): found[0] for (d, key), found in values.items() if key not in several}
    groups.variables += [["document", d, key, "text", value] for (d, key), value in proposed.items()]
    account.find("variables", len(proposed))
    if proposed:
        keys = dict.fromkeys(key for _, key in proposed)
        account.decide(
            "sets as variables",
            f"sets such as '{next(iter(keys))}: …' are also attributes of their documents: {', '.join(keys)}",
            evidence="ATLAS.ti and MAXQDA write attributes of documents as sets",
        )


def _set_in_words(group: RawSet, name: str, inner: list[str], number: int) -> list[str | None]:
    said = [group.description.strip(), "\n".join(inner)]
    text = "\n\n".join(part for part in said if part)
    return [f"set {group.guid or number}", f"Set: {name}", text, None, None, "project", None]
