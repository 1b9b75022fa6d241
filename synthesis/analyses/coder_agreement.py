"""How far coders agree on each code, and on all codes together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from synthesis.analyses._double_coding import DoubleCoding, double_coding
from synthesis.review import Review
from synthesis.statistics.agreement import coefficients, plans
from synthesis.statistics.agreement_ratings import CodedRatings
from synthesis.statistics.agreement_sums import coefficient_of
from synthesis.statistics.cluster_bootstrap import (
    agreement_in_resamples,
    check_resampling,
    drawn_clusters,
    interval_of,
    pooled,
    too_few,
)

__all__ = ["coder_agreement"]

_NOT_ASSESSED = "Agreement on where to mark is not assessed: extracts exist because somebody marked them."

_COLUMNS = [
    *("code_id", "label", "statistic", "statistic_label", "coefficient", "ci_low", "ci_high"),
    *("p_observed", "p_expected", "n_units", "n_studies", "n_coders", "n_given", "n_differ"),
    *("n_codes", "lowest_code", "median_code", "highest_code", "se", "analytic_low", "analytic_high"),
    *("unit", "rated", "is_inflated", "note"),
]


def coder_agreement(
    review: Review,
    *,
    unit: str = "extract",
    statistic: str | Sequence[str] | None = None,
    rated: str = "study",
    coders: Sequence[str] | None = None,
    confidence: float = 0.95,
    n_resamples: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Compute the agreement of coders on each code, and pooled over codes.

    An extract can carry any number of codes, so that each code is a question of its own, answered with
    given (1) or not given (0) by every coder who rated the extract; stated absent and no row are both 0.
    Only units that two coders or more rated are compared.

    The row of all codes pools observed and expected agreement over codes [1]_: (mean p_observed − mean
    p_expected) / (1 − mean p_expected). One coefficient over all decisions of all codes thrown together
    would be far above 0 even for coders who guess, because they would still give frequent codes often
    and rare ones rarely.

    Parameters
    ----------
    review
        Not modified.
    unit
        "extract", or "study": whether the coder gave the code anywhere in the study. Codings of a study
        as a whole count with the unit "study" only; a code that is only ever given to whole studies is
        compared there between those who coded the study as a whole.
    statistic
        As for `agreement`: one name, several, or "all". None: Cohen's kappa where two coders rated,
        Conger's, which extends it, where there are more.
    rated
        What a coder is taken to have rated: "study", all extracts of each study that they coded or, with
        a table ``assignments``, were asked to code; or "extract", only extracts with a row of theirs.
        The latter leaves out what one of them passed over, which inflates agreement.
    coders
        Whom to compare; None: all but the consensus coder.
    confidence
        Of the intervals.
    n_resamples, seed
        Of the bootstrap that resamples studies; 0 resamples gives no such interval.

    Returns
    -------
    For each statistic first a row of all codes, ``code_id`` "(all)", then one row per code in the order
    of the codebook; the first only where no unit was rated by two coders.

    - ``code_id``, ``label``, ``statistic``, ``statistic_label``;
    - ``coefficient``, ``ci_low``, ``ci_high``: quantiles of a bootstrap that resamples studies,
      missing for a code that was given in one study only; ``p_observed``, ``p_expected``;
    - ``n_units`` rated by two or more, ``n_studies`` that they stand in, ``n_coders`` of them;
      ``n_given``: units to which at least one coder gave the code; ``n_differ``: of these, those to
      which not all of their raters gave it. In the row of all codes: sums over codes;
    - only in the row of all codes: ``n_codes`` pooled (given at least once); ``lowest_code``,
      ``median_code``, ``highest_code`` of their coefficients;
    - only in the rows of codes: ``se``, ``analytic_low``, ``analytic_high``, see `agreement`; they take
      extracts for independent, which those of one study are not;
    - ``unit``, ``rated``, ``is_inflated`` (true with ``rated="extract"``);
    - ``note``: why a number is missing, and what to beware of.

    ``table.attrs["not_assessed"]`` and the note of the first row say that agreement on where to mark is
    not assessed: extracts exist because somebody marked them.

    Raises
    ------
    OptionError
        An option cannot be, or ``coders`` names one coder only or the consensus coder.

    Notes
    -----
    Agreement says that coders read the codebook alike, not that they read the studies well. Expected
    agreement is high for rare codes, whose coefficients then rest on few extracts; look at ``n_given``
    before the coefficient. A code that nobody gave has no coefficient, except where the statistic
    defines one, and is not pooled. Agreement suits codebook approaches; reflexive analysis does not
    aim at it.

    References
    ----------
    .. [1] De Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20:272–282.
    """
    check_resampling(n_resamples, confidence, least=0)
    double = double_coding(review, unit=unit, rated=rated, coders=coders)
    n_coders = int((double.decisions >= 0).any(axis=(0, 1)).sum())
    if statistic is None:
        statistic = "conger" if n_coders > 2 else "cohen"
    everything = _ratings(double, double.decisions.max(axis=0, initial=-1))
    names = [
        plan.statistic for plan in plans(everything, statistic=statistic, weights="identity", level=None)
    ]
    # In the order of their names, so that the order of rows has no part in what is drawn.
    study_codes = pd.factorize(double.units["study_id"], sort=True)[0]
    is_used = (double.decisions >= 0).any(axis=(0, 2))
    drawn = drawn_clusters(study_codes, is_used, n_resamples, seed)
    blocks = [_block(double, name, study_codes, drawn, confidence) for name in names]
    table = pd.concat(blocks, ignore_index=True)
    table = table.assign(unit=unit, rated=rated, is_inflated=rated == "extract")
    if rated == "extract":
        note = "only extracts with a row of the coder's own count as rated, which inflates agreement"
        table["note"] = (table["note"] + "; " + note).str.removeprefix("; ")
    table = table[_COLUMNS].astype({"n_codes": "Int64"})
    table = table.astype(dict.fromkeys(("code_id", "label", "statistic", "statistic_label", "note"), "str"))
    table.attrs["not_assessed"] = _NOT_ASSESSED
    return table


def _ratings(double: DoubleCoding, decisions: np.ndarray) -> CodedRatings:
    """Decisions on one code as ratings of 0 and 1."""
    return CodedRatings(decisions, (0, 1), np.array([0.0, 1.0]), is_ordered=True, coders=double.coders)


def _block(
    double: DoubleCoding, statistic: str, study_codes: np.ndarray, drawn: np.ndarray, confidence: float
) -> pd.DataFrame:
    """The rows of one statistic: all codes, then each."""
    rows, kept, terms = [], [], []
    # Where nothing was rated twice, the row of all codes says so once.
    codes = double.codes.itertuples(index=False, name=None) if len(double.units) else []
    for (code_id, label), decisions in zip(codes, double.decisions, strict=False):
        ratings = _ratings(double, decisions)
        planned = plans(ratings, statistic=statistic, weights="identity", level=None)
        (found,) = coefficients(ratings, planned, confidence=confidence)
        row = {"code_id": code_id, "label": label, **_counts(decisions, study_codes), **_renamed(found)}
        rows.append(row)
        if not row["n_given"]:
            if row["n_units"]:
                row["note"] = "no variation: no coder gave it"
        elif not math.isnan(found["p_observed"] + found["p_expected"]):
            in_resamples = agreement_in_resamples(planned[0], decisions, study_codes, drawn)
            kept.append(row)
            terms.append(in_resamples)
            if len(drawn) and not math.isnan(found["coefficient"]):
                n_studies_given = len(np.unique(study_codes[(decisions == 1).any(axis=1)]))
                row.update(_interval(row, n_studies_given, in_resamples, confidence))
    return pd.DataFrame(
        [_pooled_row(double, statistic, rows, kept, terms, confidence), *rows], columns=_COLUMNS
    )


def _interval(
    row: dict[str, Any], n_studies_given: int, in_resamples: tuple[np.ndarray, np.ndarray], confidence: float
) -> dict[str, Any]:
    """The interval of one code from resampled studies, or why there is none."""
    low, high, notes = math.nan, math.nan, [row["note"]]
    if row["n_studies"] < 2 or n_studies_given == 1:
        # All that could vary stands in one study, which is in a resample or is not.
        notes.append("given in one study only: there is nothing to resample")
    else:
        low, high, n_used = interval_of(coefficient_of(*in_resamples), confidence)
        n_all = len(in_resamples[0])
        if n_used < n_all:
            notes.append(f"{n_all - n_used} of {n_all} resamples hold no variation and are left out")
    return {"ci_low": low, "ci_high": high, "note": "; ".join(filter(None, notes))}


def _pooled_row(
    double: DoubleCoding,
    statistic: str,
    rows: list[dict[str, Any]],
    kept: list[dict[str, Any]],
    terms: list[tuple[np.ndarray, np.ndarray]],
    confidence: float,
) -> dict[str, Any]:
    """All codes together: mean observed and expected agreement, and how the codes spread."""
    everywhere = double.decisions.max(axis=0, initial=-1)
    n_units, n_studies = len(double.units), double.units["study_id"].nunique()
    row = {
        "code_id": "(all)",
        "label": "All codes, pooled",
        "statistic": statistic,
        "statistic_label": next((r["statistic_label"] for r in rows), ""),
        "n_units": n_units,
        "n_studies": n_studies,
        "n_coders": int((everywhere >= 0).any(axis=0).sum()),
        "n_given": sum(r["n_given"] for r in rows),
        "n_differ": sum(r["n_differ"] for r in rows),
        "n_codes": len(kept),
    }
    coefficient, observed, expected = map(
        float, pooled(*([r[name] for r in kept] for name in ("p_observed", "p_expected")))
    )
    row.update(coefficient=coefficient, p_observed=observed, p_expected=expected)
    if math.isnan(coefficient):
        reasons = [r["note"] for r in rows if r["note"]]
        why = "no unit was rated by two coders" if not n_units else "no code has a coefficient"
        row["note"] = f"{reasons[0] if len(set(reasons)) == 1 else why}. {_NOT_ASSESSED}"
        return row
    of_codes = np.array([r["coefficient"] for r in kept])
    of_codes = of_codes[~np.isnan(of_codes)]
    if len(of_codes):
        spread = np.quantile(of_codes, [0, 0.5, 1], method="linear")
        row["lowest_code"], row["median_code"], row["highest_code"] = map(float, spread)
    n_resamples = len(terms[0][0])
    n_used = n_resamples
    if n_studies > 1 and n_resamples:
        resampled = pooled([t[0] for t in terms], [t[1] for t in terms])[0]
        row["ci_low"], row["ci_high"], n_used = interval_of(resampled, confidence)
    notes = too_few(n_units, n_studies, n_resamples - n_used, noun="studies")
    row["note"] = f"{'; '.join(notes)}. {_NOT_ASSESSED}" if notes else _NOT_ASSESSED
    return row


def _counts(decisions: np.ndarray, study_codes: np.ndarray) -> dict[str, int]:
    is_rated = decisions >= 0
    n_raters, n_given = is_rated.sum(axis=1), (decisions == 1).sum(axis=1)
    return {
        "n_studies": len(np.unique(study_codes[n_raters >= 2])),
        "n_given": int((n_given > 0).sum()),
        "n_differ": int(((n_given > 0) & (n_given < n_raters)).sum()),
    }


def _renamed(found: dict[str, Any]) -> dict[str, Any]:
    """A row of `agreement` under the names of this table, the analytic interval set apart."""
    return {
        **{name: found[name] for name in ("statistic", "coefficient", "p_observed", "p_expected", "se")},
        "statistic_label": found["label"],
        "analytic_low": found["ci_low"],
        "analytic_high": found["ci_high"],
        "n_units": found["n_units_used"],
        "n_coders": found["n_coders"],
        "note": found["note"],
    }
