"""Covidence: references, a row a reviewer, a row an arm, appraisal, a sheet a study."""

import pytest
import xlsxwriter

from synthesis.errors import OptionError, UnreadableError
from synthesis.ingest import covidence
from synthesis.ingest.covidence_columns import appraisal_items, export_of
from synthesis.ingest.options import ImportOptions
from synthesis.review import review_from_tables


def read(tmp_path, *lines, name="review_1.csv", **mapping):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert covidence.looks_like(path)
    imported = covidence.read([path], ImportOptions(mapping=mapping))
    imported.account.check()
    return imported


def rows(imported, table, *columns):
    return imported.tables[table][list(columns)].fillna("").values.tolist()


REFERENCES = "Title,Authors,Published Year,DOI,Ref,Covidence #,Study,Notes,Tags"


def test_references_become_studies_and_reports_and_excluded_ones_the_flow(tmp_path):
    imported = read(
        tmp_path,
        REFERENCES,
        'T one,"Smith, John; Li, Wei",2020,10.1000/a,1,#12,Smith 2020,,x; y',
        'T follow-up,"Smith, John",2021,10.1000/b,2,#12,Smith 2020,,',
        'T two,"Sparrow, P",2018,,3,#13,Sparrow 2018,a note,',
        'T two b,"Sparrow, P",2018,,4,#14,Sparrow 2018,,',
        "T three,,2018,,5,#15,Ng 2018,Exclusion reason: Wrong design; seen by Ana,",
        name="review_1_included_csv.csv",
    )
    assert rows(imported, "studies", "study_id", "citation", "year") == [
        ["smith-2020", "Smith and Li 2020", "2020"],
        ["sparrow-2018", "Sparrow 2018", "2018"],
        ["sparrow-2018-b", "Sparrow 2018", "2018"],
    ]
    assert imported.tables["studies"]["labels"].tolist()[0] == "x; y"
    assert rows(imported, "reports", "report_id", "study_id", "year", "doi") == [
        ["smith-2020-r1", "smith-2020", "2020", "10.1000/a"],
        ["smith-2020-r2", "smith-2020", "2021", "10.1000/b"],
    ]
    assert rows(imported, "flow", "box", "n", "reason") == [["dbr_excluded", "1", "Wrong design"]]
    records = imported.account["records"]
    assert (records.found, records.kept) == (5, 4)
    assert imported.keys["native_id"].tolist()[:3] == ["12", "13", "14"]


@pytest.mark.parametrize(
    ("name", "flow"),
    [
        (
            "review_1_excluded_csv.csv",
            [["dbr_excluded", "1", "No text"], ["dbr_excluded", "1", "no reason given"]],
        ),
        ("review_1_irrelevant_csv.csv", [["dbr_excluded", "1", "No text"], ["records_excluded", "1", ""]]),
    ],
)
def test_the_name_of_the_file_says_which_list_it_is(tmp_path, name, flow):
    lines = [REFERENCES, "A,,2018,,1,#1,A 2018,Exclusion reason: No text; ,", "B,,2018,,2,#2,B 2018,,"]
    imported = read(tmp_path, *lines, name=name)
    assert "studies" not in imported.tables
    assert rows(imported, "flow", "box", "n", "reason") == flow
    assert read(tmp_path, *lines, name=name, list="included").account["records"].kept == 1
    with pytest.raises(OptionError, match="list='all'"):
        read(tmp_path, *lines, name=name, list="all")


EXTRACTION = "Covidence #,Study ID,Title,Reviewer Name,Country,Total number of participants,Aim"


def test_the_consensus_stands_and_who_said_otherwise_is_named(tmp_path):
    imported = read(
        tmp_path,
        EXTRACTION,
        "#12,Smith 2020,T one,Ana,UK,20,a",
        "#12,Smith 2020,T one,Ben,Wales,20,",
        "#12,Smith 2020,T one,Consensus,UK,20,a",
    )
    assert rows(imported, "studies", "study_id", "country", "n_participants", "aim") == [
        ["smith-2020", "UK", "20", "a"]
    ]
    answers = imported.account["answers"]
    assert (answers.found, answers.kept) == (8, 7)
    assert answers.examples == {"the consensus says otherwise": ["Country"]}
    assert (
        "In 1 answer a reviewer said otherwise than the consensus: Smith 2020 (1)."
        in imported.account.remarks
    )


def test_without_a_consensus_a_disagreement_is_blank_until_a_person_chooses(tmp_path):
    lines = [EXTRACTION, "#13,Ng 2019,T,Ana,Kenya,about 20,x", "#13,Ng 2019,T,Ben,Uganda,about 20,x"]
    imported = read(tmp_path, *lines)
    row = imported.tables["studies"].iloc[0]
    assert "country" not in imported.tables["studies"]
    assert (row["aim"], row["n_participants_as_reported"]) == ("x", "about 20")
    (open_one,) = imported.mapping["disagreements"]
    assert open_one == {
        "study": "Ng 2019",
        "field": "Country",
        "answers": "Ana: Kenya; Ben: Uganda",
        "choice": "",
    }
    chosen = read(tmp_path, *lines, disagreements=[open_one | {"choice": "Kenya"}])
    assert chosen.tables["studies"]["country"].tolist() == ["Kenya"]


def test_columns_can_be_renamed_or_left_out_and_never_hide_a_column_of_ours(tmp_path):
    lines = ["Covidence #,Study ID,Reviewer Name,Year,Aim,Email", "#1,Ng 2019,Ana,two years,x,a@b.org"]
    imported = read(tmp_path, *lines, columns={"Aim": "Purpose of study"})
    row = imported.tables["studies"].iloc[0]
    assert (row["year"], row["year_extracted"], row["purpose_of_study"]) == ("2019", "two years", "x")
    assert imported.mapping["columns"] == {
        "Year": "year_extracted",
        "Aim": "purpose_of_study",
        "Email": "",
    }
    assert imported.account["answers"].left_out == {"their column is left out": 1}


def test_judgements_and_what_supports_them_become_the_appraisal(tmp_path):
    imported = read(
        tmp_path,
        "Covidence #,Study ID,Reviewer Name,Sampling  judgement,Sampling supporting text",
        "#12,Smith 2020,Ana,Low,p 1",
        "#12,Smith 2020,Consensus,High,p. 1",
        tool="Own tool",
    )
    assert rows(imported, "appraisal", "tool", "item", "judgement", "rationale", "appraiser") == [
        ["Own tool", "Sampling", "Low", "p 1", "Ana"],
        ["Own tool", "Sampling", "High", "p. 1", "consensus"],
    ]
    assert imported.account["judgements"].found == imported.account["judgements"].kept == 4


def test_pairs_of_columns_are_found_in_every_way_they_are_named():
    header = [
        "Study ID",
        "A",
        "Supporting text",
        "B",
        "Supporting text (2)",
        "C judgement",
        "C comments",
        "D - notes",
    ]
    found = [(item.item, item.judgement, item.support) for item in appraisal_items(header)]
    assert found == [
        ("A", "A", "Supporting text"),
        ("B", "B", "Supporting text (2)"),
        ("C", "C judgement", "C comments"),
    ]
    assert export_of(header) == "appraisal"
    assert export_of(["a", "b", "c"]) == ""


ARMS = "Study  Identifier,Intervention,Country,Mean,Mean"


def test_arms_become_sources_and_what_they_share_belongs_to_the_study(tmp_path):
    imported = read(tmp_path, ARMS, "Ng 2019,Drug,Kenya,1,2", "Ng 2019,Placebo,Kenya,3,")
    assert rows(imported, "studies", "study_id", "country") == [["ng-2019", "Kenya"]]
    assert rows(imported, "sources", "source_id", "role", "mean") == [
        ["ng-2019-drug", "Drug", "1"],
        ["ng-2019-placebo", "Placebo", "3"],
    ]
    assert imported.account["arms"].kept == 2


@pytest.mark.parametrize(
    "second",
    ["Sparrow 2018,Drug,UK,5,6", "Sparrow 2018,Talk,US,5,6"],
    ids=["an arm that is there already", "another country"],
)
def test_two_studies_of_one_name_are_kept_apart(tmp_path, second):
    imported = read(tmp_path, ARMS, "Sparrow 2018,Drug,UK,1,2", "Sparrow  2018,Placebo,UK,3,4", second)
    assert imported.tables["studies"]["study_id"].tolist() == ["sparrow-2018", "sparrow-2018-b"]
    assert imported.tables["sources"]["study_id"].tolist() == ["sparrow-2018"] * 2 + ["sparrow-2018-b"]
    assert any("2 studies are called Sparrow 2018" in r for r in imported.account.remarks)


def test_a_workbook_with_a_sheet_a_study(tmp_path):
    path = tmp_path / "extraction.xlsx"
    sheets = {
        "Smith 2020": [
            ["Study ID", "Smith 2020"],
            ["Methods"],
            ["Design", "RCT"],
            ["Comments", "a"],
            ["Results"],
            ["Comments", "b"],
            ["Sponsorship source", "none"],
        ],
        "Ng": [["Study ID", "Ng 2019"], ["Design", "Cohort"]],
        "Notes": [["only words"]],
    }
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    assert covidence.looks_like(path)
    imported = covidence.read([path], ImportOptions())
    imported.account.check()
    assert rows(imported, "studies", "study_id", "design", "comments", "results_comments") == [
        ["smith-2020", "RCT", "a", "b"],
        ["ng-2019", "Cohort", "", ""],
    ]
    assert imported.account["sheets"].examples == {"they hold no key with a value": ["Notes"]}


def test_the_tables_are_a_valid_review(tmp_path):
    imported = read(
        tmp_path,
        "Study Identifier,Intervention,Country,Total number of participants,Bias judgement",
        "Ng 2019,Drug,Kenya,n/a,Low",
        "Ng 2019,Placebo,Kenya,n/a,Low",
    )
    ours = {
        "codebook": [{"code_id": "trust"}],
        "codings": [{"study_id": "ng-2019", "code_id": "trust"}],
    }
    review = review_from_tables(imported.tables | ours, settings={"id": "covidence"})
    assert len(review.appraisal) == 1
    assert review.sources["role"].tolist() == ["Drug", "Placebo"]


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\x00\x01", b"Covidence #,Study ID,Reviewer Name\n"]
)
def test_what_is_no_export_is_refused(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=r"^x\.csv: "):
        covidence.read([path], ImportOptions())


def test_other_tables_are_not_taken_for_covidence(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("study_id,citation,title\n1,2,3\n")
    assert not covidence.looks_like(path)
    assert not covidence.looks_like(tmp_path / "absent.xlsx")
