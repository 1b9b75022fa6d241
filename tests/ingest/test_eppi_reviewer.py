"""EPPI-Reviewer's JSON: studies, codebook, codings, passages of PDFs, appraisal, screening."""

import json

import pytest

from synthesis.errors import OptionError, UnreadableError
from synthesis.ingest import eppi_reviewer
from synthesis.ingest.eppi_codings import passages_in
from synthesis.ingest.options import ImportOptions
from synthesis.review import review_from_tables


def code(number, name, *below, kind="Selectable (show checkbox)", **further):
    inner = {"Attributes": {"AttributesList": list(below)}} if below else {}
    return {"AttributeId": number, "AttributeName": name, "AttributeType": kind} | inner | further


def code_set(name, *codes, kind="Standard"):
    return {"SetName": name, "SetType": {"SetTypeName": kind}, "Attributes": {"AttributesList": list(codes)}}


THEMES = code_set("Themes", code(10, "Barriers", code(11, "Trust"), AttributeSetDescription="What hinders."))
SCREENING = code_set(
    "Screen on full text",
    code(20, "EXCLUDE on topic", kind="Exclude"),
    code(21, "INCLUDE", kind="Include"),
    kind="Screening",
)
CASP = code_set("CASP quality", code(30, "Sampling", code(31, "Yes"), code(32, "No")))
ADMIN = code_set("Allocations", code(40, "For Ana"), kind="Administration")


def reference(number, *codes, status="I", short="", **further):
    own = {"ItemId": number, "Title": f"Title {number}", "ItemStatus": status, "ShortTitle": short}
    return own | {"Codes": [c if isinstance(c, dict) else {"AttributeId": c} for c in codes]} | further


def read(tmp_path, sets, references, **options):
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"CodeSets": sets, "References": references}), encoding="utf-8")
    assert eppi_reviewer.looks_like(path)
    imported = eppi_reviewer.read([path], ImportOptions(**options))
    imported.account.check()
    return imported


def rows(imported, table, *columns):
    return imported.tables[table][list(columns)].fillna("").values.tolist()


def test_references_become_studies_under_the_names_people_use(tmp_path):
    imported = read(
        tmp_path,
        [THEMES],
        [
            reference(
                1,
                11,
                short=" Dal-Ré (2019)",
                Year="2019",
                Authors="Dal-Ré Rafael ; Ng An ; ",
                Keywords="medicine\r\ntrust",
                DOI="10.1000/A",
                Country="Spain",
            )
        ],
    )
    row = imported.tables["studies"].iloc[0]
    assert (row["study_id"], row["citation"]) == ("dal-ré-2019", "Dal-Ré et al. 2019")
    assert (row["authors"], row["keywords"]) == ("Dal-Ré Rafael; Ng An", "medicine; trust")
    assert (row["doi"], row["publication_country"]) == ("10.1000/a", "Spain")
    assert "country" not in imported.tables["studies"]  # where it was printed is not where it took place
    assert imported.keys["native_id"].tolist() == ["1", "10", "11"]


def test_codes_become_the_codebook_and_codings_of_studies(tmp_path):
    imported = read(tmp_path, [THEMES], [reference(1, 11, short="Ng (2020)")])
    assert rows(imported, "codebook", "code_id", "label", "parent_id", "definition") == [
        ["barriers", "Barriers", "", "What hinders."],
        ["barriers-trust", "Trust", "barriers", ""],
    ]
    assert rows(imported, "codings", "study_id", "code_id") == [["ng-2020", "barriers-trust"]]
    assert any("does not say who coded" in r for r in imported.account.remarks)


def test_several_code_sets_are_the_top_of_the_codebook(tmp_path):
    other = code_set("Methods", code(50, "Trust"))
    imported = read(tmp_path, [THEMES, other], [reference(1)])
    assert imported.tables["codebook"]["code_id"].tolist() == [
        "themes",
        "themes-barriers",
        "themes-barriers-trust",
        "methods",
        "methods-trust",
    ]


def test_highlights_of_a_pdf_become_passages_with_their_pages():
    text = 'Page 4:\n[¬s]"Staff were\nwell-\nknown"[¬e]"\n\nPage 5:\r\n[¬s]"Second"[¬e]"\n[¬s]"Third'
    assert passages_in(text) == [
        ("page 4", "Staff were well-known"),
        ("page 5", "Second"),
        ("page 5", "Third"),
    ]
    assert passages_in(" plain text ") == [("", "plain text")]
    assert passages_in("[¬s][¬e]") == []


def test_texts_of_a_coding_become_extracts_that_are_coded(tmp_path):
    detail = {"Text": 'Page 4:\n[¬s]"Staff met"[¬e]"', "DocTitle": "a.pdf", "TextFrom": 0, "TextTo": 0}
    coded = {"AttributeId": 11, "AdditionalText": "our note", "ItemAttributeFullTextDetails": [detail]}
    imported = read(tmp_path, [THEMES], [reference(1, coded, short="Ng (2020)")])
    assert rows(imported, "extracts", "extract_id", "locator", "text", "is_verbatim") == [
        ["ng-2020-e1", "page 4", "Staff met", "true"],
        ["ng-2020-e2", "info box", "our note", ""],
    ]
    assert rows(imported, "codings", "extract_id", "code_id") == [
        ["ng-2020-e1", "barriers-trust"],
        ["ng-2020-e2", "barriers-trust"],
    ]
    assert imported.account["codings"].kept == 1
    assert imported.account["highlights"].kept == imported.account["info boxes"].kept == 1


def test_a_passage_with_two_codes_is_one_extract(tmp_path):
    detail = {"Text": "The same words"}
    codings = [{"AttributeId": n, "ItemAttributeFullTextDetails": [detail]} for n in (10, 11)]
    imported = read(tmp_path, [THEMES], [reference(1, *codings, short="Ng (2020)")])
    assert len(imported.tables["extracts"]) == 1
    assert imported.tables["codings"]["extract_id"].tolist() == ["ng-2020-e1"] * 2


def test_codes_that_no_set_has_are_left_out_with_their_numbers(tmp_path):
    imported = read(tmp_path, [THEMES], [reference(1, 11, 99, 99, 98)])
    codings = imported.account["codings"]
    assert (codings.found, codings.kept) == (4, 1)
    assert codings.left_out == {"their code is in no code set of the file": 3}
    assert any("3 codings of 2 codes" in r and "99 (2) and 98 (1)" in r for r in imported.account.remarks)


def test_appraisal_sets_give_answers_and_screening_sets_decisions(tmp_path):
    coded = {"AttributeId": 31, "AdditionalText": "p. 3"}
    imported = read(
        tmp_path, [THEMES, SCREENING, CASP, ADMIN], [reference(1, coded, 21, 40, 11, short="Ng (2020)")]
    )
    assert rows(imported, "appraisal", "study_id", "tool", "item", "judgement", "rationale") == [
        ["ng-2020", "CASP quality", "Sampling", "Yes", "p. 3"]
    ]
    assert imported.tables["studies"]["screen_on_full_text"].tolist() == ["INCLUDE"]
    assert imported.account["codings"].left_out == {"their code set is left out": 1}
    assert imported.mapping["code_sets"] == {
        "Themes": "codebook",
        "Screen on full text": "screening",
        "CASP quality": "appraisal",
        "Allocations": "left out",
    }


def test_a_person_may_say_what_a_set_is_for(tmp_path):
    said = {"code_sets": {"CASP quality": "codebook"}}
    imported = read(tmp_path, [CASP], [reference(1, 31)], mapping=said)
    assert "sampling-yes" in imported.tables["codebook"]["code_id"].tolist()
    assert "appraisal" not in imported.tables
    with pytest.raises(OptionError, match="left out"):
        read(tmp_path, [CASP], [reference(1, 31)], mapping={"code_sets": {"CASP quality": "themes"}})


def test_only_included_references_are_studies_and_the_others_count_in_the_flow(tmp_path):
    references = [
        reference(1, 21, short="Ng (2020)"),
        reference(2, 20, 11, status="E", short="Li (2019)"),
        reference(3, status="E"),
        reference(4, status="S"),
        reference(5, status="D"),
    ]
    imported = read(tmp_path, [THEMES, SCREENING], references)
    assert imported.tables["studies"]["study_id"].tolist() == ["ng-2020"]
    assert rows(imported, "flow", "box", "n", "reason") == [
        ["duplicates", "1", ""],
        ["records_screened", "3", ""],
        ["records_excluded", "1", "no reason given"],
        ["dbr_assessed", "2", ""],
        ["dbr_excluded", "1", "EXCLUDE on topic"],
    ]
    found = imported.account["references"]
    assert (found.found, found.kept, found.n_left_out) == (5, 1, 4)
    assert imported.account["codings"].left_out == {"their reference is no study of the review": 2}
    everything = read(tmp_path, [THEMES], references, mapping={"statuses": ["included", "excluded"]})
    assert everything.account["references"].kept == 3


def test_arms_are_sources_and_outcomes_are_named(tmp_path):
    coded = {"AttributeId": 11, "AdditionalText": "more", "ArmId": 7, "ArmTitle": "Control"}
    imported = read(
        tmp_path, [THEMES], [reference(1, coded, short="Ng (2020)", Outcomes=[{"Title": "Pain"}])]
    )
    assert rows(imported, "sources", "source_id", "kind", "role") == [["ng-2020-control", "arm", "Control"]]
    assert imported.tables["extracts"]["source_id"].tolist() == ["ng-2020-control"]
    assert imported.account["outcomes"].examples == {"a review has no table for them": ["Pain"]}


def test_references_without_codes_are_listed(tmp_path):
    imported = read(tmp_path, [THEMES], [reference(1, 11), reference(2, short="Li (2019)") | {"Codes": None}])
    assert "1 reference without any code: Li (2019)." in imported.account.remarks


def test_the_tables_are_a_valid_review(tmp_path):
    detail = {"Text": 'Page 4:\n[¬s]"Staff met"[¬e]"'}
    coded = {"AttributeId": 11, "ItemAttributeFullTextDetails": [detail], "ArmId": 7, "ArmTitle": "Control"}
    references = [
        reference(1, coded, 10, 31, 21, short="Ng (2020)", Year="2020"),
        reference(2, 20, status="E"),
    ]
    imported = read(tmp_path, [THEMES, SCREENING, CASP], references)
    review = review_from_tables(imported.tables, settings={"id": "eppi"})
    assert len(review.codings) == 2
    assert review.studies["year"].tolist() == [2020]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"[1, 2]", "no export of EPPI-Reviewer"),
        (b'{"References": [', "no JSON, or it is cut off at line 1"),
        (b'{"References": [], "CodeSets": []}', "neither references nor code sets"),
        (b'{"References": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(tmp_path, content, reason):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=reason):
        eppi_reviewer.read([path], ImportOptions())


@pytest.mark.parametrize(
    "value", [None, 5, "text", [None], [{"AttributeId": None}], [{"AttributeId": [1]}], {}]
)
def test_values_of_another_kind_are_met_without_harm(tmp_path, value):
    imported = read(tmp_path, [THEMES, None, {"SetName": None}], [reference(1) | {"Codes": value}, None, 7])
    assert imported.account["references"].found == 3
    assert imported.tables["studies"]["study_id"].tolist() == ["title-1"]


def test_numbers_of_any_length_and_half_characters_are_text(tmp_path):
    path = tmp_path / "x.json"
    number = "9" * 6000
    path.write_text(
        f'{{"References": [{{"ItemId": {number}, "Year": 1e999, "Title": "A\\ud800\\u0000B"}}], '
        '"CodeSets": []}'
    )
    imported = eppi_reviewer.read([path], ImportOptions())
    assert imported.tables["studies"]["title"].tolist() == ["A\ufffd\ufffdB"]
    assert any("became the sign \ufffd" in remark for remark in imported.account.remarks)


def test_whole_characters_written_as_halves_are_themselves(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"References": [{"ItemId": 1, "Title": "A\\ud83d\\ude00B \\\\u0000"}], "CodeSets": []}')
    imported = eppi_reviewer.read([path], ImportOptions())
    assert imported.tables["studies"]["title"].tolist() == ["A\U0001f600B \\u0000"]
    assert not any("\ufffd" in remark for remark in imported.account.remarks)
