"""PubMed references: records between blank lines, each with its number."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import nbib
from synthesis.ingest.options import ImportOptions

ONE = """PMID- 100
OWN - NLM
VI  - 10
IP  - 4
DP  - 2018 Apr
TI  - Balloon guides and
      their outcomes.
PG  - 335-9
LID - 10.1136/Neur-1 [doi]
LID - neur-1 [pii]
AB  - Background.
FAU - Brinjikji, Waleed
AU  - Brinjikji W
AD  - Somewhere.
FAU - Pereira, Vitor M
AU  - Pereira VM
CN  - The Study Group
TA  - J Ex
JT  - Journal of examples
MH  - Aged
OT  - stroke
PMC - PMC7
"""


def read(tmp_path, text):
    path = tmp_path / "p.nbib"
    path.write_bytes(text.encode())
    imported = nbib.read([path], ImportOptions())
    imported.account.check()
    return imported


def test_a_record_becomes_a_study(tmp_path):
    imported = read(tmp_path, ONE)
    row = imported.tables["studies"].iloc[0]
    assert (row["study_id"], row["citation"]) == ("brinjikji-2018", "Brinjikji et al. 2018")
    assert row["title"] == "Balloon guides and their outcomes."
    assert row["authors"] == "Brinjikji, Waleed; Pereira, Vitor M; The Study Group"
    assert (row["doi"], row["pmid"], row["pmcid"]) == ("10.1136/neur-1", "100", "PMC7")
    assert (row["journal"], row["keywords"]) == ("Journal of examples", "Aged; stroke")
    assert imported.keys["native_id"].tolist() == ["100"]
    left = imported.account["fields"].left_out
    assert left["the full name is given, too"] == 2
    assert left["it holds addresses of people"] == 1


def test_records_without_a_blank_line_between_them_stay_apart(tmp_path):
    imported = read(
        tmp_path, "1:\n\n" + ONE + ONE.replace("100", "101") + "\nPMC - PMC9\nPMID- 102\nTI  - C\r\n"
    )
    assert imported.tables["studies"]["pmid"].tolist() == ["100", "101", "102"]
    assert imported.account["records"].found == 3


def test_short_names_are_taken_where_no_full_ones_are_given(tmp_path):
    assert read(tmp_path, "PMID- 1\nTI  - A\nAU  - Ng AB\n").tables["studies"]["study_id"].tolist() == ["ng"]


def test_a_file_without_records_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no reference was found in it"):
        read(tmp_path, "OWN - NLM\n\nsome text\n")


def test_it_is_recognised_by_its_first_tag(tmp_path):
    path = tmp_path / "p.txt"
    path.write_text("\n" + ONE)
    assert nbib.looks_like(path)
    path.write_text("TY  - JOUR\nER  - \n")
    assert not nbib.looks_like(path)
