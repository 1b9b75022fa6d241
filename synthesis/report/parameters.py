"""The parameters of a notebook: what its first cell declares, and what a person gave.

papermill only warns about a parameter that a notebook does not have, and never looks at
types, so a slip of the pen would give a report about something else. Everything is checked
here, before anything starts.

The cell is read as Python, not with `papermill.inspect_notebook`: that one works line by line
and loses ``by: str | None = None`` as well as any line whose comment holds a ``=``.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import math
import numbers
import re
import tokenize
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from synthesis.errors import OptionError, ReportError, did_you_mean, list_in_words

__all__ = ["Parameter", "declared_parameters", "settle_parameters"]

REVIEW = "review"
TAG = "parameters"

Given = Mapping[str, Any] | Iterable[tuple[str, Any]]


@dataclass(frozen=True)
class Parameter:
    """One parameter that a notebook declares.

    Parameters
    ----------
    name
        As written in the cell.
    annotation
        Its type as written; taken from the default where there is no annotation. Empty where
        neither says anything: then any value will do.
    default
        The default as written.
    comment
        The comment on its line: what it is for.
    """

    name: str
    annotation: str
    default: str
    comment: str = ""

    def __str__(self) -> str:
        kind = f": {self.annotation}" if self.annotation else ""
        comment = f"  # {self.comment}" if self.comment else ""
        return f"{self.name}{kind} = {self.default}{comment}"


def declared_parameters(notebook: Mapping[str, Any], name: str) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares in its cell tagged ``parameters``.

    Parameters
    ----------
    notebook
        A notebook node.
    name
        Name of the notebook, for messages.

    Returns
    -------
    Name -> parameter, in the order of the cell; empty where no cell has the tag.

    Raises
    ------
    ReportError
        The cell is not plain Python, so nobody can say what it declares.
    """
    source = next(
        (
            cell["source"]
            for cell in notebook["cells"]
            if cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", ())
        ),
        "",
    )
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        line = (error.text or "").strip()
        message = (
            f"{name}: line {error.lineno} of the parameters cell cannot be read: {line!r}. "
            "It may hold assignments only, for instance: by: str | None = None  # a study attribute"
        )
        raise ReportError(message) from error
    comments = _comments(source)
    found = {}
    for statement in statements:
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, annotation = statement.target, ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, annotation = statement.targets[0], ""
        else:
            continue
        if isinstance(target, ast.Name):
            found[target.id] = Parameter(
                target.id,
                _unquoted(annotation) or _type_of_default(statement.value),
                ast.unparse(statement.value),
                comments.get(statement.end_lineno, ""),
            )
    return found


def settle_parameters(
    declared: Mapping[str, Mapping[str, Parameter]],
    given: Given | None,
    *,
    by: Any = None,
    attributes: Iterable[str] = (),
) -> dict[str, dict[str, Any]]:
    """Decide which value goes to which notebook, or say why not.

    Text is read as the declared type says (``"2"`` is 2 for an ``int``), whoever gives it;
    any other value must be of that type. A parameter goes to each notebook that declares it.

    Parameters
    ----------
    declared
        Notebook -> its parameters.
    given
        Name -> value, or pairs of these, as the command line gives them.
    by
        Short for ``by`` in ``given``.
    attributes
        Study attributes of the review; values of ``by`` must be among them.

    Returns
    -------
    Notebook -> name -> value, the values in terms of JSON.

    Raises
    ------
    OptionError
        Names or values that cannot be used: all of them, with what is allowed and the nearest.
    ReportError
        A notebook does not say which review it is about.
    """
    for notebook, parameters in declared.items():
        if REVIEW not in parameters:
            message = (
                f"{notebook} has no parameter {REVIEW!r}. "
                'Tag its first code cell "parameters" and let it say: review = "data/my-review"'
            )
            raise ReportError(message)
    settled: dict[str, dict[str, Any]] = {notebook: {} for notebook in declared}
    attributes = list(attributes)
    problems = []
    for name, value in _pairs(given, by):
        if name == REVIEW:
            problems.append(
                f"parameter {REVIEW!r} is set by the rendering itself, so that all pages are about "
                "the review that was checked. Name the review in the first place of the command instead."
            )
            continue
        takers = [notebook for notebook, parameters in declared.items() if name in parameters]
        if not takers:
            problems.append(_unknown_parameter(name, declared))
            continue
        for notebook in takers:
            try:
                converted = _convert(value, declared[notebook][name])
                if name == "by":
                    _check_attributes(converted, attributes)
            except ValueError as error:
                problems.append(str(error))
            else:
                settled[notebook][name] = converted
    if problems:
        raise OptionError("\n".join(dict.fromkeys(problems)))
    return settled


def _pairs(given: Given | None, by: Any) -> list[tuple[str, Any]]:
    pairs = list(given.items() if isinstance(given, Mapping) else given or ())
    if by is not None:
        pairs.append(("by", by))
    names = [name for name, _ in pairs]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        message = f"given more than once: {list_in_words(sorted(twice))}. Give each parameter one value."
        raise OptionError(message)
    return pairs


def _unknown_parameter(name: str, declared: Mapping[str, Mapping[str, Parameter]]) -> str:
    takers: dict[str, list[str]] = {}
    for notebook, parameters in declared.items():
        for parameter in parameters.values():
            if parameter.name != REVIEW:
                takers.setdefault(str(parameter), []).append(notebook)
    names = {name for parameters in declared.values() for name in parameters} - {REVIEW}
    start = f"parameter {name!r} is unknown to {list_in_words(declared)}."
    if not takers:
        return f"{start} They take no parameters."
    lines = [f"  {line}  ({', '.join(notebooks)})" for line, notebooks in takers.items()]
    return "\n".join([f"{start} {did_you_mean(name, sorted(names))}".strip(), "Allowed:", *lines])


def _check_attributes(value: Any, attributes: list[str]) -> None:
    for attribute in value if isinstance(value, list) else [value]:
        if attribute is not None and attribute not in attributes:
            hint = did_you_mean(str(attribute), attributes)
            message = (
                f"by: {attribute!r} is not an attribute of the studies; "
                f"there are {list_in_words(attributes)}. {hint}"
            )
            raise ValueError(message.strip())


def _convert(value: Any, parameter: Parameter) -> Any:
    """Return the value as the declared type has it; ValueError in words where it cannot be."""
    found = repr(value)
    try:
        value = _plain(value)
        if not parameter.annotation:
            return value
        return _read_as(ast.parse(parameter.annotation, mode="eval").body, value)
    except _WrongTypeError as error:
        reason = f" ({error})" if str(error) else ""
        message = (
            f"{parameter.name}={found} is not {_in_words(parameter.annotation)}{reason}. "
            f"The notebook declares: {parameter}"
        )
        raise ValueError(message) from error


class _WrongTypeError(Exception):
    """A value does not fit a type; the text is empty where the type alone says it all."""


def _plain(value: Any) -> Any:
    """Bring a Python value to terms of JSON, which is all that a notebook can be given."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, dt.date | dt.time):
        # pandas' missing date is a date that does not equal itself.
        return value.isoformat() if value == value else math.nan
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if type(value).__name__ == "NAType":
        return math.nan
    if hasattr(value, "item"):  # numpy's bool is no number of Python's
        return _plain(value.item())
    message = f"a {type(value).__name__} cannot be given to a notebook"
    raise _WrongTypeError(message)


def _read_as(kind: ast.expr, value: Any) -> Any:
    """Read a plain value as a type expression says."""
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):  # a quoted annotation
        return _read_as(ast.parse(kind.value, mode="eval").body, value)
    alternatives = _alternatives(kind)
    if len(alternatives) > 1:
        return _read_as_either(alternatives, value)
    if isinstance(kind, ast.Constant) and kind.value is None:
        if value is None or (isinstance(value, str) and value in {"", "None", "null"}):
            return None
        raise _WrongTypeError
    name = ast.unparse(kind.value if isinstance(kind, ast.Subscript) else kind).rpartition(".")[2]
    inner = kind.slice if isinstance(kind, ast.Subscript) else None
    if name == "Literal":
        allowed = list(ast.literal_eval(ast.Tuple(inner.elts) if isinstance(inner, ast.Tuple) else inner))
        return _read_literal(allowed, value)
    if name in {"list", "List", "Sequence"}:
        items = _split(value) if isinstance(value, str) else value
        if not isinstance(items, list):
            raise _WrongTypeError
        return [_read_as(inner, item) if inner is not None else item for item in items]
    if name in {"dict", "Dict", "Mapping"}:
        return _read_mapping(inner, value)
    reader = _READERS.get(name)
    return value if reader is None else reader(value)


def _alternatives(kind: ast.expr) -> list[ast.expr]:
    if isinstance(kind, ast.BinOp) and isinstance(kind.op, ast.BitOr):
        return [*_alternatives(kind.left), *_alternatives(kind.right)]
    if isinstance(kind, ast.Subscript) and ast.unparse(kind.value).endswith("Optional"):
        return [*_alternatives(kind.slice), ast.Constant(None)]
    return [kind]


def _read_as_either(alternatives: list[ast.expr], value: Any) -> Any:
    def is_none(kind: ast.expr) -> bool:
        return isinstance(kind, ast.Constant) and kind.value is None

    if any(map(is_none, alternatives)) and isinstance(value, float) and math.isnan(value):
        return None
    # `None` first, text last: "None" for `str | None` is nothing, "2" for `str | int` is 2.
    order: Callable[[ast.expr], int] = lambda kind: 0 if is_none(kind) else 2 if _is_text(kind) else 1  # noqa: E731
    reason = ""
    for kind in sorted(alternatives, key=order):
        try:
            return _read_as(kind, value)
        except _WrongTypeError as error:
            reason = reason or str(error)
    raise _WrongTypeError(reason)


def _is_text(kind: ast.expr) -> bool:
    return isinstance(kind, ast.Name) and kind.id == "str"


def _read_literal(allowed: list[Any], value: Any) -> Any:
    for option in allowed:
        if value == option or (isinstance(value, str) and value == str(option)):
            return option
    hint = did_you_mean(str(value), allowed)
    choices = list_in_words(map(repr, allowed), last="or")
    raise _WrongTypeError(f"it can be {choices}. {hint}".strip(" ."))


def _read_mapping(inner: ast.expr | None, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        value = _from_json(value)
    if not isinstance(value, dict):
        raise _WrongTypeError
    if not isinstance(inner, ast.Tuple):
        return value
    return {key: _read_as(inner.elts[1], item) for key, item in value.items()}


def _split(text: str) -> list[Any]:
    """Read a list from text: JSON, or items joined by ``;`` or else by ``,``."""
    if text.strip().startswith("["):
        return _from_json(text)
    items = text.split(";" if ";" in text else ",")
    return [item.strip() for item in items if item.strip()]


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _WrongTypeError("it is not valid JSON") from error


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongTypeError
    return value


def _read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if isinstance(value, str) and value.strip().casefold() in words:
        return words[value.strip().casefold()]
    raise _WrongTypeError("write true or false")


def _read_int(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]+\s*", value):
        return int(value)
    raise _WrongTypeError


def _read_float(value: Any) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise _WrongTypeError from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongTypeError
    if not math.isfinite(value):
        raise _WrongTypeError("it must be finite")
    return float(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _read_text,
    "bool": _read_bool,
    "int": _read_int,
    "float": _read_float,
}

_WORDS = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}


def _in_words(annotation: str) -> str:
    if "Literal[" in annotation:
        return "one of the choices"  # which are said behind it
    return _WORDS.get(annotation, annotation)


def _type_of_default(value: ast.expr) -> str:
    """Name the type of a default where there is no annotation; empty where it says nothing."""
    try:
        default = ast.literal_eval(value)
    except ValueError:
        return ""
    return "" if default is None else type(default).__name__.replace("tuple", "list")


def _unquoted(annotation: str) -> str:
    return annotation.strip("'\"")


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }
