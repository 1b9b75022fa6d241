"""Compare two versions of a review: what changed in its results, its codebook and its methods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from synthesis.compare.alignment import Alignment, Merge, align
from synthesis.compare.change import CODEBOOK, METHODS, RESULTS, Change
from synthesis.compare.counted import Digests, codes_behind_findings, counted_changes
from synthesis.compare.points import KINDS, points_of
from synthesis.compare.recorded import codebook_changes, method_changes, recorded_changes
from synthesis.compare.results import FOUND
from synthesis.compare.versions import Version, read_version
from synthesis.errors import list_in_words
from synthesis.report.record import audience_of

__all__ = ["COLUMNS", "Comparison", "compare_reviews", "compare_versions"]

COLUMNS = ("group", "kind", "item", "label", "what", "before", "after", "because")

NOT_KNOWN = (Digests(), Digests())


@dataclass(frozen=True)
class Comparison:
    """What changed between two versions of a review.

    Parameters
    ----------
    old, new
        The versions.
    changes
        Everything that changed, by group and kind.
    remarks
        What could not be compared, and what that means.
    """

    old: Version
    new: Version
    changes: tuple[Change, ...]
    remarks: tuple[str, ...] = ()

    def of(self, group: str, kind: str | None = None) -> tuple[Change, ...]:
        """Return the changes of a group: ``results``, ``codebook`` or ``methods``.

        Parameters
        ----------
        group
            Which.
        kind
            Only these; all by default.
        """
        return tuple(c for c in self.changes if c.group == group and kind in (None, c.kind))

    @property
    def audience(self) -> str:
        """Who may read the comparison: the team, where either side is for the team."""
        return "team" if "team" in (self.old.audience, self.new.audience) else "public"

    @property
    def has_new_results(self) -> bool:
        """Whether any result changed."""
        return bool(self.of(RESULTS))

    @property
    def table(self) -> pd.DataFrame:
        """Everything that changed, a row each.

        Columns ``group`` (results, codebook, methods), ``kind``, ``item``, ``label``, ``what``,
        ``before``, ``after`` and ``because``; all text, blank where there is nothing to say.
        """
        rows = [[getattr(change, name) for name in COLUMNS] for change in self.changes]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")

    @property
    def points(self) -> list[tuple[str, str]]:
        """What changed in the results, in a few words for each kind: ``("study", "1 study in")``."""
        return points_of(self.of(RESULTS))

    @property
    def summary(self) -> str:
        """What changed, in one sentence."""
        others = [
            f"{number} of the {name}"
            for name, number in (
                (CODEBOOK, len(self.of(CODEBOOK))),
                (METHODS, len(self.of(METHODS))),
            )
            if number
        ]
        noted = f" (changes on record: {list_in_words(others)})" if others else ""
        if not self.has_new_results:
            return f"No result has changed{noted}." if others else "Nothing has changed."
        return f"What changed: {list_in_words([words for _, words in self.points], most=20)}{noted}."

    def __str__(self) -> str:
        return self.summary


def compare_reviews(old: str | Path, new: str | Path, *, audience: str | None = None) -> Comparison:
    """Compare two versions of a review.

    Parameters
    ----------
    old, new
        Each a review (a folder of CSV files or a workbook) or the folder of a report, with its
        ``run.json`` and result tables.
    audience
        Who will read the comparison: ``"public"`` or ``"team"``. By default the team where a report was
        made for it, else the public.

    Returns
    -------
    What changed: ``.table`` lists it, ``str()`` says it in a sentence; `synthesis.compare.page` makes a
    page of it.

    Raises
    ------
    ReviewError
        A review is not valid.
    ReportError
        A path is neither, a report keeps no result tables, or one for the team is to be compared for
        the public.
    UnreadableError
        A table of a report cannot be read.

    Notes
    -----
    The items are those that a living review is asked to report of each version: changes to the
    methods and to the results since the preceding one [1]_. Codes are followed through the renames,
    moves and merges in ``code_changes``, configurations through ``configuration_merges``. Themes are
    counted as given (`theme_frequencies` without a level) and patterns by their codes and signs, so that
    neither the name nor the place of a code makes a result. A page that rolls codes up shows other
    numbers after a move all the same.

    References
    ----------
    .. [1] Akl EA, Khabsa J, Iannizzi C, et al. (2024). Extension of the PRISMA 2020 statement for living
       systematic reviews (PRISMA-LSR). BMJ 387:e079183.
    """
    if audience is None:
        readers = [audience_of(Path(path).expanduser()) for path in (old, new)]
        audience = "team" if "team" in readers else "public"
    return compare_versions(read_version(old, audience=audience), read_version(new, audience=audience))


def compare_versions(old: Version, new: Version) -> Comparison:
    """Compare two versions that were read; see `compare_reviews`.

    Parameters
    ----------
    old, new
        The versions.
    """
    if _are_the_same(old, new):
        return Comparison(old, new, tuple(_in_order(method_changes(old, new))), tuple(_remarks(old, new)))
    alignment = align(old, new)
    same_readers = old.audience == new.audience
    with_extracts = all("extracts" in version.tables for version in (old, new))
    because_of_merges = _because_of_merges(alignment, with_extracts)
    moved = []
    if alignment.moved is not alignment.merged:
        moved = counted_changes(alignment.merged, alignment.moved, with_extracts=with_extracts)
    of_data = counted_changes(
        alignment.moved,
        alignment.new,
        with_extracts=with_extracts,
        # A digest for the public is not of the text that the team reads.
        digests=(_digests(old, alignment), _digests(new, alignment)) if same_readers else NOT_KNOWN,
    )
    changes = [
        *recorded_changes(old, new),
        *because_of_merges,
        *of_data,
        *codebook_changes(old, new, alignment),
        *_because_of_moves(moved),
        *method_changes(old, new),
    ]
    return Comparison(old, new, tuple(_in_order(changes)), (*alignment.remarks, *_remarks(old, new)))


def _because_of_merges(alignment: Alignment, with_extracts: bool) -> list[Change]:
    """Return what the merges alone changed in the older data, each with the merge that did it."""
    merges = alignment.merges
    if alignment.merged is alignment.renamed:
        return []
    found = counted_changes(alignment.renamed, alignment.merged, with_extracts=with_extracts)
    former = {merge.stand_in: merge for merge in merges}
    told = []
    for change in found:
        reasons = [m for m in merges if {(m.what, m.stand_in), (m.what, m.kept)} & change.about]
        # Other themes keep their studies; that their rank moved is what the merge did to its own.
        if change.kind == "theme" and not reasons:
            continue
        change = replace(change, because=_in_words(reasons or merges))
        if change.item in former and change.kind in ("theme", "configuration"):
            merge = former[change.item]
            change = replace(change, item=merge.given_up, what="merged", after=merge.kept_label)
        told.append(replace(change, item=_with_own_names(change.item, merges)))
    return told


def _with_own_names(item: str, merges: Iterable[Merge]) -> str:
    for merge in merges:
        if merge.stand_in != merge.given_up:
            item = item.replace(merge.stand_in, merge.given_up)
    return item


def _in_words(merges: Iterable[Merge]) -> str:
    return f"because {list_in_words(map(str, merges), most=6)}"


def _because_of_moves(changes: Iterable[Change]) -> list[Change]:
    """Tell what moves changed with the codebook: a finding on a code looks at the codes below it too."""
    return [
        replace(change, group=CODEBOOK, because="because codes were moved, as recorded")
        for change in changes
        if change.kind == "finding"
    ]


def _digests(version: Version, alignment: Alignment) -> Digests:
    """Return the digests of a version.

    That of a finding is of use only while the same codes stand behind it: after a merge or a move it
    is of other ones.
    """
    extracts = version.table("extracts", "extract_id", "sha256")
    behind = version.table("finding_evidence", "finding_id", "evidence_sha256")
    findings = dict(zip(behind["finding_id"], behind["evidence_sha256"], strict=True))
    if alignment.renamed is not alignment.moved:
        codes = [codes_behind_findings(review) for review in (alignment.renamed, alignment.new)]
        findings = {
            item: digest for item, digest in findings.items() if codes[0].get(item) == codes[1].get(item)
        }
    return Digests(dict(zip(extracts["extract_id"], extracts["sha256"], strict=True)), findings)


def _are_the_same(old: Version, new: Version) -> bool:
    """Return whether all tables but the settings are equal: then nothing needs to be counted."""
    names = {*old.tables, *new.tables} - {"settings", *FOUND}
    return all(
        name in old.tables and name in new.tables and old.tables[name].equals(new.tables[name])
        for name in names
    )


def _remarks(old: Version, new: Version) -> list[str]:
    remarks = []
    ids = [version.settings.get("id", "") for version in (old, new)]
    if ids[0] != ids[1]:
        remarks.append(f"The two say that they are different reviews: “{ids[0]}” and “{ids[1]}”.")
    if not all("extracts" in version.tables for version in (old, new)):
        remarks.append("Single extracts are not compared: a side was made for the public, or has none.")
    if not (old.run and new.run):
        remarks.append("Parameters, notebooks and software are compared between two reports only.")
    return remarks


def _in_order(changes: Iterable[Change]) -> list[Change]:
    groups = [RESULTS, CODEBOOK, METHODS]
    kinds = [*KINDS, "code", "framework", "setting", "parameter", "notebook", "version"]
    return sorted(changes, key=lambda change: (groups.index(change.group), kinds.index(change.kind)))
