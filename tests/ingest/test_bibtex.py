"""BibTeX: accents are letters, and a bad entry harms no other."""

import pytest

from synthesis.errors import UnreadableError
from synthesis.ingest import bibtex
from synthesis.ingest.bibtex_entries import plain_text, read_entries
from synthesis.ingest.options import ImportOptions


def read(tmp_path, text):
    path = tmp_path / "r.bib"
    path.write_bytes(text.encode())
    imported = bibtex.read([path], ImportOptions())
    imported.account.check()
    return imported


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"{\'e}t{\'e} \v{s} \c{c}", "été š ç"),
        (r"\'{\i}", "í"),
        (r"\L{}ukasz S\o{}ren {\ss}", "Łukasz Søren ß"),
        (r"100\% of {AFM} \& more", "100% of AFM & more"),
        ("above 85%, where it ends", "above 85%, where it ends"),  # no comment: nothing is cut off
        (r"{\textquotedblleft}A{\textquotedblright}", "“A”"),
        (r"$\alpha$ and $<$0.5", "α and <0.5"),
        (r"\emph{x} \textit{y}", "x y"),
        (r"\{x\}", "{x}"),
        (r"C:\unknown", r"C:\unknown"),
        ("Smith~A", "Smith A"),
    ],
)
def test_tex_becomes_text(tex, text):
    assert plain_text(tex) == text


def test_an_entry_becomes_a_study(tmp_path):
    row = (
        read(
            tmp_path,
            r"""@string{jex = "Journal of Examples"}
@comment{jabref-meta: x}
@Article{key1,
  author = {M{\"u}ller, K. and Jane van Dyke and {World Health Organization}},
  title = {Trust, {AFM} and more}, journal = jex, month = oct, year = 2019,
  pages = {11--19}, doi = {10.1000/a\_b}, url = {http://x.org/~y?a=1\&b=2},
  keywords = {trust, team work}, file = {C:/x.pdf}
}""",
        )
        .tables["studies"]
        .iloc[0]
    )
    assert (row["study_id"], row["citation"]) == ("müller-2019", "Müller et al. 2019")
    assert row["authors"] == "Müller, K.; van Dyke, Jane; World Health Organization"
    assert (row["title"], row["journal"]) == ("Trust, AFM and more", "Journal of Examples")
    assert (row["month"], row["pages"], row["doi"]) == ("October", "11-19", "10.1000/a_b")
    assert row["url"] == "http://x.org/~y?a=1&b=2"
    assert row["keywords"] == "trust; team work"


def test_a_year_comes_from_the_date(tmp_path):
    studies = read(tmp_path, "@online{k, title={T}, author={Ng, A}, date={2021-03-05}}").tables["studies"]
    assert studies["year"].tolist() == ["2021"]


def test_entries_of_one_key_are_all_kept(tmp_path):
    imported = read(tmp_path, "@misc{k, title={One}}\n@misc{K, title={Two}}\n@misc{, title={Three}}\n")
    assert imported.tables["studies"]["title"].tolist() == ["One", "Two", "Three"]
    assert any("same key and are all kept: k" in r for r in imported.account.remarks)
    assert imported.keys["native_id"].tolist() == ["", "", "unnamed-3"]


def test_a_broken_entry_is_left_out_by_name_and_harms_no_other(tmp_path):
    imported = read(tmp_path, "@article{broken, title={No end, year=2020\n@book{fine, title={Fine}}\n")
    assert imported.tables["studies"]["title"].tolist() == ["Fine"]
    records = imported.account["records"]
    assert (records.found, records.kept) == (2, 1)
    ((reason, names),) = records.examples.items()
    assert names == ["broken (line 1)"]
    assert reason.startswith("it is no valid BibTeX")


def test_an_entry_whose_braces_do_not_match_is_read_line_by_line(tmp_path):
    text = (
        "@article{k,\n  title={Open { brace},\n  year={2022},\n  author={Ng, A},\n}\n@misc{m, title={Next}}\n"
    )
    imported = read(tmp_path, text)
    assert imported.tables["studies"]["study_id"].tolist() == ["ng-2022", "next"]
    assert any("The braces of k do not match" in r for r in imported.account.remarks)


def test_an_at_sign_at_the_start_of_a_line_of_an_abstract_starts_no_entry():
    entries, bad = read_entries(
        "@misc{a, abstract={text\n@home{x} and on}, title={T}}\n@misc{b, title={U}}\n"
    )
    assert [entry.key for entry in entries] == ["a", "b"]
    assert bad == []


def test_a_file_without_entries_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no BibTeX entry was found in it"):
        read(tmp_path, "just text, and @nothing more")
    with pytest.raises(UnreadableError, match="the first of 1 that failed: k"):
        read(tmp_path, "@misc{k, title={{{{{{")


def test_it_is_recognised_by_an_entry(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("% comment\n  @Article{key, title={x}}")
    assert bibtex.looks_like(path)
    path.write_text("mail me @home, please")
    assert not bibtex.looks_like(path)
