"""The settings of a review as the text of ``review.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from synthesis.schema import SETTINGS
from synthesis.settings import Settings

__all__ = ["settings_entries", "settings_text"]


class _Plain(yaml.SafeDumper):
    """YAML without anchors, which the reader of settings refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def settings_entries(settings: Settings) -> dict[str, Any]:
    """Return the entries of ``review.yaml`` that hold something, as plain values.

    Parameters
    ----------
    settings
        Not modified.
    """
    values = {n: settings.is_synthetic if n == "synthetic" else getattr(settings, n) for n in SETTINGS}
    return {name: _plain(value) for name, value in [*values.items(), *settings.other.items()] if value}


def settings_text(settings: Settings) -> str:
    """Return YAML that is read as the same settings.

    Parameters
    ----------
    settings
        Not modified.
    """
    head = "# What this review is, as it was when the workbook beside it was exported.\n"
    entries = settings_entries(settings)
    return head + yaml.dump(entries, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value
