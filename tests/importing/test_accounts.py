"""Found is kept plus left out: every importer is held to it, over Rosetta and a file of each format."""

from __future__ import annotations

import json

import pytest

import synthesis
from synthesis.ingest.formats import FORMATS, detect_format
from tests.importing.test_rosetta import READABLE, ROSETTA, WHOLE

RIS = """TY  - JOUR
AU  - Ng, A
PY  - 2019
TI  - Trust
DO  - 10.1000/a
ZZ  - what nobody knows
ER  -

TY  - JOUR
AU  - Ng, A.
PY  - 2019
TI  - Trust
DO  - 10.1000/A
ER  -
"""
BIBTEX = """@article{ng2019, author = {Ng, A}, title = {Trust}, year = {2019}, doi = {10.1000/a}}
@comment{nothing}
@book{li2018, author = {Li, B}, title = {Other work}, year = {2018}, abstract = {Long}}
"""
NBIB = """PMID- 77
TI  - Trust
FAU - Ng, Anna
DP  - 2019 Jan
LID - 10.1000/a [doi]
"""
ZOTERO = (
    'Key,Item Type,Publication Year,Author,Title,DOI,Extra\nAB12,journalArticle,2019,"Ng, A",Trust,10.1/a,\n'
)
RAYYAN = (
    "key,title,year,journal,authors,abstract,notes,doi,keywords,pubmed_id,pmc_id\n"
    'rayyan-1,One,2020,J,"Can, B.",,"RAYYAN-INCLUSION: {""Ana""=>""Included""} | RAYYAN-LABELS: x",,,,\n'
    'rayyan-2,Two,2020,J,"Can, B.",,"RAYYAN-INCLUSION: {""Ana""=>""Excluded""}",,,,\n'
)
COVIDENCE = (
    "Title,Authors,Published Year,DOI,Ref,Covidence #,Study,Notes,Tags\n"
    'T one,"Smith, John",2020,10.1000/a,1,#12,Smith 2020,,x\n'
    'T two,"Sparrow, P",2018,,2,#13,Sparrow 2018,a note,\n'
)
PRISMA = (
    "data,node,box,description,boxtext,tooltips,url,n\n"
    "database_results,,,,,,,120\nrecords_screened,,,,,,,100\nnew_studies,,,,,,,\n"
)
EPPI = json.dumps(
    {
        "CodeSets": [
            {
                "SetName": "Themes",
                "SetType": {"SetTypeName": "Standard"},
                "Attributes": {"AttributesList": [{"AttributeId": 1, "AttributeName": "Trust"}]},
            }
        ],
        "References": [
            {
                "ItemId": 1,
                "Title": "One",
                "ItemStatus": "I",
                "ShortTitle": "Ng (2019)",
                "Codes": [{"AttributeId": 1}, {"AttributeId": 99}],
            },
            {"ItemId": 2, "Title": "Two", "ItemStatus": "D"},
        ],
    }
)
SHEET = (
    "Study;Quote;Theme;Coder;Memo\n"
    "Ng 2019;We trust her;Trust;Ana;yes\nNg 2019;;Trust;Ana;\nNg 2019;Alone;;;\n"
)

SMALL = {
    "refs.ris": ("ris", RIS),
    "refs.bib": ("bibtex", BIBTEX),
    "refs.nbib": ("nbib", NBIB),
    "zotero.csv": ("zotero-csv", ZOTERO),
    "articles.csv": ("rayyan", RAYYAN),
    "review_1_included_csv.csv": ("covidence", COVIDENCE),
    "prisma.csv": ("prisma2020", PRISMA),
    "eppi.json": ("eppi-reviewer", EPPI),
    "extraction.csv": ("sheet", SHEET),
}


def _check(result) -> None:
    assert result.imports
    for account in [result.account, *(imported.account for imported in result.imports)]:
        assert account.entries
        for entry in account.entries:
            assert entry.found == entry.kept + sum(entry.left_out.values()), entry
            assert entry.found > 0 or (entry.kept, entry.left_out) == (0, {}), entry
        # Whatever is left out is left out for a reason in words.
        assert all(reason.strip() for entry in account.entries for reason in entry.left_out)
        table = account.table()
        firsts = table.drop_duplicates("kind")
        assert (
            table.groupby("kind")["left_out"].sum()[firsts["kind"]].to_numpy() + firsts["kept"]
            == firsts["found"]
        ).all()


@pytest.mark.parametrize("path", READABLE)
def test_the_account_of_a_rosetta_file_adds_up(path):
    _check(synthesis.import_project(ROSETTA / path))


@pytest.mark.parametrize("name", SMALL)
def test_the_account_of_each_other_format_adds_up(name, tmp_path):
    format, text = SMALL[name]
    file = tmp_path / name
    file.write_text(text, encoding="utf-8", newline="\n")
    result = synthesis.import_project(file, into=tmp_path / "review")
    assert result.imports[0].format == format
    _check(result)
    again = synthesis.import_project(file, into=tmp_path / "review")
    assert not again.is_new


def test_no_format_goes_unexamined():
    rosetta = {detect_format(ROSETTA / path).name for path in READABLE}
    assert rosetta | {format for format, _ in SMALL.values()} == set(FORMATS)


def test_several_files_of_several_formats_add_up_together(tmp_path):
    files = []
    for name in ("refs.ris", "prisma.csv"):
        files.append(tmp_path / name)
        files[-1].write_text(SMALL[name][1], encoding="utf-8", newline="\n")
    result = synthesis.import_project(*files, ROSETTA / WHOLE[0], into=tmp_path / "review")
    _check(result)
    assert result.account["codings"].kept == 18
    assert len(synthesis.read_review(tmp_path / "review").flow) == 2
