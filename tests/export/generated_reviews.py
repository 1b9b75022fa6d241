"""Reviews of every shape for round trips: awkward texts, deep hierarchies, several coders, every table."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from synthesis.review import Review, review_from_tables
from synthesis.schema import TABLES, column_allowed, column_kind

# What a tool, a spreadsheet, XML or a text editor is known to change.
AWKWARD = (
    *("\r", "\r\n", "\n", "\n\n", "\t", " ", "\u3000", "\u00a0", "\x85", "\u2028", "\u2029", "\ufeff"),
    *("😀", "𝑝", "𠀀", "e\u0301", "שלום", "\u202eabc\u202c", "मनश्च", "ﬁ", "ß"),
    *("=1+1", "+1", "-1", "@SUM(A1)", "'quoted", '"', "&amp;", "<b>", "<r>", "</r>", "]]>"),
    *("_x000D_", "_x0041_x0042_", "_x005F_", "x005F_", "\\n", "\\u0020", "\\"),
    *("code_id: x", "text: y", "\n\nrow: 7", "NA", "nan", "01", "1e5", "TRUE", "#N/A", "2020-01-01"),
)
# In every review that is drawn, somewhere in each of its tables of texts: no round trip passes without it.
NEVER_MISSING = "CR\rCRLF\r\nLF\n😀𝑝𠀀 שלום \u202eabc\u202c"
TEXTS_OF = {"studies": "citation", "codebook": "definition", "extracts": "text", "memos": "text"}
_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda sign: sign >= " " or sign in "\t\n\r"
)
TEXTS = st.lists(
    st.one_of(st.sampled_from(AWKWARD), st.text(_SIGNS, max_size=6)), min_size=1, max_size=4
).map("".join)
FILLED = TEXTS.filter(lambda text: text.strip() != "")
POOL = st.lists(FILLED, min_size=4, max_size=10)


class _Writer:
    """Fills tables with texts of a pool; what refers to a table is one of its identifiers."""

    def __init__(self, pool: list[str], chance: random.Random) -> None:
        self.pool, self.chance = pool, chance
        self.rows: dict[str, list[dict[str, str]]] = {}

    def ids(self, table: str) -> list[str]:
        key = TABLES[table].unique[0]
        return [row[key] for row in self.rows.get(table, [])]

    def fill(self, table: str, most: int, least: int = 0) -> None:
        made = [self._row(table, number) for number in range(self.chance.randint(least, most))]
        seen, rows = set(), []
        for row in made:
            key = tuple(row.get(column, "") for column in TABLES[table].unique)
            if key not in seen:
                seen.add(key)
                rows.append(row)
        self.rows[table] = rows

    def _row(self, table: str, number: int) -> dict[str, str]:
        return {
            name: self._cell(table, name, column, number)
            for name, column in TABLES[table].schema.columns.items()
        }

    def _cell(self, table: str, name: str, column: Any, number: int) -> str:
        kind, pick = column_kind(column), self.chance.choice
        if column.nullable and self.chance.random() < 0.3:
            return ""
        if kind == "key":
            # The number keeps keys apart; what goes before it may be anything but ; and white space.
            stem = pick(self.pool).replace(";", "").strip()
            return f"{stem}.{number}" if self.chance.random() < 0.5 else f"{table}-{number}"
        if kind in ("reference", "references"):
            target = column.metadata["refers_to"].split(".")[0]
            known = self.ids(target)
            if target == table:  # above it stands only what was written before
                return ""
            if not known:
                return ""
            some = self.chance.sample(known, min(len(known), self.chance.randint(1, 3)))
            return pick(known) if kind == "reference" else ";".join(some)
        if kind == "choice":
            return pick(column_allowed(column))
        if kind == "integer":
            return str(self.chance.randint(1000, 2999))
        if kind == "boolean":
            return pick(["true", "false"])
        if kind == "date":
            return f"{self.chance.randint(1990, 2030)}-{self.chance.randint(1, 12):02d}-17"
        return pick(self.pool)


@st.composite
def review_tables(draw: Any, *, every_table: bool) -> dict[str, list[dict[str, str]]]:
    """Draw the tables of a valid review; with ``every_table`` also those that REFI-QDA has no place for."""
    write = _Writer(draw(POOL), draw(st.randoms(use_true_random=False)))
    chance = write.chance
    write.fill("studies", 4, least=1)
    for name in dict.fromkeys(f"{text.strip()} ({n})" for n, text in enumerate(write.pool[:2])):
        for row in write.rows["studies"]:
            row[name] = chance.choice([*write.pool, "", "7", "007"])
    write.fill("reports", 3)
    write.fill("sources", 4)
    for row in write.rows["sources"]:
        row["citation"] = chance.choice([*write.pool, ""])  # the name of a column of studies, too
    write.fill("codebook", 12, least=1)
    for number, row in enumerate(write.rows["codebook"]):
        # A chain is as likely as a broad tree.
        above = write.rows["codebook"][:number][-chance.randint(1, 3) :]
        row["parent_id"] = chance.choice([*above, {"code_id": ""}])["code_id"] if above else ""
    write.fill("extracts", 8)
    for row in write.rows["extracts"]:
        for column, target in (("report_id", "reports"), ("source_id", "sources")):
            mine = [r[column] for r in write.rows[target] if r["study_id"] == row["study_id"]]
            row[column] = chance.choice([*mine, ""])
    _fill_codings(write)
    write.fill("memos", 4)
    for row in write.rows["memos"]:
        subjects = [i for t in ("codebook", "extracts", "sources", "studies") for i in write.ids(t)]
        row["about"] = chance.choice([*subjects, *write.pool, ""])
    for table, column in TEXTS_OF.items():
        if write.rows[table]:
            row = chance.choice(write.rows[table])
            row[column] = chance.choice(["", *write.pool]) + NEVER_MISSING + chance.choice(["", *write.pool])
    if every_table:
        _fill_the_rest(write)
    # Only what has rows: a table of nothing but a header is a warning.
    return {name: rows for name, rows in write.rows.items() if rows}


def _fill_codings(write: _Writer) -> None:
    write.fill("codings", 14, least=1)
    study_of = {row["extract_id"]: row["study_id"] for row in write.rows["extracts"]}
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    coders = ["Ana", "Ben", *write.pool[:1]]
    for row in write.rows["codings"]:
        row["coder"] = write.chance.choice([*coders, ""])
        if row["extract_id"]:
            row["study_id"] = write.chance.choice([study_of[row["extract_id"]], ""])
        elif not row["study_id"]:
            row["study_id"] = write.chance.choice(write.ids("studies"))
        row["state"] = row["state"] or "present"
        whole = "" if row["extract_id"] else row["study_id"]
        key = (row["extract_id"], whole, row["code_id"], row["coder"], row["valence"], row["state"])
        rows.setdefault(key, row)
    write.rows["codings"] = list(rows.values())


def _fill_the_rest(write: _Writer) -> None:
    write.fill("theories", 3)
    write.fill("configurations", 4)
    for table, target in (("configuration_terms", "configurations"), ("findings", "codebook")):
        if write.rows.get(target):
            write.fill(table, 4)
    for row in write.rows.get("configuration_terms", []):
        row["sign"] = row["sign"] or "+"
    _drop_repeated(write, "configuration_terms")
    write.fill("crosswalk", 3)
    write.fill("appraisal", 3)
    write.fill("flow", 4)
    write.fill("code_changes", 2)
    write.fill("configuration_merges", 2)
    for table in ("code_changes", "configuration_merges"):
        for number, row in enumerate(write.rows[table]):
            row["from_id"] = f"gone before {number}"
    write.fill("assignments", 3)


def _drop_repeated(write: _Writer, table: str) -> None:
    rows = write.rows.get(table, [])
    kept = {tuple(row[column] for column in TABLES[table].unique): row for row in rows}
    write.rows[table] = list(kept.values())


@st.composite
def reviews(draw: Any, *, every_table: bool) -> Review:
    """Draw a valid review."""
    return review_from_tables(draw(review_tables(every_table=every_table)), name="generated")


def comparable_codings(review: Review) -> pd.DataFrame:
    """Return the codings in an order of their own; a study named beside its extract says nothing more."""
    codings = review.codings
    codings["study_id"] = codings["study_id"].where(codings["extract_id"].isna())
    return codings.sort_values(list(codings.columns), ignore_index=True)
