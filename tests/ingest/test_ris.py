"""RIS and Web of Science: every record becomes a study, and what was odd about it is said."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import ris
from synthesis.ingest.options import ImportOptions


@pytest.fixture
def read(tmp_path):
    def read_text(text, *, encoding="utf-8", **options):
        path = tmp_path / "refs.ris"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        imported = ris.read([path], ImportOptions(**options))
        imported.account.check()
        return imported

    return read_text


def record(*lines, end=True):
    return "\n".join(["TY  - JOUR", *lines, *(["ER  - "] if end else [])]) + "\n"


def n_records(imported):
    return imported.account["records"].found, imported.account["records"].kept


def test_a_record_becomes_a_study_with_all_its_parts(read):
    studies = read(
        record(
            "AU  - Adebayo, Ọlá",
            "AU  - Müller, K.",
            "AU  - Tanaka, H",
            "PY  - 2019/07//",
            "TI  - Trust at work",
            "JF  - Journal of Examples",
            "VL  - 4",
            "IS  - 2",
            "SP  - 11",
            "EP  - 19",
            "DO  - https://doi.org/10.1000/ABC.",
            "KW  - trust",
            "KW  - teams",
            "UR  - http://example.org/a;b",
        )
    ).tables["studies"]
    row = studies.iloc[0]
    assert row["study_id"] == "adebayo-2019"
    assert row["citation"] == "Adebayo et al. 2019"
    assert (row["year"], row["doi"], row["pages"]) == ("2019", "10.1000/abc", "11-19")
    assert row["authors"] == "Adebayo, Ọlá; Müller, K.; Tanaka, H"
    assert row["keywords"] == "trust; teams"
    assert row["url"] == "http://example.org/a;b"  # a semicolon is a part of an address
    assert row["type"] == "Journal"


@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n\n", "Record #1 of 1\nProvider: X\n1.\n"])
def test_what_stands_before_the_first_record_costs_none(read, start):
    imported = read(start + record("TI  - One", "AU  - Smith, J"))
    assert n_records(imported) == (1, 1)


def test_a_word_er_inside_a_text_does_not_end_the_record(read):
    imported = read(record("N2  - first line,", "ER then second line", "      the last line", "TI  - One"))
    assert imported.tables["studies"]["abstract"].tolist() == [
        "first line,\nER then second line\nthe last line"
    ]


def test_a_record_without_an_end_is_kept_and_named(read):
    imported = read(record("TI  - One", end=False) + record("TI  - Two") + record("TI  - Three", end=False))
    assert imported.tables["studies"]["title"].tolist() == ["One", "Two", "Three"]
    assert any(
        "2 records without an end (ER)" in r and "line 1 and line 6" in r for r in imported.account.remarks
    )


def test_a_record_without_a_beginning_is_kept_and_named(read):
    imported = read("TI  - Lost head\nAU  - Smith, J\nER  - \n" + record("TI  - Two"))
    assert imported.tables["studies"]["title"].tolist() == ["Lost head", "Two"]
    assert "1 record without a beginning (TY), read all the same: line 1." in imported.account.remarks


def test_tabs_and_single_blanks_before_the_dash_are_tags_of_known_names_only(read):
    text = "TY - JOUR\nTI\t- Tabbed\nAB  - The\nUK - a study of it\nER - \n"
    studies = read(text).tables["studies"]
    assert studies["title"].tolist() == ["Tabbed"]
    assert studies["abstract"].tolist() == ["The\nUK - a study of it"]


def test_unknown_tags_are_left_out_by_name(read):
    imported = read(record("TI  - One", "JP  - CRISPR", "JP  - again", "DC  - x"))
    fields = imported.account["fields"]
    assert (fields.found, fields.kept) == (5, 2)
    assert fields.examples["the table of studies has no column for it"] == ["JP", "DC"]


def test_lines_after_the_end_are_named(read):
    imported = read(record("TI  - One") + "NL  - J Ex\n\nLink to the full text\n")
    remark = "2 lines between or after the records, not read: NL."
    assert remark in imported.account.remarks


def test_a_year_that_is_none_is_left_blank_and_kept_as_given(read):
    imported = read(record("TI  - One", "AU  - Smith, J", "PY  - 10 15"))
    row = imported.tables["studies"].iloc[0]
    assert row.isna()["year"]
    assert (row["year_as_given"], row["study_id"]) == ("10 15", "smith")
    assert any("'10 15' (record 1 (line 1))" in r for r in imported.account.remarks)


def test_the_year_comes_from_the_date_where_the_year_is_none(read):
    assert read(record("TI  - A", "PY  - n.d.", "DA  - 2015/03/01")).tables["studies"]["year"].tolist() == [
        "2015"
    ]


def test_pages_that_say_that_there_are_none_are_left_out(read):
    imported = read(record("TI  - A", "SP  - No", "EP  - Pagination Specified"))
    assert "pages" not in imported.tables["studies"]
    assert imported.account["fields"].left_out["it says that there are no pages"] == 2


def test_screening_labels_in_notes_become_labels(read):
    imported = read(record("TI  - A", "N1  - ASReview_relevant. seen twice", "N1  - ASReview_prior"))
    row = imported.tables["studies"].iloc[0]
    assert row["labels"] == "ASReview_relevant; ASReview_prior"
    assert row["notes"] == "ASReview_relevant. seen twice; ASReview_prior"


def test_records_with_nothing_to_tell_them_by_are_kept(read):
    imported = read("TY  -\nER  -\n\nTY  - GEN\nN1  - Reference Type: Generic\nER  -\n")
    assert imported.tables["studies"]["study_id"].tolist() == ["record-1", "record-2"]
    assert any("2 records with neither title nor authors" in r for r in imported.account.remarks)


def test_the_tagged_format_of_web_of_science(read):
    text = (
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Law, CJ\n   Loach, PA\nTI Interactions of\n"
        "   complexes\nSO BIOCHEMISTRY\nID ONE; TWO;\n   THREE\nCR A, 1990\n   B, 1991\nPY 2004\nBP 7\nEP 9\n"
        "DI 10.1021/bi0\nPM 151\nUT WOS:1\nER\n\nPT J\nAU Cao, W\nTI Other\nPY 2004\nER\n\nEF\n"
    )
    imported = read(text)
    row = imported.tables["studies"].iloc[0]
    assert n_records(imported) == (2, 2)
    assert row["study_id"] == "law-2004"
    assert row["title"] == "Interactions of complexes"
    assert row["authors"] == "Law, CJ; Loach, PA"
    assert row["keywords"] == "ONE; TWO; THREE"
    assert (row["pages"], row["pmid"]) == ("7-9", "151")
    assert imported.account["fields"].left_out["it lists the works that are cited"] == 2
    assert imported.tool == "Web of Science"


def test_latin_1_is_read_only_where_a_person_says_so(tmp_path):
    path = tmp_path / "latin.ris"
    path.write_bytes(record("TI  - Café", "AU  - Müller, A").encode("cp1252"))
    with pytest.raises(UnreadableError, match="name the encoding that it is in") as error:
        ris.read([path], ImportOptions())
    assert "Windows-1252" in str(error.value)
    told = ris.read([path], ImportOptions(encoding="windows-1252"))
    assert told.tables["studies"]["title"].tolist() == ["Café"]


def test_utf_16_with_a_mark_is_read(read):
    assert read(record("TI  - Café"), encoding="utf-16").tables["studies"]["title"].tolist() == ["Café"]


@pytest.mark.parametrize(
    "content",
    [
        b"nothing of the kind",
        b"\x00\x01\x02\x03",
        b"\xff\xd8\xff\xe0garbage",
        b"TY  - JOUR\x00",
        b"%PDF-1.4\n",
    ],
)
def test_what_holds_no_record_is_refused_by_name(read, content):
    with pytest.raises(UnreadableError, match=r"^refs\.ris: "):
        read(content)


def test_an_empty_file_is_refused(read):
    with pytest.raises(UnreadableError, match="the file is empty"):
        read(b"")


def test_a_file_is_recognised_by_its_lines(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(record("TI  - A"))
    assert ris.looks_like(path)
    path.write_text("PMID- 1\nTI  - A\n")
    assert not ris.looks_like(path)
    assert not ris.looks_like(tmp_path / "absent.ris")
