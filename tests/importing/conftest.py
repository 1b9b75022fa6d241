from __future__ import annotations

from types import SimpleNamespace

import pytest

from synthesis.importing import reading
from tests.importing.small_project import Desk, Project


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    """A desk on which any file can be laid; the readers themselves have tests of their own."""
    desk = Desk(tmp_path)

    def detect(path, name=None):
        project, format = desk.given[path.name]

        def read(paths, options):
            desk.options = options
            if isinstance(project, Project):
                return project.coded_project(paths[0].name, format)
            if isinstance(project, Exception):
                raise project
            return project() if callable(project) else project

        return SimpleNamespace(name=format, title=format, takes_many=False, reader=SimpleNamespace(read=read))

    monkeypatch.setattr(reading, "detect_format", detect)
    return desk
