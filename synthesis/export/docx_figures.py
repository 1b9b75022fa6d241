"""Figures in a Word document: a picture of 300 dots per inch, no larger than the sheet, with its words."""

from __future__ import annotations

import io
import math
import re
from itertools import pairwise
from typing import Any

from docx.document import Document as WordDocument
from docx.image.image import Image

from synthesis.export.docx_xml import attribute, paragraph

__all__ = ["FIGURE_DPI", "alt_in_document", "figure_xml", "page_parts"]

FIGURE_DPI = 300

WIDEST = 16.4 / 2.54  # inches: the text of an upright A4 sheet
TALLEST = 21.5 / 2.54  # the sheet less its margins and three lines of caption
SMALLEST = 0.58  # of its size; a figure that would become smaller goes over several sheets
CALM = 8  # dots: rows of dots that are all alike, between what is drawn and what is written
EMU = 914_400  # to the inch

FOLDED = re.compile(r"[;,.]?\s*(?:see )?(?:the |their )?numbers (?:are )?folded below", re.IGNORECASE)


def alt_in_document(alt: str, number: int | None) -> str:
    """Return the words for those who do not see a figure, as they are true of a document.

    Parameters
    ----------
    alt
        As on the page, where numbers may be folded below the figure.
    number
        That of the table with its numbers; None where there is none.
    """
    words = FOLDED.sub("", alt).strip()
    if number is None:
        return words
    return f"{words.rstrip('.')}. The numbers are in Table {number}."


def page_parts(picture: bytes) -> list[bytes]:
    """Return a picture as parts that each fit on a sheet and can be read; mostly it is one.

    Parameters
    ----------
    picture
        PNG. One that is so tall that it would have to become very small is cut where nothing is
        drawn or written; where there is no such place, it stays whole.
    """
    header = Image.from_blob(picture)
    width, height = header.width / EMU, header.height / EMU
    scale = min(1.0, WIDEST / width)
    if height * SMALLEST <= TALLEST:
        return [picture]
    import numpy as np
    from matplotlib.image import imread

    dots = imread(io.BytesIO(picture))
    height = len(dots)
    fits = int(TALLEST / scale * header.vert_dpi)
    same = (dots[1:] == dots[:-1]).all(axis=tuple(range(1, dots.ndim)))
    calm = np.convolve(same, np.ones(CALM), mode="same") >= CALM
    parts = math.ceil(height / fits)
    cuts = [0]
    while height - cuts[-1] > fits:
        places = np.flatnonzero(calm[cuts[-1] + fits // 3 : cuts[-1] + fits]) + cuts[-1] + fits // 3
        if not len(places):
            return [picture]
        # Parts of much the same height, rather than full sheets and a remnant.
        wanted = len(cuts) * height // parts
        cuts.append(int(places[np.abs(places - wanted).argmin()]))
    cuts.append(height)
    return [_png(dots[top:bottom]) for top, bottom in pairwise(cuts)]


def _png(dots: Any) -> bytes:
    from matplotlib.image import imsave

    stored = io.BytesIO()
    imsave(stored, dots, format="png", dpi=FIGURE_DPI, metadata={"Software": None})
    return stored.getvalue()


def figure_xml(document: WordDocument, picture: bytes, *, number: int, name: str, alt: str) -> str:
    """Return a paragraph that holds a picture.

    Parameters
    ----------
    document
        The picture is added to its package.
    picture
        PNG or JPEG.
    number
        Of the drawing; no other of the document may have it.
    name
        What Word calls it.
    alt
        What can be seen in it, in words.
    """
    relation, image = document.part.get_or_add_image(io.BytesIO(picture))
    width, height = image.width / EMU, image.height / EMU
    scale = min(1.0, WIDEST / width, TALLEST / height)
    size = f'cx="{round(width * scale * EMU)}" cy="{round(height * scale * EMU)}"'
    told = f"name={attribute(name)} descr={attribute(alt)}"
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" {told}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )
    inline = (
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" {told}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f"{graphic}</wp:inline>"
    )
    return paragraph(f"<w:r><w:drawing>{inline}</w:drawing></w:r>", "Figure")
