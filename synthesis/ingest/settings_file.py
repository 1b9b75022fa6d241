"""Read the text of ``review.yaml``: plain YAML in which a number or a date stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, ClassVar

import yaml

from synthesis.errors import Problem

__all__ = ["parse_settings"]

TRUE_OR_FALSE = re.compile("(?:true|True|TRUE|false|False|FALSE)$")
NOTHING = re.compile("(?:~|null|Null|NULL|)$")


class _SettingsLoader(yaml.SafeLoader):
    """YAML without its surprises: 1.10 is a text, ``no`` is Norwegian, and nothing is said twice."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            reason = "anchors (&name) and aliases (*name) are not read here; write the text out"
            raise yaml.composer.ComposerError(None, None, reason, event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                reason = f"the entry '{key.value}' stands twice"
                raise yaml.constructor.ConstructorError(None, None, reason, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_SettingsLoader.add_implicit_resolver("tag:yaml.org,2002:bool", TRUE_OR_FALSE, list("tTfF"))
_SettingsLoader.add_implicit_resolver("tag:yaml.org,2002:null", NOTHING, ["~", "n", "N", ""])


def parse_settings(text: str, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """Read the entries of ``review.yaml``, unchecked.

    Parameters
    ----------
    text
        The text of the file.
    file
        Its name, for messages.

    Returns
    -------
    The entries, none where the text cannot be read, and the problem met. ``true`` and ``false``
    are truth values and a blank is None; numbers and dates stay text.
    """
    try:
        settings = yaml.load(text, Loader=_SettingsLoader)
    except yaml.reader.ReaderError as error:
        row = text.count("\n", 0, error.position) + 1
        message = f"cannot be read: the character U+{ord(text[error.position]):04X} is not allowed in YAML."
        return {}, [Problem(message, file=file, row=row, advice="Delete it.")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark is not None else None
        reason = getattr(error, "problem", None) or "it is not valid YAML"
        advice = "" if row is None else _what_next(str(reason))
        return {}, [Problem(f"cannot be read: {reason}.", file=file, row=row, advice=advice)]
    except RecursionError:
        message = "cannot be read: lists or entries are nested too deeply."
        return {}, [
            Problem(message, file=file, advice="Put text that begins with [ or { in quotation marks.")
        ]
    except (ValueError, TypeError) as error:
        # A type that was written out, such as !!int, before what is not of that type.
        message = f"cannot be read: {error}."
        return {}, [Problem(message, file=file, advice="Write the value without a type such as !!int.")]
    if settings is None:
        return {}, []
    if not isinstance(settings, dict):
        return {}, [Problem("must be lines of the form 'title: …'.", file=file)]
    return settings, []


def _what_next(reason: str) -> str:
    if "stands twice" in reason:
        return "Keep one of the two."
    return "" if "write the text out" in reason else "Text with a colon in it needs quotation marks."
