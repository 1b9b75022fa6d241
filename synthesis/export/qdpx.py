"""A review as a REFI-QDA project (.qdpx), to go on with in NVivo, MAXQDA, ATLAS.ti or QualCoder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from synthesis import __version__
from synthesis.export.consent import consent_remarks
from synthesis.export.records import records
from synthesis.export.refi_account import project_account
from synthesis.export.refi_codes import ABSENT, VALENCE, add_codes, add_kinds
from synthesis.export.refi_elements import PROJECT, RefiElements, checked, xml_bytes
from synthesis.export.refi_memos import add_memos, notes_by_subject, valence_notes
from synthesis.export.refi_sources import SourceWriter
from synthesis.export.refi_texts import UNITS, SourceText, source_texts
from synthesis.export.refi_variables import Variables
from synthesis.export.written import Exported, output_path, write_files
from synthesis.ingest.account import Account
from synthesis.ingest.refi_qda_origin import field_lines, origin_text
from synthesis.review import Review
from synthesis.settings import Settings

__all__ = ["export_qdpx", "qdpx_bytes"]

# Nobody's clock: the same review is the same file, whenever it is made. The zip format begins in 1980.
MADE = (1980, 1, 1, 0, 0, 0)


def export_qdpx(
    review: Review, output: str | Path, *, offsets: str = "utf-16", replace: bool = False
) -> Exported:
    """Write a REFI-QDA project that validates against the published schema.

    Studies become cases with variables, sources and their extracts text sources with selections,
    coders users, memos notes. A code that is stated absent gets a code of its own, in a branch apart,
    so that nobody counts an absence as a presence; a valence is a coding beside the one that it is
    about. Read by `synthesis import`, the project gives the same studies, reports, sources, codebook,
    extracts, codings and memos again.

    Parameters
    ----------
    review
        Not modified.
    output
        The file to write; its name ends in ``.qdpx``.
    offsets
        What positions in a text count. ``"utf-16"``: UTF-16 code units, as NVivo, ATLAS.ti and
        QualCoder count. ``"code-points"``: Unicode code points, as the standard says. The two
        differ only after a character beyond the basic plane, such as an emoji.
    replace
        Whether another file of that name may be replaced.

    Returns
    -------
    The file, and the account of what it carries; every table and column that it does not is named.

    Raises
    ------
    OptionError
        ``output`` or ``offsets`` is none that can be, or the file is there already.
    UnreadableError
        Something cannot stand in a REFI-QDA file: a hierarchy of more than 200 levels, or a title
        with control characters.

    References
    ----------
    .. [1] REFI (2019), QDA-XML version 1.5, https://www.qdasoftware.org; positions: "Selections".
    """
    path = output_path(output, ".qdpx")
    content, account = qdpx_bytes(review, offsets=offsets)
    return Exported(write_files({path: content}, replace=replace), account)


def qdpx_bytes(review: Review, *, offsets: str = "utf-16") -> tuple[bytes, Account]:
    """Return the project as bytes, the same for the same review, and the account of it.

    Parameters
    ----------
    review, offsets
        As for `export_qdpx`.
    """
    texts = source_texts(review, offsets=offsets)
    refi = RefiElements(review.settings.id, PROJECT)
    root, notes = _project(refi, review, texts, offsets)
    account = project_account(review)
    _say_what_matters(review, texts, offsets, account)
    account.check()
    members = {"project.qde": xml_bytes(root)}
    sources = [source.get("guid") for source in root.iter(f"{{{PROJECT}}}TextSource")]
    said = dict(zip(sources, (text.text for text in texts), strict=True)) | notes
    members |= {f"sources/{guid}.txt": text.encode("utf-8") for guid, text in said.items()}
    return _zipped(members), account


def _project(
    refi: RefiElements, review: Review, texts: list[SourceText], offsets: str
) -> tuple[etree._Element, dict[str, str]]:
    """Return the project and, by identifier, the texts of its notes."""
    settings, codings = review.settings, review.codings
    title = checked(settings.title, "review.yaml, entry title")
    project = refi.root("Project", name=title, origin=origin_text(__version__, UNITS[offsets]))
    users = _add_users(refi, project, review)
    subjects = notes_by_subject(refi, review)
    valences = sorted(codings["valence"].dropna().unique())
    absent = set(codings.loc[codings["state"] == "absent", "code_id"])
    codes = add_codes(
        refi,
        refi.add(project, "CodeBook"),
        review,
        absent=[code for code in review.code_tree["code_id"] if code in absent],
        valences=valences,
        notes={key: notes for (kind, key), notes in subjects.items() if kind == "code"},
    )
    variables = Variables(refi, review)
    variables.declare(project)
    said = valence_notes(refi, valences)
    writer = SourceWriter(refi, review, codes, users, variables, subjects, said)
    _add_cases(refi, project, review, texts, writer, variables)
    if texts:
        sources = refi.add(project, "Sources")
        for text in texts:
            writer.add(sources, text)
    notes = add_memos(refi, project, review, users, said)
    add_kinds(refi, project, review, codes)
    refi.describe(
        project,
        _words_about(settings),
        review_id=settings.id,
        kind=settings.kind,
        synthetic="yes" if settings.is_synthetic else None,
    )
    return project, notes


def _words_about(settings: Settings) -> str:
    said = [settings.question, settings.citation, settings.licence]
    if settings.is_synthetic:
        said.insert(0, "SYNTHETIC: the data are made up.")
    return checked("\n\n".join(filter(None, said)), "review.yaml, entries question, citation and licence")


def _add_users(refi: RefiElements, project: etree._Element, review: Review) -> Mapping[str, str]:
    """Append the coders and the authors of memos; return the identifier of each by name."""
    names = sorted({*review.coders, *review.memos["author"].dropna()})
    guids = {name: refi.guid("user", name) for name in names}
    if guids:
        users = refi.add(project, "Users")
        for name, guid in guids.items():
            refi.add(users, "User", guid=guid, name=name)
    return guids


def _add_cases(
    refi: RefiElements,
    project: etree._Element,
    review: Review,
    texts: list[SourceText],
    writer: SourceWriter,
    variables: Variables,
) -> None:
    """Append a case per study: its attributes, its sources and, as lines, its reports."""
    texts_of: dict[str, list[SourceText]] = {}
    for text in texts:
        texts_of.setdefault(text.study_id, []).append(text)
    reports_of: dict[str, list[str]] = {}
    for report in records(review.reports):
        study = report.pop("study_id")
        lines = field_lines({name: None if v is None else str(v) for name, v in report.items()})
        reports_of.setdefault(study, []).append(lines)
    cases = refi.add(project, "Cases")
    for study in review.studies["study_id"]:
        case = refi.add(cases, "Case", guid=refi.guid("study", study), name=study)
        refi.describe(case, "\n\n".join(reports_of.get(study, [])) or None)
        variables.add_to_case(case, study)
        for text in texts_of.get(study, []):
            refi.refer(case, "SourceRef", writer.guid_of(text))


def _say_what_matters(review: Review, texts: list[SourceText], offsets: str, account: Account) -> None:
    """Remark on what a person should know before they hand the file on."""
    for sentence in consent_remarks(review):
        account.remark(sentence)
    codings = review.codings
    n_absent, n_valence = int((codings["state"] == "absent").sum()), int(codings["valence"].notna().sum())
    if n_absent:
        account.remark(
            f"{n_absent} codings that state an absence have codes of their own, in the branch '{ABSENT}'."
        )
    if n_valence:
        account.remark(
            f"The valence of {n_valence} codings is coded as well, in the branch '{VALENCE}', "
            "because the tools show no attribute of a coding."
        )
    beyond = sum(max(text.text) > "\uffff" for text in texts)
    if beyond:
        other = next(name for name in UNITS if name != offsets)
        account.remark(
            f"{beyond} source{'s hold' if beyond != 1 else ' holds'} characters such as emoji, after which "
            f"tools count differently. Positions count {UNITS[offsets]}; if passages are shifted in your "
            f"tool, export again with --offsets {other}."
        )


def _zipped(members: Mapping[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, MADE)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, content)
    return stored.getvalue()
