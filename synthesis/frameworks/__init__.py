"""Frameworks as data: identifiers, names and links of constructs, each with its citation."""

from synthesis.frameworks.load import Framework, framework_ids, load_framework

__all__ = ["Framework", "framework_ids", "load_framework"]
