"""Rayyan: decisions of each reviewer, conflicts for a person to decide, and no e-mail address anywhere."""

import json

import pytest

from synthesis.errors import OptionError, UnreadableError
from synthesis.ingest import rayyan
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.rayyan_decisions import notes_in
from synthesis.review import review_from_tables

HEADER = "key,title,year,journal,authors,abstract,notes,doi,keywords,pubmed_id,pmc_id"


def article(number, title, notes=""):
    quoted = notes.replace('"', '""')
    return f'rayyan-{number},{title},2020,J,"Can, B. and Li, X.",,"{quoted}",,"a;b",,'


def included(**decisions):
    pairs = ", ".join(f'"{name}"=>"{decision}"' for name, decision in decisions.items())
    return f"RAYYAN-INCLUSION: {{{pairs}}}"


BOTH = {"Ana": "Included", "Ben": "Included"}
ARTICLES = [
    article(
        101, "One", f'first | {included(**BOTH)} | RAYYAN-LABELS: x,y | USER-NOTES: {{"Ana"=>["see, p. 3"]}}'
    ),
    article(
        102, "Two", f"{included(Ana='Excluded', Ben='Excluded')} | RAYYAN-EXCLUSION-REASONS: wrong place"
    ),
    article(103, "Three", included(Ana="Excluded", Ben="Included")),
    article(104, "Four", included(Ana="Maybe")),
    article(105, "Five"),
]
LOG = [
    "created_at,user_id,user_email,article_id,key,value",
    "2022-12-15T19:57:44.781Z,9,ana@x.org,101,included,1",
    "2022-12-15T19:56:44.781Z,9,ana@x.org,101,included,0",
    "2022-12-15T19:56:44.781Z,8,ben@x.org,101,included,1",
    "2022-12-15T19:56:44.781Z,9,ana@x.org,103,included,-1",
    "2022-12-15T19:56:44.781Z,8,ben@x.org,103,included,1",
    '2022-12-15T19:58:44.781Z,9,ana@x.org,102,"""__EXR__late""",1',
    '2022-12-15T19:58:44.781Z,9,ana@x.org,102,"""__EXR__survey""",1',
    '2022-12-15T19:59:44.781Z,9,ana@x.org,102,"""__EXR__survey""",deleted',
    "2022-12-15T19:58:44.781Z,9,ana@x.org,999,included,1",
    "2022-12-15T19:58:44.781Z,9,ana@x.org,104,odd,zz",
]


def read(tmp_path, files, **mapping):
    paths = []
    for name, lines in files.items():
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        assert rayyan.looks_like(path)
        paths.append(path)
    imported = rayyan.read(paths, ImportOptions(mapping=mapping))
    imported.account.check()
    return imported


def rows(imported, table, *columns):
    return imported.tables[table][list(columns)].fillna("").values.tolist()


def test_notes_are_taken_apart():
    notes = notes_in(
        'Epub | RAYYAN-INCLUSION: {"A \\"B\\""=>"Included", "Ćira"=>"Excluded"} | RAYYAN-LABELS: a,b c | '
        'RAYYAN-EXCLUSION-REASONS: foreign language | USER-NOTES: {"Ćira"=>["one, two", "three"]}'
    )
    assert notes.rest == "Epub"
    assert notes.decisions == {'A "B"': "Included", "Ćira": "Excluded"}
    assert (notes.labels, notes.reasons) == (["a", "b c"], ["foreign language"])
    assert notes.user_notes == [("Ćira", "one, two"), ("Ćira", "three")]


def test_what_ruby_escapes_is_what_people_wrote():
    notes = notes_in(
        r'USER-NOTES: {"Ana" => ["first\nsecond \"line\" \u{1F600} \u00e9 \#{x} C:\\n", "\u{FFFFFF}"], '
        r'"Ben": ["b"]}'
    )
    assert notes.user_notes == [
        ("Ana", 'first\nsecond "line" 😀 é #{x} C:\\n'),
        ("Ana", "\ufffd"),
        ("Ben", "b"),
    ]


def test_what_all_include_is_a_study_and_the_rest_is_named(tmp_path):
    imported = read(tmp_path, {"articles.csv": [HEADER, *ARTICLES]})
    row = imported.tables["studies"].iloc[0]
    assert imported.tables["studies"]["study_id"].tolist() == ["can-2020"]
    assert (row["citation"], row["keywords"], row["labels"]) == ("Can and Li 2020", "a; b", "x; y")
    assert (row["notes"], row["screening_decisions"]) == ("first", "Ana: Included; Ben: Included")
    assert imported.account["records"].left_out == {
        "the reviewers excluded them, or the mapping does": 1,
        "the reviewers disagree": 1,
        "the reviewers say maybe": 1,
        "nobody has decided on them": 1,
    }
    assert rows(imported, "flow", "box", "n", "reason") == [
        ["records_screened", "4", ""],
        ["records_excluded", "1", "wrong place"],
    ]
    assert rows(imported, "memos", "memo_id", "author", "about", "text") == [
        ["can-2020-note", "Ana", "can-2020", "see, p. 3"]
    ]
    assert "Ana and Ben both decided on 3 records and agreed on 2 (67%)." in imported.account.remarks


def test_a_person_decides_conflicts_one_by_one_or_all(tmp_path):
    files = {"articles.csv": [HEADER, *ARTICLES]}
    (conflict,) = read(tmp_path, files).mapping["conflicts"]
    assert conflict == {
        "article": "103",
        "title": "Three",
        "decisions": "Ana: Excluded; Ben: Included",
        "choice": "",
    }
    one = read(tmp_path, files, conflicts=[conflict | {"choice": "included"}])
    assert one.tables["studies"]["title"].tolist() == ["One", "Three"]
    every = read(tmp_path, files, conflict="excluded", maybe="included", undecided="included")
    assert every.tables["studies"]["title"].tolist() == ["One", "Four", "Five"]
    assert every.account["records"].left_out == {"the reviewers excluded them, or the mapping does": 2}
    with pytest.raises(OptionError, match="conflict='perhaps'"):
        read(tmp_path, files, conflict="perhaps")


def test_full_texts_have_other_boxes(tmp_path):
    imported = read(tmp_path, {"articles.csv": [HEADER, *ARTICLES]}, stage="reports")
    assert imported.tables["flow"]["box"].tolist() == ["dbr_assessed", "dbr_excluded"]


def test_the_last_event_of_the_log_holds_and_adds_to_the_notes(tmp_path):
    imported = read(tmp_path, {"customizations_log.csv": LOG, "articles.csv": [HEADER, *ARTICLES]})
    events = imported.account["log events"]
    assert (events.found, events.kept) == (10, 5)
    assert events.left_out == {
        "a later event of the same reviewer, article and key replaced them": 2,
        "what they set was withdrawn": 1,
        "their article is in none of the files": 1,
        "their key or value is not known": 1,
    }
    assert rows(imported, "flow", "n", "reason")[1] == ["1", "late; wrong place"]
    known = {d.about: d.choice for d in imported.account.decisions}
    assert known["who reviewer 1 of the log is"] == "Ana of the notes"
    assert known["who reviewer 2 of the log is"] == "Ben of the notes"
    assert imported.file == "customizations_log.csv"


def test_the_log_alone_decides_where_the_notes_are_silent(tmp_path):
    silent = [article(101, "One"), article(103, "Three")]
    imported = read(tmp_path, {"articles.csv": [HEADER, *silent], "log.csv": LOG})
    assert imported.tables["studies"]["screening_decisions"].tolist() == [
        "reviewer 1: Included; reviewer 2: Included"
    ]


def test_no_e_mail_address_is_written_anywhere(tmp_path):
    named = article(106, "Six", included(**{"eve@x.org": "Included"}))
    imported = read(tmp_path, {"articles.csv": [HEADER, *ARTICLES, named], "log.csv": LOG})
    written = " ".join(table.to_csv() for table in imported.tables.values())
    written += json.dumps(imported.account.as_dict()) + json.dumps(imported.mapping) + imported.keys.to_csv()
    assert "@" not in written
    assert "screener 1: Included" in written


def test_ris_and_bibtex_carry_the_same_notes(tmp_path):
    ris = [
        "TY  - JOUR",
        "ID  - rayyan-201",
        "TI  - R",
        "AU  - Ng, A",
        "PY  - 2019",
        f"N1  - {included(**BOTH)}",
    ]
    bib = ["@article{rayyan-202,", "  title={B},", "  author={Li, C},", "  year={2018},"]
    bib += [f"  note={{cited | {included(Ana='Excluded')} | RAYYAN-EXCLUSION-REASONS: late}}", "}"]
    imported = read(tmp_path, {"a.ris": [*ris, "ER  - "], "b.bib": bib})
    assert imported.tables["studies"]["study_id"].tolist() == ["ng-2019"]
    assert rows(imported, "flow", "n", "reason") == [["2", ""], ["1", "late"]]
    assert imported.account["records"].found == 2


def test_records_that_nobody_has_decided_on_are_all_taken(tmp_path):
    imported = read(tmp_path, {"articles.csv": [HEADER, article(1001, "A"), article(1002, "B")]})
    assert len(imported.tables["studies"]) == 2
    assert "flow" not in imported.tables
    assert "Nobody has decided on any record; all of them were taken as studies." in imported.account.remarks


def test_the_tables_are_a_valid_review(tmp_path):
    imported = read(tmp_path, {"articles.csv": [HEADER, *ARTICLES], "log.csv": LOG})
    ours = {
        "codebook": [{"code_id": "trust"}],
        "codings": [{"study_id": "can-2020", "code_id": "trust"}],
    }
    review = review_from_tables(imported.tables | ours, settings={"id": "rayyan"})
    assert review.memos["author"].tolist() == ["Ana"]


def test_the_log_without_articles_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="it is the log of decisions, without the articles"):
        read(tmp_path, {"log.csv": LOG})


def test_a_table_of_another_kind_is_refused_and_not_recognised(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("key,title,notes,abstract\n1,2,3,4\n")
    assert not rayyan.looks_like(path)
    path.write_text("a,b\n1,2\n")
    with pytest.raises(
        UnreadableError, match="neither the columns of Rayyan's articles nor those of its log"
    ):
        rayyan.read([path], ImportOptions())
