"""The review: its validated, read-only tables, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from synthesis import codebook as hierarchy
from synthesis.errors import OptionError, Problem, check_option
from synthesis.ingest.raw import RawReview, RawTable, sha256_of, text_frame
from synthesis.ingest.review_files import find_review, read_review_files
from synthesis.rounding import percent_text
from synthesis.schema import TABLES
from synthesis.settings import Settings
from synthesis.statistics.flow_arithmetic import flow_problems
from synthesis.validate import Valid, validate

__all__ = ["NOT_REPORTED", "Origin", "Review", "read_review", "review_from_tables"]

NOT_REPORTED = "not reported"
"""The group of the studies that say nothing about an attribute; never dropped."""

# Study columns that name a study and group nothing.
NO_ATTRIBUTE = {"study_id", "citation", "doi"}


@dataclass(frozen=True)
class Origin:
    """Where a table came from.

    Parameters
    ----------
    file
        Name of the file, or of the workbook and its sheet.
    sha256
        Digest of the file's bytes; empty for a table made in memory.
    n_rows
        Number of its rows; None where that is not told.
    """

    file: str
    sha256: str
    n_rows: int | None


class Review:
    """The validated tables of one review. Holding one means that it is valid.

    Make one with `read_review` or `review_from_tables`. Every table is an attribute and comes as
    a shallow copy: under pandas 3 a write to it never reaches the original. A table that was not
    supplied is empty and has its columns.
    """

    def __init__(self, valid: Valid, *, name: str, origins: Mapping[str, Origin]) -> None:
        self._tables = valid.tables
        self._supplied = valid.supplied
        self._settings = valid.settings
        self._origins = MappingProxyType(dict(origins))
        self._name = name
        self._warnings = valid.warnings + tuple(_read_once_warnings(self))

    @property
    def settings(self) -> Settings:
        """What ``review.yaml`` says."""
        return self._settings

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Where each table, and ``review.yaml``, came from, by name."""
        return self._origins

    @property
    def name(self) -> str:
        """Name of the folder or workbook."""
        return self._name

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What validation found worth knowing."""
        return self._warnings

    @property
    def audience(self) -> str:
        """Who may read what is made from it; `synthesis.for_audience` makes one for the public."""
        return "team"

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self._tables[name].copy(deep=False)
        raise AttributeError(f"a review has no '{name}'; its tables are {', '.join(TABLES)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self._tables[t])} {t}" for t in TABLES if t in self._supplied)
        return f"<Review {self.settings.id!r}: {counts}>"

    def has(self, table: str) -> bool:
        """Return whether a table was supplied and has rows.

        Parameters
        ----------
        table
            Name of a table.

        Raises
        ------
        OptionError
            There is no table of that name.
        """
        check_option("table", table, TABLES)
        return table in self._supplied

    @property
    def attributes(self) -> list[str]:
        """Study columns that one can group by, declared ones first."""
        return [name for name in self._tables["studies"].columns if name not in NO_ATTRIBUTE]

    def study_attribute(self, name: str) -> pd.DataFrame:
        """Return an attribute as one row per study and value.

        Parameters
        ----------
        name
            One of `attributes`.

        Returns
        -------
        ``study_id`` and ``value`` (text). A cell with several values joined by ``;`` gives a row
        for each; a blank one is "not reported".

        Raises
        ------
        OptionError
            The studies have no such attribute.
        """
        check_option("attribute", name, self.attributes)
        studies = self._tables["studies"]
        long = pd.DataFrame(
            {"study_id": studies["study_id"], "value": studies[name].astype("str").str.split(";")}
        ).explode("value", ignore_index=True)
        # An attribute that nobody reports explodes into a column without texts.
        long["value"] = long["value"].astype("str").str.strip().replace("", None).astype("str")
        # An empty piece ("England;") is no value, unless it is all there is.
        piece_of_more = long["value"].isna() & long["study_id"].duplicated(keep=False)
        long = long[~piece_of_more | ~long["study_id"].duplicated() & _all_missing(long)]
        long["value"] = long["value"].fillna(NOT_REPORTED)
        return long.drop_duplicates(ignore_index=True)

    @cached_property
    def _code_tree(self) -> pd.DataFrame:
        return hierarchy.code_tree(self._tables["codebook"])

    @property
    def code_tree(self) -> pd.DataFrame:
        """The codes depth first: ``code_id, label, parent_id, level, path, top_id``."""
        return self._code_tree.copy(deep=False)

    @property
    def code_labels(self) -> dict[str, str]:
        """What people read instead of each code's identifier."""
        return dict(zip(self.code_tree["code_id"], self.code_tree["label"], strict=True))

    def rolled_up(self, level: int | None = None) -> pd.Series:
        """Return, for each code, the code it is counted as at a level of the hierarchy.

        Parameters
        ----------
        level
            1 is the top. A code above the level stays itself. None: every code stays itself.

        Returns
        -------
        Series of code identifiers, indexed by code identifier, in the order of `code_tree`.

        Raises
        ------
        OptionError
            ``level`` is no whole number of at least 1.
        """
        codes = self.code_tree["code_id"].to_numpy()
        if level is None:
            return pd.Series(codes, index=codes, dtype="str")
        if isinstance(level, bool) or not isinstance(level, int) or level < 1:
            raise OptionError(f"level={level!r} is not allowed; it can be a whole number from 1, or None.")
        depth = self.code_tree.set_index("code_id")["level"]
        chains = hierarchy.ancestors(self._tables["codebook"])
        chains["depth"] = chains["code_id"].map(depth) - chains["distance"]
        wanted = chains["code_id"].map(depth).clip(upper=level)
        at_level = chains[chains["depth"] == wanted].set_index("code_id")["ancestor_id"]
        return at_level.reindex(codes).astype("str")

    @cached_property
    def _placed_codings(self) -> pd.DataFrame:
        """All codings with their study and source filled in from the extract."""
        codings = self._tables["codings"]
        extracts = self._tables["extracts"].set_index("extract_id")
        placed = codings.assign(
            study_id=codings["study_id"].fillna(codings["extract_id"].map(extracts["study_id"])),
            source_id=codings["extract_id"].map(extracts["source_id"]).astype("str"),
        )
        return placed[["study_id", "extract_id", "source_id", "code_id", "coder", "valence", "state"]]

    @property
    def coders(self) -> list[str]:
        """Names of the coders, sorted."""
        return sorted(self._tables["codings"]["coder"].dropna().unique())

    def rated_extracts(self) -> pd.DataFrame:
        """Return which extracts each coder rated.

        Without an ``assignments`` table, a coder rated every extract of each study in which a
        coding of theirs stands; with it, every extract of each study that they were asked to
        code. No row of theirs on a rated extract means "not given".

        Returns
        -------
        ``coder``, ``study_id`` and ``extract_id``, one row each.
        """
        if self.has("assignments"):
            who = self._tables["assignments"][["coder", "study_id"]]
        else:
            who = self._placed_codings[["coder", "study_id"]].dropna()
        extracts = self._tables["extracts"][["study_id", "extract_id"]]
        return who.drop_duplicates().merge(extracts, on="study_id")[["coder", "study_id", "extract_id"]]

    def _settled_extracts(self) -> pd.Series:
        """Return the extracts that the consensus coder rated, none where review.yaml names no such coder.

        They rated what they were assigned and, assigned or not, every extract of each study in which
        they coded an extract. A coding of a study as a whole settles no extract of it.
        """
        consensus = self.settings.consensus_coder
        extracts = self._tables["extracts"]
        if not consensus:
            return extracts["extract_id"].iloc[:0]
        codings, assigned = self._placed_codings, self._tables["assignments"]
        by_row = codings[(codings["coder"] == consensus) & codings["extract_id"].notna()]["study_id"]
        by_assignment = assigned.loc[assigned["coder"] == consensus, "study_id"]
        is_theirs = extracts["study_id"].isin(by_row) | extracts["study_id"].isin(by_assignment)
        return extracts.loc[is_theirs, "extract_id"]

    def codings_in_effect(self, coders: Iterable[str] | str | None = None) -> pd.DataFrame:
        """Return the codings that count.

        What any coder gave is there (the union), unless ``review.yaml`` names a consensus coder:
        then that coder's rows replace the others' for each extract they rated, and for each
        study as a whole that they coded as a whole.

        Parameters
        ----------
        coders
            Only these coders' codings, the consensus rule set aside. None: all.

        Returns
        -------
        ``study_id`` (always filled), ``extract_id``, ``source_id``, ``code_id``, ``coder``,
        ``valence``, ``state``.

        Raises
        ------
        OptionError
            One of ``coders`` gave no coding.
        """
        codings = self._placed_codings
        if coders is not None:
            chosen = [coders] if isinstance(coders, str) else list(coders)
            for coder in chosen or [None]:
                check_option("coders", coder, self.coders)
            return codings[codings["coder"].isin(chosen)].reset_index(drop=True)
        consensus = self.settings.consensus_coder
        if not consensus:
            return codings.copy(deep=False)
        settled = self._settled_extracts()
        theirs = codings["coder"] == consensus
        whole = codings["extract_id"].isna()
        settled_whole = codings.loc[theirs & whole, "study_id"]
        replaced = codings["extract_id"].isin(settled) | (whole & codings["study_id"].isin(settled_whole))
        return codings[theirs | ~replaced].reset_index(drop=True)

    def present_codings(self, coders: Iterable[str] | str | None = None) -> pd.DataFrame:
        """Return the codings in effect that say *present*; see `codings_in_effect`."""
        codings = self.codings_in_effect(coders)
        return codings[codings["state"] == "present"].reset_index(drop=True)

    def single_coder_pairs(self) -> pd.DataFrame:
        """Return the extract and code pairs of doubly rated extracts, and how many gave each.

        Only extracts that two or more coders rated are looked at, and only where no consensus
        coder rated them.

        Returns
        -------
        ``extract_id``, ``study_id``, ``code_id``, ``n_raters`` (coders who rated the extract) and
        ``n_given`` (coders who gave the code as present).
        """
        rated = self.rated_extracts()
        rated = rated[~rated["extract_id"].isin(self._settled_extracts())]
        raters = rated.groupby("extract_id")["coder"].nunique()
        raters = raters[raters >= 2].rename("n_raters")
        present = self._placed_codings[self._placed_codings["state"] == "present"]
        # A coder who was not asked to rate an extract is no second opinion on it.
        present = present.merge(rated, on=["coder", "study_id", "extract_id"])
        given = (
            present[present["extract_id"].isin(raters.index)]
            .groupby(["extract_id", "study_id", "code_id"], as_index=False)["coder"]
            .nunique()
            .rename(columns={"coder": "n_given"})
        )
        given["n_raters"] = given["extract_id"].map(raters)
        return given[["extract_id", "study_id", "code_id", "n_raters", "n_given"]]


def _all_missing(long: pd.DataFrame) -> pd.Series:
    return long["value"].isna().groupby(long["study_id"]).transform("all")


def _read_once_warnings(review: Review) -> list[Problem]:
    """Warn of what only the finished review shows: disagreement and a flow that does not add up."""
    found = []
    pairs = review.single_coder_pairs()
    alone = int((pairs["n_given"] == 1).sum())
    if alone:
        share = percent_text(alone / len(pairs))
        message = (
            f"where two or more coders rated an extract, {alone} of {len(pairs)} codes ({share}) "
            "were given by one coder only; what any coder gave is counted."
        )
        advice = "Name a consensus coder in review.yaml, or say how differences were settled."
        found.append(Problem(message, file=review.origins["codings"].file, advice=advice, level="warning"))
    if review.has("flow"):
        wrong = flow_problems(review.flow, len(review.studies))
        found += [
            Problem(
                f"'{box}' says {n}, but {expected} is expected: {rule}.",
                file=review.origins["flow"].file,
                column="n",
                value=str(n),
                level="warning",
            )
            for box, n, expected, rule in zip(
                wrong["box"], wrong["n"], wrong["expected_n"], wrong["rule"], strict=True
            )
        ]
    return found


def read_review(path: str | Path) -> Review:
    """Read and check a review.

    Parameters
    ----------
    path
        A folder of CSV files, or a workbook (.xlsx, .ods) with sheets of the same names, each
        beside a ``review.yaml``. A relative path is tried from the working directory and then
        from the project's root.

    Returns
    -------
    The review, read-only.

    Raises
    ------
    ReviewError
        It is not there or not valid; the error carries every problem.
    """
    raw = read_review_files(find_review(path))
    valid = validate(raw)
    origins = {name: Origin(table.file, table.sha256, len(table.cells)) for name, table in raw.tables.items()}
    if raw.settings_file:
        origins["review.yaml"] = Origin(raw.settings_file, raw.settings_sha256, 0)
    return Review(valid, name=raw.name, origins=origins)


def review_from_tables(
    tables: Mapping[str, pd.DataFrame | Sequence[Mapping[str, Any]]],
    *,
    settings: Mapping[str, Any] | None = None,
    name: str = "review",
) -> Review:
    """Make a review of tables in memory, checked like one read from files.

    Parameters
    ----------
    tables
        Data frames, or lists of rows, by table name. None, NaN and blank text are missing.
    settings
        Entries of ``review.yaml``.
    name
        Used as its identifier where the settings name none.

    Returns
    -------
    The review, read-only.

    Raises
    ------
    OptionError
        A table has a name that no table of a review has.
    ReviewError
        It is not valid; the error carries every problem.
    """
    raw = RawReview(name=name, settings=dict(settings or {}), settings_file="review.yaml")
    for table_name, rows in tables.items():
        check_option("table", table_name, TABLES)
        frame = pd.DataFrame(rows)
        cells = [["" if pd.isna(v) else _as_text(v) for v in row] for row in frame.itertuples(index=False)]
        numbers = list(range(2, len(frame) + 2))
        text = text_frame([str(c) for c in frame.columns], cells, numbers)
        digest = sha256_of(text.to_csv().encode("utf-8", "surrogatepass"))
        raw.tables[table_name] = RawTable(table_name, table_name, digest, text)
    valid = validate(raw)
    origins = {t: Origin(t, raw.tables[t].sha256, len(raw.tables[t].cells)) for t in raw.tables}
    return Review(valid, name=name, origins=origins)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with a gap is one of floats
    return str(value)
