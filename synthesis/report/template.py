"""An executed notebook becomes one self-contained HTML page; the report's index is made in the same look.

The page asks the network for nothing and shows no code. A Content-Security-Policy in the page is
the guarantee: it allows the page's own style sheet and its one script, each by its hash, and images
that are inside the file; a browser refuses everything else. Without the script everything is there
too; with it tables sort and counts open what they count.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypedDict

from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import DataTypeFilter
from nbformat import NotebookNode
from traitlets import default
from traitlets.config import Config

from synthesis.errors import OptionError, ReportError
from synthesis.report.article import arrange_article

__all__ = ["IndexContext", "IndexPage", "ReportExporter", "export_index", "export_page"]

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE_NAME = "synthesis"
DISTRIBUTION = "evidence-synthesis-workbook"
INDEX_FILE = "index.html"

# BCP 47 as far as pages need it: a language, then script, region or variant.
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class IndexPage(TypedDict, total=False):
    """One page of a report, as its index lists it.

    ``name``: of the notebook, for instance ``02_themes``. ``title``: what people read. ``href``:
    file name of the page, or empty where there is none. ``status``: ``"rendered"`` (new),
    ``"failed"`` (no page, or the last good one if ``href`` is given) or ``"kept"`` (not rendered
    this time, the page of an earlier run). ``message``: why it failed, as plain text. ``answers``: what
    it answers, as a sentence.
    """

    name: str
    title: str
    href: str
    status: str
    message: str
    answers: str


class IndexContext(TypedDict, total=False):
    """What the index of a report shows; everything is plain text and is escaped here.

    Only ``title`` and ``pages`` are needed. ``run`` is a list of (what, value) pairs, for instance
    ``("Rendered", "2026-01-31 12:00 UTC")``, and the only place for what changes from run to run.
    ``files`` are the files of data with their digests, folded below it. ``numbers``: what the review
    stands on, as (what, how many). ``version``: (what, value) pairs that say which version of the data
    that is. ``changed``: what changed since the last version, as a sentence; ``changes`` the same in
    points, (words, href) each; ``changes_href`` the page that lists them all, or empty.
    """

    title: str
    question: str
    kind: str
    synthetic: bool
    audience: str
    language: str
    authors: Sequence[str]
    licence: str
    citation: str
    pages: Sequence[IndexPage]
    warnings: Sequence[str]
    run: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]
    numbers: Sequence[tuple[str, int]]
    version: Sequence[tuple[str, str]]
    changed: str
    changes: Sequence[tuple[str, str]]
    changes_href: str


class ReportExporter(HTMLExporter):
    """Export a notebook as a page of a report: ``jupyter nbconvert --to synthesis x.ipynb``.

    Outputs and prose are shown; code, prompts, warnings on stderr, widgets and scripts are not.
    Whether the data are synthetic, the review's title and its language are read from the block
    that ``show_review`` leaves in the notebook, so a page says so however it was exported.

    Raises
    ------
    ReportError
        A cell of the notebook ended with an error: that is no report.
    """

    export_from_notebook = "Evidence synthesis report"

    @default("template_name")
    def _template_name_default(self) -> str:
        return TEMPLATE_NAME

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    @default("exclude_anchor_links")
    def _exclude_anchor_links_default(self) -> bool:
        return True

    @property
    def default_config(self) -> Config:
        """Static formats only, the richest first; hidden cells by their tag."""
        ours = Config(
            {
                "NbConvertBase": {
                    "display_data_priority": [
                        "text/html",
                        "text/markdown",
                        "image/svg+xml",
                        "image/png",
                        "image/jpeg",
                        "text/plain",
                    ]
                },
                "TagRemovePreprocessor": {"enabled": True, "remove_cell_tags": {"remove-cell"}},
            }
        )
        merged = super().default_config.copy()
        merged.merge(ours)
        return merged

    def _create_environment(self) -> Any:
        # nbconvert leaves escaping to each template; here everything is escaped unless marked safe.
        environment = super()._create_environment()
        environment.autoescape = True
        environment.filters["arrange_article"] = arrange_article
        return environment

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources.

        Parameters
        ----------
        nb
            An executed notebook; not modified.
        resources
            Those of nbconvert; ``resources["synthesis"]`` may hold ``language``, ``title``,
            ``siblings``, ``synthetic`` and ``audience`` as `export_page` explains them.
        **kw
            Handed on to nbconvert.
        """
        _refuse_failed(nb)
        resources = dict(resources or {})
        resources["page"] = {
            "language": "",
            "title": "",
            "siblings": (),
            "synthetic": False,
            "audience": "",
            **nb.metadata.get("synthesis", {}),
            **resources.get("synthesis", {}),
            **_page_frame(),
        }
        self.register_filter("filter_data_type", DataTypeFilter(parent=self))
        # Not HTMLExporter's: it would take the whole page apart again to add what ours already has.
        return super(HTMLExporter, self).from_notebook_node(nb, resources, **kw)

    def _init_resources(self, resources: dict[str, Any]) -> dict[str, Any]:
        # Nor its resources, which name the addresses of scripts elsewhere.
        return super(HTMLExporter, self)._init_resources(resources)


def export_page(
    notebook: NotebookNode,
    *,
    language: str = "en",
    title: str | None = None,
    siblings: Sequence[tuple[str, str]] = (),
    synthetic: bool = False,
    audience: str = "",
) -> str:
    """Return an executed notebook as one HTML page.

    Parameters
    ----------
    notebook
        Executed, and without error outputs. Not modified.
    language
        Language of the page, as in HTML: ``en``, ``pt``, ``pt-BR`` …
    title
        What the browser shows as the page's title. By default the notebook's first heading,
        followed by the title of the review.
    siblings
        ``(title, href)`` of each page of the report in reading order, this page included with an
        empty ``href``. Where there are any, the page links to them and to ``index.html``.
    synthetic
        Whether to say that the data are made up. A notebook that calls ``show_review`` on a
        synthetic review says so by itself.
    audience
        "team": the page says that it is not to be passed on. Where nothing is given, a notebook whose
        review was not made for the public says so by itself.

    Returns
    -------
    The page. The same notebook gives the same text.

    Raises
    ------
    ReportError
        A cell ended with an error; the message names the cell.
    OptionError
        ``language`` is not a language tag.
    """
    page = {
        "language": _checked_language(language),
        "title": title or "",
        "siblings": [{"title": name, "href": href} for name, href in siblings],
        "synthetic": bool(synthetic),
        "audience": audience,
    }
    html, _ = ReportExporter().from_notebook_node(notebook, {"synthesis": page})
    return html


def export_index(context: IndexContext) -> str:
    """Return the index page of a report.

    Parameters
    ----------
    context
        See `IndexContext`.

    Returns
    -------
    The page, as self-contained as the others.

    Raises
    ------
    OptionError
        ``language`` is not a language tag.
    """
    language = _checked_language(context.get("language") or "en")
    template = ReportExporter().environment.get_template("report_index.html.j2")
    page = {**_page_frame(), "language": language, "synthetic": bool(context.get("synthetic"))}
    page["audience"] = context.get("audience", "")
    return template.render(index=context, page=page)


def _checked_language(language: str) -> str:
    if not LANGUAGE_TAG.fullmatch(language):
        message = f"language={language!r} is not a language tag; write for instance 'en', 'pt' or 'pt-BR'."
        raise OptionError(message)
    return language


def _refuse_failed(notebook: NotebookNode) -> None:
    """Raise `ReportError` where a cell ended with an error."""
    for position, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                message = (
                    f"cell {position} ended with {output.ename}: {output.evalue} "
                    "A notebook that failed is not exported as a report; mend it and run it again."
                )
                raise ReportError(message)


@cache
def _page_frame() -> Mapping[str, Any]:
    """What every page shares: its style sheet, its script, the policy that allows both, who made it."""
    style = (TEMPLATES / TEMPLATE_NAME / "style.css").read_text(encoding="utf-8")
    script = (TEMPLATES / TEMPLATE_NAME / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    try:
        made_by = f"{DISTRIBUTION} {version(DISTRIBUTION)}"
    except PackageNotFoundError:  # run from a source tree that is not installed
        made_by = DISTRIBUTION
    return {
        "style": Markup(style),
        "script": Markup(script),
        "policy": policy,
        "made_by": made_by,
        "index_file": INDEX_FILE,
    }


def _digest(content: str) -> str:
    """Return what a Content-Security-Policy knows an inline style sheet or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
