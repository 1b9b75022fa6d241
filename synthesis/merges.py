"""Follow the merges that people accepted: tables in, tables out.

A merge of codes is a row of ``code_changes`` of the kind ``merge``; one of configurations is a row of
``configuration_merges``. Both name what is given up (``from_id``) and what it is counted as
(``to_id``). Where ``from_id`` no longer stands in its table the row is history and does nothing. So a
team can merge by editing the codebook, as ever, or by adding one row and leaving the codebook as it
was.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from synthesis.errors import Problem, did_you_mean, list_in_words
from synthesis.schema import TABLES, column_kind

__all__ = ["follow_code_merges", "follow_configuration_merges"]

Tables = dict[str, pd.DataFrame]


def follow_code_merges(
    cells: Mapping[str, pd.DataFrame], files: Mapping[str, str]
) -> tuple[Tables, list[Problem]]:
    """Count merged codes as those that they were merged into.

    Parameters
    ----------
    cells
        Checked tables as text, by name; the index holds spreadsheet rows. Not modified.
    files
        The file of each table, for messages.

    Returns
    -------
    The tables and the problems. Every reference to a merged code names the code that it is counted
    as: codings, terms of configurations, crosswalk, findings, and the children of the code. The merged
    code leaves the codebook; rows that have become the same stand once. Chains are followed, also
    through codes that were renamed or merged away before. Warnings say what was merged. Errors, with
    the tables as they were, where merges lead in a circle, two merges of one code differ, or the target
    is not in the codebook.
    """
    changes = cells.get("code_changes")
    codebook = cells.get("codebook")
    if changes is None or codebook is None:
        return dict(cells), []
    known = codebook["code_id"]
    is_there = changes["from_id"].isin(known)
    # A code that stands in the codebook moves only by a merge; one that is gone may have been renamed.
    in_effect = changes[(changes["kind"] == "merge") & is_there]
    passed = changes[changes["kind"].isin(["merge", "rename"]) & ~is_there]
    file = files.get("code_changes", "code_changes")
    becomes, problems = _resolved(in_effect, passed, known, file, files.get("codebook", "codebook"))
    if not becomes or problems:
        return dict(cells), problems
    tables = _with_references(cells, "codebook.code_id", becomes)
    tables["codebook"], problems = _without_merged_codes(codebook, becomes, file, in_effect)
    if problems:
        return dict(cells), problems
    return tables, _code_warnings(cells, becomes, in_effect, file)


def follow_configuration_merges(
    cells: Mapping[str, pd.DataFrame], files: Mapping[str, str]
) -> tuple[Tables, list[Problem]]:
    """Keep one of two configurations that people found to say the same.

    Parameters
    ----------
    cells, files
        As for `follow_code_merges`.

    Returns
    -------
    The tables and the problems. The configuration that is kept keeps its terms, theory, relation and
    note, and rests on the extracts of both; the other one is gone with its terms, and findings that
    rest on it rest on the one that is kept. Warnings say what is left out with it. Errors, with the
    tables as they were, as for codes, and where the two are of different studies: such a merge would
    lose a study, and their likeness is a demi-regularity.
    """
    merges = cells.get("configuration_merges")
    configurations = cells.get("configurations")
    if merges is None or configurations is None:
        return dict(cells), []
    known = configurations["configuration_id"]
    is_there = merges["from_id"].isin(known)
    in_effect, passed = merges[is_there], merges[~is_there]
    file = files.get("configuration_merges", "configuration_merges")
    target = files.get("configurations", "configurations")
    becomes, problems = _resolved(in_effect, passed, known, file, target)
    problems += _across_studies(configurations, becomes, in_effect, file)
    if not becomes or problems:
        return dict(cells), problems
    warnings = _configuration_warnings(cells, becomes, in_effect, file)
    tables = dict(cells)
    if "configuration_terms" in cells:
        terms = cells["configuration_terms"]
        tables["configuration_terms"] = terms[~terms["configuration_id"].isin(becomes)]
    tables = _with_references(tables, "configurations.configuration_id", becomes)
    tables["configurations"] = _with_all_extracts(configurations, becomes)
    return tables, warnings


def _resolved(
    in_effect: pd.DataFrame, passed: pd.DataFrame, known: pd.Series, file: str, target: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return what each merged identifier ends as, or the problems of the merges in effect."""
    problems = []
    for name, rows in in_effect.groupby("from_id", sort=True):
        goals = rows["to_id"].unique()
        if len(goals) > 1:
            message = f"'{name}' is merged into {list_in_words(goals)}; it can be counted as one only."
            problems.append(_problem(message, file, rows, "Delete the rows that do not hold.", "to_id"))
    # Of what is gone the last date says where it went.
    passed = passed.sort_values(["date", "to_id"])
    step = dict(zip(passed["from_id"], passed["to_id"], strict=True))
    step |= dict(zip(in_effect["from_id"], in_effect["to_id"], strict=True))
    becomes: dict[str, str] = {}
    if problems:
        return becomes, problems
    for name, rows in in_effect.groupby("from_id", sort=True):
        chain = [str(name)]
        while chain[-1] in step and step[chain[-1]] not in chain:
            chain.append(step[chain[-1]])
        end = chain[-1]
        if end in step:
            message = f"merges lead from '{name}' in a circle: {' → '.join([*chain, step[end]])}."
            problems.append(_problem(message, file, rows, "Delete one of these rows.", "to_id"))
        elif end not in set(known):
            message = f"'{end}' is not in {target}, but '{name}' is merged into it."
            problems.append(_problem(message, file, rows, did_you_mean(end, known), "to_id"))
        else:
            becomes[str(name)] = end
    return becomes, problems


def _problem(
    message: str, file: str, rows: pd.DataFrame, advice: str, column: str, *, level: str = "error"
) -> Problem:
    row = rows.iloc[-1]
    return Problem(
        message,
        file=file,
        row=int(rows.index[-1]),
        column=column,
        value=str(row[column]),
        advice=advice,
        level=level,
    )


def _with_references(cells: Mapping[str, pd.DataFrame], key: str, becomes: Mapping[str, str]) -> Tables:
    """Rewrite every column that refers to a key; drop rows that have become the same."""
    tables = dict(cells)
    for name, table in TABLES.items():
        for column, declared in table.schema.columns.items():
            if name not in tables or declared.metadata["refers_to"] != key:
                continue
            before = tables[name][column]
            if column_kind(declared) == "references":
                after = before.map(lambda cell: _renamed_list(cell, becomes), na_action="ignore")
            else:
                after = before.replace(dict(becomes))
            if not after.equals(before):
                rows = tables[name].assign(**{column: after.astype("str")})
                tables[name] = rows[~rows.duplicated(list(table.unique))]
    return tables


def _renamed_list(cell: str, becomes: Mapping[str, str]) -> str:
    return ";".join(dict.fromkeys(becomes.get(part, part) for part in cell.split(";")))


def _without_merged_codes(
    codebook: pd.DataFrame, becomes: Mapping[str, str], file: str, in_effect: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem]]:
    """Take merged codes out and hang their children below what they are counted as."""
    above = dict(zip(codebook["code_id"], codebook["parent_id"], strict=True))
    kept = codebook[~codebook["code_id"].isin(becomes)]
    parents = []
    for code, parent in zip(kept["code_id"], kept["parent_id"], strict=True):
        # A code whose parent is merged into itself takes the place of that parent.
        while isinstance(parent, str) and becomes.get(parent, parent) == code:
            parent = above[parent]
        parents.append(becomes.get(parent, parent) if isinstance(parent, str) else None)
    kept = kept.assign(parent_id=pd.Series(parents, index=kept.index, dtype="str"))
    new = dict(zip(kept["code_id"], kept["parent_id"], strict=True))
    problems = []
    for name, rows in in_effect.groupby("from_id", sort=True):
        chain = [becomes[str(name)]]
        while isinstance(new.get(chain[-1]), str) and new[chain[-1]] not in chain:
            chain.append(new[chain[-1]])
        if isinstance(new.get(chain[-1]), str):
            message = f"'{name}' cannot be merged into '{becomes[str(name)]}', which stands further below it."
            advice = "Move that code to its place first, by its parent_id."
            problems.append(_problem(message, file, rows, advice, "to_id"))
    return kept, problems


def _code_warnings(
    cells: Mapping[str, pd.DataFrame], becomes: Mapping[str, str], in_effect: pd.DataFrame, file: str
) -> list[Problem]:
    warnings = []
    for name, rows in in_effect.groupby("from_id", sort=True):
        uses = [
            f"{count} row{'s' * (count > 1)} of {table}"
            for table in ("codings", "configuration_terms", "crosswalk")
            if table in cells and (count := int(cells[table]["code_id"].eq(name).sum()))
        ]
        message = f"'{name}' is merged: it is counted as '{becomes[str(name)]}' ({list_in_words(uses)})."
        warnings.append(_problem(message, file, rows, "", "from_id", level="warning"))
    return warnings


def _across_studies(
    configurations: pd.DataFrame, becomes: Mapping[str, str], in_effect: pd.DataFrame, file: str
) -> list[Problem]:
    study = dict(zip(configurations["configuration_id"], configurations["study_id"], strict=True))
    problems = []
    for name, rows in in_effect.groupby("from_id", sort=True):
        end = becomes.get(str(name))
        if end is not None and study[name] != study[end]:
            message = (
                f"'{name}' of '{study[name]}' cannot be merged into '{end}' of '{study[end]}': a study would "
                "be lost."
            )
            advice = "Delete the row; configurations of several studies that are alike are counted as such."
            problems.append(_problem(message, file, rows, advice, "to_id"))
    return problems


def _with_all_extracts(configurations: pd.DataFrame, becomes: Mapping[str, str]) -> pd.DataFrame:
    """Unite the extracts of the configurations that are one now; those of the kept one come first."""
    end = configurations["configuration_id"].replace(dict(becomes))
    is_kept = end == configurations["configuration_id"]
    cells = configurations["extract_ids"].dropna()
    in_order = cells[is_kept[cells.index].sort_values(ascending=False, kind="stable").index]
    united = in_order.groupby(end[in_order.index]).agg(lambda lists: _renamed_list(";".join(lists), {}))
    kept = configurations[is_kept]
    return kept.assign(extract_ids=kept["configuration_id"].map(united).astype("str"))


def _configuration_warnings(
    cells: Mapping[str, pd.DataFrame], becomes: Mapping[str, str], in_effect: pd.DataFrame, file: str
) -> list[Problem]:
    configurations = cells["configurations"].set_index("configuration_id")
    terms = cells.get("configuration_terms", pd.DataFrame(columns=["configuration_id"]))
    warnings = []
    for name, rows in in_effect.groupby("from_id", sort=True):
        end = becomes[str(name)]
        lost = _terms_in_words(terms, str(name)) - _terms_in_words(terms, end)
        left_out = (
            [f"{len(lost)} term{'s' * (len(lost) > 1)} ({list_in_words(sorted(lost))})"] if lost else []
        )
        for column in ("theory_id", "relation"):
            value = configurations.loc[name, column] if column in configurations else None
            if isinstance(value, str) and value != configurations.loc[end, column]:
                left_out.append(f"{column} '{value}'")
        said = f"; left out with it: {list_in_words(left_out)}" if left_out else ""
        message = f"'{name}' is merged: '{end}' stands for it and rests on the extracts of both{said}."
        warnings.append(_problem(message, file, rows, "", "from_id", level="warning"))
    return warnings


def _terms_in_words(terms: pd.DataFrame, configuration: str) -> set[str]:
    rows = terms[terms["configuration_id"] == configuration]
    if rows.empty:
        return set()
    return set(rows["role"] + " " + rows["code_id"] + " " + rows["sign"])
