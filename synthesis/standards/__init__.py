"""Reporting standards as data: items, and the rule by which the tables of a review fill each.

One YAML file per standard. Identifiers are those of the publication that is cited; names are short and
our own, because the wording of an item belongs to its authors. Sections are ours where the publication
has none.
"""

from synthesis.standards.confirmations import confirmed_items, confirmed_texts, reporting_problems
from synthesis.standards.load import Standard, load_standard, standard_ids

__all__ = [
    "Standard",
    "confirmed_items",
    "confirmed_texts",
    "load_standard",
    "reporting_problems",
    "standard_ids",
]
