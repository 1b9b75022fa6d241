from __future__ import annotations

import io

from synthesis.report.progress import BarProgress, LineProgress, Progress, progress_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


RUN = [
    Progress("01_studies", "started"),
    Progress("01_studies", "cell", 3, 8, 1.0),
    Progress("02_themes", "started"),
    Progress("01_studies", "done", 8, 8, 2.04),
    Progress("02_themes", "cell", 2, 5, 1.0),
    Progress("02_themes", "failed", 2, 5, 3.0, "KeyError"),
]


def test_a_file_or_pipe_gets_one_plain_line_for_each_notebook():
    stream = io.StringIO()
    with progress_on(stream) as progress:
        assert isinstance(progress, LineProgress)
        for step in RUN:
            progress(step)
    assert stream.getvalue() == "01_studies: done in 2.0 s\n02_themes: FAILED after 3.0 s\n"


def test_a_terminal_gets_a_bar_for_each_notebook(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with progress_on(stream) as progress:
        assert isinstance(progress, BarProgress)
        for step in RUN:
            progress(step)
    shown = stream.getvalue()
    assert "8/8" in shown
    assert "1/5" in shown
    assert "done" in shown
    assert "FAILED" in shown
