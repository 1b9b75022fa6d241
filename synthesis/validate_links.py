"""Check what no table can show by itself: references, hierarchies and things worth knowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.codebook import cyclic_codes
from synthesis.distinct_texts import DistinctTexts
from synthesis.errors import Problem, did_you_mean, hints_for, list_in_words
from synthesis.frameworks import framework_ids, load_framework
from synthesis.schema import TABLES, column_kind
from synthesis.settings import Settings

__all__ = ["Checked", "check_links", "check_meaning"]


@dataclass(frozen=True)
class Checked:
    """The tables of a review as text, with where each came from.

    Parameters
    ----------
    cells
        Tables by name; the index holds spreadsheet rows.
    files
        The file (or workbook and sheet) of each, for messages.
    unread
        Names of tables that exist but could not be read: nothing is said about links to them.
    """

    cells: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    unread: frozenset[str]


Said = Mapping[str, Mapping[str, DistinctTexts]]


def check_links(checked: Checked, said: Said) -> list[Problem]:
    """Check that every identifier points to a row and that no hierarchy bites its tail.

    Parameters
    ----------
    checked
        The tables, their cells checked.
    said
        Table -> column -> what stands in it.

    Returns
    -------
    Problems, all of them errors but for a configuration that rests on another study's extracts.
    """
    problems: list[Problem] = []
    for name in checked.cells:
        for column, declared in TABLES[name].schema.columns.items():
            if declared.metadata["refers_to"] is not None:
                problems += _dangling(checked, name, column, said)
    problems += _cycles(checked, "codebook", "code_id")
    problems += _cycles(checked, "theories", "theory_id")
    problems += _codings_without_place(checked, said)
    problems += _belongs_elsewhere(checked, said, "extracts", "report_id", "reports")
    problems += _belongs_elsewhere(checked, said, "extracts", "source_id", "sources")
    problems += _belongs_elsewhere(checked, said, "codings", "extract_id", "extracts")
    problems += _borrowed_extracts(checked)
    return problems


def _dangling(checked: Checked, name: str, column: str, said: Said) -> list[Problem]:
    declared = TABLES[name].schema.columns[column]
    target, key = declared.metadata["refers_to"].split(".")
    texts = said[name][column].texts
    if not texts or target in checked.unread:
        return []
    is_list = column_kind(declared) == "references"
    if target in checked.cells and texts == said[target][key].texts:
        return []  # as where an import has made the rows of what its codings name
    known = set(said[target][key].texts) if target in checked.cells else set()
    named = {part for text in texts for part in text.split(";")} if is_list else set(texts)
    if named <= known:
        return []
    values = checked.cells[name][column].dropna()
    if is_list:
        values = values.str.split(";").explode()
    file = checked.files[name]
    if target not in checked.cells:
        cells = "1 cell refers" if len(values) == 1 else f"{len(values)} cells refer"
        message = f"the table '{target}' is not there, but {cells} to it."
        advice = f"Add {target}." if declared.required else f"Add {target}, or empty the column."
        return [Problem(message, file=file, column=column, advice=advice)]
    wrong = values[~values.isin(known)]
    # Identifiers of one review are alike by habit (smith-2020, b-2020): only a near one is a typo.
    hints = hints_for(wrong.unique(), said[target][key].texts, cutoff=0.7)
    return [
        Problem(
            f"'{value}' is not in {checked.files[target]}.",
            file=file,
            row=int(row),
            column=column,
            value=value,
            advice=hints[value],
        )
        for row, value in wrong.items()
    ]


def _cycles(checked: Checked, name: str, key: str) -> list[Problem]:
    if name not in checked.cells:
        return []
    cells = checked.cells[name].dropna(subset=key)
    cyclic = cyclic_codes(cells.rename(columns={key: "code_id"}))
    if not cyclic:
        return []
    rows = cells.index[cells[key].isin(cyclic)]
    message = f"{list_in_words(cyclic)} stand above themselves: following parent_id leads in a circle."
    advice = "Leave parent_id blank for the one that belongs at the top."
    return [Problem(message, file=checked.files[name], row=int(rows[0]), column="parent_id", advice=advice)]


def _codings_without_place(checked: Checked, tables: Said) -> list[Problem]:
    if "codings" not in checked.cells:
        return []
    cells, said = checked.cells["codings"], tables["codings"]
    nowhere = cells.index[said["extract_id"].is_blank & said["study_id"].is_blank]
    message = "neither extract_id nor study_id is filled, so the coding belongs to nothing."
    return [Problem(message, file=checked.files["codings"], row=int(row)) for row in nowhere]


def _belongs_elsewhere(checked: Checked, said: Said, name: str, column: str, target: str) -> list[Problem]:
    """Find rows whose study is another one than that of what they point to."""
    if name not in checked.cells or target not in checked.cells:
        return []
    named, theirs = said[name][column], said[target][column]
    owners = checked.cells[target]["study_id"].to_numpy(dtype=object)[theirs.first_rows()].tolist()
    if named.texts != theirs.texts:
        study_of = dict(zip(theirs.texts, owners, strict=True))
        owners = list(map(study_of.get, named.texts))
    cells = checked.cells[name]
    owners = np.array([*owners, None], dtype=object)
    owner = pd.Series(owners[named.at], index=cells.index, dtype="str")
    wrong = cells[owner.notna() & cells["study_id"].notna() & owner.ne(cells["study_id"])]
    return [
        Problem(
            f"'{value}' belongs to the study '{owner[row]}', but the row names '{study}'.",
            file=checked.files[name],
            row=int(row),
            column=column,
            value=value,
            advice="Mend one of the two.",
        )
        for row, value, study in zip(wrong.index, wrong[column], wrong["study_id"], strict=True)
    ]


def _borrowed_extracts(checked: Checked) -> list[Problem]:
    if "configurations" not in checked.cells or "extracts" not in checked.cells:
        return []
    cells = checked.cells["configurations"].dropna(subset=["extract_ids", "study_id"])
    used = cells.assign(extract_id=cells["extract_ids"].str.split(";")).explode("extract_id")
    extracts = checked.cells["extracts"].drop_duplicates("extract_id").set_index("extract_id")
    owner = used["extract_id"].map(extracts["study_id"])
    borrowed = used[owner.notna() & owner.ne(used["study_id"])]
    return [
        Problem(
            f"the configuration of '{study}' rests on extract '{extract}' of another study.",
            file=checked.files["configurations"],
            row=int(row),
            column="extract_ids",
            value=extract,
            advice="It counts for the study that the configuration names.",
            level="warning",
        )
        for row, extract, study in zip(
            borrowed.index, borrowed["extract_id"], borrowed["study_id"], strict=True
        )
    ]


def check_meaning(checked: Checked, settings: Settings, settings_file: str) -> list[Problem]:
    """Collect what is worth knowing about a review whose links hold.

    Parameters
    ----------
    checked
        The tables, without errors.
    settings
        The settings of the review.
    settings_file
        Name of their file, for messages.

    Returns
    -------
    Problems: warnings, and errors where a setting or a construct names what does not exist.
    """
    return [
        *_coder_settings(checked, settings, settings_file),
        *_constructs(checked, settings, settings_file),
        *_alike_labels(checked),
        *_left_examples(checked),
        *_present_and_absent(checked),
        *_other_roles(checked),
        *_odd_configurations(checked),
    ]


def _coder_settings(checked: Checked, settings: Settings, settings_file: str) -> list[Problem]:
    coders = pd.unique(checked.cells["codings"]["coder"].dropna())
    name = settings.consensus_coder
    if not name or name in coders:
        return []
    message = f"'{name}' gave no coding; coders are {list_in_words(coders)}."
    advice = did_you_mean(name, coders)
    return [Problem(message, file=settings_file, column="consensus_coder", value=name, advice=advice)]


def _constructs(checked: Checked, settings: Settings, settings_file: str) -> list[Problem]:
    shipped = framework_ids()
    problems = [
        Problem(
            f"the framework '{name}' does not ship with the workbook; its constructs are not checked.",
            file=settings_file,
            column="frameworks",
            value=name,
            advice=did_you_mean(name, shipped),
            level="warning",
        )
        for name in settings.frameworks
        if name not in shipped
    ]
    cells = checked.cells.get("crosswalk")
    if cells is None:
        return problems
    file = checked.files["crosswalk"]
    for framework, rows in cells.groupby("framework", sort=True):
        if framework not in shipped:
            if framework not in settings.frameworks:
                message = f"the framework '{framework}' does not ship with the workbook; it is not checked."
                hint = did_you_mean(str(framework), shipped)
                row = int(rows.index[0])
                problems.append(
                    Problem(message, file=file, row=row, column="framework", advice=hint, level="warning")
                )
            continue
        known = load_framework(str(framework)).constructs["construct_id"]
        wrong = rows[~rows["construct_id"].isin(known)].dropna(subset="construct_id")
        hints = hints_for(wrong["construct_id"].unique(), known)
        problems += [
            Problem(
                f"'{value}' is not a construct of '{framework}'; it has {list_in_words(known, most=20)}.",
                file=file,
                row=int(row),
                column="construct_id",
                value=value,
                advice=hints[value],
            )
            for row, value in wrong["construct_id"].items()
        ]
    return problems


def _alike_labels(checked: Checked) -> list[Problem]:
    cells = checked.cells["codebook"]
    label = cells["label"].fillna(cells["code_id"])
    alike = cells[pd.concat([label, cells["parent_id"]], axis=1).duplicated(keep=False)]
    return [
        Problem(
            f"{list_in_words(rows['code_id'])} have the same label '{name}' and the same parent.",
            file=checked.files["codebook"],
            row=int(rows.index[0]),
            column="label",
            advice="Give them different labels, or merge them.",
            level="warning",
        )
        for name, rows in alike.groupby(label[alike.index], sort=True)
    ]


def _left_examples(checked: Checked) -> list[Problem]:
    """Warn of rows of `synthesis new` that stand among a team's own: they would count as evidence."""
    own = TABLES["studies"].schema.columns["study_id"].metadata["example"]
    if own in set(checked.cells["studies"]["study_id"]):
        return []
    problems = []
    for name, cells in checked.cells.items():
        # Only whole sentences: an identifier such as "trust" may well be the team's own.
        examples = {c: d.metadata["example"] for c, d in TABLES[name].schema.columns.items()}
        sentences = {column: text for column, text in examples.items() if text.count(" ") >= 4}
        is_example = pd.DataFrame({c: cells[c].eq(text) for c, text in sentences.items()}, index=cells.index)
        problems += [
            Problem(
                "the row is still an example that `synthesis new` wrote; it counts as the review's own.",
                file=checked.files[name],
                row=int(row),
                advice="Delete it, or write your own over it.",
                level="warning",
            )
            for row in cells.index[is_example.any(axis=1)]
        ]
    return problems


def _present_and_absent(checked: Checked) -> list[Problem]:
    """Warn where one coder says of one passage both that a code is there and that it is absent."""
    cells = checked.cells["codings"]
    if cells["state"].nunique() < 2:
        return []
    columns = ["extract_id", "study_id", "code_id", "coder"]
    # An extract implies its study, whether the row names it or not.
    keys = cells[columns].assign(study_id=cells["study_id"].mask(cells["extract_id"].notna())).fillna("")
    states = cells["state"].groupby([keys[column] for column in columns]).transform("nunique")
    first = keys[states > 1].drop_duplicates()
    place = first["extract_id"].where(first["extract_id"].ne(""), first["study_id"])
    coder = ("the coder '" + first["coder"] + "'").where(first["coder"].ne(""), "one unnamed coder")
    return [
        Problem(
            f"{who} gives '{code}' to '{where}' as present and as absent.",
            file=checked.files["codings"],
            row=int(row),
            column="state",
            value=str(code),
            advice="Keep the one that is meant; as it stands, both are counted.",
            level="warning",
        )
        for row, who, code, where in zip(first.index, coder, first["code_id"], place, strict=True)
    ]


def _other_roles(checked: Checked) -> list[Problem]:
    """Warn of codes used in a role other than their kind; constructs do change role."""
    if "configuration_terms" not in checked.cells:
        return []
    kinds = checked.cells["codebook"].set_index("code_id")["kind"]
    terms = checked.cells["configuration_terms"]
    kind = terms["code_id"].map(kinds)
    other = terms[kind.isin(["context", "mechanism", "outcome"]) & kind.ne(terms["role"])]
    return [
        Problem(
            f"'{code}', made for {kinds[code]}, is used as {role} in "
            f"{_configurations(rows['configuration_id'].nunique())}; it is counted as written.",
            file=checked.files["configuration_terms"],
            row=int(rows.index[0]),
            column="role",
            value=str(role),
            level="warning",
        )
        for (code, role), rows in other.groupby(["code_id", "role"], sort=True)
    ]


def _configurations(number: int) -> str:
    return "1 configuration" if number == 1 else f"{number} configurations"


def _odd_configurations(checked: Checked) -> list[Problem]:
    if "configurations" not in checked.cells:
        return []
    problems = []
    cells = checked.cells["configurations"]
    terms = checked.cells.get("configuration_terms", pd.DataFrame(columns=["configuration_id"]))
    without = cells[~cells["configuration_id"].isin(terms["configuration_id"])]
    problems += [
        Problem(
            f"'{value}' has no context, mechanism or outcome in configuration_terms.",
            file=checked.files["configurations"],
            row=int(row),
            column="configuration_id",
            value=value,
            level="warning",
        )
        for row, value in without["configuration_id"].items()
    ]
    if terms.empty:
        return problems
    file = checked.files["configuration_terms"]
    misplaced = terms[terms["part"].notna() & terms["role"].ne("mechanism")]
    problems += [
        Problem(
            f"'{value}' is a part of a mechanism, but the role is {role}; it is not used.",
            file=file,
            row=int(row),
            column="part",
            value=value,
            level="warning",
        )
        for row, value, role in zip(misplaced.index, misplaced["part"], misplaced["role"], strict=True)
    ]
    slots = terms.groupby(["configuration_id", "role", "code_id"], sort=True)["sign"].nunique()
    problems += [
        Problem(
            f"'{code}' is {role} of '{configuration}' both with + and with -.",
            file=file,
            column="sign",
            advice="Each sign is counted; make two configurations if that is what is meant.",
            level="warning",
        )
        for configuration, role, code in slots.index[slots > 1]
    ]
    return problems
