"""What people ask coding tools for, made from a review: counts, matrices, the quotes, the codebook."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from synthesis.analyses.theme_frequencies import theme_frequencies
from synthesis.analyses.theme_matrix import theme_matrix
from synthesis.codebook import ancestors
from synthesis.export.xlsx_cells import MOST_COLUMNS
from synthesis.review import Review
from synthesis.schema import TABLES

__all__ = ["View", "views"]

# A matrix of more cells than this is written as a list of those that are not 0: it would be mostly
# zeros, larger than what people can look through, and slow to open.
MOST_CELLS = 4_000_000

EFFECT = "Where review.yaml names a consensus coder, that coder's rows stand for the others'."
SILENCE = "0 means that no passage was coded so; that is silence, and not a statement that it was absent."


@dataclass(frozen=True)
class View:
    """One sheet that is there to be read.

    Parameters
    ----------
    sheet
        Name of the sheet.
    about
        What it shows, in sentences.
    table
        The table.
    freeze
        Columns that stay in sight.
    shares
        Columns that are shown as percentages.
    """

    sheet: str
    about: str
    table: pd.DataFrame
    freeze: int = 1
    shares: tuple[str, ...] = ()


def views(review: Review) -> list[View]:
    """Return every view of a review.

    Parameters
    ----------
    review
        Not modified.

    Returns
    -------
    Code by study, code by source (where there are sources), the 0/1 matrix, the quotes (where there
    are extracts) and the codebook.
    """
    found = [_counts(review, "study")]
    if review.has("sources"):
        found.append(_counts(review, "source"))
    found.append(_zero_one(review))
    if review.has("extracts"):
        found.append(_quotes(review))
    found.append(_codebook(review))
    return found


def _counts(review: Review, unit: str) -> View:
    units = review.studies["study_id"] if unit == "study" else review.sources["source_id"]
    about = f"Number of extracts per code and {unit} in which the code is present. {SILENCE} {EFFECT}"
    codes = _code_columns(review)
    if not _fits(len(units), len(codes), columns=len(units) + len(codes.columns)):
        return View(
            f"view code by {unit}",
            f"{about} {_as_list(len(codes), len(units), unit)}",
            _long_counts(review, unit),
            freeze=3,
        )
    counts = theme_matrix(review, unit=unit, values="counts").set_index(f"{unit}_id")
    # Codes are rows: there are fewer studies than a sheet has columns, and paths need the width.
    table = codes.merge(counts.T, left_on="code_id", right_index=True, how="left")
    return View(f"view code by {unit}", about, table, freeze=len(codes.columns))


def _zero_one(review: Review) -> View:
    about = (
        "1 where a code is present in a study at least once, in any extract or in the study as a whole, else "
        f"0. Stated absence and silence both are 0. {EFFECT}"
    )
    n_codes, n_studies = len(review.codebook), len(review.studies)
    if not _fits(n_studies, n_codes, columns=n_codes + 1):
        present = review.present_codings()[["study_id", "code_id"]].drop_duplicates()
        table = present.sort_values(["study_id", "code_id"], ignore_index=True).assign(present=1)
        return View("view 0-1 matrix", f"{about} {_as_list(n_codes, n_studies, 'study')}", table, freeze=2)
    return View("view 0-1 matrix", about, theme_matrix(review, unit="study", values="binary"))


def _fits(n_units: int, n_codes: int, *, columns: int) -> bool:
    return columns <= MOST_COLUMNS and n_units * n_codes <= MOST_CELLS


def _as_list(n_codes: int, n_units: int, unit: str) -> str:
    plural = {"study": "studies", "source": "sources"}[unit]
    return (
        f"{n_codes:,} codes by {n_units:,} {plural} are more than a sheet shows, "
        "so each pair that is not 0 has a row."
    )


def _long_counts(review: Review, unit: str) -> pd.DataFrame:
    """Return what `theme_matrix` counts, as one row per pair that is not 0."""
    key = f"{unit}_id"
    placed = review.present_codings().dropna(subset=[key, "extract_id"])
    counts = placed.groupby(["code_id", key])["extract_id"].nunique().rename("n_extracts").reset_index()
    counts.insert(1, "label", counts["code_id"].map(review.code_labels))
    return counts


def _code_columns(review: Review) -> pd.DataFrame:
    """Return the codes depth first: ``code_id``, ``label``, and the labels of the levels above."""
    tree = review.code_tree
    chains = ancestors(review.codebook)
    depth = tree.set_index("code_id")["level"]
    chains["level"] = chains["code_id"].map(depth) - chains["distance"]
    chains["label"] = chains["ancestor_id"].map(review.code_labels)
    levels = chains.pivot_table(index="code_id", columns="level", values="label", aggfunc="first")
    levels.columns = [f"code level {level}" for level in levels.columns]
    return tree[["code_id", "label"]].merge(levels, left_on="code_id", right_index=True, how="left")


def _quotes(review: Review) -> View:
    """Return a row per coding of an extract, and one for each extract that has none."""
    extracts, codings = review.extracts, review.codings_in_effect()
    codings = codings[["extract_id", "code_id", "coder", "valence", "state"]].dropna(subset="extract_id")
    codes = _code_columns(review).rename(columns={"label": "code"})
    table = extracts.merge(codings, on="extract_id", how="left").merge(codes, on="code_id", how="left")
    first = ["extract_id", "text", "code", *[c for c in codes.columns if c.startswith("code level ")]]
    then = ["valence", "state", "coder", "study_id", "source_id", "report_id", "locator", "voice"]
    table = table[[*first, *then, "is_verbatim", "consent", "code_id"]]
    sources = _told_apart(review.sources.drop(columns="study_id"), "source_id", "source", table)
    table = table.merge(sources, on="source_id", how="left")
    studies = _told_apart(review.studies, "study_id", "study", table)
    table = table.merge(studies, on="study_id", how="left")
    about = (
        "Each coded passage with its code, the levels of the code's path, who coded it, and what is known "
        f"of its study and source; a passage without codes has one row. {EFFECT}"
    )
    return View("view quotes", about, table)


def _told_apart(rows: pd.DataFrame, key: str, whose: str, table: pd.DataFrame) -> pd.DataFrame:
    """Rename the columns that a table has already, or that are about a source and do not say so."""
    taken, names = set(table.columns), {}
    for column in rows.columns.drop(key):
        name = f"source {column}" if whose == "source" and column in TABLES["sources"].columns else column
        while name in taken:
            name = f"{whose} {name}"
        taken.add(name)
        names[column] = name
    return rows.rename(columns=names)


def _codebook(review: Review) -> View:
    counts = theme_frequencies(review).drop(columns=["label", "path", "rank"])
    told = review.codebook[["code_id", "kind", "definition"]]
    table = _code_columns(review).merge(told, on="code_id").merge(counts, on="code_id")
    about = (
        "Each code with its definition and how many extracts and studies it is present in, parents without "
        f"what stands below them. {EFFECT}"
    )
    return View("view codebook", about, table, freeze=2, shares=("share_of_studies",))
