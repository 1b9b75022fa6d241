"""Sheets of databases and screening tools are lists of studies, however much text their columns hold."""

from __future__ import annotations

import csv
import io

import pytest

from synthesis.ingest import sheet
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.formats import detect_format
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables
from tests.ingest.sheet_files import write_xlsx

TITLES = ["Why people come back", "What stops them from coming"]
TEXT = "This study asked forty people in two towns why they come back, and what stopped them before. "

# Header of each export, with what stands in the columns that matter.
EXPORTS = {
    "embase": {
        "Title": TITLES,
        "Original Title": ["", ""],
        "Author Names": ["Liu R., Adler D.G.", "Okafor C.N."],
        "Correspondence Address": ["R. Liu, Department of Care, A University, Utrecht, Netherlands", ""],
        "Source": ["Journal of Care (2014) 3:3 (152-160)", "Care (2015) 4:1 (1-9)"],
        "Abstract": [TEXT, TEXT * 2],
        "Emtree Medical Index Terms": [
            "adult, aged, article, human, interview > telephone interview",
            "adult",
        ],
        "keywords": ["trust, attendance, primary care, qualitative research", "attendance"],
        "Open URL Link": ["http://example.org/sid=1", "http://example.org/sid=2"],
        "Copyright": ["Copyright 2014 A Publisher, All rights reserved.", ""],
    },
    "scopus": {
        "Authors": ["Liu, R.; Adler, D.G.", "Okafor, C."],
        "Author(s) ID": ["1;2", "3"],
        "Title": TITLES,
        "Year": ["2014", "2015"],
        "Source title": ["Journal of Care", "Care"],
        "Volume": ["1", "1"],
        "Cited by": ["1", "0"],
        "DOI": ["10.1000/a", "10.1000/b"],
        "Abstract": [TEXT, TEXT],
        "Index Keywords": ["adult; human", "human"],
        "Document Type": ["Article", "Article"],
        "Open Access": ["", "All Open Access"],
        "EID": ["2-s2.0-1", "2-s2.0-2"],
    },
    "web of science": {
        "Publication Type": ["J", "J"],
        "Authors": ["Liu, R; Adler, DG", "Okafor, C"],
        "Article Title": TITLES,
        "Source Title": ["JOURNAL OF CARE", "CARE"],
        "Keywords Plus": ["TRUST; CARE", ""],
        "Abstract": [TEXT, ""],
        "Publication Year": ["2014", "2015"],
        "DOI": ["10.1000/a", "10.1000/b"],
        "WoS Categories": ["Health Care Sciences & Services", "Nursing"],
        "Highly Cited Status": ["N", "Y"],
        "Hot Paper Status": ["N", "Y"],
        "UT (Unique WOS ID)": ["WOS:1", "WOS:2"],
    },
    "web of science, by tags": {
        "PT": ["J", "J"],
        "AU": ["Liu, R; Adler, DG", "Okafor, C"],
        "TI": TITLES,
        "SO": ["JOURNAL OF CARE", "CARE"],
        "AB": [TEXT, TEXT],
        "PY": ["2014", "2015"],
        "DI": ["10.1000/a", "10.1000/b"],
        "UT": ["WOS:1", "WOS:2"],
    },
    "pubmed": {
        "PMID": ["1", "2"],
        "Title": TITLES,
        "Authors": ["Liu R, Adler DG.", "Okafor C."],
        "Citation": ["J Care. 2014 Jul;3(3):152-60. doi: 10.1000/a.", "Care. 2015 Jan;4(1):1-9."],
        "First Author": ["Liu R", "Okafor C"],
        "Journal/Book": ["J Care", "Care"],
        "Publication Year": ["2014", "2015"],
        "Create Date": ["2014/07/01", "2015/01/02"],
        "DOI": ["10.1000/a", "10.1000/b"],
    },
    "ebsco": {
        "Article Title": TITLES,
        "Author": ["Liu, R.; Adler, D.G.", "Okafor, C."],
        "Journal Title": ["Journal of Care", "Care"],
        "Publication Date": ["20140701", "20150102"],
        "Accession Number": ["1", "2"],
        "DOI": ["10.1000/a", "10.1000/b"],
        "Doctype": ["Article", "Article"],
        "Abstract": [TEXT, TEXT],
    },
    "asreview": {
        "record_id": ["0", "1"],
        "title": TITLES,
        "abstract": [TEXT, TEXT],
        "authors": ["Liu, R.; Adler, D.G.", "Okafor, C."],
        "included": ["1", "0"],
        "label_included": ["1", "0"],
        "asreview_ranking": ["1", "2"],
    },
}


def _text(columns: dict[str, list[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([columns, *zip(*columns.values(), strict=True)])
    return buffer.getvalue()


def _read(path, **options):
    imported = sheet.read([path], ImportOptions(**options))
    if isinstance(imported, CodedProject):
        project_tables(imported, ImportOptions())
    imported.account.check()
    return imported


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".txt"])
def test_an_export_of_a_database_is_a_list_of_studies(tmp_path, name, ending):
    columns, path = EXPORTS[name], tmp_path / f"export{ending}"
    if ending == ".xlsx":
        write_xlsx(path, {"savedrecs": [list(columns), *zip(*columns.values(), strict=True)]})
    else:
        path.write_text(_text(columns, "\t" if ending == ".txt" else ","), encoding="utf-8-sig", newline="")
    assert detect_format(path).name == "sheet"
    imported = _read(path)
    studies = imported.tables["studies"].fillna("")
    assert list(imported.tables) == ["studies"]
    assert studies["title"].tolist() == TITLES
    # Embase and ASReview do not say the year in a column of its own.
    years = ["2014", "2015"] if name not in ("embase", "asreview") else ["", ""]
    assert studies["year"].tolist() == years
    assert studies["citation"].tolist() == [
        f"Liu and Adler {years[0] or 'n.d.'}",
        f"Okafor {years[1] or 'n.d.'}",
    ]
    (decision,) = [d for d in imported.account.decisions if d.about == "what the rows are"]
    assert decision.choice.startswith("a list of studies; say --as codings")
    assert "title" in decision.evidence
    # Nothing of what a column says is lost.
    said = "\n".join(studies.astype("str").to_numpy().ravel())
    filled = [cell.strip() for cells in columns.values() for cell in cells if cell.strip()]
    authors = {"Authors", "Author", "Author Names", "AU"}
    missing = {c for c in filled if c not in said} - {c for n in authors for c in columns.get(n, [])}
    assert missing <= {"20140701", "20150102"}


def test_a_person_may_say_that_they_are_codings(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(_text(EXPORTS["embase"]), encoding="utf-8", newline="")
    assert isinstance(_read(path, as_="codings"), CodedProject)


@pytest.mark.parametrize(
    "header",
    [
        "Title,Authors,Year,Journal,DOI,Abstract,Theme,Quote",
        "Title,Authors,Year,Journal,DOI,Abstract,Code,Note",
        "Title,Authors,Year,Journal,DOI,Main theme,Quote",
    ],
)
def test_with_a_column_of_codes_it_holds_codings(tmp_path, header):
    path = tmp_path / "coded.csv"
    names = header.split(",")
    cells = {
        "Theme": "Trust",
        "Code": "Trust",
        "Main theme": "Trust",
        "Quote": "We trust her",
        "Year": "2019",
    }
    rows = [[cells.get(name, f"{name} {number}") for name in names] for number in (1, 1, 2)]
    path.write_text(
        _text(dict(zip(names, zip(*rows, strict=True), strict=True))), encoding="utf-8", newline=""
    )
    project = _read(path)
    assert isinstance(project, CodedProject)
    assert project.codes["name"].tolist() == ["Trust"]


def test_themes_that_a_team_has_marked_beside_the_abstracts_are_codings(tmp_path):
    columns = {**EXPORTS["scopus"], "Trust": ["x", ""], "Stigma": ["x", "x"]}
    path = tmp_path / "charted.csv"
    path.write_text(_text(columns), encoding="utf-8", newline="")
    project = _read(path)
    assert isinstance(project, CodedProject)
    assert project.codes["name"].tolist() == ["Trust", "Stigma"]
