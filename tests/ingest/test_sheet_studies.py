"""A sheet with one row a study becomes studies, whatever its columns are called."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import sheet
from synthesis.ingest.options import ImportOptions


def read(path, text, **options):
    path.write_text(text, encoding="utf-8")
    imported = sheet.read([path], ImportOptions(**options))
    imported.account.check()
    return imported


def rows(imported, *columns):
    return imported.tables["studies"][list(columns)].to_numpy().tolist()


def test_a_table_of_characteristics_in_any_order(tmp_path):
    text = "Country,Title,Author,Study design,Year,N,DOI,Funding\n"
    text += 'Ghana,On trust,"Smith, J.; Jones, K.",Interviews,2020,24,https://doi.org/10.1000/X,none\n'
    imported = read(tmp_path / "studies.csv", text)
    assert rows(imported, "study_id", "citation", "year", "country", "design", "n_participants", "doi") == [
        ["smith-2020", "Smith and Jones 2020", "2020", "Ghana", "Interviews", "24", "10.1000/x"]
    ]
    assert rows(imported, "title", "authors", "funding") == [["On trust", "Smith, J.; Jones, K.", "none"]]
    assert imported.account.decisions[0].choice.startswith("a list of studies; say --as codings")
    assert imported.mapping["columns"]["design"] == "Study design"
    assert (imported.account["columns"].found, imported.account["columns"].kept) == (8, 8)


@pytest.mark.parametrize(
    "header",
    ["Autor;Jahr;Titel;Land;Stichprobe", "Autores;Año;Título;País;Muestra", "作者;年份;标题;国家;样本量"],
)
def test_other_languages(tmp_path, header):
    imported = read(tmp_path / "s.csv", f"{header}\nMüller, A.;2021;Vertrauen;Peru;zwölf\n", as_="studies")
    assert rows(imported, "study_id", "year", "title", "country", "n_participants_as_reported") == [
        ["müller-2021", "2021", "Vertrauen", "Peru", "zwölf"]
    ]


def test_rows_of_one_study_are_one_study(tmp_path):
    text = "Study ID,Year,Country,Report\nOTAS,2017,Kenya,main\nOTAS,2017,Malawi,second\nSUR-1,2018,,\n"
    imported = read(tmp_path / "s.csv", text, as_="studies")
    assert rows(imported, "study_id", "citation", "country", "report")[0] == [
        "otas",
        "OTAS",
        "Kenya; Malawi",
        "main; second",
    ]
    account = imported.account["rows"]
    assert (account.found, account.kept, list(account.examples.values())) == (3, 2, [["row 3"]])


def test_a_study_that_the_review_has_keeps_its_identifier(tmp_path):
    known = [{"study_id": "trust-study", "citation": "Smith 2020", "title": "On trust", "doi": "10.1000/x"}]
    imported = read(
        tmp_path / "s.csv", "Author,Year,Title,DOI\nSmith,2020,On trust,10.1000/x\n", studies=known
    )
    assert rows(imported, "study_id") == [["trust-study"]]


def test_yes_and_no_are_attributes_of_a_study_where_a_person_says_so(tmp_path):
    text = "Study,Year,Rural,Urban\nA,2020,x,\nB,2021,,x\n"
    imported = read(tmp_path / "s.csv", text, as_="studies")
    assert rows(imported, "study_id", "rural")[0] == ["a", "x"]
    project = sheet.read([tmp_path / "s.csv"], ImportOptions(as_="codings"))
    assert len(project.codings) == 2


def test_a_sheet_that_names_no_study_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no column of it names studies"):
        read(tmp_path / "s.csv", "Weather,Mood\nrain,low\n", as_="studies")
