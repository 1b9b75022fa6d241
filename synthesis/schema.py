"""Each table of a review: its columns, their types, the values they allow and what they mean.

This is the contract. The data dictionary (``data/README.md``), the tables that
``synthesis new`` writes and every check of `synthesis.validate` are made from it.

Tables are declared as `pandera` schemas over text: a review is read as text first, because
only a blank cell is missing (``NA`` is Namibia) and ``01`` is an identifier. The *kind* of a
column says how its text becomes a value once all of it is known to be good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandera.pandas as pa

__all__ = [
    "INTERPRETATION_PARTS",
    "RESERVED_SIGNS",
    "SETTINGS",
    "SUMMARY_PARTS",
    "TABLES",
    "Kind",
    "SettingField",
    "Table",
    "column_allowed",
    "column_kind",
]

Kind = Literal["key", "reference", "references", "text", "choice", "integer", "boolean", "date"]

KIND_IN_WORDS: dict[str, str] = {
    "key": "identifier",
    "reference": "identifier of another table",
    "references": "identifiers of another table, joined by ;",
    "text": "text",
    "choice": "one of the allowed values",
    "integer": "whole number",
    "boolean": "true or false",
    "date": "date, YYYY-MM-DD",
}

PATTERNS: dict[str, str] = {
    "key": r"[^;\s](?:[^;]*[^;\s])?",
    # 12.0 is what a data frame writes for 12 where another cell is blank.
    # Fifteen digits are what a spreadsheet keeps exactly.
    "integer": r"-?[0-9]{1,15}(?:\.0+)?",
    "boolean": r"(?i:true|false|yes|no|1|0)",
    "date": r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
}

# A minus typed by Word or a spreadsheet is a minus; so is a hyphen that will not break.
RESERVED_SIGNS: dict[str, str] = {"−": "-", "–": "-", "‑": "-", "＋": "+", "－": "-"}


@dataclass(frozen=True)
class Table:
    """One table of a review.

    Parameters
    ----------
    name
        Name of the file (without ``.csv``) or of the sheet.
    row_is
        What one row stands for.
    schema
        The pandera schema of its columns, as text. ``required`` marks a column that must be
        there; ``nullable=False`` one that must be filled in each row. Column metadata hold
        ``kind``, ``allowed``, ``refers_to`` (``"table.column"``), ``example`` and ``blank``
        (what a blank cell is read as).
    unique
        Columns that no two rows may share, taken together.
    required
        Whether every review must have the table.
    open_columns
        Whether further columns are kept (study attributes) or refused.
    """

    name: str
    row_is: str
    schema: pa.DataFrameSchema
    unique: tuple[str, ...]
    required: bool = False
    open_columns: bool = False

    @property
    def columns(self) -> list[str]:
        """Names of the declared columns, in the order in which they are written."""
        return list(self.schema.columns)

    @property
    def required_columns(self) -> list[str]:
        """Names of the columns that must be there."""
        return [name for name, column in self.schema.columns.items() if column.required]


def _column(
    meaning: str,
    *,
    kind: Kind = "text",
    example: str = "",
    allowed: Sequence[str] | None = None,
    refers_to: str | None = None,
    needed: bool = False,
    blank: str | None = None,
) -> pa.Column:
    """Declare one column; ``needed`` means that it must be there and filled in every row."""
    checks = []
    if allowed is not None:
        checks.append(pa.Check.isin(list(allowed), name="allowed"))
    if kind in PATTERNS:
        checks.append(pa.Check.str_matches(rf"^(?:{PATTERNS[kind]})$", name=f"is_{kind}"))
    metadata: dict[str, Any] = {
        "kind": kind,
        "allowed": None if allowed is None else tuple(allowed),
        "refers_to": refers_to,
        "example": example,
        "blank": blank,
    }
    return pa.Column(
        str, checks, required=needed, nullable=not needed, description=meaning, metadata=metadata
    )


def column_kind(column: pa.Column) -> Kind:
    """Return the kind of a declared column."""
    return column.metadata["kind"]


def column_allowed(column: pa.Column) -> tuple[str, ...] | None:
    """Return the allowed values of a declared column, or None where any text is allowed."""
    return column.metadata["allowed"]


def _table(
    name: str,
    row_is: str,
    columns: dict[str, pa.Column],
    *,
    unique: Sequence[str],
    required: bool = False,
    open_columns: bool = False,
) -> Table:
    schema = pa.DataFrameSchema(columns, name=name, description=row_is)
    return Table(name, row_is, schema, tuple(unique), required, open_columns)


_DECLARED = [
    _table(
        "studies",
        "an included study; several reports of one study are one row here",
        {
            "study_id": _column("Identifier of the study.", kind="key", needed=True, example="smith-2020"),
            "citation": _column("How the study is cited in text and tables.", example="Smith et al. 2020"),
            "year": _column("Year of publication of its main report.", kind="integer", example="2020"),
            "country": _column("Country or countries, joined by ;.", example="United Kingdom"),
            "setting": _column("Where the study took place.", example="Two acute hospitals"),
            "design": _column("Design of the study.", example="Qualitative interviews"),
            "n_participants": _column("Number of participants.", kind="integer", example="24"),
            "doi": _column(
                "Digital object identifier, without the address before it.", example="10.1000/example"
            ),
        },
        unique=["study_id"],
        required=True,
        open_columns=True,
    ),
    _table(
        "reports",
        "a paper or other report of a study, where a study has several",
        {
            "report_id": _column(
                "Identifier of the report.", kind="key", needed=True, example="smith-2020-main"
            ),
            "study_id": _column(
                "The study that it reports.",
                kind="reference",
                refers_to="studies.study_id",
                needed=True,
                example="smith-2020",
            ),
            "citation": _column(
                "How the report is cited.", example="Smith et al. 2020, Journal of Examples 1:1"
            ),
            "year": _column("Year of publication.", kind="integer", example="2020"),
            "doi": _column("Digital object identifier.", example="10.1000/example"),
        },
        unique=["report_id"],
    ),
    _table(
        "sources",
        "a participant, document or other source inside a study",
        {
            "source_id": _column(
                "Identifier of the source.", kind="key", needed=True, example="smith-2020-p1"
            ),
            "study_id": _column(
                "The study that it belongs to.",
                kind="reference",
                refers_to="studies.study_id",
                needed=True,
                example="smith-2020",
            ),
            "kind": _column("What it is: participant, document, site …", example="participant"),
            "role": _column("The role of the participant or document.", example="nurse"),
        },
        unique=["source_id"],
        open_columns=True,
    ),
    _table(
        "codebook",
        "a code",
        {
            "code_id": _column("Identifier of the code.", kind="key", needed=True, example="trust"),
            "label": _column("What people read; the identifier is used where it is blank.", example="Trust"),
            "parent_id": _column(
                "The code above it; blank at the top of the hierarchy.",
                kind="reference",
                refers_to="codebook.code_id",
            ),
            "definition": _column(
                "What the code covers and what it does not.",
                example="Willingness to rely on a partner without safeguards.",
            ),
            "kind": _column(
                "What the code was made for; blank and every value restrict nothing, "
                "because constructs change role.",
                kind="choice",
                allowed=["theme", "context", "mechanism", "outcome"],
                example="mechanism",
            ),
        },
        unique=["code_id"],
        required=True,
    ),
    _table(
        "extracts",
        "a passage of a report, quoted or paraphrased",
        {
            "extract_id": _column("Identifier of the extract.", kind="key", needed=True, example="e1"),
            "study_id": _column(
                "The study that it comes from.",
                kind="reference",
                refers_to="studies.study_id",
                needed=True,
                example="smith-2020",
            ),
            "report_id": _column(
                "The report that it comes from.",
                kind="reference",
                refers_to="reports.report_id",
                example="smith-2020-main",
            ),
            "source_id": _column(
                "The participant or document that it comes from.",
                kind="reference",
                refers_to="sources.source_id",
                example="smith-2020-p1",
            ),
            "locator": _column(
                "Where in the report it stands: page, section, participant.", example="Results, p. 4"
            ),
            "text": _column(
                "The passage itself, quoted or paraphrased.",
                example="Staff who knew their counterparts took more risks together.",
            ),
            "voice": _column(
                "Who speaks: a participant, the authors of the report, or the reviewers.",
                kind="choice",
                allowed=["participant", "author", "reviewer"],
                example="author",
            ),
            "is_verbatim": _column(
                "Whether the text is quoted word for word.", kind="boolean", example="false"
            ),
            "consent": _column(
                "Who may read verbatim text: anybody, the team only, or nobody outside the file.",
                kind="choice",
                allowed=["public", "team", "none"],
                example="public",
            ),
        },
        unique=["extract_id"],
    ),
    _table(
        "codings",
        "one code given to one extract (or to a study as a whole) by one coder",
        {
            "extract_id": _column(
                "The extract that was coded; blank where the study as a whole was coded.",
                kind="reference",
                refers_to="extracts.extract_id",
                example="e1",
            ),
            "study_id": _column(
                "The study that was coded as a whole; may be left blank where an extract is named.",
                kind="reference",
                refers_to="studies.study_id",
            ),
            "code_id": _column(
                "The code that was given.",
                kind="reference",
                refers_to="codebook.code_id",
                needed=True,
                example="trust",
            ),
            "coder": _column("Who gave it.", example="AB"),
            "valence": _column(
                "Whether the passage speaks of it as an enabler, a barrier or both; "
                "blank where neither is said.",
                kind="choice",
                allowed=["enabler", "barrier", "mixed"],
                example="enabler",
            ),
            "state": _column(
                "Whether the passage says that it was present or states that it was absent. "
                "Silence is not a row.",
                kind="choice",
                allowed=["present", "absent"],
                blank="present",
                example="present",
            ),
        },
        unique=["extract_id", "study_id", "code_id", "coder", "valence", "state"],
        required=True,
    ),
    _table(
        "configurations",
        "one configuration of context, mechanism and outcome (CMO), or a part of one (a dyad)",
        {
            "configuration_id": _column(
                "Identifier of the configuration.", kind="key", needed=True, example="c1"
            ),
            "study_id": _column(
                "The study that it was found in.",
                kind="reference",
                refers_to="studies.study_id",
                needed=True,
                example="smith-2020",
            ),
            "theory_id": _column(
                "The programme-theory statement that it speaks to.",
                kind="reference",
                refers_to="theories.theory_id",
                example="t1",
            ),
            "relation": _column(
                "What it does to that statement.",
                kind="choice",
                allowed=["supports", "refines", "refutes", "new"],
                example="supports",
            ),
            "extract_ids": _column(
                "The extracts that it rests on, joined by ;.",
                kind="references",
                refers_to="extracts.extract_id",
                example="e1",
            ),
            "note": _column(
                "A remark of the team, for instance what was inferred.",
                example="Outcome stated by the authors.",
            ),
        },
        unique=["configuration_id"],
    ),
    _table(
        "configuration_terms",
        "one part of a configuration",
        {
            "configuration_id": _column(
                "The configuration that it belongs to.",
                kind="reference",
                refers_to="configurations.configuration_id",
                needed=True,
                example="c1",
            ),
            "role": _column(
                "The part that the code plays in this configuration.",
                kind="choice",
                allowed=["context", "mechanism", "outcome"],
                needed=True,
                example="mechanism",
            ),
            "code_id": _column(
                "The code that plays the part.",
                kind="reference",
                refers_to="codebook.code_id",
                needed=True,
                example="trust",
            ),
            "sign": _column(
                "Whether it is there or rises (+), or is missing or falls (-).",
                kind="choice",
                allowed=["+", "-"],
                blank="+",
                example="+",
            ),
            "part": _column(
                "For a mechanism: the resource offered or the reasoning in response to it.",
                kind="choice",
                allowed=["resource", "reasoning"],
                example="reasoning",
            ),
        },
        unique=["configuration_id", "role", "code_id", "sign", "part"],
    ),
    _table(
        "theories",
        "a programme-theory statement",
        {
            "theory_id": _column("Identifier of the statement.", kind="key", needed=True, example="t1"),
            "statement": _column(
                "The statement, as one sentence.",
                example="Where partners share a history, trust lets them take risks together.",
            ),
            "status": _column("Where it stands: initial, refined, rejected …", example="initial"),
            "parent_id": _column(
                "The statement that it is part of.", kind="reference", refers_to="theories.theory_id"
            ),
        },
        unique=["theory_id"],
    ),
    _table(
        "crosswalk",
        "a code's place in a framework",
        {
            "code_id": _column(
                "The code.",
                kind="reference",
                refers_to="codebook.code_id",
                needed=True,
                example="trust",
            ),
            "framework": _column("Identifier of the framework.", needed=True, example="tdf"),
            "construct_id": _column(
                "Identifier of the construct in that framework.",
                needed=True,
                example="social_influences",
            ),
        },
        unique=["code_id", "framework", "construct_id"],
    ),
    _table(
        "appraisal",
        "one answer to one item of an appraisal tool about one study",
        {
            "study_id": _column(
                "The study appraised.",
                kind="reference",
                refers_to="studies.study_id",
                needed=True,
                example="smith-2020",
            ),
            "tool": _column("The tool.", needed=True, example="Own items"),
            "item": _column("The item of the tool.", needed=True, example="Is the sampling described?"),
            "judgement": _column("The whole answer; blank where not answered.", example="yes"),
            "rationale": _column("Why.", example="Methods, second paragraph."),
            "appraiser": _column("Who answered; 'consensus' for an agreed answer.", example="AB"),
        },
        unique=["study_id", "tool", "item", "appraiser"],
    ),
    _table(
        "findings",
        "one review finding with the team's GRADE-CERQual judgements",
        {
            "finding_id": _column("Identifier of the finding.", kind="key", needed=True, example="f1"),
            "sentence": _column(
                "The finding, as one full sentence.",
                needed=True,
                example="Partners who trusted one another shared risks sooner.",
            ),
            "code_ids": _column(
                "The codes that it rests on, joined by ;.",
                kind="references",
                refers_to="codebook.code_id",
                example="trust",
            ),
            "configuration_ids": _column(
                "The configurations that it rests on, joined by ;.",
                kind="references",
                refers_to="configurations.configuration_id",
                example="c1",
            ),
            **{
                component: _column(
                    meaning,
                    kind="choice",
                    allowed=["no or very minor", "minor", "moderate", "serious"],
                    example="minor",
                )
                for component, meaning in {
                    "methodological_limitations": "Concerns about the methods of the studies behind it.",
                    "coherence": "Concerns about its fit with the data, contradicting cases included.",
                    "adequacy": "Concerns about how much and how rich the data are.",
                    "relevance": "Concerns about how far the studies' contexts match the question.",
                }.items()
            },
            "overall": _column(
                "The team's confidence in the finding; never computed.",
                kind="choice",
                allowed=["high", "moderate", "low", "very low"],
                example="moderate",
            ),
            "rationale": _column("Why that confidence.", example="One study, thinly described."),
        },
        unique=["finding_id"],
    ),
    _table(
        "flow",
        "one box of the PRISMA 2020 flow diagram, or one reason within it",
        {
            "box": _column(
                "The box, by its field name.",
                kind="choice",
                allowed=[
                    "previous_studies",
                    "previous_reports",
                    "database_results",
                    "database_specific_results",
                    "register_results",
                    "register_specific_results",
                    "website_results",
                    "organisation_results",
                    "citations_results",
                    "duplicates",
                    "excluded_automatic",
                    "excluded_other",
                    "records_screened",
                    "records_excluded",
                    "dbr_sought_reports",
                    "dbr_notretrieved_reports",
                    "other_sought_reports",
                    "other_notretrieved_reports",
                    "dbr_assessed",
                    "dbr_excluded",
                    "other_assessed",
                    "other_excluded",
                    "new_studies",
                    "new_reports",
                    "total_studies",
                    "total_reports",
                ],
                needed=True,
                example="new_studies",
            ),
            "n": _column("The number in the box.", kind="integer", needed=True, example="1"),
            "reason": _column(
                "For boxes of exclusions (and of single databases): which; one row each. "
                "Rows with a reason add up to their box.",
            ),
        },
        unique=["box", "reason"],
    ),
    _table(
        "code_changes",
        "a change to the codebook",
        {
            "date": _column("When.", kind="date", needed=True, example="2026-01-31"),
            "from_id": _column("The code before.", needed=True, example="confidence"),
            "to_id": _column("The code after.", needed=True, example="trust"),
            "kind": _column(
                "What was done.",
                kind="choice",
                allowed=["rename", "merge", "move"],
                needed=True,
                example="merge",
            ),
            "author": _column("Who did it.", example="AB"),
        },
        unique=["date", "from_id", "to_id", "kind"],
    ),
    _table(
        "configuration_merges",
        "a configuration that says the same as another one of its study, and is counted as it",
        {
            "date": _column("When.", kind="date", needed=True, example="2026-01-31"),
            "from_id": _column("The configuration that is given up.", needed=True, example="c0"),
            "to_id": _column(
                "The configuration that is kept, with its terms; it rests on the extracts of both.",
                needed=True,
                example="c1",
            ),
            "author": _column("Who decided.", example="AB"),
        },
        unique=["date", "from_id", "to_id"],
    ),
    _table(
        "assignments",
        "a study that a coder was asked to code; without the table, a coder rated every "
        "extract of each study in which a coding of theirs stands",
        {
            "coder": _column("Who.", needed=True, example="AB"),
            "study_id": _column(
                "The study.",
                kind="reference",
                refers_to="studies.study_id",
                needed=True,
                example="smith-2020",
            ),
        },
        unique=["coder", "study_id"],
    ),
    _table(
        "memos",
        "a dated analytic memo",
        {
            "memo_id": _column("Identifier of the memo.", kind="key", needed=True, example="m1"),
            "date": _column("When.", kind="date", example="2026-01-31"),
            "author": _column("Who.", example="AB"),
            "about": _column("What it is about: an identifier of any table, or words.", example="trust"),
            "text": _column("The memo.", example="Trust and confidence are told apart from here on."),
        },
        unique=["memo_id"],
    ),
]

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}
"""Every table of a review, by name, in the order in which people meet them."""


@dataclass(frozen=True)
class SettingField:
    """One entry of ``review.yaml``.

    Parameters
    ----------
    meaning
        What it says.
    kind
        The Python type it is read as.
    allowed
        Allowed values, or None.
    default
        What is used where it is missing.
    """

    meaning: str
    kind: type
    allowed: tuple[str, ...] | None = None
    default: Any = field(default=None)


SETTINGS: dict[str, SettingField] = {
    "id": SettingField("Short identifier, used for folder names; the folder's name if missing.", str),
    "title": SettingField("Title, as it stands on every page; the identifier if missing.", str),
    "question": SettingField("The review question, as one sentence.", str, default=""),
    "kind": SettingField("Kind of synthesis.", str, ("realist", "thematic", "framework"), "thematic"),
    "synthetic": SettingField("Whether the data are made up; then every page says so.", bool, default=False),
    "language": SettingField("Language of the pages, as in HTML: en, de, pt …", str, default="en"),
    "licence": SettingField("Licence of the data.", str, default=""),
    "citation": SettingField("How the review is cited.", str, default=""),
    "authors": SettingField("Names of the review's authors.", list, default=()),
    "frameworks": SettingField("Identifiers of the frameworks in use.", list, default=()),
    "consensus_coder": SettingField(
        "The coder whose rows replace the others' for each extract they rated.", str, default=""
    ),
    "summary": SettingField(
        "The team's own sentences for the plain summary: issue, evidence, for_whom, how_sure, missing.",
        dict,
        default={},
    ),
    "interpretation": SettingField(
        "The team's own reading of each notebook: studies, themes, configurations, frameworks, rigour.",
        dict,
        default={},
    ),
    "saturation": SettingField(
        "Whether code saturation is computed (use: true or false), and the reason where it is not.",
        dict,
        default={},
    ),
    "reporting": SettingField(
        "What people confirm for a reporting checklist: standard, item and where it is reported.",
        dict,
        default={},
    ),
    "qca": SettingField(
        "Conditions and outcome of a crisp-set comparison (QCA): conditions, outcome.", dict, default={}
    ),
    "disclosure": SettingField(
        "Rules for what leaves the team: minimum (fewer people are not shown as a number; 5), studies "
        "(published or protected), sources (renamed or withheld), words (that must not stand in a public "
        "file), exempt (words that may, each with a reason). See docs/disclosure.md.",
        dict,
        default={},
    ),
}
"""Every entry of ``review.yaml``. An entry that is not listed is kept and warned about."""

INTERPRETATION_PARTS: dict[str, str] = {
    "studies": "What the set of studies means for the question.",
    "themes": "What the themes say together, and what the counts hide.",
    "configurations": "What works for whom, in which circumstances and why.",
    "frameworks": "What the framework adds.",
    "rigour": "How far the synthesis can be trusted.",
}

SUMMARY_PARTS: dict[str, str] = {
    "issue": "What the issue is and why it matters.",
    "evidence": "What the evidence says.",
    "for_whom": "For whom and where it holds.",
    "how_sure": "How sure the team is.",
    "missing": "What is missing.",
}
