"""The project of a coding tool as tables of a review; nothing is dropped without a reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.identifiers import digest_of, slug, unique_ids
from synthesis.ingest.imported import Imported, keys_frame, review_frame
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_memos import memo_tables
from synthesis.ingest.project_studies import Placed, place_documents

__all__ = ["project_tables"]

# What a person says by an option this time counts more than what was said at the last import.
SAID_BY_OPTIONS = ("sheet", "encoding", "taguette_project")


def project_tables(project: CodedProject, options: ImportOptions) -> Imported:
    """Make the tables of a review from the project of a coding tool.

    Documents become studies unless the mapping says otherwise. Selections of the same passage
    become one extract, so that what two coders did with it can be compared.

    Parameters
    ----------
    project
        As read. Its account is completed.
    options
        ``mapping`` and ``studies`` are used.

    Returns
    -------
    Tables ``studies``, ``codebook``, ``codings`` and, where there are any, ``sources``,
    ``extracts`` and ``memos``, with keys and the account, which adds up.

    Raises
    ------
    OptionError
        The mapping names something that is not there.
    """
    # What a person has said comes before what the reader proposes.
    used = {name: project.mapping[name] for name in SAID_BY_OPTIONS if name in project.mapping}
    options = replace(options, mapping={**project.mapping, **options.mapping, **used})
    placed = place_documents(project, options)
    codebook, code_keys, code_of = _codebook(project)
    extracts, extract_keys, extract_of = _extracts(project, placed)
    codings, whole = _codings(project, placed, code_of, extract_of)
    if len(whole):
        extracts = pd.concat([extracts, whole], ignore_index=True)
    about = {
        "document": placed.study_of | placed.source_of_document,
        "code": code_of,
        "segment": extract_of,
        "case": placed.id_of_case,
    }
    memos, memo_keys = memo_tables(project, about)
    memos = _with_descriptions(project, memos, about["document"], about["case"])
    tables = {
        "studies": placed.studies,
        "sources": placed.sources,
        "codebook": codebook,
        "extracts": extracts,
        "codings": codings,
        "memos": memos,
    }
    needed = {"studies", "codebook", "codings"}
    keys = pd.concat([placed.keys, code_keys, extract_keys, memo_keys], ignore_index=True)
    project.account.check()
    return Imported(
        file=project.file,
        format=project.format,
        tool=project.tool,
        tables={name: table for name, table in tables.items() if len(table) or name in needed},
        keys=keys,
        account=project.account,
        mapping={**options.mapping, **placed.mapping},
        digests=project.digests,
        exported_from=project.exported_from,
    )


def _codebook(project: CodedProject) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Return the codebook, its keys, and native code -> code_id."""
    codes = project.codes
    name_of = dict(zip(codes["code_id"], codes["name"].fillna(""), strict=True))
    parent_of = {c: p for c, p in zip(codes["code_id"], codes["parent_id"], strict=True) if p in name_of}
    path_of: dict[str, tuple[str, ...]] = {}
    for code in codes["code_id"]:
        chain: list[str] = []
        at: str | None = code
        while at is not None and at not in path_of and at not in chain:
            chain.append(at)
            at = parent_of.get(at)
        if at in chain:  # a circle has no top: it is opened where it was entered
            parent_of.pop(chain[-1], None)
            project.account.remark(f"The codes above '{name_of[code]}' form a circle; it was opened there.")
        for step in reversed(chain):
            above = path_of.get(parent_of.get(step, ""), ())
            path_of[step] = (*above, name_of[step])
    wanted = ["-".join(slug(level, blank="code") for level in path_of[c]) for c in codes["code_id"]]
    # A deep path makes a long identifier; its end tells codes apart.
    ids = unique_ids(w if len(w) <= 120 else f"{w[:60].strip('-')}-{digest_of(w)}" for w in wanted)
    code_of = dict(zip(codes["code_id"], ids, strict=True))
    table = review_frame(
        "codebook",
        {
            "code_id": ids,
            "label": [name_of[c] for c in codes["code_id"]],
            "parent_id": [code_of.get(parent_of.get(c, ""), "") for c in codes["code_id"]],
            "definition": codes["description"].fillna(""),
        },
    )
    paths = ["/".join(path_of[c]) for c in codes["code_id"]]
    project.account.keep("codes", len(codes))
    return table, keys_frame("codebook", ids, native=codes["code_id"], path=paths), code_of


def _extracts(project: CodedProject, placed: Placed) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Return the extracts, their keys, and native segment -> extract_id."""
    segments = project.segments.copy(deep=False)
    known = segments["document_id"].isin(placed.study_of)
    project.account.leave_out(
        "selections", "the document they are in is not there", list(segments.loc[~known, "segment_id"])
    )
    segments = segments[known].reset_index(drop=True)
    order = {d: n for n, d in enumerate(project.documents["document_id"])}
    segments["_document"] = segments["document_id"].map(order)
    start = pd.to_numeric(segments["start"], errors="coerce").astype("float64")
    end = pd.to_numeric(segments["end"], errors="coerce").astype("float64")
    segments = segments.assign(_start=start, _end=end, _row=np.arange(len(segments)))
    segments = segments.sort_values(
        ["_document", "_start", "_end", "_row"], kind="stable", na_position="last"
    )
    placed_in_text = segments["_start"].notna() & segments["_end"].notna()
    repeated = segments.duplicated(["_document", "_start", "_end"]) & placed_in_text
    # Every segment points at the first one of the same passage.
    group = (~repeated).cumsum()
    first = segments[~repeated].copy()
    study = first["document_id"].map(placed.study_of)
    number = study.groupby(study, sort=False).cumcount() + 1
    ids = unique_ids(study.astype("str") + "-e" + number.astype("str"))
    extract_of = dict(zip(segments["segment_id"], np.asarray(ids, dtype=object)[group - 1], strict=True))
    sources = [
        placed.source_of_segment.get(s) or placed.source_of_document.get(d, "")
        for s, d in zip(first["segment_id"], first["document_id"], strict=True)
    ]
    texts = first["text"].fillna("").astype("str")
    table = review_frame(
        "extracts",
        {
            "extract_id": ids,
            "study_id": study,
            "source_id": sources,
            "locator": _locators(first, project),
            "text": texts,
            "is_verbatim": np.where(texts != "", "true", ""),
        },
    )
    if not any(sources):
        table = table.drop(columns="source_id")
    project.account.keep("selections", len(first), as_="extracts")
    same = segments.loc[repeated, "segment_id"].map(extract_of)
    project.account.leave_out(
        "selections",
        "the same passage as another selection; their codings are kept with that one",
        list(same),
    )
    name_of = dict(zip(project.documents["document_id"], project.documents["name"].fillna(""), strict=True))
    places = first["document_id"].map(name_of).astype("str") + ":" + _span_text(first)
    content = [digest_of(text) for text in texts]
    native = first["segment_id"].astype("str").tolist()
    # Few passages were selected twice; only these have more than one name.
    for name, place in zip(segments.loc[repeated, "segment_id"], group[repeated] - 1, strict=True):
        native[place] += f" {name}"
    return table, keys_frame("extracts", ids, native=native, path=places, content=content), extract_of


def _span_text(segments: pd.DataFrame) -> pd.Series:
    start = segments["_start"].astype("Int64").astype("str")
    return (start + "-" + segments["_end"].astype("Int64").astype("str")).where(
        segments["_start"].notna(), ""
    )


def _locators(segments: pd.DataFrame, project: CodedProject) -> pd.Series:
    """Return where each extract stands: as the tool says, else the paragraph of the text."""
    said = segments["locator"].fillna("").astype("str")
    text_of = dict(zip(project.documents["document_id"], project.documents["text"], strict=True))
    found = said.copy()
    for document, group in segments[(said == "") & segments["_start"].notna()].groupby(
        "document_id", sort=False
    ):
        text = text_of.get(document)
        if not text:
            continue
        breaks = np.flatnonzero(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4") == 10)
        paragraph = np.searchsorted(breaks, group["_start"].to_numpy()) + 1
        found.loc[group.index] = [f"paragraph {n}" for n in paragraph]
    return found


def _codings(
    project: CodedProject, placed: Placed, code_of: dict[str, str], extract_of: dict[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings, and the extracts that stand for a source coded as a whole."""
    account, codings = project.account, project.codings
    label = codings["coding_id"].astype("str")
    code = codings["code_id"].map(code_of)
    account.leave_out("codings", "the code is not in the codebook", list(label[code.isna()]))
    extract = codings["segment_id"].map(extract_of)
    study = codings["document_id"].map(placed.study_of).where(codings["segment_id"].isna())
    lost = code.notna() & extract.isna() & study.isna()
    account.leave_out("codings", "what was coded is not there", list(label[lost]))
    # Where documents are sources inside a study, a source coded as a whole needs a row of its own.
    source = codings["document_id"].map(placed.source_of_document).where(extract.isna() & study.notna())
    whole_id = source.astype("str").where(source.notna()) + "-whole"
    whole = pd.DataFrame({"extract_id": whole_id, "study_id": study, "source_id": source})
    whole = whole[source.notna() & code.notna()].drop_duplicates()
    table = pd.DataFrame(
        {
            "extract_id": extract.where(extract.notna(), whole_id),
            "study_id": study.where(source.isna()),
            "code_id": code,
            "coder": codings["coder"],
            "valence": codings["valence"],
            "state": codings["state"],
        }
    )[code.notna() & ~lost]
    repeated = table.duplicated()
    account.leave_out(
        "codings",
        "the same code on the same passage by the same coder, given twice",
        list(label[repeated.index[repeated]]),
    )
    table = table[~repeated]
    account.keep("codings", len(table))
    columns = {name: table[name] for name in table if table[name].notna().any() or name == "extract_id"}
    return (
        review_frame("codings", columns | {"code_id": table["code_id"]}),
        review_frame("extracts", {**{c: whole[c] for c in whole}, "locator": ["whole source"] * len(whole)}),
    )


def _with_descriptions(
    project: CodedProject, memos: pd.DataFrame, of_document: dict[str, str], of_case: dict[str, str]
) -> pd.DataFrame:
    """Add what the tool says about a document or a case as a memo about it."""
    rows: list[tuple[str, str]] = []
    for frame, key, target in (
        (project.documents, "document_id", of_document),
        (project.cases, "case_id", of_case),
    ):
        said = frame[frame["description"].notna() & (frame["description"].astype("str").str.strip() != "")]
        rows += [
            (target[n], str(t)) for n, t in zip(said[key], said["description"], strict=True) if n in target
        ]
        lost = [n for n in said[key] if n not in target]
        kind = "descriptions of documents and cases"
        project.account.find(kind, len(said))
        project.account.keep(kind, len(said) - len(lost), as_="memos")
        project.account.leave_out(kind, "what they describe is not in the review", lost)
    if not rows:
        return memos
    ids = [f"description-{number}" for number in range(1, len(rows) + 1)]
    targets, texts = zip(*rows, strict=True)
    more = review_frame("memos", {"memo_id": ids, "about": targets, "text": texts})
    return pd.concat([memos, more], ignore_index=True)
