"""The codings of EPPI-Reviewer: codes given to studies, passages of their texts, answers of appraisals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synthesis.errors import list_in_words
from synthesis.ingest.account import Account
from synthesis.ingest.eppi_code_sets import EppiCode
from synthesis.ingest.identifiers import column_name, digest_of, slug, unique_ids
from synthesis.ingest.imported import keys_frame, review_frame
from synthesis.ingest.text_file import clean_text, counted

__all__ = ["EppiCodings", "passages_in"]

_PASSAGE = re.compile(r"\[¬s\](.*?)(?:\[¬e\]|(?=\[¬s\])|\Z)", re.DOTALL)
_PARTED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
_PAGE = re.compile(r"\b[Pp]age[ \t]+([0-9]{1,6}|[ivxlc]{1,8})[ \t]*:")


def passages_in(text: str) -> list[tuple[str, str]]:
    """Return locator and passage of each highlight in a text as EPPI-Reviewer exports it.

    A highlight of a PDF stands between ``[¬s]`` and ``[¬e]``, after ``Page 4:``, and carries the line
    breaks of the page; they become blanks. Text without such marks is one passage as it stands.

    Parameters
    ----------
    text
        ``Text`` of the export.
    """
    found = []
    page, at = "", 0
    for mark in _PASSAGE.finditer(text):
        page = next(iter(_PAGE.findall(text, at, mark.start())[-1:]), page)
        at = mark.end()
        passage = mark[1].replace("\r\n", "\n").strip()
        passage = passage.removeprefix('"').removesuffix('"').strip()
        # A word parted at the end of a line keeps its hyphen: "well-" + "being" may be one word or two.
        passage = "\n".join(line for line in map(str.strip, passage.split("\n")) if line)
        passage = _PARTED.sub("-", passage).replace("\u00ad\n", "").replace("\n", " ")
        if passage:
            found.append((f"page {page}" if page else "", passage))
    if found or "[¬s]" in text:
        return found
    return [("", text.strip())] if text.strip() else []


@dataclass
class EppiCodings:
    """Collects what the codes of references become.

    Parameters
    ----------
    codes
        Number of a code -> the code.
    uses
        Name of a code set -> what it is used for.
    code_ids
        Number of a code -> ``code_id`` of the codebook.
    account
        Is told of ``codings``, ``highlights``, ``info boxes`` and ``arms``.
    """

    codes: Mapping[str, EppiCode]
    uses: Mapping[str, str]
    code_ids: Mapping[str, str]
    account: Account
    extracts: list[dict[str, str]] = field(default_factory=list)
    codings: list[dict[str, str]] = field(default_factory=list)
    sources: list[dict[str, str]] = field(default_factory=list)
    answers: dict[tuple[str, str, str], tuple[list[str], list[str]]] = field(default_factory=dict)
    decisions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _passages: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    _number: Counter = field(default_factory=Counter)
    _given: set[tuple[str, str, str]] = field(default_factory=set)
    _dangling: Counter = field(default_factory=Counter)
    _source_ids: set[str] = field(default_factory=set)

    def leave_out(self, codings: list[Mapping[str, Any]], reason: str, name: str) -> None:
        """Leave out all codings of a reference, with their texts."""
        if not codings:
            return
        self.account.find("codings", len(codings))
        self.account.leave_out("codings", reason, [name] * len(codings))
        for coding in codings:
            self._leave_texts(coding, reason)

    def add(self, study_id: str, codings: list[Mapping[str, Any]], arms: list[Mapping[str, Any]]) -> None:
        """Take in the codings of a study.

        Parameters
        ----------
        study_id
            The study.
        codings, arms
            ``Codes`` and ``Arms`` of its reference.
        """
        source_of = self._arms(study_id, codings, arms)
        several = len({t for c in codings for d in _details(c) if (t := clean_text(d.get("DocTitle")))}) > 1
        for coding in codings:
            self.account.find("codings")
            native = clean_text(coding.get("AttributeId"))
            code = self.codes.get(native)
            use = self.uses[code.code_set.name] if code is not None else ""
            if code is None:
                self._dangling[native or "(none)"] += 1
                self.account.leave_out(
                    "codings", "their code is in no code set of the file", [f"code {native}"]
                )
                self._leave_texts(coding, "their code is in no code set of the file")
            elif use == "codebook":
                source = source_of.get(clean_text(coding.get("ArmId")), "")
                self._code(study_id, coding, self.code_ids[native], source, names_document=several)
            elif use == "appraisal":
                self._appraise(study_id, coding, code)
            elif use == "screening":
                column = column_name(code.code_set.name)
                names = self.decisions.setdefault(study_id, {}).setdefault(column, [])
                names += [code.name] if code.name not in names else []
                self.account.keep("codings")
                self._leave_texts(coding, "they belong to a screening decision")
            else:
                self.account.leave_out("codings", "their code set is left out", [code.code_set.name])
                self._leave_texts(coding, "their code set is left out")

    def _code(
        self, study_id: str, coding: Mapping[str, Any], code_id: str, source: str, *, names_document: bool
    ) -> None:
        extracts: list[str] = []
        for detail in _details(coding):
            self.account.find("highlights")
            passages = passages_in(clean_text(detail.get("Text")))
            if not passages:
                self.account.leave_out("highlights", "they hold no text", [study_id])
                continue
            self.account.keep("highlights", as_="extracts")
            document = clean_text(detail.get("DocTitle")) if names_document else ""
            for page, passage in passages:
                locator = ", ".join(part for part in (document, page or _span(detail)) if part)
                extracts.append(self._extract(study_id, locator, passage, source, verbatim="true"))
        note = clean_text(coding.get("AdditionalText"))
        if note:
            self.account.find("info boxes")
            self.account.keep("info boxes", as_="extracts")
            extracts.append(self._extract(study_id, "info box", note, source, verbatim=""))
        targets = [(extract, "") for extract in dict.fromkeys(extracts)] or [("", study_id)]
        fresh = [t for t in targets if (*t, code_id) not in self._given]
        for extract, study in fresh:
            self._given.add((extract, study, code_id))
            self.codings.append({"extract_id": extract, "study_id": study, "code_id": code_id})
        if fresh:
            self.account.keep("codings")
        else:
            self.account.leave_out(
                "codings", "the same code is given there already", [f"{study_id}: {code_id}"]
            )

    def _extract(self, study_id: str, locator: str, text: str, source: str, *, verbatim: str) -> str:
        key = (study_id, locator, text, source)
        if key not in self._passages:
            self._number[study_id] += 1
            self._passages[key] = f"{study_id}-e{self._number[study_id]}"
            row = {"extract_id": self._passages[key], "study_id": study_id, "source_id": source}
            self.extracts.append(row | {"locator": locator, "text": text, "is_verbatim": verbatim})
        return self._passages[key]

    def _appraise(self, study_id: str, coding: Mapping[str, Any], code: EppiCode) -> None:
        *above, answer = code.names
        # A code at the top of its set is an item that was ticked.
        item, judgement = (" › ".join(above), answer) if above else (answer, "yes")
        judgements, rationales = self.answers.setdefault((study_id, code.code_set.name, item), ([], []))
        judgements += [judgement] if judgement not in judgements else []
        note = clean_text(coding.get("AdditionalText"))
        texts = [note] if note else []
        if note:
            self.account.find("info boxes")
            self.account.keep("info boxes", as_="extracts")
        for detail in _details(coding):
            self.account.find("highlights")
            passages = passages_in(clean_text(detail.get("Text")))
            if passages:
                self.account.keep("highlights", as_="extracts")
                texts += [f"“{passage}”" + (f" ({page})" if page else "") for page, passage in passages]
            else:
                self.account.leave_out("highlights", "they hold no text", [study_id])
        rationales += [text for text in texts if text not in rationales]
        self.account.keep("codings")

    def _arms(
        self, study_id: str, codings: list[Mapping[str, Any]], arms: list[Mapping[str, Any]]
    ) -> dict[str, str]:
        """Make a source of each arm of a study; return number of the arm -> source."""
        titles: dict[str, str] = {}
        for arm in arms:
            number = clean_text(arm.get("ArmId") or arm.get("ItemArmId") or arm.get("Id"))
            title = clean_text(arm.get("Title") or arm.get("ArmTitle") or arm.get("ArmName"))
            self.account.find("arms")
            if number and number not in titles:
                titles[number] = title or f"arm {number}"
            else:
                self.account.leave_out("arms", "they have no number, or that of another arm", [title])
        for coding in codings:
            number = clean_text(coding.get("ArmId"))
            if number not in ("", "0", *titles):
                self.account.find("arms")
                titles[number] = clean_text(coding.get("ArmTitle")) or f"arm {number}"
        if not titles:
            return {}
        ids = unique_ids([f"{study_id}-{slug(title)}" for title in titles.values()], taken=self._source_ids)
        self._source_ids.update(ids)
        for source_id, title in zip(ids, titles.values(), strict=True):
            self.sources.append({"source_id": source_id, "study_id": study_id, "kind": "arm", "role": title})
        self.account.keep("arms", len(titles), as_="sources")
        return dict(zip(titles, ids, strict=True))

    def _leave_texts(self, coding: Mapping[str, Any], reason: str) -> None:
        details = _details(coding)
        note = clean_text(coding.get("AdditionalText"))
        for kind, n in (("highlights", len(details)), ("info boxes", int(bool(note)))):
            if n:
                self.account.find(kind, n)
                self.account.leave_out(kind, reason, n)

    def tables(self) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
        """Return the tables ``extracts``, ``codings``, ``sources`` and ``appraisal``, and their keys."""
        if self._dangling:
            shown = list_in_words([f"{code} ({n})" for code, n in self._dangling.most_common()], most=10)
            n, n_codes = counted(self._dangling.total(), "coding"), counted(len(self._dangling), "code")
            self.account.remark(
                f"{n} of {n_codes} that no code set of the file has, by number of the code: {shown}. Export "
                "the missing code sets as well."
            )
        if self.decisions or self.answers:
            self.account["codings"].kept_as = "codings, answers of appraisals and screening decisions"
        tables = {
            "extracts": _frame("extracts", self.extracts),
            "codings": _frame("codings", self.codings),
            "sources": _frame("sources", self.sources),
            "appraisal": self._appraisal(),
        }
        extracts = tables["extracts"]
        keys = keys_frame(
            "extracts",
            extracts["extract_id"],
            path=[f"{r['study_id']}: {r['locator']}" for r in self.extracts],
            content=[digest_of(r["text"]) for r in self.extracts],
        )
        return tables, [keys, keys_frame("sources", tables["sources"]["source_id"])]

    def _appraisal(self) -> pd.DataFrame:
        rows = [
            {"study_id": s, "tool": t, "item": i, "judgement": "; ".join(j), "rationale": "\n".join(r)}
            for (s, t, i), (j, r) in self.answers.items()
        ]
        return _frame("appraisal", rows)


def _frame(table: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    filled = [name for name in names if any(row.get(name) for row in rows)]
    return review_frame(table, {name: [row.get(name, "") for row in rows] for name in filled})


def _details(coding: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    details = coding.get("ItemAttributeFullTextDetails")
    if not isinstance(details, list):
        details = coding.get("ItemAttributeFullTextList")
    return [d for d in details if isinstance(d, Mapping)] if isinstance(details, list) else []


def _span(detail: Mapping[str, Any]) -> str:
    start, end = (clean_text(detail.get(key)) for key in ("TextFrom", "TextTo"))
    return f"characters {start} to {end}" if end.isdigit() and end != "0" and start.isdigit() else ""
