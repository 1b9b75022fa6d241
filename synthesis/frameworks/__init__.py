"""Frameworks as data: identifiers, names and links of constructs, each with its citation.

One YAML file per framework, and in ``links`` one per pair of frameworks with its published variants.
No definitions are shipped: they are their authors', and stand in the publications that are cited.
"""

from synthesis.frameworks.load import Framework, framework_ids, link_variants, load_framework, load_links

__all__ = ["Framework", "framework_ids", "link_variants", "load_framework", "load_links"]
