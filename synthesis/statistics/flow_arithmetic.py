"""The arithmetic of a PRISMA 2020 flow: which numbers must follow from which."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["flow_boxes", "flow_checks", "flow_problems"]


@dataclass(frozen=True)
class _Rule:
    """A box whose number follows from others.

    One box of ``plus`` and every box of ``needs`` must be given, or the rule says nothing; the rest
    of ``plus``, and ``minus``, count as 0 where they are left out.
    """

    box: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    words: str
    at_most: bool = False
    needs: tuple[str, ...] = ()


_RULES = (
    _Rule(
        "database_results",
        ("database_specific_results",),
        (),
        "records from databases = sum of the single databases",
    ),
    _Rule(
        "register_results",
        ("register_specific_results",),
        (),
        "records from registers = sum of the single registers",
    ),
    _Rule(
        "records_screened",
        ("database_results", "register_results"),
        ("duplicates", "excluded_automatic", "excluded_other"),
        "records screened = records identified − records removed before screening",
    ),
    _Rule(
        "dbr_sought_reports",
        ("records_screened",),
        ("records_excluded",),
        "reports sought = records screened − records excluded",
    ),
    _Rule(
        "dbr_assessed",
        ("dbr_sought_reports",),
        ("dbr_notretrieved_reports",),
        "reports assessed = reports sought − reports not retrieved",
    ),
    _Rule(
        "other_assessed",
        ("other_sought_reports",),
        ("other_notretrieved_reports",),
        "reports assessed = reports sought − reports not retrieved (other methods)",
    ),
    _Rule(
        "new_reports",
        ("dbr_assessed", "other_assessed"),
        ("dbr_excluded", "other_excluded"),
        "reports of new studies = reports assessed − reports excluded",
    ),
    _Rule("new_studies", ("new_reports",), (), "new studies ≤ reports of new studies", at_most=True),
    _Rule(
        "total_studies",
        ("new_studies", "previous_studies"),
        (),
        "total studies = previous + new studies",
        needs=("new_studies",),
    ),
    _Rule(
        "total_reports",
        ("new_reports", "previous_reports"),
        (),
        "total reports = previous + new reports",
        needs=("new_reports", "previous_reports"),
    ),
)

_CHECK_COLUMNS = ["box", "n", "expected_n", "rule", "is_consistent"]


def flow_boxes(flow: pd.DataFrame) -> pd.Series:
    """Return the number in each box.

    Parameters
    ----------
    flow
        Columns ``box``, ``n`` and ``reason``.

    Returns
    -------
    Index ``box``, values ``n`` (Int64): the row without a reason where there is one, else the sum
    of the rows with a reason. Single databases or registers stand in for a total that is left out.
    """
    rows = _typed(flow)
    whole = rows[rows["reason"].isna()].groupby("box")["n"].first()
    boxes = whole.combine_first(_parts(rows)).astype("Int64")
    for kind in ("database", "register"):
        if f"{kind}_results" not in boxes.index and f"{kind}_specific_results" in boxes.index:
            boxes.loc[f"{kind}_results"] = boxes[f"{kind}_specific_results"]
    return boxes.rename("n").rename_axis("box")


def flow_checks(flow: pd.DataFrame, n_studies: int) -> pd.DataFrame:
    """Check each number of a flow that must follow from others.

    Parameters
    ----------
    flow
        Columns ``box``, ``n`` and ``reason``. ``box`` holds the field names of the PRISMA 2020 flow
        diagram; a row without a reason is the whole box, rows with a reason are its parts.
    n_studies
        Number of included studies of the review (rows of ``studies``).

    Returns
    -------
    One row per rule that could be checked: ``box``, ``n``, ``expected_n`` (for "≤" the most that ``n``
    can be), ``rule`` in words and ``is_consistent``.

    Notes
    -----
    A rule is checked where its own box and the boxes that it starts from are given; boxes that it
    takes away or adds count as 0 where they are left out. Where no total is given, previous and new
    studies together are compared with the rows of ``studies``. Rows with a reason must add up to their
    box.

    References
    ----------
    .. [1] Page et al. (2021), BMJ 372:n71, figure 1: the boxes. The rules are the sums that the
       figure implies.
    """
    rows = _typed(flow)
    boxes = flow_boxes(rows)
    checks = [_parts_check(rows)]
    for rule in _RULES:
        given = set(boxes.index)
        if not given.issuperset({rule.box, *rule.needs}) or given.isdisjoint(rule.plus):
            continue
        expected = boxes.reindex(rule.plus).sum() - boxes.reindex(rule.minus).sum()
        checks.append(_check(rule.box, boxes[rule.box], expected, rule.words, at_most=rule.at_most))
    if "total_studies" in boxes.index:
        words = "total studies = rows of studies"
        checks.append(_check("total_studies", boxes["total_studies"], n_studies, words))
    elif "new_studies" in boxes.index:
        previous = boxes.get("previous_studies", 0)
        words = "new studies = rows of studies" + (" − previous studies" if previous else "")
        checks.append(_check("new_studies", boxes["new_studies"], n_studies - previous, words))
    return pd.concat(checks, ignore_index=True)


def flow_problems(flow: pd.DataFrame, n_studies: int) -> pd.DataFrame:
    """Return the checks of `flow_checks` that failed: ``box``, ``n``, ``expected_n``, ``rule``."""
    checks = flow_checks(flow, n_studies)
    failed = checks[~checks["is_consistent"]]
    return failed[["box", "n", "expected_n", "rule"]].reset_index(drop=True)


def _typed(flow: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "box": flow["box"].astype("str"),
            "n": pd.to_numeric(flow["n"]).astype("Int64"),
            "reason": flow["reason"].astype("str").replace("", None),
        }
    )


def _parts(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["reason"].notna()].groupby("box")["n"].sum()


def _parts_check(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows[rows["reason"].isna()].groupby("box")["n"].first()
    both = pd.concat([whole, _parts(rows).rename("expected_n")], axis=1, join="inner").sort_index()
    both = both.reset_index(names="box").assign(rule="the box = sum of its rows with a reason")
    return both.assign(is_consistent=(both["n"] == both["expected_n"]).astype("bool"))[_CHECK_COLUMNS]


def _check(box: str, n: int, expected: int, words: str, *, at_most: bool = False) -> pd.DataFrame:
    n, expected = int(n), int(expected)
    row = {
        "box": [box],
        "n": pd.array([n], dtype="Int64"),
        "expected_n": pd.array([expected], dtype="Int64"),
        "rule": [words],
        "is_consistent": [n <= expected if at_most else n == expected],
    }
    return pd.DataFrame(row).astype({"box": "str", "rule": "str"})
