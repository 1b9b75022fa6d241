"""The place of each code in its codebook, as people read it."""

from __future__ import annotations

import pandas as pd

__all__ = ["code_paths"]


def code_paths(codebook: pd.DataFrame) -> dict[str, str]:
    """Return the path of each code: the labels from the top, joined by ``/``.

    Parameters
    ----------
    codebook
        Plain cells.
    """
    label = dict(zip(codebook["code_id"], codebook["code_id"], strict=True))
    if "label" in codebook:
        label |= {c: said for c, said in zip(codebook["code_id"], codebook["label"], strict=True) if said}
    parent: dict[str, str] = {}
    if "parent_id" in codebook:
        parent = dict(zip(codebook["code_id"], codebook["parent_id"], strict=True))
    paths = {}
    for code in label:
        chain: list[str] = []
        at = code
        while at in label and at not in chain:
            chain.append(at)
            at = parent.get(at, "")
        paths[code] = "/".join(label[step] for step in reversed(chain))
    return paths
