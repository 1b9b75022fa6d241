"""Evidence synthesis workbook: coded study extracts in, tables and reproducible reports out.

The public names. Each is loaded when it is first used, so that a check at the command line does
not wait for matplotlib.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_ANALYSES = (
    "appraisal_sensitivity",
    "appraisal_sensitivity_patterns",
    "appraisal_sensitivity_studies",
    "appraisal_summary",
    "appraisal_table",
    "co_occurrence",
    "coded_extracts",
    "coder_agreement",
    "compare_variants",
    "confidence",
    "confidence_evidence",
    "confidence_lint",
    "configuration_chains",
    "configuration_cross_table",
    "configuration_hops",
    "configuration_loops",
    "configuration_network",
    "configurations",
    "contradictions",
    "demi_regularities",
    "disagreements",
    "evidence_base",
    "finding_evidence",
    "flow",
    "framework_crosswalk",
    "framework_profile",
    "gap_map",
    "intensity",
    "intervention_functions",
    "leave_one_out",
    "leave_one_out_patterns",
    "leave_one_out_themes",
    "long_sentences",
    "merge_candidates",
    "permutation_bands",
    "qca_solutions",
    "rarefaction",
    "reading_level",
    "reporting_checklist",
    "reports_counted_apart",
    "role_changes",
    "sample_coverage",
    "saturation_curve",
    "single_coder_codings",
    "source_characteristics",
    "stopping_points",
    "study_characteristics",
    "theme_frequencies",
    "theme_matrix",
    "theory_ledger",
    "truth_table",
)

_SHOWN_BY = (
    "show_evidence",
    "show_extracts",
    "show_figure",
    "show_findings",
    "show_note",
    "show_numbers",
    "show_plain_base",
    "show_plain_findings",
    "show_provenance",
    "show_reading_level",
    "show_review",
    "show_sentences",
    "show_table",
)

# name -> module that defines it
_HOMES = {
    **dict.fromkeys(
        ("OptionError", "Problem", "ReportError", "ReviewError", "UnreadableError"), "synthesis.errors"
    ),
    **dict.fromkeys(("Review", "read_review", "review_from_tables"), "synthesis.review"),
    **{name: f"synthesis.analyses.{name}" for name in _ANALYSES},
    **{f"plot_{name}": f"synthesis.plots.{name}" for name in _ANALYSES},
    **dict.fromkeys(_SHOWN_BY, "synthesis.display"),
    **dict.fromkeys(
        ("framework_ids", "link_variants", "load_framework", "load_links"), "synthesis.frameworks"
    ),
    "agreement": "synthesis.statistics.agreement",
    **dict.fromkeys(
        ("category_counts_as_ratings", "category_totals", "cross_table_as_ratings"),
        "synthesis.statistics.agreement_ratings",
    ),
    "compare_reviews": "synthesis.compare.comparison",
    "cluster_bootstrap": "synthesis.statistics.cluster_bootstrap",
    **dict.fromkeys(("load_standard", "standard_ids"), "synthesis.standards"),
    "crisp_truth_table": "synthesis.statistics.truth_table",
    "for_audience": "synthesis.disclosure.audience",
    "protect": "synthesis.disclosure.protect",
    **dict.fromkeys(("evidence_codes", "evidence_list"), "synthesis.evidence.listing"),
    "evidence_links": "synthesis.evidence.links",
    "evidence_named": "synthesis.evidence.chosen",
    "export_qdc": "synthesis.export.qdc",
    "export_qdpx": "synthesis.export.qdpx",
    "export_xlsx": "synthesis.export.xlsx",
    "import_project": "synthesis.importing.project",
    "minimise": "synthesis.statistics.minimisation",
    "numbers_drawn": "synthesis.plots.row_links",
    "plot_plain_counts": "synthesis.plots.plain_counts",
    "printed_shares": "synthesis.statistics.printed_shares",
    "render_report": "synthesis.report.render",
    "write_new_review": "synthesis.new",
}

__all__ = ["__version__", *_HOMES]


# What a public report must not show is kept back here, whoever calls and whatever is drawn from it.
_PROTECTED = frozenset({*_ANALYSES, "evidence_codes", "evidence_links", "evidence_list"})


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"synthesis has no {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    if name in _PROTECTED or name.removeprefix("plot_") in _ANALYSES:
        from synthesis.disclosure.protect import guarded, guarded_plot

        value = guarded(name, value) if name in _PROTECTED else guarded_plot(value)
    # Importing a module binds it as an attribute of its package, never of this one, so that the
    # function and the module of the same name do not get into each other's way.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
