"""Render a review's report aside, for an export that is made from its pages."""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.errors import ReportError
from synthesis.report.progress import Progress
from synthesis.report.render import render_report
from synthesis.review import Review

__all__ = ["Asked", "RenderedPage", "default_output", "pictures_of", "rendered_pages"]

FIGURE = re.compile(r'<figure id="(figure-[a-z0-9-]+)">')
DRAWING = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')


@dataclass(frozen=True)
class Asked:
    """What a person asked of the report that an export is made from.

    Parameters
    ----------
    audience, notebooks, parameters, by, notebooks_dir, timeout, jobs, progress
        As in `synthesis.report.render.render_report`.
    """

    audience: str = "public"
    notebooks: Sequence[str] | None = None
    parameters: Any = None
    by: str | Sequence[str] | None = None
    notebooks_dir: str | Path | None = None
    timeout: int = 300
    jobs: int | None = None
    progress: Callable[[Progress], None] | None = None


@dataclass(frozen=True)
class RenderedPage:
    """A page of the report.

    Parameters
    ----------
    name
        Of its notebook.
    html
        The page, as it would be sent.
    pictures
        Anchor of a figure -> PNG; empty where no dots per inch were asked for.
    drawings
        Anchor of a figure -> SVG.
    """

    name: str
    html: str
    pictures: Mapping[str, bytes]
    drawings: Mapping[str, bytes]


def default_output(review: Review, audience: str, ending: str) -> Path:
    """Return where an export goes that nobody gave a place; one for the team says so in its name.

    Parameters
    ----------
    review
        Whose report it is.
    audience
        Who will read it.
    ending
        What its name ends in: ``.docx``, ``-pdf``.
    """
    return Path("exports") / f"{review.settings.id}{'-team' if audience == 'team' else ''}{ending}"


@contextmanager
def rendered_pages(
    review_path: str | Path, asked: Asked, *, png_dpi: int | None = None
) -> Iterator[list[RenderedPage]]:
    """Render the report and hand out its pages, the summary first; nothing of it stays.

    Parameters
    ----------
    review_path
        As for `synthesis.read_review`.
    asked
        See `Asked`.
    png_dpi
        Dots per inch of the pictures; none by default.

    Raises
    ------
    ReportError
        A page could not be made; an export is whole or it is not made.
    """
    with tempfile.TemporaryDirectory(prefix="synthesis-export-") as folder:
        run = render_report(
            review_path,
            output=Path(folder) / "report",
            notebooks=asked.notebooks,
            parameters=asked.parameters,
            audience=asked.audience,
            by=asked.by,
            notebooks_dir=asked.notebooks_dir,
            timeout=asked.timeout,
            jobs=asked.jobs,
            png_dpi=png_dpi,
            progress=asked.progress,
        )
        if not run.ok:
            failures = [f"{one.title}: {one.failure}" for one in run.notebooks if one.failure]
            raise ReportError("\n".join([*failures, "Nothing was exported."]))
        # The summary comes first, as in the report's index.
        names = sorted((one.name for one in run.rendered), key=lambda name: not name.endswith("summary"))
        yield [_page(run.output, name) for name in names]


def _page(report: Path, name: str) -> RenderedPage:
    import nbformat

    notebook = nbformat.read(report / "notebooks" / f"{name}.ipynb", as_version=4)
    pictures, drawings = pictures_of(notebook)
    return RenderedPage(name, (report / f"{name}.html").read_text(encoding="utf-8"), pictures, drawings)


def pictures_of(notebook: Any) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the figures of an executed notebook: as pictures, and as drawings.

    Parameters
    ----------
    notebook
        As `synthesis.report.render.render_report` leaves it.

    Returns
    -------
    Anchor of each figure -> PNG, where there is one; anchor -> SVG as it stands in the notebook.
    """
    pictures: dict[str, bytes] = {}
    drawings: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            found = FIGURE.search(data.get("text/html", ""))
            if not found:
                continue
            if "image/png" in data:
                pictures.setdefault(found[1], base64.b64decode(data["image/png"]))
            drawn = DRAWING.search(data["text/html"], found.end())
            if drawn:
                drawings.setdefault(found[1], base64.b64decode(drawn[1]))
    return pictures, drawings
