"""The settings of a review: what ``review.yaml`` says, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from synthesis.disclosure.rules import disclosure_problems
from synthesis.errors import Problem, did_you_mean, list_in_words
from synthesis.schema import INTERPRETATION_PARTS, SETTINGS, SUMMARY_PARTS
from synthesis.standards import confirmed_texts, reporting_problems

__all__ = ["Settings", "check_settings"]


@dataclass(frozen=True)
class Settings:
    """What ``review.yaml`` says of a review.

    Parameters
    ----------
    id, title, question, kind, language, licence, citation, consensus_coder
        Texts; empty where not given (``id`` and ``title`` fall back on the folder's name).
    is_synthetic
        Whether the data are made up; then every page says so.
    authors, frameworks
        Tuples of text.
    summary
        The team's own sentences, by part: issue, evidence, for_whom, how_sure, missing.
    interpretation
        The team's own reading of each notebook, by its subject: studies, themes …
    saturation
        ``use`` (true or false) and, where it is false, the ``reason`` that is then printed.
    reporting
        What people confirm for a reporting checklist: standard, then item, then where it is reported.
    qca
        ``conditions`` and ``outcome`` of a crisp-set comparison.
    disclosure
        Rules for what leaves the team, see `synthesis.disclosure.rules`.
    other
        Entries that this version does not use; kept, and warned about.
    """

    id: str
    title: str
    question: str = ""
    kind: str = "thematic"
    is_synthetic: bool = False
    language: str = "en"
    licence: str = ""
    citation: str = ""
    authors: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    consensus_coder: str = ""
    summary: Mapping[str, str] = field(default_factory=dict)
    interpretation: Mapping[str, str] = field(default_factory=dict)
    saturation: Mapping[str, Any] = field(default_factory=dict)
    reporting: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    qca: Mapping[str, Any] = field(default_factory=dict)
    disclosure: Mapping[str, Any] = field(default_factory=dict)
    other: Mapping[str, Any] = field(default_factory=dict)


KIND_WORDS = {str: "text", bool: "true or false", list: "a list", dict: "lines of the form 'part: text'"}


def check_settings(given: Mapping[str, Any], file: str, fallback_name: str) -> tuple[Settings, list[Problem]]:
    """Check the entries of ``review.yaml``.

    Parameters
    ----------
    given
        The entries as read.
    file
        Name of the file, for messages.
    fallback_name
        Used as identifier and title where none is given.

    Returns
    -------
    The settings, with defaults where an entry is missing or wrong, and all problems.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name, value in given.items():
        known = SETTINGS.get(str(name))
        if known is None:
            other[str(name)] = value
            hint = did_you_mean(str(name), SETTINGS)
            message = f"'{name}' is not a setting; it is kept and not used."
            problems.append(Problem(message, file=file, column=str(name), advice=hint, level="warning"))
        elif value is not None:
            value, problem = _read_setting(str(name), value, file)
            problems += [] if problem is None else [problem]
            if problem is None or problem.level == "warning":
                values[str(name)] = value
    problems += _unknown_parts("summary", values, SUMMARY_PARTS, file)
    problems += _unknown_parts("interpretation", values, INTERPRETATION_PARTS, file)
    for setting in ("summary", "interpretation"):
        problems += _odd_parts(setting, values, file)
    reporting = values.get("reporting", {})
    problems += reporting_problems(reporting, file)
    problems += _check_saturation(values.get("saturation", {}), file)
    problems += disclosure_problems(values.get("disclosure", {}), file)
    identifier = values.get("id") or _identifier(fallback_name)
    settings = Settings(
        id=identifier,
        title=values.get("title") or identifier,
        is_synthetic=values.get("synthetic", False),
        summary=_sentences(values.get("summary", {})),
        interpretation=_sentences(values.get("interpretation", {})),
        saturation=MappingProxyType(dict(values.get("saturation", {}))),
        reporting=MappingProxyType(
            {name: MappingProxyType(items) for name, items in confirmed_texts(reporting).items()}
        ),
        qca=MappingProxyType(dict(values.get("qca", {}))),
        disclosure=MappingProxyType(dict(values.get("disclosure", {}))),
        other=MappingProxyType(other),
        **{
            name: values.get(name, SETTINGS[name].default)
            for name in ("question", "kind", "language", "licence", "citation", "consensus_coder")
        },
        **{name: tuple(values.get(name, ())) for name in ("authors", "frameworks")},
    )
    return settings, problems


def _read_setting(name: str, value: Any, file: str) -> tuple[Any, Problem | None]:
    known = SETTINGS[name]
    shown = str(value)
    if known.kind is str and isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)  # a title such as 2024 is a number to YAML
    if known.kind is list and isinstance(value, str):
        value = [value]
    if not isinstance(value, known.kind):
        message = f"'{shown}' must be {KIND_WORDS[known.kind]}."
        return None, Problem(message, file=file, column=name, value=shown)
    if known.kind is list:
        odd = [item for item in value if not _is_text(item)]
        if odd:
            shown = "a blank" if odd[0] is None else f"'{odd[0]}'"
            message = f"{shown} stands in the list, but each entry must be text."
            advice = (
                "Write each on a line of its own, after a hyphen; put text with a colon in quotation marks."
            )
            return None, Problem(message, file=file, column=name, value=str(odd[0]), advice=advice)
        value = [str(item).strip() for item in value]
    if known.kind is str:
        value = value.strip()
    if known.allowed is not None and value not in known.allowed:
        message = f"'{shown}' is not allowed; it can be {list_in_words(known.allowed, last='or')}."
        hint = did_you_mean(shown, known.allowed)
        return None, Problem(message, file=file, column=name, value=shown, advice=hint)
    if name == "id" and not re.fullmatch(r"[\w][\w.-]*", value):
        message = f"'{shown}' must be letters, digits, dots, hyphens and underscores only."
        return None, Problem(message, file=file, column=name, value=shown)
    if name == "language" and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        message = f"'{shown}' is no language tag such as en, de or pt-BR."
        return None, Problem(message, file=file, column=name, value=shown)
    return value, None


def _is_text(value: Any) -> bool:
    """Return whether a value is text; a number is text to the person who typed it."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _sentences(parts: Mapping[str, Any]) -> Mapping[str, str]:
    texts = {str(part): str(text).strip() for part, text in parts.items() if _is_text(text)}
    return MappingProxyType({part: text for part, text in texts.items() if text})


def _odd_parts(setting: str, values: Mapping[str, Any], file: str) -> list[Problem]:
    return [
        Problem(
            f"{part}: '{text}' must be text.",
            file=file,
            column=setting,
            value=str(text),
            advice="Write sentences; put them in quotation marks if they begin with a sign such as [ or {.",
        )
        for part, text in values.get(setting, {}).items()
        if text is not None and not _is_text(text)
    ]


def _unknown_parts(
    setting: str, values: Mapping[str, Any], known: Mapping[str, str], file: str
) -> list[Problem]:
    return [
        Problem(
            f"'{part}' is no part of the {setting}; the parts are {list_in_words(known)}.",
            file=file,
            column=setting,
            value=str(part),
            advice=did_you_mean(str(part), known),
        )
        for part in values.get(setting, {})
        if part not in known
    ]


def _check_saturation(saturation: Mapping[str, Any], file: str) -> list[Problem]:
    """Saturation may be switched off, but never without a reason that can be printed."""
    where = {"file": file, "column": "saturation"}
    problems = [
        Problem(
            f"'{name}' is no part of it; the parts are use and reason.",
            value=str(name),
            advice=did_you_mean(str(name), ("use", "reason")),
            **where,
        )
        for name in saturation
        if name not in ("use", "reason")
    ]
    use = saturation.get("use", True)
    if not isinstance(use, bool):
        problems.append(Problem(f"use: '{use}' must be true or false.", value=str(use), **where))
    elif not use and not str(saturation.get("reason") or "").strip():
        advice = "Write reason: and one sentence; it is printed where the curve would stand."
        problems.append(Problem("it is switched off without a reason.", advice=advice, **where))
    return problems


def _identifier(name: str) -> str:
    """Make an identifier of a folder's name: what is no letter, digit, dot or hyphen becomes -."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "review"
