"""Python's search for circles of objects, put off where none can be made."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

__all__ = ["without_collecting"]


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Do not look for circles of objects meanwhile, which takes long among a million that have none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
