"""What people say in ``review.yaml`` on where an item of a standard is reported.

The entry reads::

    reporting:
      prisma-2020:
        "5": Eligibility criteria are on p. 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.errors import Problem, did_you_mean, list_in_words
from synthesis.standards.load import load_standard, standard_ids

__all__ = ["confirmed_items", "confirmed_texts", "reporting_problems"]


def confirmed_items(settings: Any, standard_id: str) -> dict[str, str]:
    """Return what people wrote about the items of a standard.

    Parameters
    ----------
    settings
        The settings of a review.
    standard_id
        One of `standard_ids`.

    Returns
    -------
    Texts by item, in small letters, without those that say nothing.
    """
    return confirmed_texts(settings.reporting).get(standard_id, {})


def confirmed_texts(given: Mapping[Any, Any]) -> dict[str, dict[str, str]]:
    """Return the entry ``reporting`` as text by standard and item, without what says nothing.

    Parameters
    ----------
    given
        The entry as read: to YAML an item such as 5 is a number, and one without a text is None.

    Returns
    -------
    Texts by standard and, in small letters, item.
    """
    return {
        str(standard_id): {
            _as_item(item): str(text).strip()
            for item, text in items.items()
            if _is_text(text) and str(text).strip()
        }
        for standard_id, items in given.items()
        if isinstance(items, Mapping)
    }


def reporting_problems(given: Mapping[Any, Any], file: str) -> list[Problem]:
    """Check the entry ``reporting`` of ``review.yaml``.

    Parameters
    ----------
    given
        The entry: standards, and in each its items with a sentence.
    file
        Name of the file, for messages.

    Returns
    -------
    All problems: a standard that does not ship, an item that it does not have, something else than a
    sentence.
    """
    problems: list[Problem] = []
    for standard_id, items in given.items():
        column = f"reporting, {standard_id}"
        if standard_id not in standard_ids():
            message = f"'{standard_id}' is no standard; there are {list_in_words(standard_ids())}."
            hint = did_you_mean(str(standard_id), standard_ids())
            problems.append(
                Problem(message, file=file, column="reporting", value=str(standard_id), advice=hint)
            )
        elif not isinstance(items, Mapping):
            message = f"'{items}' must be lines of the form 'item: where it is reported'."
            problems.append(Problem(message, file=file, column=column, value=str(items)))
        else:
            problems += _item_problems(str(standard_id), items, file, column)
    return problems


def _item_problems(standard_id: str, items: Mapping[Any, Any], file: str, column: str) -> list[Problem]:
    known = load_standard(standard_id).items["item"].to_list()
    problems = []
    for item, text in items.items():
        if _as_item(item) not in map(_as_item, known):
            message = f"'{item}' is no item of {standard_id}; they are {list_in_words(known)}."
            hint = did_you_mean(str(item), known)
            problems.append(Problem(message, file=file, column=column, value=str(item), advice=hint))
        elif text is not None and not _is_text(text):
            message = f"{item}: '{text}' must be a sentence that says where it is reported."
            problems.append(Problem(message, file=file, column=column, value=str(text)))
    return problems


def _as_item(item: Any) -> str:
    """Return an item as it is compared: 5 and "5" are one, and so are 16A and 16a."""
    return str(item).strip().casefold()


def _is_text(value: Any) -> bool:
    """Return whether a value is a sentence or a page number; true and false say nothing of where."""
    return isinstance(value, str | int) and not isinstance(value, bool)
