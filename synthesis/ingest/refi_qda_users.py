"""Who coded: the users of a REFI-QDA project by names that stay the same each time it is read."""

from __future__ import annotations

from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_records import RawProject
from synthesis.ingest.text_file import counted

__all__ = ["coder_names"]


def coder_names(raw: RawProject, account: Account) -> dict[str, str]:
    """Return the name of each user that the project names anywhere.

    Parameters
    ----------
    raw
        The project.
    account
        Gets the users, and those that are not in the list of users.

    Returns
    -------
    Identifier -> name; no identifier, no name. Numbers follow the order of the file.
    """
    names: dict[str, str] = {}
    shared: dict[str, int] = {}
    nameless = repeated = 0
    for guid, said in raw.users:
        if guid in names:
            repeated += 1
            continue
        if not said:
            nameless += 1
            said = f"unnamed user {nameless}"
        shared[said] = shared.get(said, 0) + 1
        names[guid] = said if shared[said] == 1 else f"{said} ({shared[said]})"
    doubled = [name for name, n in shared.items() if n > 1]
    if doubled:
        account.remark(f"Several users are called '{doubled[0]}'; a number tells them apart.")
    used = dict.fromkeys(
        user
        for things in (raw.codings, raw.selections, raw.notes)
        for user in (thing.user for thing in things)
        if user
    )
    unknown = [user for user in used if user not in names]
    for number, user in enumerate(unknown, start=1):
        names[user] = f"unknown user {number}"
    if unknown:
        account.remark(
            f"{counted(len(unknown), 'user')} not in the project's list of users: called 'unknown user 1' "
            "and so on, in the order of the file."
        )
    if raw.users:
        account.find("users", len(raw.users))
        listed = {guid for guid, _ in raw.users}
        idle = [names[guid] for guid in dict.fromkeys(guid for guid, _ in raw.users) if guid not in used]
        account.keep("users", len(listed & set(used)), as_="coders and authors of memos")
        account.leave_out("users", "no coding, selection or memo is theirs", idle)
        account.leave_out("users", "it stands in the list twice", repeated)
    if any(not coding.user for coding in raw.codings):
        n = sum(not coding.user for coding in raw.codings)
        account.remark(f"{counted(n, 'coding')} without a coder: the file does not say who coded.")
    names.pop("", None)
    return names
