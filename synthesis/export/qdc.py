"""The codebook of a review as a REFI-QDA codebook (.qdc)."""

from __future__ import annotations

from pathlib import Path

from synthesis import __version__
from synthesis.export.refi_account import codebook_account
from synthesis.export.refi_codes import add_codes, add_kinds
from synthesis.export.refi_elements import CODEBOOK, RefiElements, xml_bytes
from synthesis.export.written import Exported, output_path, write_files
from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_origin import origin_text
from synthesis.review import Review

__all__ = ["export_qdc", "qdc_bytes"]


def export_qdc(review: Review, output: str | Path, *, replace: bool = False) -> Exported:
    """Write a REFI-QDA codebook that validates against the published schema.

    Parameters
    ----------
    review
        Not modified.
    output
        The file to write; its name ends in ``.qdc``.
    replace
        Whether another file of that name may be replaced.

    Returns
    -------
    The file, and the account of what it carries: the codebook and no other table.

    Raises
    ------
    OptionError
        ``output`` cannot be, or the file is there already.
    UnreadableError
        The hierarchy has more than 200 levels.
    """
    path = output_path(output, ".qdc")
    content, account = qdc_bytes(review)
    return Exported(write_files({path: content}, replace=replace), account)


def qdc_bytes(review: Review) -> tuple[bytes, Account]:
    """Return the codebook as bytes, the same for the same review, and the account of it.

    Parameters
    ----------
    review
        Not modified.
    """
    refi = RefiElements(review.settings.id, CODEBOOK)
    root = refi.root("CodeBook", origin=origin_text(__version__))
    add_kinds(refi, root, review, add_codes(refi, root, review))
    account = codebook_account(review)
    account.check()
    return xml_bytes(root), account
