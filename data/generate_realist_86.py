"""Write the synthetic review ``data/realist-86``: every table, review.yaml, planted.yaml, README.md.

Run ``python data/generate_realist_86.py [--output DIR]``. In ``realist_86_generator/`` stand the words
(vocabulary.yaml) and the numbers to be met (design.yaml). What was planted is written to
``planted.yaml`` from the plan, never by counting the tables; check.py then counts the tables with
plain code and stops where they differ.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import yaml
from realist_86_generator.check import check_planted
from realist_86_generator.codings import codings_rows, plan_disagreement, plan_passages, plan_themes
from realist_86_generator.configurations import (
    background_configurations,
    configuration_rows,
    configurations_in_order,
    plan_theories,
    plant_configurations,
)
from realist_86_generator.judgements import finding_rows, make_appraisal
from realist_86_generator.record import planted_record, readme_text
from realist_86_generator.studies import make_studies, reports_and_sources
from realist_86_generator.texts import extract_rows, write_texts

HERE = Path(__file__).parent
GENERATOR = HERE / "realist_86_generator"


# The columns that are written; the rest of synthesis/schema.py stays unused here.
COLUMNS = {
    "studies": "study_id citation year country setting design n_participants collaboration_type author_team "
    "qca_trust_building qca_clear_roles qca_stable_workforce qca_success",
    "reports": "report_id study_id citation year",
    "sources": "source_id study_id kind role",
    "codebook": "code_id label parent_id definition kind",
    "extracts": "extract_id study_id report_id source_id locator text voice is_verbatim consent",
    "codings": "extract_id study_id code_id coder valence state",
    "configurations": "configuration_id study_id theory_id relation extract_ids note",
    "configuration_terms": "configuration_id role code_id sign part",
    "theories": "theory_id statement status parent_id",
    "crosswalk": "code_id framework construct_id",
    "appraisal": "study_id tool item judgement rationale appraiser",
    "findings": "finding_id sentence code_ids configuration_ids methodological_limitations coherence "
    "adequacy relevance overall rationale",
    "flow": "box n reason",
    "code_changes": "date from_id to_id kind author",
    "assignments": "coder study_id",
    "memos": "memo_id date author about text",
}


def generate(output: Path) -> None:
    """Write the review into a folder and check it."""
    words = yaml.safe_load((GENERATOR / "vocabulary.yaml").read_text(encoding="utf-8"))
    design = yaml.safe_load((GENERATOR / "design.yaml").read_text(encoding="utf-8"))
    template = (GENERATOR / "readme_template.md").read_text(encoding="utf-8")
    studies = make_studies(words, design)
    themes = plan_themes(studies, design)
    passages = plan_passages(themes, words, design)
    voices = write_texts(passages, words)
    alone = plan_disagreement(passages, themes, design)
    planted = plant_configurations(studies, design, themes)
    configurations = configurations_in_order(
        planted, background_configurations(planted, design, themes, words)
    )
    plan_theories(configurations, words, design)
    reports, sources = reports_and_sources(studies, themes, words, design)
    appraisal, appraisal_ends = make_appraisal(studies, words, design)
    tables = {
        "studies": studies,
        "reports": reports,
        "sources": sources,
        "codebook": [
            {"code_id": code}
            | {k: entry.get(k.removesuffix("_id"), "") for k in ("label", "parent_id", "definition", "kind")}
            for code, entry in words["codes"].items()
        ],
        "extracts": extract_rows(passages, voices, reports, sources, words),
        "codings": codings_rows(passages, themes, alone, studies, words, design),
        "configurations": configuration_rows(configurations, passages),
        "configuration_terms": [
            dict(zip(COLUMNS["configuration_terms"].split(), (c.configuration_id, *term), strict=True))
            for c in configurations
            for term in c.terms
        ],
        "theories": [{"theory_id": key} | theory for key, theory in words["theories"].items()],
        "crosswalk": [
            {"code_id": code, "framework": framework, "construct_id": construct}
            for framework, codes in words["crosswalk"].items()
            for code, constructs in codes.items()
            for construct in constructs
        ],
        "appraisal": appraisal,
        "findings": finding_rows(words, planted),
        "flow": [dict(zip(("box", "n", "reason"), row, strict=False)) for row in design["flow"]],
        "code_changes": words["code_changes"],
        "assignments": [{"coder": "coder-a", "study_id": row["study_id"]} for row in studies]
        + [{"coder": "coder-b", "study_id": study} for study in themes.double_coded],
        "memos": [{"memo_id": f"memo-{i:02d}"} | memo for i, memo in enumerate(words["memos"], 1)],
    }
    record = planted_record(
        words, design, studies, themes, passages, alone, planted, configurations, appraisal_ends
    )
    output.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_csv(output / f"{name}.csv", COLUMNS[name].split(), rows)
    write_yaml(output / "review.yaml", words["review"])
    write_yaml(output / "planted.yaml", record)
    write_text(output / "README.md", readme_text(template, record, design))
    check_planted(output)


def write_csv(path: Path, columns: list[str], rows: list[dict]) -> None:
    """Write UTF-8 with line feeds, quoting only where needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_yaml(path: Path, content: dict) -> None:
    """Write YAML in the order of the content, without anchors."""
    dumper = type("PlainDumper", (yaml.SafeDumper,), {"ignore_aliases": lambda self, data: True})
    write_text(path, yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with line feeds on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=HERE / "realist-86", help="folder to write")
    generate(parser.parse_args().output)


if __name__ == "__main__":
    main()
