"""A product as its user has it: a socket in its documented place, here with a real docker behind."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from rig.engines import DockerRig
from rig.subject import Subject
from rig.world import World


@pytest.fixture
def colima(free: Subject, docker_rig: DockerRig) -> Subject:
    """A home with Colima's socket, which leads to the rig's docker."""
    socket = Path(free.env["HOME"]) / ".colima/default/docker.sock"
    socket.parent.mkdir(parents=True)
    socket.symlink_to(docker_rig.socket)
    return free


def test_it_is_named_by_what_it_is(colima: Subject, near: World, image: str) -> None:
    home = Path(colima.env["HOME"])
    (home / "src").mkdir()
    (home / "src/file").write_text("shared\n")
    assert "colima (Colima)" in colima.run("host").ok().text
    shared = ("run", "--rm", "-v", "./src:/x", image, "cat", "/x/file")
    assert colima.run("--machine", "colima", *shared, cwd=home).ok().text == "shared"
    mount = (
        "run",
        "--rm",
        "--mount",
        f"type=bind,source={home}/src,target=/x",
        image,
        "cat",
        "/x/file",
    )
    assert colima.run("--machine", "colima", *mount).ok().text == "shared"
    for words in (("-v", "/srv:/x"), ("--mount", "type=bind,source=/srv,target=/x")):
        other = colima.run("--machine", "colima", "run", "--rm", *words, image, "true")
        assert other.code == 125
        assert f"it shows them {home}, /tmp/colima" in other.error
    volume = colima.run("--machine", "colima", "run", "--rm", "-v", "kept:/x", image, "true")
    assert volume.code == 0, volume.error
    served = ("run", "-d", "-p", "18083:80", image, "httpd", "-f", "-h", "/www")
    done = colima.run("--machine", "colima", *served)
    assert (done.code, done.error) == (0, "")
    told = json.loads(colima.run("--machine", "colima", "--plan=json", *shared, cwd=home).ok().text)
    assert told["argv"][:2] == ["docker", "--host"]


def test_it_is_used_where_nothing_else_answers(
    colima: Subject, near: World, image: str, tmp_path: Path
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("docker", "nsenter", "env", "sh"):
        (folder / name).symlink_to(shutil.which(name) or "")
    env: dict[str, str | None] = {"PATH": str(folder)}
    near.run("mv", "/run/docker.sock", "/run/away.sock")
    try:
        first = colima.run("run", "--rm", image, "echo", "first", env=env)
        assert first.ok().text == "first"
        told = json.loads(colima.run("host", "--json", env=env).ok().text)
        assert (told["choice"]["backend"], told["choice"]["machine"]) == ("context", "colima")
        assert told["choice"]["backend_why"] == "recorded"
    finally:
        near.run("mv", "/run/away.sock", "/run/docker.sock")
    # An engine that answers by now changes nothing: containers must not vanish.
    assert "colima" in colima.run("--plan", "ps").ok().text
    os.unlink(Path(colima.env["HOME"]) / ".colima/default/docker.sock")
    gone = colima.run("ps")
    assert gone.code == 125
    for word in ("colima", "hostbridge host --choose"):
        assert word in gone.error
    assert colima.run("host", "--choose").code == 0


@pytest.fixture(autouse=True)
def _emptied(docker_rig: DockerRig):  # type: ignore[no-untyped-def]
    yield
    docker_rig.clear()
