"""A block: what one call of display shows, as HTML and as plain text."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from html import escape as _escape
from typing import Any
from urllib.parse import quote

from synthesis.errors import OptionError

__all__ = ["Block", "anchor", "check_id", "element", "escaped", "show"]

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

# JupyterLab aligns table cells to the right and has no word for a note. These few rules put that
# right there; a page of a report has a style sheet of its own and drops them.
LAB_STYLE = (
    "<style>@scope{"
    ":scope{max-width:60rem}"
    "td,th{text-align:left!important;vertical-align:top!important}"
    ".number{text-align:right!important}"
    "table{table-layout:auto!important}"
    ".table-frame,.figure-frame{overflow-x:auto}"
    "caption,figcaption{text-align:left;padding:.4em 0}"
    "figure{margin:1em 0}"
    "img{max-width:100%;background:#fff}"
    ".review-title{font-weight:600}"
    ".synthetic-label,.caution{border-left:4px solid #b45309;padding:.3em .8em}"
    "dl.facts>div{display:flex;gap:1em}"
    "dl.facts dt{min-width:12em}"
    "dl.facts dd{margin:0}"
    "}</style>"
)


@dataclass(frozen=True)
class Block:
    """Something to show: Jupyter takes the HTML, a terminal the text.

    Parameters
    ----------
    html
        Safe: everything that came from data is escaped in it.
    text
        The same for where there is no HTML.
    picture
        The same as a PNG picture; empty but for figures, where an export asks for them.
    """

    html: str
    text: str
    picture: bytes = b""

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        shown = {"text/html": f'<div class="block">{LAB_STYLE}{self.html}</div>', "text/plain": self.text}
        if self.picture:
            shown["image/png"] = base64.b64encode(self.picture).decode("ascii")
        return shown


def show(block: Block) -> None:
    """Show a block where it is called, be it the last line of a cell or not."""
    # Imported here: reading and counting need no notebook.
    from IPython.display import display

    display(block)


def escaped(value: Any) -> str:
    """Return a value as text that is safe in HTML, in attributes as well."""
    return _escape(str(value), quote=True)


def element(name: str, content: str, **attributes: str | None) -> str:
    """Return an HTML element.

    Parameters
    ----------
    name
        Of the element.
    content
        HTML, safe already.
    **attributes
        Plain text, escaped here; ``class_`` is written ``class``, ``data_x`` is ``data-x``. None
        leaves the attribute out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>"


def anchor(prefix: str, key: Any) -> str:
    """Return a stable anchor for something that has a key in the data: ``extract-e1``.

    Letters and digits stay; what an anchor cannot hold is written as its code, so that two keys
    never share one.
    """
    return f"{prefix}-{quote(str(key), safe='').replace('.', '%2E').replace('%', '.')}"


def check_id(value: str) -> None:
    """Raise `OptionError` unless ``value`` can stand in an anchor that people share."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        message = (
            f"id={value!r} is not allowed; write lower-case words joined by hyphens, "
            "like 'theme-frequencies'."
        )
        raise OptionError(message)
