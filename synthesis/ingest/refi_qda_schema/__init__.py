"""The published schemas of REFI-QDA, and where a file departs from them."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["NAMESPACES", "published_schema", "schema_remarks"]

NAMESPACES = {"Project": "urn:QDA-XML:project:1.0", "CodeBook": "urn:QDA-XML:codebook:1.0"}
"""Root element -> its namespace in the published schema."""

_FILES = {"Project": "Project.xsd", "CodeBook": "Codebook.xsd"}

# Checking takes longer than reading; what tools do wrong they do everywhere.
MOST_CHECKED_BYTES = 8 * 1024**2
_CHUNK = 64 * 1024
_MOST_TOLD, _MOST_COUNTED = 3, 2_000


@functools.cache
def published_schema(root: Literal["Project", "CodeBook"]) -> etree.XMLSchema:
    """Return the published schema of a project or of a codebook.

    Parameters
    ----------
    root
        Name of the root element.
    """
    from lxml import etree

    return etree.XMLSchema(etree.parse(Path(__file__).with_name(_FILES[root])))


def schema_remarks(content: bytes, root: Literal["Project", "CodeBook"], namespace: str | None) -> list[str]:
    """Say where a file departs from the published schema; no tool keeps to it everywhere.

    Parameters
    ----------
    content
        The XML, known to be well formed and without a document type.
    root
        Name of its root element.
    namespace
        Namespace of its root element.

    Returns
    -------
    Sentences: the first few departures and how many there are. Empty where there are none.
    """
    from lxml import etree

    if namespace != NAMESPACES[root]:
        said = f"is '{namespace}'" if namespace else "is not given"
        return [
            f"The namespace {said}, not '{NAMESPACES[root]}'; the file was read all the same and not "
            "checked against the published schema."
        ]
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in ("Code", "Coding", "Note", "Case", "Link", "PlainTextSelection")],
        schema=published_schema(root),
        resolve_entities=False,
        no_network=True,
    )
    checked = content[:MOST_CHECKED_BYTES]
    start = 0
    try:
        while start < len(checked) and len(parser.feed_error_log) < _MOST_COUNTED:
            parser.feed(checked[start : start + _CHUNK])
            start += _CHUNK
            for _, element in parser.read_events():
                element.clear()
        if start >= len(content):
            parser.close()
    except etree.XMLSyntaxError:
        pass  # raised where the schema is not kept to; the log says where
    # The same departure is logged at each place; what tells places apart are the names in quotes.
    said = [entry.message.replace(f"{{{namespace}}}", "").rstrip(".") for entry in parser.feed_error_log]
    kinds: dict[str, list[str]] = {}
    for message in said:
        kinds.setdefault(re.sub(r"'[^']*'|\[[^]]*\]", "", message), []).append(_short(message))
    remarks = [
        f"The file departs from the published schema {_times(len(found))}: {found[0]}."
        for found in list(kinds.values())[:_MOST_TOLD]
    ]
    if len(kinds) > _MOST_TOLD:
        more = sum(len(found) for found in list(kinds.values())[_MOST_TOLD:])
        remarks.append(f"It departs from the published schema in other ways {_times(more)}.")
    if start < len(content) and len(said) < _MOST_COUNTED:
        remarks.append(
            f"Only the first {start // 1024**2} of {len(content) // 1024**2} MiB of its XML were checked "
            "against the published schema; all of it was read."
        )
    elif start < len(content):
        remarks.append(
            f"After {len(said):,} departures from the published schema no more were counted; all of the file "
            "was read."
        )
    return remarks


def _short(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:200]}…"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"
