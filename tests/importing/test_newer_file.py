"""A newer file of a project: what the tool changed comes in, what people did stays, all is shown first."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import synthesis
from tests.importing.small_project import Project, native

TRUST, TIES, CONTEXT = (native("code", name) for name in ("trust", "ties", "context"))


def _changed(result, change: str, table: str) -> list[str]:
    rows = result.changes.rows
    return list(rows.loc[(rows["change"] == change) & (rows["table"] == table), "id"].drop_duplicates())


def test_the_same_file_again_changes_no_byte(desk):
    desk.bring(Project())
    before = desk.everything()
    result = desk.bring(Project())
    assert not result.is_new
    assert not result.written
    assert len(result.changes) == 0
    assert desk.everything() == before


def test_a_renamed_and_a_moved_code_keep_their_identifier(desk):
    desk.bring(Project())
    newer = Project()
    newer.codes[TRUST] = ("Trust in partners", CONTEXT, "Belief in the other")
    result = desk.bring(newer)

    assert result.asks
    assert _changed(result, "renamed", "codebook") == ["trust"]
    assert _changed(result, "moved", "codebook") == ["trust"]
    codebook = desk.table("codebook").set_index("code_id")
    assert codebook.loc["trust", "label"] == "Trust in partners"
    assert codebook.loc["trust", "parent_id"] == "context"
    assert set(desk.table("codings")["code_id"]) == {"trust", "context-local-ties"}


def test_a_renamed_document_stays_the_same_study(desk):
    desk.bring(Project())
    newer = Project()
    newer.documents = {"Adebayo 2019 (final)": newer.documents["Adebayo 2019"], **newer.documents}
    del newer.documents["Adebayo 2019"]
    newer.codings = [(d.replace("2019", "2019 (final)"), *rest) for d, *rest in newer.codings]
    # The tool keeps the identifiers of what was renamed.
    again = newer.coded_project("rosetta.qdpx")
    old = Project().coded_project("rosetta.qdpx")
    swap = {again.documents["document_id"].iloc[0]: old.documents["document_id"].iloc[0]}
    again.documents["document_id"] = again.documents["document_id"].replace(swap)
    again.segments["document_id"] = again.segments["document_id"].replace(swap)
    result = desk.bring(lambda: again)

    assert list(desk.table("studies")["study_id"]) == ["adebayo-2019", "tanaka-2020"]
    assert list(desk.table("studies")["citation"]) == ["Adebayo 2019 (final)", "Tanaka 2020"]
    assert set(desk.table("extracts")["study_id"]) == {"adebayo-2019", "tanaka-2020"}
    assert len(desk.table("extracts")) == 3
    assert _changed(result, "edited", "studies") == ["adebayo-2019"]


def test_new_and_vanished_codings_are_named_and_done(desk):
    desk.bring(Project())
    newer = Project()
    del newer.codings[1]
    newer.codings.append(("Adebayo 2019", "Stipends came late.", CONTEXT, "Ben"))
    result = desk.bring(newer)

    assert _changed(result, "vanished", "codings") == ["adebayo-2019-e1 · trust · Ben"]
    assert len(_changed(result, "new", "codings")) == 1
    rows = result.changes.rows
    # What is taken out is shown as the words that it was given to.
    gone = rows[(rows["table"] == "codings") & (rows["change"] == "vanished")]
    assert list(gone["before"]) == ["We trust her"]
    codings = desk.table("codings")
    assert len(codings) == 4
    extracts = desk.table("extracts").set_index("extract_id")
    # Extract 3 is the number that was free; the others keep theirs.
    assert extracts.loc["adebayo-2019-e3", "text"] == "Stipends came late."
    assert extracts.loc["adebayo-2019-e1", "text"] == "We trust her"


def test_identifiers_of_extracts_stay_when_one_comes_before_them(desk):
    desk.bring(Project())
    desk_before = desk.table("extracts").set_index("text")["extract_id"]
    newer = Project()
    newer.documents["Adebayo 2019"] = "Note: " + newer.documents["Adebayo 2019"]
    newer.codings.insert(0, ("Adebayo 2019", "Note:", CONTEXT, "Ana"))
    desk.bring(newer)
    after = desk.table("extracts").set_index("text")["extract_id"]
    assert dict(after[desk_before.index]) == dict(desk_before)
    assert after["Note:"] not in set(desk_before)


def test_what_people_added_survives(desk):
    desk.bring(Project())
    studies = desk.table("studies").assign(country=["Nigeria", "Japan"])
    desk.write("studies", studies)
    codings = desk.table("codings").assign(valence=["enabler", "", "", "barrier"])
    codings.loc[len(codings)] = {"extract_id": "tanaka-2020-e1", "code_id": "own", "coder": "Cem"}
    desk.write("codings", codings.fillna(""))
    codebook = desk.table("codebook")
    codebook.loc[len(codebook)] = {"code_id": "own", "label": "Our own code"}
    desk.write("codebook", codebook.fillna(""))
    configurations = pd.DataFrame(
        {"configuration_id": ["c1"], "study_id": ["adebayo-2019"], "extract_ids": ["adebayo-2019-e2"]}
    )
    desk.write("configurations", configurations)
    desk.write(
        "configuration_terms",
        pd.DataFrame({"configuration_id": ["c1"], "role": ["mechanism"], "code_id": ["context-local-ties"]}),
    )
    synthesis.read_review(desk.review)

    newer = Project()
    newer.codings = newer.codings[:2]  # the passage of c1, its code's only one, and Tanaka's are gone
    del newer.codes[TIES]
    result = desk.bring(newer)

    review = synthesis.read_review(desk.review)
    assert list(review.studies["country"]) == ["Nigeria", "Japan"]
    assert "own" in set(review.codebook["code_id"])
    codings = desk.table("codings")
    kept = codings[codings["extract_id"] == "tanaka-2020-e1"]
    # Ana's was given a valence by people, Cem's is their own: both stay, and with them the passage.
    assert set(kept["coder"]) == {"Ana", "Cem"}
    assert _changed(result, "kept", "codings") == ["tanaka-2020-e1 · trust · Ana"]
    assert set(_changed(result, "kept", "extracts")) == {"adebayo-2019-e2", "tanaka-2020-e1"}
    assert _changed(result, "kept", "codebook") == ["context-local-ties"]
    assert _changed(result, "vanished", "codings") == ["adebayo-2019-e2 · context-local-ties · Ana"]
    assert list(review.configurations["extract_ids"]) == ["adebayo-2019-e2"]
    # And what was kept is not brought up again.
    assert len(desk.bring(newer).changes) == 0


def test_what_both_sides_changed_stays_as_people_have_it_and_is_listed_once(desk):
    desk.bring(Project())
    codebook = desk.table("codebook")
    codebook.loc[codebook["code_id"] == "trust", ["label", "definition"]] = ["Confidence", "Ours"]
    desk.write("codebook", codebook)
    newer = Project()
    newer.codes[TRUST] = ("Trust between partners", None, "Belief in the other")
    result = desk.bring(newer)

    conflicts = result.changes.rows[result.changes.rows["change"] == "conflict"]
    assert list(conflicts[["id", "column", "before", "after"]].iloc[0]) == [
        "trust",
        "label",
        "Confidence",
        "Trust between partners",
    ]
    assert len(conflicts) == 1
    row = desk.table("codebook").set_index("code_id").loc["trust"]
    assert (row["label"], row["definition"]) == ("Confidence", "Ours")
    assert len(desk.bring(newer).changes) == 0


def test_the_edited_text_of_a_passage_comes_in_under_the_same_identifier(desk):
    desk.bring(Project())
    old = Project().coded_project("x")
    newer = Project()
    newer.documents["Adebayo 2019"] = newer.documents["Adebayo 2019"].replace("trust her", "TRUST her")
    newer.codings = [(d, q.replace("trust her", "TRUST her"), *rest) for d, q, *rest in newer.codings]
    again = newer.coded_project("rosetta.qdpx")
    swap = dict(zip(again.segments["segment_id"], old.segments["segment_id"], strict=True))
    again.segments["segment_id"] = again.segments["segment_id"].replace(swap)
    again.codings["segment_id"] = again.codings["segment_id"].replace(swap)
    result = desk.bring(lambda: again)
    rows = result.changes.rows
    edited = rows[(rows["table"] == "extracts") & (rows["change"] == "edited")].iloc[0]
    assert list(edited[["id", "before", "after"]]) == ["adebayo-2019-e1", "We trust her", "We TRUST her"]
    assert len(desk.table("codings")) == 4


def test_what_people_took_out_stays_out(desk):
    desk.bring(Project())
    desk.write("codings", desk.table("codings").iloc[:3])
    desk.write("extracts", desk.table("extracts").iloc[:2])
    result = desk.bring(Project())
    assert not result.is_new
    assert _changed(result, "stays out", "extracts") == ["tanaka-2020-e1"]
    assert len(desk.table("extracts")) == 2


def test_what_people_took_out_comes_back_where_something_new_needs_it(desk):
    desk.bring(Project())
    desk.write("codings", desk.table("codings").iloc[:3])
    desk.write("extracts", desk.table("extracts").iloc[:2])
    newer = Project()
    newer.codings.append(("Tanaka 2020", "\U0001d4b3 older users dropped out", CONTEXT, "Ben"))
    result = desk.bring(newer)
    assert _changed(result, "brought back", "extracts") == ["tanaka-2020-e1"]
    assert _changed(result, "stays out", "codings") == ["tanaka-2020-e1 · trust · Ana"]
    synthesis.read_review(desk.review)
    assert len(desk.table("codings")) == 4


def test_an_export_with_other_identifiers_is_known_by_paths_and_shown_for_confirmation(desk):
    desk.bring(Project(), "project (Windows).qdpx")
    before = desk.tables()
    asked = []
    mac = Project(natives="mac", tool="NVivo for Mac 12.7")
    result = desk.bring(mac, "17June.qdpx", confirm=lambda result: asked.append(result) or True)

    assert asked, "nobody was asked"
    said = " ".join(result.changes.remarks)
    assert "17June.qdpx is taken for another version of project (Windows).qdpx" in said
    assert "4 of 4 codes in 17June.qdpx have other identifiers" in said
    assert result.written
    after = desk.tables()
    assert {n: c for n, c in after.items() if n != "import-mapping.yaml"} == {
        n: c for n, c in before.items() if n != "import-mapping.yaml"
    }
    # Known by the new identifiers from now on.
    mac.codes[TRUST] = ("Confidence", None, "Belief in the other")
    result = desk.bring(mac, "17June.qdpx")
    assert _changed(result, "renamed", "codebook") == ["trust"]


def test_a_refusal_writes_nothing(desk):
    desk.bring(Project())
    before = desk.everything()
    newer = Project()
    del newer.codings[0]
    result = desk.bring(newer, confirm=lambda result: False)
    assert not result.written
    assert desk.everything() == before


def test_additions_alone_are_not_asked_about(desk):
    desk.bring(Project())
    newer = Project()
    newer.codings.append(("Tanaka 2020", "older users", CONTEXT, "Ben"))
    newer.codes[native("code", "new")] = ("New", TRUST, "")
    newer.documents["Brown 2021"] = "Nothing yet."

    def never(result):
        raise AssertionError("asked about additions")

    result = desk.bring(newer, confirm=never)
    assert result.written
    assert list(desk.table("studies")["study_id"]) == ["adebayo-2019", "tanaka-2020", "brown-2021"]


def test_the_copy_of_another_coder_adds_and_takes_nothing_out(desk):
    ana, ben = Project(), Project()
    ana.codings = [c for c in ana.codings if c[3] == "Ana"]
    ben.codings = [c for c in ben.codings if c[3] == "Ben"]
    desk.bring(ana, "ana.qdpx")
    result = desk.bring(ben, "ben.qdpx")

    assert not result.asks
    assert "coded by others (Ben)" in result.changes.remarks[0]
    assert set(desk.table("codings")["coder"]) == {"Ana", "Ben"}
    assert len(desk.table("codebook")) == 4
    # Both coded one passage: it is one extract, so that they can be compared.
    assert len(desk.table("extracts")) == 3
    # What Ana gives up in her copy goes, though Ben's copy never had it.
    del ana.codings[1]
    result = desk.bring(ana, "ana.qdpx")
    assert _changed(result, "vanished", "codings") == ["adebayo-2019-e2 · context-local-ties · Ana"]
    assert _changed(result, "vanished", "codebook") == []


def test_two_projects_of_one_file_name_are_two(desk):
    desk.bring(Project(), "project.qdpx")
    other = Project(
        documents={"Brown 2021": "Cold wards."},
        codes={native("code", "cold"): ("Cold", None, "")},
        codings=[("Brown 2021", "Cold", native("code", "cold"), "Ana")],
        notes=[],
    )
    result = desk.bring(other, "project.qdpx")
    assert not result.asks
    assert len(desk.table("studies")) == 3
    assert {p.name for p in (desk.review / "imports").iterdir()} == {"project", "project-2"}
    assert not desk.bring(other, "project.qdpx").is_new


def test_a_sheet_of_another_name_is_not_taken_for_a_newer_version_but_may_be_said_to_be(desk):
    desk.given["first.xlsx"] = desk.given["second.xlsx"] = (Project(), "sheet")
    for name in ("first.xlsx", "second.xlsx"):
        (desk.folder / name).write_bytes(b"stands for a sheet")
    synthesis.import_project(desk.folder / "first.xlsx", into=desk.review)
    newer = Project()
    del newer.codings[0]
    desk.given["second.xlsx"] = (newer, "sheet")
    result = synthesis.import_project(desk.folder / "second.xlsx", into=desk.review)
    assert "write 'project: first' for it" in result.changes.remarks[0]
    assert len(desk.table("codings")) == 4
    file = desk.review / "import-mapping.yaml"
    file.write_text(file.read_text("utf-8").replace("project: second", "project: first"), encoding="utf-8")
    result = synthesis.import_project(desk.folder / "second.xlsx", into=desk.review)
    assert result.asks
    assert len(desk.table("codings")) == 3
    # What the second sheet said as a project of its own is out of date with that.
    assert [p.name for p in sorted((desk.review / "imports").iterdir())] == ["first"]


def test_another_tool_without_a_place_for_memos_does_not_take_them_out(desk):
    desk.bring(Project())
    other = Project(tool="MAXQDA 24", natives="x", notes=[])
    result = desk.bring(other, "rosetta.qdpx")
    assert _changed(result, "vanished", "memos") == []
    assert len(desk.table("memos")) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_a_database_that_gives_numbers_again_does_not_confuse_codes(desk, number):
    """Code 2 was deleted and its number given to another one; code 1 is still code 1."""
    first = Project().coded_project("x.qda", "qualcoder")
    numbers = {c: str(n) for n, c in enumerate(first.codes["code_id"], start=1)}

    def numbered(project):
        made = project.coded_project("x.qda", "qualcoder")
        names = dict(numbers) | {native("code", "late"): numbers[TRUST]}
        for column in ("code_id", "parent_id"):
            made.codes[column] = made.codes[column].map(lambda c: names.get(c, c))
        made.codings["code_id"] = made.codings["code_id"].map(lambda c: names.get(c, c))
        return lambda: made

    desk.bring(numbered(Project()), "x.qda")
    newer = Project()
    if number == 2:  # Trust is there again under a number of its own
        newer.codes = {c: v for c, v in newer.codes.items() if c != TRUST}
        newer.codes[native("code", "late")] = ("Something else", None, "")
        newer.codes[native("code", "trust 2")] = ("Trust", None, "Belief in the other")
        now = {TRUST: native("code", "trust 2")}
        newer.codings = [(d, q, now.get(c, c), who) for d, q, c, who in newer.codings]
    result = desk.bring(numbered(newer), "x.qda")
    codebook = desk.table("codebook").set_index("code_id")
    assert codebook.loc["trust", "label"] == "Trust"
    assert _changed(result, "renamed", "codebook") == []
    assert len(desk.table("codings")) == 4


def test_the_log_grows_with_each_import_that_changes_something(desk):
    desk.bring(Project())
    desk.bring(Project())
    newer = Project()
    del newer.codings[0]
    desk.bring(newer)
    log = json.loads((desk.review / "import-log.json").read_text("utf-8"))["imports"]
    assert len(log) == 2
    assert {"table": "codings", "change": "vanished", "n": 1} in log[1]["changes"]


def test_a_review_that_is_edited_while_a_person_is_asked_is_not_overwritten(desk):
    desk.bring(Project())
    newer = Project()
    del newer.codings[0]

    def edit(result):
        desk.write("studies", desk.table("studies").assign(country="Peru"))
        return True

    with pytest.raises(synthesis.OptionError, match=r"studies\.csv' was changed while"):
        desk.bring(newer, confirm=edit)
    assert set(desk.table("studies")["country"]) == {"Peru"}
    assert len(desk.table("codings")) == 4


def test_files_keep_the_form_that_people_gave_them(desk):
    desk.bring(Project())
    desk.table("codebook").to_csv(desk.review / "codebook.csv", index=False, lineterminator="\r\n")
    before = desk.everything()
    newer = Project()
    newer.codings.append(("Tanaka 2020", "older users", CONTEXT, "Ben"))
    desk.bring(newer)
    # Not touched: no cell of it changed.
    assert desk.everything()["codebook.csv"] == before["codebook.csv"]
    newer.codes[native("code", "new")] = ("New", None, "")
    desk.bring(newer)
    assert not desk.everything()["codebook.csv"].startswith(b"\xef\xbb\xbf")
