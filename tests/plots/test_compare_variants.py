"""The figure of the variants marks each of them and writes what changes."""

from __future__ import annotations

from synthesis.analyses.compare_variants import compare_variants
from synthesis.plots.compare_variants import plot_compare_variants
from tests.analyses.framework_review import framework_review


def _plain(text):
    return text.replace("\n", " ").replace("\u00a0", " ")


def test_one_marker_per_construct_and_variant_told_apart_by_shape():
    table = compare_variants(framework_review())
    ax = plot_compare_variants(table)
    lines = {line.get_label().removesuffix(" (baseline)"): line for line in ax.get_lines()}
    assert list(lines) == ["Michie 2014", "Cane 2012", "Fahim 2020"]
    for variant, line in lines.items():
        assert (
            list(line.get_xdata())
            == table.loc[table["variant"].eq(variant.lower().replace(" ", "_")), "n_studies"].tolist()
        )
    assert len({line.get_marker() for line in lines.values()}) == 3


def test_what_changes_is_written_beside_each_construct():
    ax = plot_compare_variants(compare_variants(framework_review()))
    notes = dict(
        zip(
            (t.get_text() for t in ax.get_yticklabels()),
            (_plain(t.get_text()) for t in ax.texts),
            strict=True,
        )
    )
    assert notes["Social opportunity"] == "Cane 2012: ties"
    assert notes["Automatic motivation"].startswith("Cane 2012: ties, studies, extracts, rank 2 → 1")
    assert notes["Reflective motivation"].split("Fahim 2020: ")[1].startswith("evidence, ")


def test_nothing_to_compare_is_one_sentence():
    ax = plot_compare_variants(compare_variants(framework_review()).head(0))
    assert [text.get_text() for text in ax.texts] == ["No construct has a link to compare."]


def test_where_nothing_changes_it_says_so():
    ax = plot_compare_variants(compare_variants(framework_review(), variants=["cane_2012"]))
    names = [label.get_text() for label in ax.get_yticklabels()]
    unchanged = {name for name, note in zip(names, ax.texts, strict=True) if note.get_text() == "no change"}
    assert unchanged == {"Physical capability", "Psychological capability"}
