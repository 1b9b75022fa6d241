"""``import-mapping.yaml``: what an import took for what, for people to read and to change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import yaml

from synthesis.errors import UnreadableError

__all__ = ["MAPPING_FILE", "mapping_text", "read_mappings"]

MAPPING_FILE = "import-mapping.yaml"

HEAD = """\
# What each imported file was taken for. Change it and import the file again: what stands here is
# followed, and what you change here stays as you wrote it. Text with a colon or a # in it needs
# quotation marks. To have a file looked at afresh, delete its entry.
"""

MEANINGS = {
    "project": "Files with the same project are versions of one another: what a newer one no longer\n"
    "holds is taken out of the review. Give a file another name here to keep both.",
    "study": 'What one study is: document, group (a folder), case, one, or "variable: NAME".',
    "documents": "Document: the study (or source) that it is. Two documents may be one study.",
    "variables": 'Variable: table.column that it goes into. "" leaves it out.',
}


class _Loader(yaml.SafeLoader):
    """YAML without its surprises: only true, false, null and plain whole numbers are no text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("-?(?:0|[1-9][0-9]{0,14})$"), list("-0123456789")
)


class _Dumper(yaml.SafeDumper):
    """The same the other way round, each text that could be taken for something else in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def read_mappings(folder: Path) -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the text of the file and the mapping of each imported file; both empty without one.

    Parameters
    ----------
    folder
        The review.

    Raises
    ------
    UnreadableError
        It cannot be read, or is no list of files with their mappings.
    """
    path = folder / MAPPING_FILE
    if not path.is_file():
        return "", {}
    advice = "Mend it, or move it away to have every file looked at afresh."
    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = yaml.load(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        raise UnreadableError(MAPPING_FILE, "the file is not UTF-8", advice) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        reason = getattr(error, "problem", None) or "it is not valid YAML"
        raise UnreadableError(MAPPING_FILE, f"cannot be read{where}: {reason}", advice) from error
    if found is None:
        return text, {}
    if not isinstance(found, dict) or any(not isinstance(m, dict | None) for m in found.values()):
        raise UnreadableError(MAPPING_FILE, "each file must have its entries below it", advice)
    return text, {str(name): mapping or {} for name, mapping in found.items()}


def mapping_text(text: str, before: Mapping[str, Any], now: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of the file with changed and new entries; others stay as people wrote them.

    Parameters
    ----------
    text, before
        From `read_mappings`.
    now
        Name of a file -> the mapping that was used.
    """
    for name, mapping in now.items():
        if name in before and before[name] == mapping:
            continue
        entry = _entry(name, mapping)
        found = _lines_of(text, name)
        if found is not None:
            lines = text.splitlines(keepends=True)
            text = "".join([*lines[: found[0]], entry, *lines[found[1] :]])
        else:
            text = (text.rstrip("\n") + "\n\n" if text.strip() else HEAD + "\n") + entry
    return text


def _entry(name: str, mapping: Mapping[str, Any]) -> str:
    dumped = yaml.dump(
        {name: _plain(mapping)}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    lines = []
    for line in dumped.splitlines():
        found = re.match(r"  (\w+):", line)
        if found and found[1] in MEANINGS:
            lines += [f"  # {words}" for words in MEANINGS[found[1]].split("\n")]
        lines.append(line)
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    """Return plain lists, mappings and texts of whatever a reader hands on."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _lines_of(text: str, name: str) -> tuple[int, int] | None:
    """Return where the entry of a file begins and ends, comments below its name included."""
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        return None
    starts = [(key.start_mark.line, key.value) for key, _ in root.value]
    lines = text.splitlines()
    for position, (start, value) in enumerate(starts):
        if value != name:
            continue
        end = starts[position + 1][0] if position + 1 < len(starts) else len(lines)
        # Comments and blank lines before the next entry belong to that one.
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        return start, end
    return None
