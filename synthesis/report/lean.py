"""Keep out of a process of ours what other packages would load and nobody here needs."""

from __future__ import annotations

import sys

__all__ = ["lean_imports"]

UNNEEDED = {
    # jsonschema builds 35 grammars at import to check internationalised addresses, which no
    # notebook schema has: half the time that it takes to import papermill.
    "rfc3987_syntax",
    # papermill formats the injected cell with it where it is installed, so that the executed
    # notebook would depend on that.
    "black",
}


def lean_imports() -> None:
    """Make imports of the unneeded fail, as if they were not installed.

    For the worker and the command line, which are processes of our own; never in a process
    that belongs to somebody else, such as a kernel or a notebook server.
    """
    for name in UNNEEDED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
