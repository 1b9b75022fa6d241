"""What differs between two versions in what the team recorded: studies, appraisal, statements, methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.compare.alignment import Alignment
from synthesis.compare.change import CODEBOOK, METHODS, Change, cell_changes, ids_in_order, in_and_out
from synthesis.compare.versions import Version

__all__ = ["codebook_changes", "method_changes", "recorded_changes"]

STUDY_COLUMNS = {
    "citation": "citation",
    "year": "year",
    "country": "country",
    "setting": "setting",
    "design": "design",
    "n_participants": "participants",
    "doi": "DOI",
}
FINDING_COLUMNS = {
    "sentence": "sentence",
    "overall": "confidence",
    "methodological_limitations": "methodological limitations",
    "coherence": "coherence",
    "adequacy": "adequacy",
    "relevance": "relevance",
}
THEORY_COLUMNS = {"statement": "statement", "status": "status"}
# What a run is told of itself that is no choice of method.
NO_METHOD = {"audience", "id", "is_synthetic"}
NO_PARAMETER = {"review"}


def recorded_changes(old: Version, new: Version) -> list[Change]:
    """List the changed results that nobody counts: they stand in a table as the team wrote them.

    Parameters
    ----------
    old, new
        The two versions.

    Returns
    -------
    Studies and reports in and out or described otherwise, the flow, judgements of the appraisal of
    studies in both, theories and findings that are new, gone, worded or judged otherwise.
    """
    studies = [version.tables["studies"] for version in (old, new)]
    attributes = {name: name for name in studies[0].columns if name not in {"study_id", *STUDY_COLUMNS}}
    tables = [
        ("studies", "study_id", "citation", "study", STUDY_COLUMNS | attributes),
        (
            "reports",
            "report_id",
            "citation",
            "report",
            {"citation": "citation", "study_id": "study", "doi": "DOI"},
        ),
        ("theories", "theory_id", "statement", "theory", THEORY_COLUMNS),
        ("findings", "finding_id", "sentence", "finding", FINDING_COLUMNS),
    ]
    found = []
    for name, key, label, kind, columns in tables:
        sides = [version.table(name, key) for version in (old, new)]
        found += cell_changes(*sides, key=key, label=label, kind=kind, columns=columns)
    return [*found, *_flow(old, new), *_appraisal(old, new)]


def _flow(old: Version, new: Version) -> list[Change]:
    sides = []
    for version in (old, new):
        flow = version.table("flow", "box", "n", "reason")
        said = flow["box"] + (": " + flow["reason"]).where(flow["reason"] != "", "")
        sides.append(pd.DataFrame({"box": said, "n": flow["n"]}).drop_duplicates("box"))
    return cell_changes(*sides, key="box", label="box", kind="flow", columns={"n": "number"})


def _appraisal(old: Version, new: Version) -> list[Change]:
    """Compare the answers about studies in both: what is new with a study is told with the study."""
    key = ["study_id", "tool", "item"]
    sides = [
        v.table("appraisal", *key, "judgement").set_index(key)["judgement"].to_dict() for v in (old, new)
    ]
    both = set(old.tables["studies"]["study_id"]) & set(new.tables["studies"]["study_id"])
    citations = dict(
        zip(new.tables["studies"]["study_id"], new.table("studies", "citation")["citation"], strict=True)
    )
    return [
        Change(
            "results",
            "appraisal",
            f"{study}; {tool}; {item}",
            f"{citations[study] or study}: {item} ({tool})",
            "judgement",
            sides[0].get((study, tool, item), "not appraised"),
            sides[1].get((study, tool, item), "not appraised"),
        )
        for study, tool, item in sorted({*sides[0], *sides[1]})
        if study in both
        and sides[0].get((study, tool, item), "not appraised")
        != sides[1].get((study, tool, item), "not appraised")
    ]


def codebook_changes(old: Version, new: Version, alignment: Alignment) -> list[Change]:
    """List the changes to the codebook, which change no result by themselves.

    Parameters
    ----------
    old, new
        The two versions.
    alignment
        Of the two.

    Returns
    -------
    Codes renamed, relabelled, moved, merged, new, gone or defined otherwise, and their places in
    frameworks. A move that nobody recorded says so.
    """
    given_up = {merge.given_up: merge for merge in alignment.merges if merge.what == "code"}
    before, after = (v.table("codebook", "code_id", "label", "parent_id") for v in (old, new))
    renamed = before.assign(former=before["code_id"], code_id=before["code_id"].map(alignment.codes))
    label = dict(zip(after["code_id"], after["label"], strict=True))
    found = [
        Change(
            CODEBOOK, "code", one.given_up, one.given_up_label, "merged", one.given_up_label, one.kept_label
        )
        for one in given_up.values()
    ]
    kept = renamed[~renamed["former"].isin(given_up)]
    for former, code in zip(kept["former"], kept["code_id"], strict=True):
        if former != code and code in label:
            found.append(Change(CODEBOOK, "code", code, label[code] or code, "renamed", former, code))
    above_before, above_after = (
        dict(zip(table["code_id"], table["parent_id"], strict=True)) for table in (kept, after)
    )
    becomes = alignment.codes
    for code in ids_in_order(set(above_before) & set(above_after)):
        start, end = becomes.get(above_before[code], above_before[code]), above_after[code]
        if start != end:
            what = "moved" if code in alignment.moved_codes else "moved (not on record)"
            named = [label.get(place) or place or "the top" for place in (start, end)]
            found.append(Change(CODEBOOK, "code", code, label[code] or code, what, *named))
    columns = {"label": "label", "kind": "kind", "definition": "definition"}
    found += cell_changes(
        kept, after, key="code_id", label="label", kind="code", columns=columns, group=CODEBOOK
    )
    return [*found, *_framework_places(old, new, alignment, label)]


def _framework_places(
    old: Version, new: Version, alignment: Alignment, label: Mapping[str, str]
) -> list[Change]:
    sides: list[dict[tuple[str, str], set[str]]] = []
    for version in (old, new):
        table = version.table("crosswalk", "code_id", "framework", "construct_id")
        codes = (
            table["code_id"].map(lambda code: alignment.codes.get(code, code))
            if version is old
            else table["code_id"]
        )
        places: dict[tuple[str, str], set[str]] = {}
        for code, framework, construct in zip(codes, table["framework"], table["construct_id"], strict=True):
            places.setdefault((code, framework), set()).add(construct)
        sides.append(places)
    return [
        Change(
            CODEBOOK,
            "framework",
            code,
            label.get(code) or code,
            f"place in {framework}",
            *in_and_out(sides[0].get((code, framework), ()), sides[1].get((code, framework), ())),
        )
        for code, framework in sorted({*sides[0], *sides[1]})
        if sides[0].get((code, framework)) != sides[1].get((code, framework))
    ]


def method_changes(old: Version, new: Version) -> list[Change]:
    """List what changed in how the review and the report are made.

    Parameters
    ----------
    old, new
        The two versions. Parameters, software and notebooks are known of reports only.

    Returns
    -------
    Settings of the review (the team's own words and the authors among them), parameters of
    notebooks, notebooks that were edited, and versions of the software.
    """
    settings = [{k: v for k, v in version.settings.items() if k not in NO_METHOD} for version in (old, new)]
    if old.audience != new.audience:
        # What only the team may read is missing on one side, and not changed.
        for side in settings:
            side.pop("consensus_coder", None)
    found = _differences("setting", *settings, {})
    if not (old.run and new.run):
        return found
    notebooks = [_dicts(version.run.get("notebooks")) for version in (old, new)]
    titles = {name: str(entry.get("title") or name) for side in notebooks for name, entry in side.items()}
    for name in sorted(set(notebooks[0]) & set(notebooks[1])):
        entries = [side[name] for side in notebooks]
        if any(entry.get("status") == "kept" for entry in entries):
            continue  # nobody knows what a page of an earlier run was made with
        given = [
            {k: v for k, v in (entry.get("parameters") or {}).items() if k not in NO_PARAMETER}
            for entry in entries
        ]
        found += [
            Change(METHODS, "parameter", f"{name}: {one.item}", f"{titles[name]}: {one.item}", *_said(one))
            for one in _differences("parameter", *given, {})
        ]
        digests = [str(entry.get("sha256") or "") for entry in entries]
        if all(digests) and digests[0] != digests[1]:
            short = [digest[:12] for digest in digests]
            found.append(Change(METHODS, "notebook", name, titles[name], "edited", *short))
    gone, come = (sorted(set(notebooks[a]) - set(notebooks[b])) for a, b in ((0, 1), (1, 0)))
    found += [Change(METHODS, "notebook", name, titles[name], "gone", titles[name]) for name in gone]
    found += [Change(METHODS, "notebook", name, titles[name], "new", "", titles[name]) for name in come]
    versions = [version.run.get("versions") or {} for version in (old, new)]
    return [*found, *_differences("version", *versions, {})]


def _dicts(entries: Any) -> dict[str, dict[str, Any]]:
    return {k: v for k, v in entries.items() if isinstance(v, dict)} if isinstance(entries, dict) else {}


def _said(change: Change) -> tuple[str, str, str]:
    return change.what, change.before, change.after


def _differences(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, str]
) -> list[Change]:
    found = []
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name) and (name in old) == (name in new):
            continue
        what = "changed" if name in old and name in new else "new" if name in new else "gone"
        said = [str(side[name]) if name in side else "" for side in (old, new)]
        found.append(Change(METHODS, kind, name, labels.get(name, name), what, *said))
    return found
