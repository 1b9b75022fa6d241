from __future__ import annotations

from lxml import etree

from synthesis.export.qdc import export_qdc, qdc_bytes
from synthesis.ingest import refi_qda_codebook
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.refi_qda_schema import published_schema
from synthesis.review import read_review
from tests.analyses.small_review import small_review


def test_a_codebook_is_valid_and_comes_back(tmp_path):
    review = read_review("data/realist-86")
    export_qdc(review, tmp_path / "codes.qdc")
    published_schema("CodeBook").assertValid(etree.parse(tmp_path / "codes.qdc"))
    imported = refi_qda_codebook.read([tmp_path / "codes.qdc"], ImportOptions())
    imported.account.check()
    expected = review.codebook.set_index("code_id")
    found = imported.tables["codebook"].set_index("code_id").loc[expected.index, list(expected.columns)]
    assert found.fillna("").to_dict() == expected.fillna("").to_dict()


def test_a_codebook_carries_no_other_table_and_says_so():
    content, account = qdc_bytes(small_review())
    assert content == qdc_bytes(small_review())[0]
    assert b"Stated absent" not in content
    left = {entry.kind: entry.n_left_out for entry in account.entries}
    assert left["codebook"] == 0
    assert left["studies"] == 4
    assert left["codings"] == len(small_review().codings)
