"""Where a compose project is, and which of the caller's variables its files name."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostbridge.catalogue import Call, parse
from hostbridge.contract.paths import PathMap, Share
from hostbridge.engine.cliplugins.place import directory, files, project_folder, variables
from hostbridge.errors import NotShared


def call(line: str) -> Call:
    return parse(["compose", *line.split()], "docker")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "a project"
    (folder / "below").mkdir(parents=True)
    (folder / "compose.yaml").write_text(
        "services: {web: {image: '${IMAGE:-x}', ports: ['$PORT:80']}}"
    )
    (folder / "compose.override.yml").write_text("name: ${NAME?}")
    (folder / "docker-compose.yml").write_text("x: $UNSEEN")
    return folder


def test_files_are_found_here_and_above(project: Path) -> None:
    found = [str(project / "compose.yaml"), str(project / "compose.override.yml")]
    assert files(call("up"), str(project)) == found
    assert files(call("up"), str(project / "below")) == found
    assert project_folder(call("up"), str(project / "below")) == str(project)
    assert files(call("-f other.yaml up"), str(project)) == [str(project / "other.yaml")]
    assert files(call("-f - up"), str(project)) == []
    assert project_folder(call("-f below/x.yaml up"), str(project)) == str(project / "below")
    assert project_folder(call("--project-directory below up"), str(project)) == str(
        project / "below"
    )
    assert project_folder(call("-f - up"), str(project)) == str(project)


def test_variables_that_the_files_name(project: Path) -> None:
    env = {
        "IMAGE": "i", "PORT": "8080", "NAME": "two words", "UNSEEN": "x", "OTHER": "x",
        "COMPOSE_PROFILES": "a,b",
    }  # fmt: skip
    told = variables(call("up"), str(project / "below"), env)
    assert told == {"IMAGE": "i", "PORT": "8080", "NAME": "two words", "COMPOSE_PROFILES": "a,b"}
    assert variables(call("-f missing.yaml up"), str(project), env) == {"COMPOSE_PROFILES": "a,b"}
    (project / "odd.yaml").write_bytes(b"\xff\xfe ${PORT} \x00 $")
    assert variables(call("-f odd.yaml up"), str(project), env)["PORT"] == "8080"


def test_a_directory_that_is_not_shared(project: Path) -> None:
    paths = PathMap((Share(str(project), "/far/p"),))
    assert directory(call("up"), paths, str(project / "below")) == "/far/p/below"
    for line in ("version", "ls", "", "-f /x/compose.yaml up", "--project-directory /x up"):
        assert directory(call(line), paths, "/elsewhere") is None
    with pytest.raises(NotShared):
        directory(call("up"), paths, "/elsewhere")
