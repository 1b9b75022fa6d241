"""The file around a Word document: our own template opened, and the finished one as stable bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

__all__ = ["MADE", "open_template", "package_bytes"]

TEMPLATE = Path(__file__).parent / "docx_template"

PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/document.xml": "document.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
}
"""Name in the package -> file of the template. python-docx's own has a thumbnail, a name and 800 KB of
styles, and opens in compatibility mode."""

# Nobody's clock: the same report is the same file, whenever it is made.
MADE = dt.datetime(2000, 1, 1)

MOST_OF_TITLE = 255

REGIONS = {
    "en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "nl": "nl-NL",
    "pt": "pt-PT", "sv": "sv-SE", "da": "da-DK", "fi": "fi-FI", "nb": "nb-NO", "pl": "pl-PL",
}  # fmt: skip
"""What Word checks the spelling of a language by, where its region is not said."""


def open_template(title: str, language: str) -> WordDocument:
    """Return an empty document in our styles.

    Parameters
    ----------
    title
        Of the document, for its properties.
    language
        As a page has it: ``en``, ``pt-BR``.

    Returns
    -------
    The document; nothing in it says who made it or when.
    """
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        for name, file in PARTS.items():
            package.writestr(name, (TEMPLATE / file).read_bytes())
    document = Document(stored)
    spoken = REGIONS.get(language.casefold(), language)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), spoken)
    properties = document.core_properties
    # The longest that such a property may be; the title page has all of it.
    properties.title, properties.language = title[:MOST_OF_TITLE], spoken
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = MADE
    properties.revision = 1
    return document


def package_bytes(document: WordDocument) -> bytes:
    """Return a document as bytes, the same for the same document.

    Parameters
    ----------
    document
        As `open_template` gave it, filled.
    """
    stored, stable = io.BytesIO(), io.BytesIO()
    document.save(stored)
    with zipfile.ZipFile(stored) as package, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as again:
        for name in package.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # not the system it was made on
            entry.external_attr = 0
            again.writestr(entry, package.read(name))
    return stable.getvalue()
