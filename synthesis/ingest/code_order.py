"""Codes in the order of a codebook: each followed by those under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["depth_first"]


def depth_first(codes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return codes with each followed by its children, otherwise in the order given.

    Parameters
    ----------
    codes
        Rows with ``code_id`` and ``parent_id``. A parent that is not there counts as none; codes
        that are above one another in a circle come last.
    """
    known = {code["code_id"] for code in codes}
    under: dict[str | None, list[dict[str, Any]]] = {}
    for code in codes:
        parent = code["parent_id"] if code["parent_id"] in known else None
        under.setdefault(parent, []).append(code)
    ordered: list[dict[str, Any]] = []
    waiting = under.pop(None, [])[::-1]
    while waiting:
        code = waiting.pop()
        ordered.append(code)
        waiting += under.pop(code["code_id"], [])[::-1]
    return ordered + [code for codes_left in under.values() for code in codes_left]
