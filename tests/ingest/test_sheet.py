"""A sheet of codings gives documents, codes and passages, and says what it took for what."""

import json
from pathlib import Path

import pytest
import yaml

from synthesis.errors import OptionError, UnreadableError
from synthesis.ingest import sheet
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables
from tests.ingest.sheet_files import codings_of, write_xls, write_xlsx

ROSETTA = Path(__file__).parents[1] / "data" / "rosetta"


def write_csv(path, rows, delimiter=","):
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    path.write_text("\n".join(delimiter.join(row) for row in quoted), encoding="utf-8")
    return path


def read(*paths, **options):
    project = sheet.read(list(paths), ImportOptions(**options))
    project_tables(project, ImportOptions(**options)).account.check()
    return project


def entry(project, kind):
    found = project.account[kind]
    return found.found, found.kept, found.left_out


def decisions(project):
    return {decision.about: decision.choice for decision in project.account.decisions}


def texts(project):
    return project.segments["text"].tolist()


# One real row of each kind is enough to see that a language is known.
MAXQDA = {
    "en": "Color|Comment|Document group|Document name|Code|Beginning|End|Weight score|Segment|Area|"
    "Coverage %|Author|Creation date",
    "de": "Farbe|Kommentar|Dokumentgruppe|Dokumentname|Code|Anfang|Ende|Gewicht|Segment|Fläche|"
    "Abdeckungsgrad %|Autor|Erstelldatum",
    "pl": "Color|Komentarz|Grupa dokumentów|Nazwa dokumentu|Kod|Początek|Koniec|Waga|Fragment|Objętość|"
    "Obszar %|Autor|Data utworzenia",
    "es": "Color|Comentario|Grupo de documentos|Nombre del documento|Código|Inicio|Final|Peso|Segmento|Área|"
    "Cobertura %|Autor|Fecha de creación",
    "fr": "Couleur|Commentaire|Groupe de documents|Nom du document|Code|Début|Fin|Poids|Segment|Surface|"
    "Couverture %|Auteur|Date de création",
    "pt": "Cor|Comentário|Grupo de documentos|Nome do documento|Código|Início|Fim|Peso|Segmento|Área|"
    "Cobertura %|Autor|Data de criação",
    "zh": "颜色|评论|文档组|文档名|代码|开始|结束|权重|片段|面积|覆盖率 %|作者|创建日期",
}


@pytest.mark.parametrize("language", MAXQDA)
def test_maxqda_segments_are_known_in_every_language(tmp_path, language):
    row = ["●", "strong", "Nurses", "Adebayo 2019", "Mechanism\\Trust", "4", "6", "0", "We trust her.", "25"]
    row += ["1.2", "Ana", "2021-05-01"]
    project = read(write_xls(tmp_path / "segments.xls", [MAXQDA[language].split("|"), row]))
    assert codings_of(project) == [("Adebayo 2019", "We trust her.", "Mechanism/Trust", "Ana")]
    assert project.mapping["layout"] == "maxqda"
    assert project.documents["group"].tolist() == ["Nurses"]
    assert project.segments["locator"].tolist() == ["¶ 4 – 6"]
    assert project.codings["note"].tolist() == ["strong"]
    assert entry(project, "columns")[:2] == (13, 8)


def test_columns_of_an_unknown_language_are_told_by_what_they_hold(tmp_path):
    header = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    rows = [
        ["●", "", "x", "Doc 1", "Trust", "4", "6", "0", "A passage that is long enough to be told by it."],
        ["●", "", "x", "Doc 1", "Fear", "9", "9", "0", "Another passage, of the same document as before."],
        ["●", "", "x", "Doc 2", "Trust", "1", "2", "0", "The third passage of this little sheet of ours."],
    ]
    project = read(write_csv(tmp_path / "s.csv", [header, *rows]))
    assert [(d, c) for d, _, c, _ in codings_of(project)] == [
        ("Doc 1", "Trust"),
        ("Doc 1", "Fear"),
        ("Doc 2", "Trust"),
    ]
    assert decisions(project)["column 'e'"] == "read as the code"


ATLAS = ["Number", "Reference", "Name", "Text Content", "Document", "Codes", "Number of Codes", "Comment"]


def test_atlas_codes_that_hold_commas_are_resolved_by_the_codebook(tmp_path):
    rows = [
        [
            "1:1",
            "¶\u20094",
            "We trust her…",
            "We trust her because",
            "D1",
            'Fear, of loss, "Trust", x, y',
            "3",
            "c",
        ],
        ["1:2", "¶ 7", "My own title", "Later words", "D1", "x", "1", ""],
    ]
    quotations = write_csv(tmp_path / "quotations.csv", [ATLAS, *rows], ";")
    codes = [
        ["Code", "Comment"],
        ["● Fear, of loss", "what it is"],
        ['"Trust"', ""],
        ["x", ""],
        ["y", ""],
        ["x, y", ""],
    ]
    project = read(quotations, write_csv(tmp_path / "codebook.csv", codes))
    assert [code for _, _, code, _ in codings_of(project)] == ["Fear, of loss", '"Trust"', "x, y", "x"]
    assert project.segments["locator"].tolist() == ["¶ 4", "¶ 7"]
    assert project.segments["note"].tolist() == ["c", None]
    assert project.codings["note"].tolist()[3] == "My own title"
    assert (
        decisions(project)["codes that hold the sign between codes"]
        == "the longest name of the codebook was taken"
    )
    assert project.codes["description"].tolist()[0] == "what it is"


def test_atlas_codes_without_a_codebook_are_read_by_an_assumption_that_is_said(tmp_path):
    rows = [
        [f"1:{n}", "¶ 4", "", f"text {n}", "D1", codes, "1", ""]
        for n, codes in enumerate(["A, B", "A", "B, C"])
    ]
    project = read(write_csv(tmp_path / "q.csv", [ATLAS, *rows]))
    assert [code for _, _, code, _ in codings_of(project)] == ["A", "B", "A", "B", "C"]
    assert decisions(project)["commas in cells of codes"] == "a comma parts codes"
    rows[0][5], rows[2][5] = "Fear, of loss", "B"
    project = read(write_csv(tmp_path / "q.csv", [ATLAS, *rows]))
    assert [code for _, _, code, _ in codings_of(project)] == ["Fear, of loss", "A", "B"]
    assert decisions(project)["commas in cells of codes"] == "a comma belongs to the name of a code"


def test_codes_that_the_review_knows_resolve_commas_too(tmp_path):
    rows = [["1:1", "¶ 4", "", "text", "D1", "Fear, of loss, Trust", "2", ""]]
    project = read(write_csv(tmp_path / "q.csv", [ATLAS, *rows]), codes=["Mechanism/Fear, of loss", "Trust"])
    assert [code for _, _, code, _ in codings_of(project)] == ["Fear, of loss", "Trust"]


def test_atlas_code_manager_with_sub_codes_in_a_second_column(tmp_path):
    rows = [
        ["Code", "", "Magnitude Degree", "Density", "Groups", "Comment", "Creation Date"],
        ["● T1. Trust, broadly", "", "112", "0", "Themes", "", "4/7/25"],
        ["", "● Keeping promises", "2", "0", "ATLAS", "said", "4/5/25"],
    ]
    project = read(write_csv(tmp_path / "codes.csv", rows, ";"))
    assert project.codes[["name", "parent_id", "description"]].to_numpy().tolist() == [
        ["T1. Trust, broadly", None, None],
        ["Keeping promises", "t1. trust, broadly", "said"],
    ]
    assert entry(project, "memberships of code groups")[:2] == (2, 0)
    assert len(project.segments) == 0


def test_a_title_above_the_headings_is_not_read_and_named(tmp_path):
    rows = [["Table 1", ""], ["Code", "Comment"], ["Trust", "belief"], ["Fear", ""]]
    project = read(write_csv(tmp_path / "codes.csv", rows))
    assert project.codes["name"].tolist() == ["Trust", "Fear"]
    said = "Not read, because it stands above the headings of codes.csv: 'Table 1'."
    assert said in project.account.remarks


def test_of_a_table_of_co_occurrences_the_codes_are_read_and_the_counts_left_out(tmp_path):
    names = ["● Trust\nGr=11", "○Trust: Early\nGr=2", "● Fear, of all\nGr=0"]
    rows = [[name, *(0 for _ in names)] for name in names]
    sheets = {"Co-occurrence": [["", *names], *rows], "Information": [["Project:", "X"], ["User:", "Y"]]}
    project = read(write_xlsx(tmp_path / "m.xlsx", sheets))
    assert project.codes[["name", "parent_id"]].to_numpy().tolist() == [
        ["Trust", None],
        ["Early", "trust"],
        ["Fear, of all", None],
    ]
    assert entry(project, "rows")[:2] == (3, 3)
    assert project.account["columns"].left_out == {
        "they count how often codes meet, which the workbook counts itself": 3
    }
    assert "Export the quotations with their codes" in " ".join(project.account.remarks)
    assert len(project.codings) == 0


def test_tables_of_counts_are_refused_as_what_they_are(tmp_path):
    names = ["Trust", "Fear"]
    matrix = write_xlsx(tmp_path / "m.xlsx", {"S": [["", *names], [names[0], 0, 3], [names[1], 3, 0]]})
    with pytest.raises(UnreadableError, match=r"m\.xlsx, sheet S: this is a table of co-occurrences"):
        read(matrix)


DEDOOSE = [
    "Media Title",
    "Excerpt Range",
    "Excerpt Creator",
    "Excerpt Date",
    "Excerpt Copy",
    "Codes Applied Combined",
]
PER_CODE = ["Code: Mechanism\\Trust Applied", "Code: Mechanism\\Trust Range", "Code: Mechanism\\Trust Weight"]


def test_dedoose_codes_come_from_the_columns_of_single_codes(tmp_path):
    header = [*DEDOOSE, *PER_CODE, "Code: Fear, of loss Applied"]
    rows = [
        [
            "D1.docx",
            "0-18",
            "Ana",
            "1/2/2020",
            "We trust her.",
            "Trust, Fear, of loss",
            "True",
            "0-18",
            "3",
            "True",
        ],
        ["D1.docx", "20-30", "Ben", "1/2/2020", "Late.", "Fear, of loss", "False", "", "", "True"],
    ]
    project = read(write_xlsx(tmp_path / "d.xlsx", {"Excerpts": [header, *rows]}))
    assert codings_of(project) == [
        ("D1.docx", "We trust her.", "Mechanism/Trust", "Ana"),
        ("D1.docx", "We trust her.", "Fear, of loss", "Ana"),
        ("D1.docx", "Late.", "Fear, of loss", "Ben"),
    ]
    assert project.segments["locator"].tolist() == ["characters 0-18", "characters 20-30"]
    assert entry(project, "weights") == (1, 0, {"a coding of the review has no weight": 1})
    project = read(write_xlsx(tmp_path / "d.xlsx", {"Excerpts": [DEDOOSE, *(row[:6] for row in rows)]}))
    assert {code for _, _, code, _ in codings_of(project)} >= {"Trust"}


def test_nvivo_references_lose_the_folders_that_hold_all(tmp_path):
    rows = [
        ["Code", "File", "Coded text", "Coder"],
        ["Codes\\\\Mechanism\\Trust", "Files\\\\D1", "We trust.", "Ana"],
    ]
    project = read(write_csv(tmp_path / "n.csv", rows))
    assert codings_of(project) == [("D1", "We trust.", "Mechanism/Trust", "Ana")]


@pytest.mark.parametrize(
    "header",
    [["Name", "Description", "Files", "References"], ["Name", "Description"]],
    ids=["counts", "bare"],
)
def test_codes_of_nvivo_lose_the_folder_too_and_fit_its_references(tmp_path, header):
    rows = [["Codes\\\\Mechanism", "why"], ["Codes\\\\Mechanism\\Trust", "belief"]]
    rows = [header, *(row + ["2", "3"][: len(header) - 2] for row in rows)]
    given = [["Code", "File", "Coded text"], ["Codes\\\\Mechanism\\Trust", "Files\\\\D1", "We trust."]]
    project = read(write_csv(tmp_path / "codes.csv", rows), write_csv(tmp_path / "n.csv", given))
    assert project.codes[["name", "parent_id", "description"]].to_numpy().tolist() == [
        ["Mechanism", None, "why"],
        ["Trust", "mechanism", "belief"],
    ]
    assert [code for _, _, code, _ in codings_of(project)] == ["Mechanism/Trust"]


@pytest.mark.parametrize("name", ["all_tags.csv", "all_tags.xlsx"])
def test_taguette_highlights_are_the_truth_but_for_what_the_export_does_not_carry(name):
    truth = json.loads((ROSETTA / "truth.json").read_text(encoding="utf-8"))
    folder = ROSETTA / "taguette"
    project = read(folder / name, folder / name.replace("all_tags", "codebook"))
    # It takes line breaks out of passages, and writes two coders' coding of one with one tag once.
    wanted = {(c["document"], " ".join(c["quote"].split()), c["code"]) for c in truth["codings"]}
    found = [(document, text, code) for document, text, code, _ in codings_of(project)]
    assert set(found) == wanted
    assert len(found) == len(wanted) == 17
    assert len(truth["codings"]) == 18
    assert set(project.codings["coder"]) == {None}
    descriptions = {c["path"]: c["memo"] for c in truth["codes"]}
    by_name = dict(zip(project.codes["name"], project.codes["description"], strict=True))
    assert {
        path.rpartition("/")[2]: memo or None for path, memo in descriptions.items()
    }.items() <= by_name.items()
    assert set(by_name) - {path.rpartition("/")[2] for path in descriptions} == {"interesting"}
    assert sheet.UNTAGGED in project.account.remarks
    assert entry(project, "columns") == (8, 6, {"the workbook counts itself": 2})


def test_one_tag_of_taguette_still_shows_the_level_above(tmp_path):
    project = read(ROSETTA / "taguette" / "Mechanism.csv")
    assert len(project.codings) == 6
    assert project.codes["name"].tolist() == ["Mechanism", "Trust", "Fear of control"]
    assert decisions(project)["levels of codes"] == "'.' parts them"


LONG = ["Study", "Quote", "Codes", "Coder", "Page", "Direction", "Notes"]


def test_a_home_made_sheet_in_any_order_and_language(tmp_path):
    rows = [
        ["Seite", "Zitat", "Kodierer", "Themen", "Studie", "Richtung", "Land"],
        ["4", " „Wir vertrauen ihr.“ ", "Ana", "Vertrauen; Angst", "Müller 2021", "förderlich", "Türkei"],
        ["5", "Später.", "Ben", "Angst", "Müller 2021", "hinderlich", "Türkei"],
    ]
    project = read(write_csv(tmp_path / "auszug.csv", rows, ";"))
    assert codings_of(project) == [
        ("Müller 2021", " „Wir vertrauen ihr.“ ", "Vertrauen", "Ana"),
        ("Müller 2021", " „Wir vertrauen ihr.“ ", "Angst", "Ana"),
        ("Müller 2021", "Später.", "Angst", "Ben"),
    ]
    assert project.codings["valence"].tolist() == ["enabler", "enabler", "barrier"]
    assert project.segments["locator"].tolist() == ["p. 4", "p. 5"]
    assert project.variables[["name", "value"]].to_numpy().tolist() == [["Land", "Türkei"]]
    assert yaml.safe_load(yaml.safe_dump(dict(project.mapping)))["columns"]["text"] == "Zitat"
    assert project.mapping["variables"] == {"Land": "studies.country"}


def test_two_coders_of_one_passage_share_it(tmp_path):
    rows = [
        ["A", "same words", "Trust", "Ana", "3", "", "n1"],
        ["A", "same words", "Trust", "Ben", "3", "", "n2"],
    ]
    project = read(write_csv(tmp_path / "s.csv", [LONG, *rows]))
    assert texts(project) == ["same words"]
    assert project.codings["coder"].tolist() == ["Ana", "Ben"]
    assert project.codings["note"].tolist() == ["n1", "n2"]
    assert entry(project, "memos")[:2] == (2, 2)


def test_numbers_that_count_rows_do_not_part_a_passage(tmp_path):
    rows = [
        ["No", "Study", "Quote", "Code"],
        ["1", "A", "same words", "Trust"],
        ["2", "A", "same words", "Fear"],
    ]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert texts(project) == ["same words"]
    assert decisions(project)["column 'No'"].startswith("it counts rows")
    rows[2][2] = "other words"
    assert read(write_csv(tmp_path / "s.csv", rows)).segments["segment_id"].tolist() == ["A:1", "A:2"]


def test_the_same_words_in_another_place_are_another_passage(tmp_path):
    rows = [["A", "Yes.", "Trust", "Ana", "3", "", ""], ["A", "Yes.", "Trust", "Ana", "9", "", ""]]
    project = read(write_csv(tmp_path / "s.csv", [LONG, *rows]))
    assert project.segments["locator"].tolist() == ["p. 3", "p. 9"]


def test_every_row_is_accounted_for(tmp_path):
    rows = [
        ["A", "coded", "Trust", "", "", "", ""],
        ["", "", "", "", "", "", ""],
        ["A", "not coded", "", "", "", "", ""],
        ["A", "", "Fear", "", "", "", "whole study"],
        ["A", "", "", "", "", "", "a memo alone"],
        ["B", "", "", "Ben", "", "", ""],
        ["A", "x", "Trust", "", "", "sideways", ""],
    ]
    project = read(write_csv(tmp_path / "s.csv", [LONG, *rows]))
    reason = "neither a passage nor a code nor a memo stands in them"
    assert entry(project, "rows") == (7, 5, {"they are blank": 1, reason: 1})
    assert project.account["rows"].examples == {"they are blank": ["row 3"], reason: ["row 7"]}
    assert codings_of(project)[1] == ("A", "", "Fear", "")
    assert project.codings["note"].tolist()[1] == "whole study"
    assert project.notes[["text", "about_id"]].to_numpy().tolist() == [["a memo alone", "A"]]
    assert entry(project, "valences") == (1, 0, {"they do not say enabler, barrier or mixed": 1})
    assert texts(project) == ["coded", "not coded", "x"]


def test_blank_documents_are_those_above_unless_the_mapping_says_otherwise(tmp_path):
    rows = [["A", "one", "Trust", "", "", "", ""], ["", "two", "Trust", "", "", "", ""]]
    path = write_csv(tmp_path / "s.csv", [LONG, *rows])
    project = read(path)
    assert project.segments["document_id"].tolist() == ["A", "A"]
    assert "they belong to the document above" in decisions(project)["rows without a document"]
    project = read(path, mapping={**project.mapping, "fill_down": False})
    assert project.segments["document_id"].tolist() == ["A", "s"]


def test_author_and_year_name_a_document_where_nothing_else_does(tmp_path):
    rows = [["Author", "Year", "Finding", "Theme"], ["Smith", "2020", "They trusted.", "Trust"]]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert project.documents["name"].tolist() == ["Smith 2020"]
    assert project.mapping["columns"]["document"] == ["Author", "Year"]


def test_a_theme_and_what_is_under_it_are_two_levels(tmp_path):
    rows = [
        ["Study", "Quote", "Theme", "Subtheme"],
        ["A", "one", "Mechanism", "Trust"],
        ["A", "two", "Mechanism", "Fear"],
        ["A", "three", "Outcome", ""],
    ]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert [code for _, _, code, _ in codings_of(project)] == ["Mechanism/Trust", "Mechanism/Fear", "Outcome"]
    rows = [
        ["Study", "Quote", "Code 1", "Code 2"],
        ["A", "one", "Trust", "Fear"],
        ["A", "two", "Fear", "Trust"],
    ]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert [code for _, _, code, _ in codings_of(project)] == ["Trust", "Fear", "Fear", "Trust"]


def test_a_study_with_documents_and_participants_in_it(tmp_path):
    rows = [["Study", "Document", "Participant", "Quote", "Code"]]
    rows += [["S1", "Interview", "P1", "one", "Trust"], ["S2", "Interview", "P1", "two", "Trust"]]
    project = sheet.read([write_csv(tmp_path / "s.csv", rows)], ImportOptions())
    tables = project_tables(project, ImportOptions()).tables
    assert tables["studies"]["citation"].tolist() == ["S1", "S2"]
    assert len(project.documents) == 2
    assert sorted(set(tables["sources"]["study_id"])) == ["s1", "s2"]
    assert "P1" in tables["sources"]["name"].tolist()


def test_documents_of_one_name_in_two_studies_stay_apart_when_read_again(tmp_path):
    rows = [["Study", "Document", "Quote", "Code"], ["S1", "D", "one", "Trust"], ["S2", "D", "two", "Trust"]]
    path = write_csv(tmp_path / "s.csv", rows)
    first = project_tables(sheet.read([path], ImportOptions()), ImportOptions())
    options = ImportOptions(mapping=dict(first.mapping))
    again = project_tables(sheet.read([path], options), options)
    assert again.tables["extracts"]["study_id"].tolist() == ["s1", "s2"]


def test_a_header_without_rows_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match=r"no row stands below the header \(Study, Quote and Code\)"):
        read(write_csv(tmp_path / "s.csv", [["Study", "Quote", "Code"]]))


WIDE = ["Study", "Country", "Trust", "Fear: of loss", "Drop-out"]


def test_marks_in_columns_of_themes(tmp_path):
    rows = [["A", "Ghana", "x", "", "1"], ["B", "Peru", "0", "yes", "✓"]]
    project = read(write_csv(tmp_path / "s.csv", [WIDE, *rows]))
    assert codings_of(project) == [
        ("A", "", "Trust", ""),
        ("B", "", "Fear: of loss", ""),
        ("A", "", "Drop-out", ""),
        ("B", "", "Drop-out", ""),
    ]
    assert entry(project, "zeros") == (1, 0, {"0 or 'no' was read as not reported": 1})
    assert project.account["zeros"].examples == {"0 or 'no' was read as not reported": ["row 3, Trust"]}
    saved = dict(project.mapping)
    assert saved["wide"]["themes"] == {name: name for name in WIDE[2:]}
    saved["wide"] = {**saved["wide"], "zero": "absent"}
    project = read(tmp_path / "s.csv", mapping=saved)
    assert ("B", "", "Trust", "") in codings_of(project)
    assert project.codings["state"].tolist().count("absent") == 1


def test_columns_of_crosses_are_themes_whatever_they_are_called(tmp_path):
    rows = [["Study", "Theme 1", "Theme 2"], ["A", "x", ""], ["B", "", "x"]]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert codings_of(project) == [("A", "", "Theme 1", ""), ("B", "", "Theme 2", "")]


def test_signs_of_direction_in_columns_of_themes(tmp_path):
    rows = [["Study", "Trust", "Fear"], ["A", "+", "-"], ["B", "+/-", ""], ["C", "−", "+"]]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert project.codings["valence"].tolist() == ["enabler", "mixed", "barrier", "barrier", "enabler"]


def test_texts_in_columns_of_themes_are_passages(tmp_path):
    rows = [
        ["Study", "Trust between partners", "Data sharing"],
        ["A", "They trusted one another from the start.", "Sharing was slow at first."],
        ["B", "", "x"],
        ["C", "Nobody trusted the new provider here.", "no"],
    ]
    project = read(write_csv(tmp_path / "s.csv", rows), as_="codings")
    assert codings_of(project) == [
        ("A", "They trusted one another from the start.", "Trust between partners", ""),
        ("C", "Nobody trusted the new provider here.", "Trust between partners", ""),
        ("B", "", "Data sharing", ""),
        ("A", "Sharing was slow at first.", "Data sharing", ""),
    ]
    assert entry(project, "rows")[:2] == (3, 3)


def test_marks_beside_a_passage_code_the_passage(tmp_path):
    rows = [["Study", "Quote", "Trust", "Fear"], ["A", "We trust her.", "x", ""], ["A", "We fear.", "x", "x"]]
    project = read(write_csv(tmp_path / "s.csv", rows))
    assert sorted(codings_of(project)) == [
        ("A", "We fear.", "Fear", ""),
        ("A", "We fear.", "Trust", ""),
        ("A", "We trust her.", "Trust", ""),
    ]


def test_a_mapping_is_obeyed_and_held_against_the_sheet(tmp_path):
    rows = [["Alpha", "Beta", "Gamma"], ["D1", "Trust", "some words"]]
    path = write_csv(tmp_path / "s.csv", rows)
    with pytest.raises(UnreadableError, match="its columns are Alpha, Beta and Gamma") as refused:
        read(path)
    assert "columns: {document: Study, text: Quote, code: Theme}" in str(refused.value)
    mapping = {"columns": {"document": "Alpha", "code": "Beta", "text": "Gamma"}}
    assert codings_of(read(path, mapping=mapping)) == [("D1", "some words", "Trust", "")]
    mapping["columns"]["code"] = "Betta"
    with pytest.raises(OptionError, match=r"no column 'Betta'.* Did you mean 'Beta'\?"):
        read(path, mapping=mapping)
    with pytest.raises(OptionError, match="role of a column='codde' is not allowed"):
        read(path, mapping={"columns": {"codde": "Beta"}})
    for wrong in ({"columns": ["Beta"]}, {"columns": {"code": 3}}, {"wide": "x"}):
        with pytest.raises(OptionError):
            read(path, mapping=wrong)


def test_the_mapping_of_one_import_reads_the_next_file_the_same(tmp_path):
    rows = [
        ["Study", "Quote", "Codes", "Weather"],
        ["A", "one", "Trust|Fear", "rain"],
        ["A", "two", "Fear", "sun"],
    ]
    first = read(write_csv(tmp_path / "v1.csv", rows))
    again = read(write_csv(tmp_path / "v2.csv", rows), mapping=yaml.safe_load(yaml.safe_dump(first.mapping)))
    assert codings_of(first) == codings_of(again)
    assert first.mapping == again.mapping
    assert entry(again, "columns") == (4, 3, {"they are not mapped": 1})


def test_a_newer_file_may_hold_signs_that_the_first_had_not(tmp_path):
    rows = [["Study", "Quote", "Codes"], ["A", "one", "Trust"]]
    first = read(write_csv(tmp_path / "v1.csv", rows))
    newer = write_csv(tmp_path / "v2.csv", [*rows, ["A", "two", "Trust; Mechanism > Fear"]])
    again = read(newer, mapping=dict(first.mapping))
    assert [code for _, _, code, _ in codings_of(again)] == ["Trust", "Trust", "Mechanism/Fear"]


def test_a_declared_encoding_is_remembered(tmp_path):
    path = tmp_path / "s.csv"
    path.write_bytes("Study;Quote;Code\nMüller;für;Trust\n".encode("cp1252"))
    project = read(path, encoding="windows-1252")
    assert project.mapping["encoding"] == "cp1252"
    assert [d.choice for d in project.account.decisions if d.about == "encoding"] == ["Windows-1252"]
    assert read(path, mapping=dict(project.mapping)).documents["name"].tolist() == ["Müller"]
    path.write_text("Study;Quote;Code\nMüller;für;Trust\n", encoding="utf-8")
    assert read(path, mapping=dict(project.mapping)).documents["name"].tolist() == ["Müller"]


def test_formulas_and_markup_stay_text(tmp_path):
    rows = [["Study", "Quote", "Code"], ["=cmd|' /C calc'!A0", "@SUM(1)", "+Trust"]]
    project = read(write_xlsx(tmp_path / "s.xlsx", {"S": rows}))
    assert codings_of(project) == [("=cmd|' /C calc'!A0", "@SUM(1)", "+Trust", "")]


def test_sheets_of_one_workbook_are_read_together_and_the_rest_is_named(tmp_path):
    rows = [["Study", "Quote", "Code"], ["A", "one", "Trust"]]
    path = write_xlsx(
        tmp_path / "s.xlsx",
        {"Ana": rows, "Ben": [rows[0], ["A", "two", "Fear"]], "About": [["Made by", "us"], ["On", "2020"]]},
    )
    project = read(path)
    assert [text for _, text, _, _ in codings_of(project)] == ["one", "two"]
    assert entry(project, "sheets") == (3, 2, {"no codings and no codes were found in it": 1})
    assert [table["sheet"] for table in project.mapping["tables"]] == ["Ana", "Ben"]
    assert codings_of(read(path, mapping=dict(project.mapping))) == codings_of(project)
    assert texts(read(path, sheet="Ben")) == ["two"]


def test_a_codebook_with_parents(tmp_path):
    rows = [["Code", "Parent", "Definition"], ["Trust", "Mechanism", "relying"], ["Mechanism", "", ""]]
    project = read(write_csv(tmp_path / "c.csv", rows))
    assert project.codes[["name", "parent_id"]].to_numpy().tolist() == [
        ["Mechanism", None],
        ["Trust", "mechanism"],
    ]


def test_any_file_of_text_or_cells_is_looked_into(tmp_path):
    assert sheet.looks_like(write_xlsx(tmp_path / "a.xlsx", {"S": [["a"]]}))
    assert sheet.looks_like(write_csv(tmp_path / "a.txt", [["a", "b"], ["1", "2"]], "\t"))
    (tmp_path / "latin.csv").write_bytes("a;b\nü;ö\n".encode("cp1252"))
    assert sheet.looks_like(tmp_path / "latin.csv")
    (tmp_path / "prose.txt").write_text("Once upon a time.\n", encoding="utf-8")
    assert not sheet.looks_like(tmp_path / "prose.txt")
    assert not sheet.looks_like(tmp_path / "missing.csv")


def test_a_category_and_its_subcategory_are_levels_even_where_both_have_as_many(tmp_path):
    rows = [
        ["Autor (Jahr)", "Zitat", "Oberkategorie", "Unterkategorie", "Richtung"],
        ["Müller 2019", "Wir vertrauen ihr.", "Mechanismus", "Vertrauen", "förderlich"],
        ["Çelik 2020", "Zu weit weg.", "Kontext", "Ort", "hinderlich"],
    ]
    project = read(write_csv(tmp_path / "de.csv", rows))
    assert [(d, t, c) for d, t, c, _ in codings_of(project)] == [
        ("Müller 2019", "Wir vertrauen ihr.", "Mechanismus/Vertrauen"),
        ("Çelik 2020", "Zu weit weg.", "Kontext/Ort"),
    ]
    assert project.codings["valence"].tolist() == ["enabler", "barrier"]


@pytest.mark.parametrize("header", ["Ref", "Column 1"])
def test_cells_that_read_like_citations_name_the_studies(tmp_path, header):
    rows = [[header, "Themes"], ["Ada & Li (2019)", "Trust; Fear"], ["WHO 2020a", "Trust"]]
    project = read(write_csv(tmp_path / "x.csv", rows))
    assert project.documents["name"].tolist() == ["Ada & Li (2019)", "WHO 2020a"]
    assert len(project.codings) == 3
    said = [d.evidence for d in project.account.decisions if d.choice == "read as the document"]
    assert bool(said) == (header != "Ref")


def test_the_number_of_a_document_in_reports_of_atlas_is_no_part_of_its_name(tmp_path):
    header = ["Number", "Reference", "Text Content", "Document", "Codes", "Number of Codes"]
    rows = [header, ["1:1", "¶ 4", "We trust.", "D 1: Ada 2019", "Trust", 1]]
    rows += [["2:1", "¶ 1", "Afraid.", "D 2: Ben 2020", "Fear", 1]]
    project = read(write_xlsx(tmp_path / "q.xlsx", {"S": rows}))
    assert project.documents["name"].tolist() == ["Ada 2019", "Ben 2020"]
    rows[2][3] = "D 2: Ada 2019"
    project = read(write_xlsx(tmp_path / "q.xlsx", {"S": rows}))
    assert project.documents["name"].tolist() == ["D 1: Ada 2019", "D 2: Ada 2019"]


def test_descriptors_of_dedoose_are_attributes_of_the_document(tmp_path):
    header = [*DEDOOSE, "Resource Creator", *PER_CODE, "Descriptor: Age"]
    row = ["Ada 2019", "0-9", "ana", "1/2/24", "We trust.", "Trust", "bob", "True", "", ""]
    project = read(write_xlsx(tmp_path / "d.xlsx", {"S": [header, [*row, "30"], [*row, "30"]]}))
    assert project.variables[["name", "value"]].drop_duplicates().to_numpy().tolist() == [
        ["Descriptor: Age", "30"]
    ]
