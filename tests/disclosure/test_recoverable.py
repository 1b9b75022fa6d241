"""No small number of people can be worked out from all that the public reads, wherever it stands.

Pages are made of reviews that chance has filled; what stands on them is read back and given to an exact
search over whole numbers, which must find a second value for each cell that is withheld.
"""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import synthesis as sy
from synthesis.analyses.source_characteristics import source_characteristics
from synthesis.disclosure.audience import rules_of
from synthesis.disclosure.people import people_cells
from synthesis.disclosure.suppression import suppressed
from synthesis.display.evidence import evidence_block
from synthesis.display.figure import figure_block
from synthesis.display.table import table_block
from synthesis.export.page_reader import read_page
from synthesis.export.table_csv import table_csv
from synthesis.review import review_from_tables
from tests.disclosure.published import ALL, ALL_KINDS, ALL_STUDIES, Knowledge, read_cells
from tests.export.report_pages import rendered

PERSONS = ("participant", "carer")


def review_of(people: list[tuple[str, str, str, str]], minimum: int = 5, n_studies: int = 3):
    """Return a review with these sources: study, kind, role and age; each is quoted once."""
    sources = pd.DataFrame(people, columns=["study_id", "kind", "role", "age"], dtype="str")
    sources.insert(0, "source_id", [f"q{n}" for n in range(len(people))])
    extracts = pd.DataFrame(
        {
            "extract_id": [f"e{n}" for n in range(len(people))],
            "study_id": sources["study_id"],
            "source_id": sources["source_id"],
            "text": "They met.",
        }
    )
    places = ["Wales", "England", "England"]
    tables = {
        "studies": [{"study_id": f"S{n}", "country": places[n % 3]} for n in range(n_studies)],
        "codebook": [{"code_id": "trust"}],
        "sources": sources.where(sources != "", None),
        "extracts": extracts,
        "codings": [{"extract_id": "e0", "code_id": "trust"}],
    }
    return review_from_tables(tables, settings={"disclosure": {"minimum": minimum}})


def page_of(review, by=None):
    """Return what the notebooks show of the sources: a table, a figure over its numbers, the evidence."""
    public = sy.for_audience(review, "public")
    people = sy.source_characteristics(public, by=by)
    drawn = sy.plot_source_characteristics(people)
    words = "Horizontal bars: first one per kind of source, then one per role of each kind."
    blocks = [
        table_block(people, caption="Who took part", id="sources", most=40),
        figure_block(drawn, caption="Who took part", alt=words, id="sources", table=people),
        evidence_block(sy.evidence_list(public, audience="public"), sy.evidence_codes(public)),
    ]
    plt.close("all")
    return rendered("# Who took part", *blocks, name="01_studies"), "\n".join(block.text for block in blocks)


def truth_of(review, by=None):
    table = sy.source_characteristics(review, by=by)
    groups = table[by] if by else [ALL_STUDIES] * len(table)
    keys = zip(table["kind"], table["attribute"], table["value"], groups, strict=True)
    return dict(zip(keys, table["n_sources"].astype(int), strict=True))


def hidden_of(review, by):
    """Return the cells of which nothing is said: readers are taken to tell them from other withheld ones."""
    public = sy.for_audience(review, "public")
    counted = source_characteristics(public, by=by)
    if counted.empty:
        return set()
    marks = suppressed(people_cells(counted, public, rules_of(public), by=by))
    return {key for key, mark in zip(truth_of(review, by), marks, strict=True) if mark == "hidden"}


def check_nothing_can_be_worked_out(review, by=None, minimum=5):
    truth, hidden = truth_of(review, by), hidden_of(review, by)
    page, _ = page_of(review, by)
    tables = read_cells(page.html, ["table-sources", "numbers-sources"])
    known = Knowledge(minimum)
    whole = len(review.sources)
    withheld = set()
    for cells in tables.values():
        assert set(cells) <= set(truth)
        for key, (count, _) in cells.items():
            if not count.isdigit():
                withheld.add(key)
            is_person = key[0] in (*PERSONS, ALL_KINDS, "not reported")
            known.learn_count(key, count, is_hidden=key in hidden, is_person=is_person, whole=whole)
    if not known.least:
        assert whole < minimum
        return set()
    for cells in tables.values():
        for key, (_, share) in cells.items():
            known.learn_share(key, (key[0], ALL, ALL, key[3]), share)
    learn_numbers_of_sources(known, review, page.html, by)
    known.learn_sums()
    small = {k for k, n in truth.items() if 0 < n < minimum and k[0] in (*PERSONS, ALL_KINDS, "not reported")}
    assert small <= withheld
    check_no_bar(page.html, tables["numbers-sources"])
    bare = [key for key in withheld if not known.has_second_value(key, truth)]
    assert bare == []
    return withheld


def learn_numbers_of_sources(known, review, html, by):
    """Learn from ``participant 3`` that its study has three of them at least."""
    page = BeautifulSoup(html, "html.parser")
    counted = {}
    for study in page.select("#evidence .by-study > details"):
        for kind, number in re.findall(r"(participant|carer|document) (\d+)", study.get_text(" ")):
            name = study.summary.get_text(" ").split()[0]
            counted[name, kind] = max(counted.get((name, kind), 0), int(number))
    groups = dict(zip(review.studies["study_id"], review.studies[by or "country"], strict=True))
    for group in {key[3] for key in known.least}:
        for kind in (*PERSONS, "document"):
            key = (kind, ALL, ALL, group)
            of_group = [n for (name, k), n in counted.items() if k == kind and groups.get(name) == group]
            everywhere = [n for (_, k), n in counted.items() if k == kind]
            n = sum(everywhere) if group == ALL_STUDIES else sum(of_group)
            if key in known.least:
                known._narrow(key, n, known.most[key])


def check_no_bar(html, cells):
    """The drawing says nothing of a number that is withheld: its row has no bar, as a nought has none."""
    figure = BeautifulSoup(html, "html.parser").find(id="figure-sources")
    rows = [row["data-r"] for row in figure.select("#numbers-sources tbody tr")]
    withheld = {row for row, (count, _) in zip(rows, cells.values(), strict=True) if not count.isdigit()}
    for mark in figure.select("svg [data-r]"):
        shapes = [mark, *mark.find_all(True)]
        drawn = [one for one in shapes if one.name in ("path", "rect", "use", "polygon")]
        assert mark["data-r"] not in withheld or not drawn


people = st.lists(
    st.tuples(
        st.sampled_from(["S0", "S0", "S1", "S2"]),
        st.sampled_from(["participant", "participant", "participant", "carer", "document", ""]),
        st.sampled_from(["nurse", "nurse", "doctor", "manager", ""]),
        st.sampled_from(["old", "young", "young", ""]),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(people, st.sampled_from([None, "country", "study_id"]), st.sampled_from([3, 5, 10]))
def test_every_withheld_number_on_a_page_has_a_second_value(people, by, minimum):
    check_nothing_can_be_worked_out(review_of(people, minimum), by, minimum)


DOCTORS = [("S0", "participant", "doctor" if n < 3 else "nurse", "old") for n in range(13)]


def test_a_cell_that_its_row_gives_away_is_not_alone():
    assert len(check_nothing_can_be_worked_out(review_of(DOCTORS))) == 2


def test_a_cell_that_two_margins_and_a_second_attribute_tie_down():
    more = [("S1", "participant", "nurse", "old" if n < 2 else "young") for n in range(9)]
    carers = [("S2", "carer", "nurse" if n < 4 else "", "young") for n in range(7)]
    review = review_of([*DOCTORS, *more, *carers])
    for by in (None, "country", "study_id"):
        assert check_nothing_can_be_worked_out(review, by)


def test_the_search_finds_what_can_be_worked_out():
    known = Knowledge(5)
    cells = {"doctor": "<5", "nurse": "10", ALL: "13"}
    truth = {}
    for value, count in cells.items():
        key = ("participant", "role" if value != ALL else ALL, value, ALL_STUDIES)
        truth[key] = 3 if value == "doctor" else int(count)
        known.learn_count(key, count, is_hidden=False, is_person=True, whole=13)
    known.learn_sums()
    doctor = ("participant", "role", "doctor", ALL_STUDIES)
    assert not known.has_second_value(doctor, truth)
    nurse = ("participant", "role", "nurse", ALL_STUDIES)
    known.least[nurse], known.most[nurse] = 5, 13
    assert known.has_second_value(doctor, truth)
    # A share gives the number away again.
    known.learn_share(nurse, ("participant", ALL, ALL, ALL_STUDIES), "76.9%")
    assert not known.has_second_value(doctor, truth)


@pytest.mark.parametrize("by", [None, "country"])
def test_every_form_of_the_table_withholds_the_same(by):
    review = review_of([*DOCTORS, *[("S1", "carer", "", "old")] * 8])
    page, plain = page_of(review, by)
    [table, twin] = read_cells(page.html, ["table-sources", "numbers-sources"]).values()
    assert twin
    assert twin.items() <= table.items()
    words = list(table.values())
    assert all(count in plain for count, _ in words)
    blocks = read_page(page.name, page.html).blocks
    csvs = [
        table_csv(block).decode("utf-8-sig")
        for block in blocks
        if getattr(block, "id", "") == "table-sources"
    ]
    [rows] = [[line.split(",") for line in text.split("\r\n")[1:-1]] for text in csvs]
    assert [(row[-2], row[-1]) for row in rows] == [(count, share.strip("%–")) for count, share in words]


def test_how_many_sources_are_withheld_stands_nowhere():
    public = sy.for_audience(review_of(DOCTORS[:4]), "public")
    assert sy.source_characteristics(public).empty
    assert public.renamed["sources"] == 0


codings = st.lists(st.lists(st.integers(0, 13), max_size=14, unique=True), min_size=5, max_size=5)


@settings(max_examples=25, deadline=None)
@given(codings, st.lists(st.sampled_from(["", "enabler", "barrier"]), min_size=5, max_size=5))
def test_few_protected_studies_with_a_code_cannot_be_told_from_its_theme(spoken, valences):
    """A theme is spoken of by no more studies than its codes together, and by no fewer than any of them."""
    above = {"c2": "c0", "c3": "c0", "c4": "c1"}
    codebook = [{"code_id": f"c{n}", "parent_id": above.get(f"c{n}")} for n in range(5)]
    given_codes = [
        {"study_id": f"S{study}", "code_id": f"c{n}", "valence": valences[n]}
        for n, studies in enumerate(spoken)
        for study in studies
    ]
    if not given_codes:
        return
    tables = {
        "studies": [{"study_id": f"S{n}"} for n in range(14)],
        "codebook": codebook,
        "codings": given_codes,
    }
    public = sy.for_audience(
        review_from_tables(tables, settings={"disclosure": {"studies": "protected"}}), "public"
    )
    columns = ["n_studies", *(f"n_studies_{valence}" for valence in ("enabler", "barrier", "mixed"))]
    codes = sy.theme_frequencies(public).set_index("code_id")
    themes = sy.theme_frequencies(public, level=1).set_index("code_id")
    for column in columns:
        truth = {
            f"c{n}": len(studies) if column in ("n_studies", f"n_studies_{valences[n]}") else 0
            for n, studies in enumerate(spoken)
        }
        for theme, rolled in themes[column].dropna().items():
            below = [code for code in codes.index if code == theme or above.get(code) == theme]
            most = {code: truth[code] if pd.notna(codes.loc[code, column]) else 4 for code in below}
            for code in below:
                if pd.isna(codes.loc[code, column]) and 0 < truth[code] < 5:
                    least = max(1, rolled - (sum(most.values()) - 4))
                    assert least < min(4, rolled), (column, code, theme)
