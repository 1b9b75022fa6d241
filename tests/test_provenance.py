from __future__ import annotations

import json
import re

from synthesis.provenance import provenance, rendered_at
from synthesis.review import review_from_tables


def small_review():
    return review_from_tables(
        {
            "studies": [{"study_id": "S1", "citation": "Ash 2001"}],
            "codebook": [{"code_id": "trust"}],
            "extracts": [{"extract_id": "E1", "study_id": "S1", "text": "They met.", "is_verbatim": "true"}],
            "codings": [{"extract_id": "E1", "code_id": "trust", "coder": "A"}],
        },
        settings={"id": "small", "title": "Small"},
    )


def test_provenance_names_review_inputs_versions_and_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769860800")
    known = provenance(small_review())
    assert (known["review_id"], known["title"]) == ("small", "Small")
    assert [(i["table"], i["n_rows"]) for i in known["inputs"]] == [
        ("codebook", 1),
        ("codings", 1),
        ("extracts", 1),
        ("studies", 1),
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", entry["sha256"]) for entry in known["inputs"])
    assert known["versions"]["pandas"].startswith("3.")
    assert known["rendered_at"] == "2026-01-31T12:00:00+00:00"
    assert json.loads(json.dumps(known)) == known


def test_without_an_epoch_it_is_now_in_utc_to_the_second(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", rendered_at())
