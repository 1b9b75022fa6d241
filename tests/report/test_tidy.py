from __future__ import annotations

import nbformat.v4 as v4

from synthesis.report.cells import first_heading, first_lines, settle_cell_ids
from synthesis.report.tidy import scrubbed, tidy
from synthesis.report.traces import Machine


def stream(name: str, text: str):
    return v4.new_output("stream", name=name, text=text)


def executed(*outputs):
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x", outputs=list(outputs))])
    notebook.metadata["papermill"] = {"start_time": "now"}
    notebook.cells[0].metadata.update(papermill={"duration": 1}, execution={"iopub": "now"}, tags=[])
    return notebook


def test_what_belongs_to_the_run_is_taken_out():
    notebook, warnings = tidy(executed(), Machine({}))
    assert (notebook.metadata, notebook.cells[0].metadata, warnings) == ({}, {}, ())


def test_pieces_of_a_stream_are_joined_however_they_were_cut():
    figure = v4.new_output("display_data", data={"text/plain": "<Figure at 0x7f12345678>"})
    one, _ = tidy(
        executed(stream("stdout", "a"), stream("stderr", "w"), stream("stdout", "b"), figure), Machine({})
    )
    two, _ = tidy(executed(stream("stderr", "w"), stream("stdout", "ab"), figure), Machine({}))
    assert one.cells[0].outputs == two.cells[0].outputs
    assert [o.get("text") for o in one.cells[0].outputs] == ["w", "ab", None]
    assert one.cells[0].outputs[2].data["text/plain"] == "<Figure at 0x…>"


def test_output_that_was_printed_after_a_table_stays_after_it():
    table = v4.new_output("display_data", data={"text/plain": "T"})
    notebook, _ = tidy(executed(stream("stdout", "a"), table, stream("stdout", "b")), Machine({}))
    assert [o.output_type for o in notebook.cells[0].outputs] == ["stream", "display_data", "stream"]


def test_a_notebook_that_failed_keeps_no_folder_of_this_machine():
    notebook = executed(stream("stdout", "in /srv/secret/x"))
    notebook.cells[0].source = "open('/srv/secret/y')"
    clean = scrubbed(notebook, Machine({"the working folder": "/srv/secret"}))
    assert clean.cells[0].source == "open('./y')"
    assert clean.cells[0].outputs[0].text == "in ./x"
    assert type(clean) is type(notebook)


def test_cells_without_an_id_get_one_that_stays():
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x"), v4.new_code_cell("y")])
    notebook.nbformat_minor = 4
    settle_cell_ids(notebook)
    assert [cell["id"] for cell in notebook.cells] == ["cell-1", "cell-2"]


def test_cells_are_counted_without_those_that_papermill_put_in():
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("## No\n# Which studies?"),
            v4.new_code_cell("p = 1", metadata={"tags": ["injected-parameters"]}),
            v4.new_code_cell("\n".join("abcdefgh")),
        ]
    )
    assert first_heading(notebook) == "Which studies?"
    assert first_lines(notebook, 2) == "a\nb\nc\nd\ne\nf\n…"
