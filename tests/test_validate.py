"""Bad input gets every problem in one go, each with file, row, column, value and advice."""

import pytest

from synthesis.errors import ReviewError
from synthesis.review import read_review, review_from_tables

GOOD = {
    "studies.csv": "study_id,year,country\ns1,2020,UK\ns2,,\n",
    "codebook.csv": "code_id,label,parent_id,kind\ntrust,Trust,,mechanism\nfaith,Faith,trust,\n",
    "extracts.csv": "extract_id,study_id,text\ne1,s1,One\ne2,s2,Two\n",
    "codings.csv": "extract_id,code_id,coder,valence,state\ne1,trust,AB,enabler,\ne2,faith,AB,,absent\n",
    "review.yaml": "id: good\ntitle: A good review\nkind: thematic\n",
}


@pytest.fixture
def write(tmp_path):
    """Write a good review with some files replaced; None leaves one out."""

    def write_files(**changed):
        for name, text in {**GOOD, **{k.replace("__", "."): v for k, v in changed.items()}}.items():
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode()
                (tmp_path / name).write_bytes(content)
        return tmp_path

    return write_files


def problems_of(folder):
    with pytest.raises(ReviewError) as caught:
        read_review(folder)
    return caught.value


def said(folder):
    return [str(problem) for problem in problems_of(folder).errors]


def warned(folder):
    return [str(problem) for problem in read_review(folder).warnings]


def test_a_good_review_is_read_without_a_word(write):
    review = read_review(write())
    assert review.warnings == ()
    assert review.settings.title == "A good review"
    assert review.codings["state"].tolist() == ["present", "absent"]
    assert review.studies["year"].tolist()[0] == 2020
    assert review.studies["year"].isna().tolist() == [False, True]
    assert review.origins["codings"].file == "codings.csv"
    assert len(review.origins["codings"].sha256) == 64


def test_an_unknown_code_names_place_and_nearest(write):
    folder = write(codings__csv="extract_id,code_id,coder\ne1,trust,AB\ne2,trsut,AB\n")
    assert said(folder) == [
        "codings.csv row 3, column code_id: 'trsut' is not in codebook.csv. Did you mean 'trust'?"
    ]


def test_all_problems_come_at_once(write):
    folder = write(
        studies__csv="study_id,year\ns1,20x0\ns1,2021\n",
        codebook__csv="code_id,kind\ntrust,mechanisms\nfaith,\n",
        codings__csv="extract_id,code_id,coder,valence\ne1,trsut,AB,enabling\n",
        extracts__csv="extract_id,study_id,is_verbatim\ne1,s9,perhaps\ne2,s1,\n",
    )
    found = {(p.file, p.row, p.column, p.value) for p in problems_of(folder).errors}
    assert found == {
        ("studies.csv", 2, "year", "20x0"),
        ("studies.csv", 3, "study_id", "s1"),
        ("codebook.csv", 2, "kind", "mechanisms"),
        ("codings.csv", 2, "code_id", "trsut"),
        ("codings.csv", 2, "valence", "enabling"),
        ("extracts.csv", 2, "study_id", "s9"),
        ("extracts.csv", 2, "is_verbatim", "perhaps"),
    }


def test_what_is_allowed_is_said(write):
    folder = write(codings__csv="extract_id,code_id,coder,valence\ne1,trust,AB,enabling\n")
    assert said(folder) == [
        "codings.csv row 2, column valence: 'enabling' is not allowed; it can be enabler, barrier or mixed. "
        "Did you mean 'enabler'?"
    ]


def test_a_missing_column_is_matched_with_what_is_there(write):
    folder = write(codings__csv="extract_id,code,coder\ne1,trust,AB\n")
    missing, unknown = said(folder)
    assert unknown.startswith("codings.csv row 1, column code: 'code' is not a column of this table")
    assert "the column 'code_id' is missing. Did you mean 'code'? Rename that column." in missing


def test_unknown_columns_are_attributes_of_studies_and_refused_elsewhere(write):
    folder = write(studies__csv="study_id,yaer,sector\ns1,2020,health\ns2,2021,care\n")
    assert warned(folder) == [
        "studies.csv row 1, column yaer: 'yaer' is kept as a study attribute. Did you mean 'year'?"
    ]
    assert read_review(folder).attributes[-2:] == ["yaer", "sector"]
    folder = write(extracts__csv="extract_id,study_id,colour\ne1,s1,red\ne2,s2,\n")
    assert "'colour' is not a column of this table" in said(folder)[0]


@pytest.mark.parametrize("table", ["studies", "codebook", "codings"])
def test_a_required_table_that_is_missing_or_empty_is_an_error(write, table):
    folder = write(**{f"{table}__csv": None})
    assert any(f"the table '{table}' is missing" in line for line in said(folder))
    header = GOOD[f"{table}.csv"].splitlines()[0]
    folder = write(**{f"{table}__csv": header + "\n"})
    assert any(line.startswith(f"{table}.csv: the table has a header and no rows") for line in said(folder))
    folder = write(**{f"{table}__csv": ""})
    assert any(line.startswith(f"{table}.csv: the file is empty.") for line in said(folder))


def test_an_unreadable_table_raises_no_cascade_of_unknown_keys(write):
    folder = write(codebook__csv="code_id,label\ntrust,Verträge\n".encode("cp1252"))
    [only] = said(folder)
    assert "Windows-1252" in only


def test_a_title_above_the_header_is_one_problem(write):
    folder = write(studies__csv="Our studies\nstudy_id,year\ns1,2020\n")
    lines = said(folder)
    assert any("holds 'Our studies' and none of the columns of this table" in line for line in lines)
    assert not any("is not in studies.csv" in line for line in lines)


def test_a_missing_key_column_raises_no_cascade(write):
    folder = write(studies__csv="Study ID,year\ns1,2020\ns2,2021\n")
    [only] = said(folder)
    assert only.startswith("studies.csv row 1, column study_id: the column 'study_id' is missing.")


def test_a_file_with_nearly_the_right_name_is_to_be_renamed(write):
    folder = write(codings__csv=None)
    (folder / "coding.csv").write_text(GOOD["codings.csv"], encoding="utf-8")
    assert said(folder)[0].endswith("Rename 'coding' to 'codings'.")


def test_whole_numbers_may_be_written_by_a_data_frame(write):
    folder = write(studies__csv="study_id,n_participants\ns1,12.0\ns2,\n")
    assert read_review(folder).studies["n_participants"].tolist()[0] == 12
    assert "'12.5' is not a whole number" in said(write(studies__csv="study_id,year\ns1,12.5\ns2,\n"))[0]


def test_examples_left_among_own_rows_are_a_warning(write):
    statement = "Where partners share a history, trust lets them take risks together."
    folder = write(theories__csv=f'theory_id,statement\nt1,"{statement}"\nt2,Our own statement.\n')
    [warning] = read_review(folder).warnings
    assert (warning.file, warning.row) == ("theories.csv", 2)
    assert "still an example" in warning.message


def test_a_cycle_in_the_codebook_is_found(write):
    folder = write(codebook__csv="code_id,parent_id\ntrust,faith\nfaith,trust\nother,faith\n")
    [only] = said(folder)
    assert only.startswith("codebook.csv row 2, column parent_id: trust and faith stand above themselves")


def test_a_coding_must_belong_somewhere_and_to_one_study(write):
    folder = write(
        codings__csv="extract_id,study_id,code_id,coder\n,,trust,AB\ne1,s2,trust,AB\n,s2,faith,AB\n"
    )
    assert said(folder) == [
        "codings.csv row 2: neither extract_id nor study_id is filled, so the coding belongs to nothing.",
        "codings.csv row 3, column extract_id: 'e1' belongs to the study 's1', but the row names 's2'. "
        "Mend one of the two.",
    ]


def test_a_value_that_a_spreadsheet_turned_to_a_date_is_found(write):
    folder = write(extracts__csv="extract_id,study_id,locator\ne1,s1,4-Mar\ne2,s2,Mar-04\n")
    assert [line[:40] for line in said(folder)] == [
        "extracts.csv row 2, column locator: '4-M",
        "extracts.csv row 3, column locator: 'Mar",
    ]


def test_identical_codings_are_duplicates_and_different_valences_are_not(write):
    rows = "extract_id,code_id,coder,valence\ne1,trust,AB,enabler\ne1,trust,AB,barrier\n"
    assert len(read_review(write(codings__csv=rows)).codings) == 2
    [only] = said(write(codings__csv=rows + "e1,trust,AB,enabler\n"))
    assert "row 4: 'e1; trust; AB; enabler' stands already in row 2." in only


def test_signs_and_white_space_are_read_with_a_word(write):
    folder = write(
        configurations__csv="configuration_id,study_id,extract_ids\nc1,s1, e1 ; \n",
        configuration_terms__csv="configuration_id,role,code_id,sign\n"
        "c1,context,trust ,−\nc1,mechanism,trust,\nc1,outcome,faith,–\n",
    )
    review = read_review(folder)
    assert review.configuration_terms["sign"].tolist() == ["-", "+", "-"]
    assert review.configurations["extract_ids"].tolist() == ["e1"]
    assert any("white space around the value was taken off in row 2" in str(w) for w in review.warnings)


def test_lists_of_keys_are_checked_one_by_one(write):
    folder = write(
        configurations__csv="configuration_id,study_id,extract_ids\nc1,s1,e1;e9\n",
        configuration_terms__csv="configuration_id,role,code_id\nc1,context,trust\nc2,outcome,faith\n",
    )
    assert said(folder) == [
        "configuration_terms.csv row 3, column configuration_id: 'c2' is not in configurations.csv.",
        "configurations.csv row 2, column extract_ids: 'e9' is not in extracts.csv.",
    ]


def test_a_role_other_than_the_kind_is_a_warning_and_kept(write):
    folder = write(
        configurations__csv="configuration_id,study_id\nc1,s1\n",
        configuration_terms__csv="configuration_id,role,code_id\nc1,outcome,trust\n",
    )
    [warning] = read_review(folder).warnings
    assert "'trust', made for mechanism, is used as outcome in 1 configuration;" in warning.message
    assert len(read_review(folder).configuration_terms) == 1


def test_codes_given_by_one_coder_only_are_a_warning(write):
    folder = write(
        codings__csv="extract_id,code_id,coder\ne1,trust,AB\ne1,trust,CD\ne1,faith,CD\ne2,faith,AB\n"
    )
    # Both coded study s1, so both rated e1: of its two codes one was given by CD alone.
    assert ["1 of 2 codes (50%) were given by one coder only" in line for line in warned(folder)] == [True]


def test_a_flow_that_does_not_add_up_is_a_warning(write):
    folder = write(
        flow__csv="box,n,reason\nrecords_screened,10,\nrecords_excluded,4,\ndbr_sought_reports,5,\n"
    )
    [warning] = warned(folder)
    assert "'dbr_sought_reports' says 5, but 6 is expected" in warning


def test_constructs_are_those_of_the_framework(write):
    folder = write(crosswalk__csv="code_id,framework,construct_id\ntrust,tdf,emotions\nfaith,our-own,x\n")
    [only] = said(folder)
    assert only.startswith("crosswalk.csv row 2, column construct_id: 'emotions' is not a construct of 'tdf'")
    assert only.endswith("Did you mean 'emotion'?")


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("kind: realistic", "'realistic' is not allowed; it can be realist, thematic or framework."),
        ("synthetic: maybe", "'maybe' must be true or false."),
        ("title: [a, b", "cannot be read"),
        ("- a\n- b", "must be lines of the form"),
        ("summary:\n  isue: x", "Did you mean 'issue'?"),
        ("consensus_coder: XY", "'XY' gave no coding; coders are AB."),
        ("id: ../elsewhere", "must be letters, digits, dots, hyphens"),
        ("reporting: {entreq: yes it is}", "must be lines of the form 'item: where it is reported'."),
        ("saturation: {use: false}", "it is switched off without a reason."),
        ("saturation: {use: perhaps}", "use: 'perhaps' must be true or false."),
        ("language: english please", "is no language tag"),
    ],
)
def test_wrong_settings_are_errors(write, yaml, message):
    [only] = said(write(review__yaml=yaml + "\n"))
    assert only.startswith("review.yaml")
    assert message in only


def test_unknown_settings_and_no_settings_are_warnings(write):
    [only] = warned(write(review__yaml="titel: x\n"))
    assert only.endswith("Did you mean 'title'?")


def test_without_settings_the_folder_gives_the_name(tmp_path):
    for name in ("studies.csv", "codebook.csv", "codings.csv", "extracts.csv"):
        (tmp_path / name).write_text(GOOD[name], encoding="utf-8")
    review = read_review(tmp_path)
    assert review.settings.title == review.settings.id == tmp_path.name
    assert "there is no review.yaml" in str(review.warnings[0])


def test_nothing_there_is_one_clear_error(tmp_path):
    (tmp_path / "collaboration").mkdir()
    with pytest.raises(ReviewError, match=r"there is no folder or workbook .*colaboration"):
        read_review(tmp_path / "colaboration")


def test_a_workbook_and_csv_tables_together_are_refused(write):
    folder = write()
    (folder / "review.xlsx").write_bytes(b"PK")
    assert "both a workbook and CSV tables" in said(folder)[0]


def test_the_nearest_match_is_no_wild_guess():
    with pytest.raises(ReviewError) as caught:
        review_from_tables(
            {
                "studies": [{"study_id": "s1"}],
                "codebook": [{"code_id": "trust"}],
                "codings": [{"study_id": "s1", "code_id": "zebra", "coder": "A"}],
            }
        )
    [problem] = caught.value.errors
    assert problem.advice == ""


def test_a_second_nameless_column_is_not_lost(write):
    [only] = said(write(studies__csv="study_id,citation,,\ns1,A,,LOST\ns2,B,,\n"))
    assert only.startswith("studies.csv row 2: a cell stands in a column without a name, the 4th")


def test_thousands_of_wrong_keys_are_checked_at_once_and_hinted_sparingly():
    extracts = [{"extract_id": f"extract-{i}", "study_id": "s1"} for i in range(2000)]
    codings = [{"extract_id": f"Extrct_{i}x", "code_id": "k"} for i in range(1999)]
    codings.append({"extract_id": "EXTRACT-7", "code_id": "k"})
    tables = {"studies": [{"study_id": "s1"}], "codebook": [{"code_id": "k"}]}
    with pytest.raises(ReviewError) as caught:
        review_from_tables({**tables, "extracts": extracts, "codings": codings})
    advice = [problem.advice for problem in caught.value.errors]
    assert len(advice) == 2000
    assert all(advice[:20])
    assert not any(advice[20:-1])
    assert advice[-1] == "Did you mean 'extract-7'?"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"memos__csv": "memo_id,date\nm1,2026-02-31\n"}, "'2026-02-31' is not a date"),
        ({"memos__csv": "memo_id,date\nm1,soon\n"}, "'soon' is not a date, YYYY-MM-DD. Write it like"),
        ({"memos__csv": "memo_id\nm1;m2\n"}, "'m1;m2' is not an identifier. An identifier has no ; in it."),
        (
            {"extracts__csv": "extract_id,study_id,is_verbatim\ne1,s1,maybe\ne2,s1,\n"},
            "'maybe' is not true or false. Write true or false, or leave",
        ),
        ({"studies__csv": "study_id,year\ns1,99999\ns2,\n"}, "a whole number from 1000 to 2999"),
        (
            {"studies__csv": "study_id,n_participants\ns1,-5\ns2,\n"},
            "'-5' is not allowed; it can be 0 or more",
        ),
        ({"studies__csv": f"study_id,n_participants\ns1,{'9' * 23}\ns2,\n"}, "is not a whole number. Write"),
        (
            {"flow__csv": "box,n\nnew_studies,-2\n"},
            "'-2' is not allowed; it can be 0 or more. Mend the number.",
        ),
        ({"codebook__csv": "code_id\ntrust\nfaith\nstudy_id\n"}, "'study_id' names a column of tables"),
        (
            {"codebook__csv": "code_id,label\ntrust,a\x0bb\nfaith,\n"},
            "row 2, column label: the character U+000B",
        ),
        (
            {"codebook__csv": "code_id,label\ntrust,\nfaith,\ufffe\n"},
            "row 3, column label: the character U+FFFE",
        ),
    ],
)
def test_values_that_cannot_be_meant_are_errors(write, files, message):
    [only] = said(write(**files))
    assert message in only


def test_fifteen_digits_are_kept_exactly(write):
    folder = write(studies__csv="study_id,n_participants\ns1,999999999999999\ns2,\n")
    assert read_review(folder).studies["n_participants"].tolist()[0] == 999999999999999


@pytest.mark.parametrize(
    "rows",
    [
        "extract_id,study_id,code_id\ne1,,trust\ne1,s1,trust\n",
        "extract_id,code_id,state\ne1,trust,\ne1,trust,present\n",
    ],
)
def test_codings_that_mean_the_same_are_duplicates(write, rows):
    [only] = said(write(codings__csv=rows))
    assert only.startswith("codings.csv row 3:")
    assert "stands already in row 2" in only


def test_one_coder_who_says_present_and_absent_is_a_warning(write):
    folder = write(
        codings__csv="extract_id,study_id,code_id,coder,state\n"
        "e1,,trust,AB,\ne1,s1,trust,AB,absent\ne1,,faith,AB,\ne2,,trust,AB,absent\n"
    )
    [only] = warned(folder)
    assert only.startswith(
        "codings.csv row 2, column state: the coder 'AB' gives 'trust' to 'e1' as present and as absent."
    )


def test_not_reported_is_said_by_a_blank(write):
    folder = write(studies__csv="study_id,country,sector\ns1,Not reported,care\ns2,NOT REPORTED,\n")
    [only] = warned(folder)
    assert only.startswith("studies.csv row 2, column country: 'Not reported' is typed in 2 cells")


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("authors:\n-\n- Ann\n", "a blank stands in the list"),
        ("authors:\n- Ann: Smith\n", "each entry must be text"),
        ("summary:\n  evidence: [a, b]\n", "evidence: '['a', 'b']' must be text."),
        ("interpretation:\n  themes: true\n", "themes: 'True' must be text."),
    ],
)
def test_settings_of_text_hold_text(write, yaml, message):
    [only] = said(write(review__yaml=yaml))
    assert message in only


def test_a_number_in_the_settings_is_text(write):
    settings = read_review(write(review__yaml="title: 1.10\nauthors: [2024]\nsummary: {issue: 0}\n")).settings
    assert (settings.title, settings.authors, settings.summary["issue"]) == ("1.10", ("2024",), "0")


@pytest.mark.parametrize("name", ["review.yml", "Review.YAML"])
def test_settings_under_another_spelling_are_to_be_renamed(write, name):
    folder = write(review__yaml=None)
    (folder / name).write_text("synthetic: true\n", encoding="utf-8")
    [only] = said(folder)
    assert only.endswith("Rename it to review.yaml.")


def test_a_table_that_is_no_readable_file_is_an_error(write):
    folder = write()
    (folder / "configurations.csv").mkdir()
    (folder / "memos.csv").symlink_to(folder / "nowhere.csv")
    assert [line.partition(" (")[0] for line in said(folder)] == [
        "configurations.csv: the file cannot be read",
        "memos.csv: the file cannot be read",
    ]


def test_a_table_under_another_spelling_is_to_be_renamed(write):
    folder = write(codings__csv=None)
    (folder / "Codings.csv").write_text(GOOD["codings.csv"], encoding="utf-8")
    [only] = said(folder)
    assert only.endswith("Rename it to 'codings.csv'.")


def test_a_table_with_another_ending_is_left_out_with_a_word(write):
    folder = write()
    (folder / "configurations.tsv").write_text("configuration_id\tstudy_id\n", encoding="utf-8")
    (folder / "flow.png").write_bytes(b"")
    [only] = warned(folder)
    assert only.startswith("configurations.tsv: a table is read from CSV, not from .tsv")
