"""Studies of the synthetic review, their reports and their sources."""

from __future__ import annotations

from realist_86_generator.codings import Themes
from realist_86_generator.dice import Dice, repeated, share_out

__all__ = ["N_STUDIES", "make_studies", "reports_and_sources"]

N_STUDIES = 86


# Published counts of the 51 papers of the third stage of Aunger et al. 2021, BMC Health Services
# Research 21:602: facts, in the order of publication. Everything else in the review is made up.
COLLABORATION_TYPES = {
    "Integrated care initiatives (STPs, ACOs)": 22,
    "Mergers": 7,
    "Joint commissioning": 6,
    "Vanguards": 4,
    "Primary care networks/partnerships": 4,
    "Buddying": 2,
    "Provider chains": 1,
    "Alliances": 1,
    "Health boards": 1,
    "Networks": 1,
    "Quality improvement collaboratives": 1,
    "Mixed partnership types": 1,
}


Row = dict[str, object]


def make_studies(words: dict, design: dict) -> list[dict]:
    """Return the rows of studies."""
    dice = Dice("studies")
    types = dice.shuffled(repeated(share_out(N_STUDIES, COLLABORATION_TYPES)))
    countries = dice.shuffled(repeated(design["countries"]))
    sizes = {f"Team {i:02d}": size for i, size in enumerate(design["author_team_sizes"], 1)}
    teams = dice.shuffled(repeated(sizes))
    silent_on_size = set(dice.sample(range(N_STUDIES), design["n_participants_blank"]))
    cells = {
        (row, str(int(won))): n
        for row, at in design["qca"]["rows"].items()
        for won, n in ((True, at["n_success"]), (False, at["n_failure"]))
    }
    judged = dice.shuffled(repeated(cells))
    rows = []
    for i in range(N_STUDIES):
        year = max(dice.between(2000, 2021), dice.between(2000, 2021))
        (trust, roles, workforce), success = judged[i]
        rows.append(
            {
                "study_id": f"study-{i + 1:02d}",
                "citation": f"Study {i + 1:02d} ({year}, made up)",
                "year": year,
                "country": countries[i],
                "setting": dice.pick(words["settings"]),
                "design": dice.pick(words["designs"]),
                "n_participants": "" if i in silent_on_size else dice.between(6, 120),
                "collaboration_type": types[i],
                "author_team": teams[i],
                "qca_trust_building": trust,
                "qca_clear_roles": roles,
                "qca_stable_workforce": workforce,
                "qca_success": success,
            }
        )
    return rows


def reports_and_sources(studies: list[dict], themes: Themes, words: dict, design: dict) -> tuple:
    """Return the rows of reports (studies with two) and of sources."""
    dice, reports, sources = Dice("reports and sources"), [], []
    years = {row["study_id"]: row["year"] for row in studies}
    for study in sorted(dice.sample(themes.weights, design["n_studies_with_two_reports"])):
        number = study.removeprefix("study-")
        reports += [
            {
                "report_id": f"{study}-{which}",
                "study_id": study,
                "year": years[study],
                "citation": f"Study {number}, {which} report ({years[study]}, made up)",
            }
            for which in ("main", "second")
        ]
    for study in sorted(dice.sample(themes.weights, design["n_studies_with_sources"])):
        sources += [
            {
                "source_id": f"{study}-p{i}",
                "study_id": study,
                "kind": "participant",
                "role": dice.pick(words["roles"]),
            }
            for i in range(1, dice.between(5, 9) + 1)
        ]
        sources.append(
            {"source_id": f"{study}-d1", "study_id": study, "kind": "document", "role": "minutes of meetings"}
        )
    return reports, sources
