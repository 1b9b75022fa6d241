"""The tables of a comparison's page: the two versions in numbers, and each kind of change."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from synthesis.compare.change import CODEBOOK, METHODS, Change
from synthesis.compare.comparison import Comparison
from synthesis.compare.points import KINDS, RELATIVE
from synthesis.compare.versions import Version
from synthesis.display.table import table_block
from synthesis.rounding import percent_text

__all__ = ["changes_table", "theme_tables", "versions_table"]

ARROW = "\u00a0→\u00a0"  # numbers that do not break apart

MOST_NAMED = 8
"""Identifiers that a cell of the page names; the table has all."""

CAPTIONS = {
    "study": "Studies that came in, went out or are described otherwise",
    "report": "Reports that came in, went out or are described otherwise",
    "flow": "Numbers of the flow diagram that changed",
    "demi-regularity": "Demi-regularities gained and lost, and those of other studies",
    "contradiction": "Contradictions gained and lost, and those of other studies",
    "theory": "Theories whose wording or balance changed",
    "configuration": "Configurations that are new, gone or changed",
    "finding": "Findings whose words, confidence or evidence changed",
    "appraisal": "Judgements of the appraisal that changed",
    CODEBOOK: "Changes to the codebook",
    METHODS: "Changes to methods, settings and software",
}
VALENCES = {
    "n_studies_enabler": "enabler",
    "n_studies_barrier": "barrier",
    "n_studies_mixed": "mixed",
    "n_studies_absent": "stated absent",
}
COUNTED = {
    "studies": "Studies",
    "reports": "Reports",
    "extracts": "Extracts",
    "codebook": "Codes",
    "configurations": "Configurations",
    "theories": "Theories",
    "findings": "Findings",
}


def versions_table(comparison: Comparison) -> str:
    """Return the two versions side by side in numbers, as HTML.

    Parameters
    ----------
    comparison
        What changed.
    """
    sides = (comparison.old, comparison.new)
    rows = [
        (words, *(str(_size(side, name)) if name in side.tables else "" for side in sides))
        for name, words in COUNTED.items()
        if any(len(side.table(name)) for side in sides)
    ]
    if all(side.data_version for side in sides):
        rows.append(("Version of the data", *(side.data_version for side in sides)))
    rows.append(("Latest change on record", *(side.last_change for side in sides)))
    table = pd.DataFrame(rows, columns=["what", "before", "after"], dtype="str")
    headings = {"what": "What it stands on", "before": "Before", "after": "After"}
    return table_block(
        table,
        caption="The two versions, in numbers",
        id="versions",
        columns=headings,
        formats=dict.fromkeys(table, "text"),
        gaps="not known",
    ).html


def _size(version: Version, name: str) -> int:
    if name != "reports":
        return len(version.tables[name])
    reports = version.tables["reports"]
    # A study without a row in reports has one, which is the study itself.
    return len(reports) + int((~version.tables["studies"]["study_id"].isin(reports["study_id"])).sum())


def changes_table(kind: str, changes: Iterable[Change]) -> str:
    """Return changes as a table, in HTML; a column that would be empty is left out.

    Parameters
    ----------
    kind
        Of a result, or a group: codebook or methods.
    changes
        Of that kind or group.
    """
    changes = list(changes)
    several_kinds = kind in (CODEBOOK, METHODS)
    rows = [
        (c.kind, c.label, c.what, _short(c.before), _short(c.after), _sentence(c.because)) for c in changes
    ]
    table = pd.DataFrame(rows, columns=["kind", "label", "what", "before", "after", "because"], dtype="str")
    first = "What" if several_kinds else KINDS[kind][0].capitalize()
    columns = {"label": first, "what": "Change", "before": "Before", "after": "After"}
    if several_kinds:
        columns = {"label": first, "kind": "Kind"} | columns
    if any(change.because for change in changes):
        columns |= {"because": "Because"}
    return table_block(
        table,
        caption=CAPTIONS[kind],
        id=f"changed-{kind}",
        columns=columns,
        formats=dict.fromkeys(columns, "text"),
        gaps={"before": "nothing before", "after": "nothing after", "because": "the data changed"},
        most=30,
    ).html


def theme_tables(changes: Iterable[Change]) -> list[str]:
    """Return the themes that went up or down, and apart those that only their surroundings moved.

    Parameters
    ----------
    changes
        Of themes.

    Returns
    -------
    HTML: a theme a row, with all that changed about it; one with two reasons has two.
    """
    rows: dict[tuple[str, str], dict[str, str]] = {}
    relative: dict[tuple[str, str], bool] = {}
    for change in changes:
        key = (change.item, change.because)
        row = rows.setdefault(key, {"label": change.label, "because": _sentence(change.because)})
        relative[key] = relative.get(key, True) and change.what in RELATIVE
        if change.what in VALENCES:
            said = f"{VALENCES[change.what]}\u00a0{_arrow(change.before, change.after)}"
            row["valence"] = "; ".join(filter(None, [row.get("valence", ""), said]))
        elif change.what in ("new", "gone", "merged", "other studies"):
            row["what"] = change.what
            column = "n_studies" if change.what != "other studies" else "others"
            row[column] = _arrow(_short(change.before), _short(change.after))
        elif change.what == "share_of_studies":
            shares = (change.before, change.after)
            row["share"] = _arrow(*(said and percent_text(float(said), decimals=1) for said in shares))
        else:
            row[change.what] = _arrow(change.before, change.after)
    words = {
        "label": "Theme",
        "what": "Change",
        "n_studies": "Studies",
        "share": "Share of studies",
        "rank": "Rank",
        "n_extracts": "Extracts",
        "valence": "Studies by valence",
        "others": "Studies out → in",
        "because": "Because",
    }
    told = []
    for is_relative, id, caption in (
        (False, "changed-themes", "Themes with other studies, extracts or valences than before"),
        (True, "changed-shares", "Themes of which only the share or the rank moved"),
    ):
        chosen = [_with_way(row) for key, row in rows.items() if relative[key] == is_relative]
        table = pd.DataFrame(chosen, columns=list(words), dtype="str").fillna("")
        columns = {name: said for name, said in words.items() if name == "label" or (table[name] != "").any()}
        if chosen:
            block = table_block(
                table,
                caption=caption,
                id=id,
                columns=columns,
                formats=dict.fromkeys(columns, "text"),
                gaps="unchanged",
                most=30 if not is_relative else 10,
            )
            told.append(block.html)
    return told


def _with_way(row: dict[str, str]) -> dict[str, str]:
    """Say whether a theme went up or down, where it is neither new nor gone."""
    if "what" not in row and "n_studies" in row:
        before, after = (int(said) for said in row["n_studies"].split(ARROW))
        row["what"] = "up" if after > before else "down"
    return row


def _arrow(before: str, after: str) -> str:
    return f"{before or '–'}{ARROW}{after or '–'}"


def _short(text: str) -> str:
    """Name a few of many identifiers; the table beside the page has all of them."""
    parts = text.split("; ")
    if len(parts) <= MOST_NAMED:
        return text
    return f"{'; '.join(parts[:MOST_NAMED])} and {len(parts) - MOST_NAMED} more"


def _sentence(words: str) -> str:
    return words.removeprefix("because ")
