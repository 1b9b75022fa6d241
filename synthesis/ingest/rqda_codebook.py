"""Codes and code categories of an RQDA project as one codebook."""

from __future__ import annotations

from typing import Any

from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.code_order import depth_first
from synthesis.ingest.rqda_rows import ActiveRows
from synthesis.ingest.sqlite_rows import key_of, text_of

__all__ = ["read_codebook"]

Codes = dict[str, dict[str, Any]]


def read_codebook(rows: ActiveRows, account: Account) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the rows of the frame ``codes``, and number of a code -> its identifier there.

    A category becomes a code above the codes in it. Where an ungrouped code has the very name of a
    category, the two are one code, which is what people mean who code with ``Trust`` and keep the
    kinds of trust in a category ``Trust``.

    Parameters
    ----------
    rows
        Of the database.
    account
        Is told of codes, and of what one codebook cannot hold.
    """
    categories = _taken(
        rows.of("codecat", "catid", "name", "memo", kind="codes", named=1), "category", account
    )
    codes = _taken(rows.of("freecode", "id", "name", "memo", kind="codes", named=1), "code", account)
    _put_in_categories(codes, categories, rows, account)
    one_of = _one_with_its_category(codes, categories, account)
    for code in codes.values():
        code["parent_id"] = one_of.get(code["parent_id"], code["parent_id"])
    kept = [category for key, category in categories.items() if key not in one_of]
    ordered = depth_first([*kept, *codes.values()])
    return ordered, {key.removeprefix("code-"): key for key in codes}


def _taken(found: list[tuple[Any, ...]], kind: str, account: Account) -> Codes:
    taken: Codes = {}
    for number, name, memo in found:
        key = f"{kind}-{key_of(number)}"
        if key in taken or key.endswith("-"):
            account.leave_out("codes", "they have no number of their own", [text_of(name)])
            continue
        taken[key] = {
            "code_id": key,
            "name": text_of(name).strip() or f"unnamed {key}",
            "parent_id": None,
            "description": text_of(memo) or None,
            "is_codable": kind == "code",
        }
    return taken


def _put_in_categories(codes: Codes, categories: Codes, rows: ActiveRows, account: Account) -> None:
    kind = "places of codes in categories"
    places = rows.of("treecode", "cid", "catid", kind=kind)
    more: dict[str, list[str]] = {}
    for code, category in places:
        code_id, category_id = f"code-{key_of(code)}", f"category-{key_of(category)}"
        if code_id not in codes or category_id not in categories:
            account.leave_out(kind, "the code or the category is deleted", 1)
        elif codes[code_id]["parent_id"] is None:
            codes[code_id]["parent_id"] = category_id
            account.keep(kind, as_="levels of the codebook")
        else:
            more.setdefault(code_id, []).append(categories[category_id]["name"])
    for code_id, names in more.items():
        code = codes[code_id]
        account.leave_out(kind, "a code has one place in a codebook, the first", [code["name"]] * len(names))
        first = categories[code["parent_id"]]["name"]
        account.remark(
            f"The code '{code['name']}' stands under '{first}'; in RQDA it is also in {list_in_words(names)}."
        )


def _one_with_its_category(codes: Codes, categories: Codes, account: Account) -> dict[str, str]:
    """Return category -> the code that stands for both."""
    of_name: dict[str, str] = {}
    for key, category in categories.items():
        of_name.setdefault(category["name"], key)
    one_of: dict[str, str] = {}
    for key, code in codes.items():
        category = of_name.get(code["name"])
        if category is None or category in one_of or code["parent_id"] is not None:
            continue
        one_of[category] = key
        said = categories[category]["description"]
        if said and said != code["description"]:
            code["description"] = "\n".join(filter(None, [code["description"], said]))
    if one_of:
        names = [categories[key]["name"] for key in one_of]
        account.leave_out("codes", "they are categories, each one with the code of its name", names)
        account.decide(
            "categories with the name of a code",
            f"one code each, with the codes of the category under it: {list_in_words(names)}",
            evidence="the code is in no category itself; RQDA gives codes and no categories",
        )
    return one_of
