from __future__ import annotations

import pytest

from synthesis.report import traces
from synthesis.report.traces import Machine


@pytest.fixture
def machine(monkeypatch):
    monkeypatch.setattr(traces, "_user_name", lambda: "anna")
    monkeypatch.setattr(traces.socket, "gethostname", lambda: "trust")
    monkeypatch.setattr(traces.tempfile, "gettempdir", lambda: "/scratch/tmp")
    monkeypatch.setenv("HOME", "/home/anna")
    return Machine({"the working folder": "/srv/reviews & co/x y", "the folder of the project": "/root"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /home/anna/notes.csv", "the home folder"),
        ("see ~anna/notes", "the user's name"),
        ("on /mnt/home/anna/notes", "the user's name"),
        ("from anna@trust", "the user's name"),
        ("at \\\\trust\\share", "the name"),
        ("in /srv/reviews & co/x y/data", "the working folder"),
        ("in /srv/reviews &amp; co/x y/data", "the working folder"),
        ("in file:///srv/reviews%20%26%20co/x%20y/data", "the working folder"),
        ("wrote /scratch/tmp/a.png", "the temporary folder"),
        ("in '/root/x'", "the folder of the project"),
        ("link file:///root/x", "the folder of the project"),
    ],
)
def test_what_gives_the_machine_away_is_found(machine, text, what):
    found = machine.traces_in_page(f"<h2>Themes</h2><p>{text}</p>")
    assert [(trace.what, trace.where) for trace in found] == [(what, "under “Themes”")]
    assert "anna/" not in found[0].excerpt
    assert "reviews" not in found[0].excerpt


@pytest.mark.parametrize(
    "text",
    [
        "Trust between organisations, as Anna (2020) has it",
        "at the root of the problem",
        "https://example.org/root/page",
        "write to anna@university.org",
        "the /rooted/ tree",
        '<img src="data:image/png;base64,AAAA+/root/AAAA">',
    ],
)
def test_words_that_only_look_alike_are_left_in_peace(machine, text):
    assert machine.traces_in_page(f"<p>{text}</p>") == []


def test_scrubbed_text_names_no_folder_no_colour_and_no_address(machine):
    text = (
        "\x1b[31mFile /home/anna/lib/x.py\x1b[0m, /scratch/tmp/ipykernel_31/99.py:4: "
        "UserWarning: <Thing at 0x7f00deadbeef> in /srv/reviews & co/x y/data"
    )
    assert machine.scrub(text) == "File ~/lib/x.py, <cell>:4: UserWarning: <Thing at 0x…> in ./data"


def test_a_notebook_is_searched_in_sources_outputs_and_metadata(machine):
    outputs = [{"output_type": "display_data", "data": {"text/html": "<p>/home/anna/y</p>"}, "metadata": {}}]
    notebook = {
        "metadata": {"papermill": {"input_path": "/home/anna/z"}},
        "cells": [
            {"cell_type": "code", "metadata": {"tags": ["injected-parameters"]}, "source": "", "outputs": []},
            {"cell_type": "code", "metadata": {}, "source": "open('/home/anna/x')", "outputs": outputs},
        ],
    }
    found = [trace.where for trace in machine.traces_in_notebook(notebook)]
    assert found == ["in its metadata", "in cell 1", "in cell 1"]


def test_a_root_folder_is_no_trace(monkeypatch):
    monkeypatch.setenv("HOME", "/")
    assert Machine({"the working folder": "/"}).traces_in_page("<p>either/or, a / b</p>") == []
