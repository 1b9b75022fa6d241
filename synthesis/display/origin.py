"""Show where the numbers of a page come from."""

from __future__ import annotations

from typing import Any

from synthesis.display.block import Block, element, escaped, show
from synthesis.provenance import provenance

__all__ = ["provenance_block", "show_provenance"]


def show_provenance(review: Any, **parameters: Any) -> None:
    """Show what a page stands on. See `provenance_block` for the parameters."""
    show(provenance_block(review, **parameters))


def provenance_block(review: Any, **parameters: Any) -> Block:
    """Return the files a review was read from, the software and the time of rendering.

    Parameters
    ----------
    review
        A `synthesis.review.Review`.
    **parameters
        Those of the notebook that the numbers depend on, by name.

    Notes
    -----
    This is the only block in which two pages made from the same inputs may differ.
    """
    known = provenance(review)
    inputs = known["inputs"]
    rows = [entry["n_rows"] for entry in inputs if "n_rows" in entry]
    # The rows of some tables would be read as those of all.
    n_rows = f", {_counted(sum(rows), 'row')}" if len(rows) == len(inputs) else ""
    facts = {
        "Review": f"{known['title']} ({known['review_id']})",
        "Rendered": known["rendered_at"],
        "Software": ", ".join(f"{name} {version}" for name, version in known["versions"].items()),
        "Data": f"{_counted(len(inputs), 'table')}{n_rows}" if inputs else "tables made in memory",
    }
    if parameters:
        facts["Parameters"] = ", ".join(f"{name} = {value!r}" for name, value in parameters.items())
    html = element(
        "dl", "".join(_fact(what, escaped(value)) for what, value in facts.items()), class_="facts"
    )
    if inputs:
        files = "".join(
            _fact(entry["file"], element("span", escaped(entry["sha256"]), class_="hash")) for entry in inputs
        )
        summary = element("summary", "Files and their SHA-256 digests")
        html += element("details", summary + element("dl", files, class_="facts"))
    text = [f"{what}: {value}" for what, value in facts.items()]
    text += [f"{entry['file']}: {entry['sha256']}" for entry in inputs]
    section = element("section", html, id="provenance", aria_label="Where the numbers come from")
    return Block(section, "\n".join(text))


def _fact(what: str, value: str) -> str:
    return element("div", element("dt", escaped(what)) + element("dd", value))


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
