"""Attributes of studies and sources as variables of a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from lxml import etree

from synthesis.export.records import records
from synthesis.export.refi_elements import RefiElements
from synthesis.export.refi_texts import SourceText
from synthesis.review import Review
from synthesis.schema import TABLES, column_kind

__all__ = ["Variables"]

TYPES = {"integer": ("Integer", "IntegerValue"), "boolean": ("Boolean", "BooleanValue")}
TEXT = ("Text", "TextValue")

# What identifies a row is the name of its case or source.
NAMES_A_ROW = {"study_id", "source_id"}


class _Variable(NamedTuple):
    table: str
    column: str
    name: str
    guid: str

    @property
    def type_and_element(self) -> tuple[str, str]:
        declared = TABLES[self.table].schema.columns.get(self.column)
        return TEXT if declared is None else TYPES.get(column_kind(declared), TEXT)


class Variables:
    """The variables of one project and their values.

    Parameters
    ----------
    refi
        Makes the elements.
    review
        Not modified.
    """

    def __init__(self, refi: RefiElements, review: Review) -> None:
        self._refi = refi
        taken: set[str] = set()
        self._of_studies = self._made(review, "studies", taken)
        self._of_sources = self._made(review, "sources", taken)
        self._studies = {row["study_id"]: row for row in records(review.studies)}
        self._sources = {row["source_id"]: row for row in records(review.sources)}

    def _made(self, review: Review, table: str, taken: set[str]) -> list[_Variable]:
        """Return a variable for each column in which something stands, no two of one name."""
        rows, made = getattr(review, table), []
        for column in rows.columns:
            if column in NAMES_A_ROW or rows[column].isna().all():
                continue
            declared = column in TABLES["sources"].columns
            name = f"source {column}" if table == "sources" and declared else str(column)
            while name.casefold() in taken:
                name = f"{'source' if table == 'sources' else 'study'} {name}"
            taken.add(name.casefold())
            made.append(_Variable(table, column, name, self._refi.guid("variable", table, column)))
        return made

    def declare(self, parent: etree._Element) -> None:
        """Append ``Variables`` to a project, if there are any."""
        every = [*self._of_studies, *self._of_sources]
        if not every:
            return
        variables = self._refi.add(parent, "Variables")
        for made in every:
            variable = self._refi.add(
                variables,
                "Variable",
                guid=made.guid,
                name=made.name,
                typeOfVariable=made.type_and_element[0],
            )
            declared = TABLES[made.table].schema.columns.get(made.column)
            words = None if declared is None else str(declared.description)
            self._refi.describe(variable, words, table=made.table, column=made.column)

    def add_to_case(self, case: etree._Element, study: str) -> None:
        """Append the attributes of a study to its case."""
        self._add(case, self._studies[study], self._of_studies)

    def add_to_source(self, source: etree._Element, text: SourceText) -> None:
        """Append the attributes of a source, and of its study for tools that drop those of cases."""
        if text.source_id is not None:
            self._add(source, self._sources[text.source_id], self._of_sources)
        self._add(source, self._studies[text.study_id], self._of_studies)

    def _add(self, parent: etree._Element, row: dict[str, Any], variables: Iterable[_Variable]) -> None:
        for variable in variables:
            said = row[variable.column]
            if said is None:
                continue
            value = self._refi.add(parent, "VariableValue")
            self._refi.refer(value, "VariableRef", variable.guid)
            text = str(said).lower() if isinstance(said, bool) else str(said)
            self._refi.add(value, variable.type_and_element[1], text)
