"""Zotero's CSV: columns in any order, the rest of them named."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import zotero_csv
from synthesis.ingest.options import ImportOptions

HEADER = "Key,Item Type,Publication Year,Author,Title,DOI,Extra,Manual Tags,File Attachments"
ROW = 'AB12,journalArticle,2019,"Ng, A; Li, B",Trust,10.1000/A,"PMID: 77\nPMCID: PMC5",a; b,C:/x.pdf'


def read(tmp_path, text):
    path = tmp_path / "z.csv"
    path.write_bytes(("\ufeff" + text).encode())
    imported = zotero_csv.read([path], ImportOptions())
    imported.account.check()
    return imported


def test_a_row_becomes_a_study(tmp_path):
    imported = read(tmp_path, f"{HEADER}\n{ROW}\n")
    row = imported.tables["studies"].iloc[0]
    assert (row["study_id"], row["citation"]) == ("ng-2019", "Ng and Li 2019")
    assert (row["doi"], row["pmid"], row["pmcid"]) == ("10.1000/a", "77", "PMC5")
    assert (row["keywords"], row["type"]) == ("a; b", "journalArticle")
    assert imported.keys["native_id"].tolist() == ["ab12"]
    assert imported.account["fields"].left_out["it names a file on somebody's computer"] == 1


def test_a_header_without_rows_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no reference was found"):
        read(tmp_path, HEADER + "\n")


def test_it_is_recognised_by_its_columns(tmp_path):
    path = tmp_path / "z.csv"
    path.write_text(f"{HEADER}\n{ROW}\n")
    assert zotero_csv.looks_like(path)
    path.write_text("Keyword,Item Type,Publication Year\n")
    assert not zotero_csv.looks_like(path)
