"""Whatever stands in a sheet: it comes back whole, the account adds up, and only our own errors come out."""

import io

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthesis.errors import SynthesisError
from synthesis.ingest import sheet
from synthesis.ingest.coded_project import CodedProject
from synthesis.ingest.options import ImportOptions
from synthesis.ingest.project_tables import project_tables
from tests.ingest.sheet_files import codings_of, ods_table, write_ods, write_xls, write_xlsx

HEADERS = [
    ["Study", "Quote", "Codes", "Coder", "Page", "Direction", "Notes"],
    ["Study", "Country", "Trust", "Fear", "Drop-out"],
    ["Document", "Document group", "Code", "Beginning", "End", "Segment", "Author"],
    ["Number", "Reference", "Name", "Text Content", "Document", "Codes", "Number of Codes", "Comment"],
    ["Media Title", "Excerpt Copy", "Code: A\\B Applied", "Code: A\\B Weight", "Excerpt Range"],
    ["id", "document", "tag", "content"],
    ["Code", "Parent", "Comment"],
    ["Code", "", "Groups"],
    ["Author", "Year", "Title", "Country", "Funding"],
    ["extract_id", "study_id", "code_id", "coder", "text", "label"],
    ["Study", "Document", "Participant", "Quote", "Theme", "Subtheme"],
    ["a", "b", "c"],
]
SIGNS = ["", " ", "x", "0", "1", "+", "-", "::", ";", ",", "."]
CODES = ["A", "B", "A, B", "A; B", "A > B", "a\\b", "A: B", "enabler", "e1", "None"]
TEXTS = ["Study 1", "2020", "=1+1", "some longer words of a passage", "two\nlines", "😀"]
words = st.sampled_from([*SIGNS, *CODES, *TEXTS])


@st.composite
def tables(draw):
    header = draw(st.permutations(draw(st.sampled_from(HEADERS))))
    rows = draw(st.lists(st.lists(words, min_size=len(header), max_size=len(header)), max_size=7))
    return [header, *rows]


def csv_bytes(rows, delimiter, encoding):
    lines = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join(lines).encode(encoding)


def imported(path, options):
    found = sheet.read([path], options)
    made = project_tables(found, options) if isinstance(found, CodedProject) else found
    made.account.check()
    return made


def attempt(read):
    """Return what was read, or the words in which it was refused; anything else is a fault."""
    try:
        return read(), ""
    except SynthesisError as refused:
        return None, str(refused)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
@given(rows=tables(), delimiter=st.sampled_from(",;\t|"), as_=st.sampled_from([None, "studies", "codings"]))
def test_any_table_is_read_or_refused_and_its_mapping_reads_it_again(tmp_path_factory, rows, delimiter, as_):
    path = tmp_path_factory.mktemp("any") / "s.csv"
    path.write_bytes(csv_bytes(rows, delimiter, "utf-8"))
    first, refusal = attempt(lambda: imported(path, ImportOptions(as_=as_)))
    assert str(path.parent) not in refusal
    if first is None:
        return
    saved = yaml.safe_load(yaml.safe_dump(dict(first.mapping)))
    again = imported(path, ImportOptions(as_=as_, mapping=saved))
    assert {name: t.shape for name, t in again.tables.items()} == {
        name: t.shape for name, t in first.tables.items()
    }


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), max_size=30)
name = st.text(st.sampled_from("abcdefgh "), min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(st.tuples(name, text.filter(str.strip), name, name), min_size=1, max_size=8, unique=True),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_passages_and_codes_come_back_as_they_were(tmp_path_factory, rows, delimiter, encoding):
    path = tmp_path_factory.mktemp("same") / "s.csv"
    header = ["Study", "Quote", "Code", "Coder"]
    path.write_bytes(csv_bytes([header, *map(list, rows)], delimiter, encoding))
    mapping = {
        "columns": {"document": "Study", "text": "Quote", "code": "Code", "coder": "Coder"},
        "code_separator": "",
        "level_sign": "",
    }
    project = sheet.read([path], ImportOptions(mapping=mapping))
    wanted = [(d, t, " ".join(c.split()), who) for d, t, c, who in rows]
    assert [(d, t, c, w) for d, t, c, w in codings_of(project)] == wanted


def spoilt_workbook(kind, path):
    rows = [["Study", "Quote", "Code"], *([f"S{n}", f"words {n}", "Trust"] for n in range(5))]
    if kind == "xlsx":
        return write_xlsx(path / "s.xlsx", {"S": rows})
    return (
        write_xls(path / "s.xls", rows) if kind == "xls" else write_ods(path / "s.ods", ods_table("S", rows))
    )


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=6)
@given(at=st.lists(st.floats(0, 0.999), min_size=1, max_size=4), sign=st.integers(0, 255), cut=st.booleans())
def test_a_spoilt_workbook_is_read_or_refused(tmp_path, kind, at, sign, cut):
    path = spoilt_workbook(kind, tmp_path)
    content = io.BytesIO(path.read_bytes())
    size = len(content.getvalue())
    for place in at:
        content.seek(int(place * size))
        content.write(bytes([sign]))
    path.write_bytes(content.getvalue()[: int(at[0] * size) if cut else None])
    found, refusal = attempt(lambda: sheet.read([path], ImportOptions()))
    assert refusal.startswith(path.name) if found is None else len(found.segments) <= 5
