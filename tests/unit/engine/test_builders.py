"""buildx on podman: names for its one builder, as buildx tells them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Emulation, Site
from hostbridge.engine.podman import PodmanEngine
from hostbridge.testing.fakes import ScriptedSession

VERSION = ("podman", "version", "--format", "{{.Client.Version}} {{.Client.OsArch}}")


class Buildx:
    """Commands of buildx in one machine's state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, words: str) -> tuple[int, str, str]:
        done = PodmanEngine().translate(parse(["buildx", *words.split("|")], "docker"))
        assert isinstance(done, Emulation)
        session = ScriptedSession({VERSION: (0, b"4.3.1 linux/amd64\n", b"")})
        out, err = io.BytesIO(), io.BytesIO()
        site = Site(session, ("podman",), {}, str(self.folder), "docker", out, err)
        return done.perform(site), out.getvalue().decode(), err.getvalue().decode()


@pytest.fixture
def buildx(tmp_path: Path) -> Buildx:
    return Buildx(tmp_path)


def listed(buildx: Buildx) -> list[dict[str, Any]]:
    code, text, _ = buildx("ls|--format|{{json .}}")
    assert code == 0
    return [json.loads(line) for line in text.splitlines()]


def test_podman_is_the_builder_default(buildx: Buildx) -> None:
    code, text, _ = buildx("inspect")
    assert code == 0
    assert text.splitlines()[:2] == ["Name:     default", "Driver:   docker"]
    assert "Platforms:         linux/amd64" in text.splitlines()
    (one,) = listed(buildx)
    assert (one["Name"], one["Driver"], one["Nodes"][0]["Status"]) == (
        "default",
        "docker",
        "running",
    )
    table = buildx("ls")[1].splitlines()
    assert table[0].split() == ["NAME/NODE", "DRIVER/ENDPOINT", "STATUS", "BUILDKIT", "PLATFORMS"]
    assert table[1].split() == ["default*", "docker"]


def test_a_builder_is_made_used_and_removed(buildx: Buildx) -> None:
    assert buildx("create|--name|ci|--use")[:2] == (0, "ci\n")
    assert buildx("inspect")[1].startswith("Name:     ci\nDriver:   docker-container\n")
    assert [one["Name"] for one in listed(buildx)] == ["ci", "default"]
    assert buildx("ls|--format|{{.Name}} {{.Driver}}")[1] == "ci docker-container\ndefault docker\n"
    assert buildx("use|default")[0] == 0
    assert buildx("inspect")[1].startswith("Name:     default\n")
    assert buildx("inspect|ci|--bootstrap")[0] == 0
    assert buildx("rm|ci") == (0, "", "ci removed\n")
    assert [one["Name"] for one in listed(buildx)] == ["default"]


def test_the_platforms_that_were_asked_for_are_told(buildx: Buildx) -> None:
    assert buildx("create|--name|many|--platform|linux/amd64,linux/arm64")[0] == 0
    many = next(one for one in listed(buildx) if one["Name"] == "many")
    assert many["Nodes"][0]["Platforms"] == ["linux/amd64", "linux/arm64"]


def test_the_current_one_is_podman_again_when_it_is_removed(buildx: Buildx) -> None:
    name = buildx("create|--use|--driver|remote")[1].strip()
    assert name.startswith("builder_")
    assert buildx("inspect")[1].splitlines()[1] == "Driver:   remote"
    assert buildx("rm")[0] == 0
    assert buildx("inspect")[1].startswith("Name:     default\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("inspect|none", 'ERROR: no builder "none" found'),
        ("use|none", 'ERROR: failed to find instance "none"'),
        ("rm|none", 'failed to remove none: no builder "none" found'),
        ("rm|default", "failed to remove default: it is podman itself"),
        ("create|--name|default", 'existing instance for "default"'),
        ("ls|--format|{{.Name", "ERROR: "),
    ],
)
def test_what_is_not_there_is_told(buildx: Buildx, words: str, said: str) -> None:
    code, out, err = buildx(words)
    assert (code, out) == (1, "")
    assert said in err


def test_there_is_no_cache_to_tell_of(buildx: Buildx) -> None:
    assert buildx("du")[1].splitlines()[-1] == "Total:\t\t0B"
    assert buildx("prune|--force")[:2] == (0, "Total:\t0B\n")
    assert buildx("stop")[:2] == (0, "")
    assert buildx("version")[1].startswith("github.com/docker/buildx v0.")
