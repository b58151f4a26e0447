"""docker's own plug-ins, unmodified: ``compose`` on both engines, ``buildx`` on docker."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clients.composing import wait_until
from clients.provided import PLUGINS, newer_debian, plugin_of
from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.fixtures import required
from rig.running import Result
from rig.ssh import SshRig
from rig.subject import Subject

PROJECT = Path(__file__).with_name("docker_compose")
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = tmp_path / "a project"
    shutil.copytree(PROJECT, made)
    return made


def test_compose(hostbridge: Subject, engine: EngineRig, project: Path) -> None:
    subject = plugin_of(hostbridge.with_env(HOSTBRIDGE_DIALECT="docker"), "compose")

    def compose(*words: str) -> Result:
        return subject.run("compose", "-p", "composed", *words, cwd=project, timeout=120)

    up = compose("up", "-d")
    assert up.code == 0, up.error
    assert page(engine) == b"a page of the project\n"
    running = {
        line["Service"]
        for line in map(json.loads, compose("ps", "--format", "json").ok().text.splitlines())
    }
    assert running == {"web", "store"}
    assert "stored" in compose("logs", "--no-color", "store").ok().text
    assert "by compose" in compose("run", "--rm", "-T", "made").ok().text
    assert "WORD=two words ü" in compose("exec", "-T", "web", "env").ok().text
    assert compose("exec", "-T", "web", "sh", "-c", "exit 5").code == 5
    found = compose("exec", "-T", "store", "wget", "-q", "-O", "-", "http://www:8080/").ok()
    assert found.text == "a page of the project"
    compose("restart", "-t", "0", "web").ok()
    assert page(engine) == b"a page of the project\n"
    down = compose("down", "-v", "-t", "0")
    assert down.code == 0, down.error
    assert engine.client.run("ps", "-aq").ok().text == ""
    assert engine.client.run("volume", "ls", "-q").ok().text == ""
    assert compose("up", "-d", "--no-such-option").code != 0


FAR_PROJECT = """\
services:
  web:
    image: hostbridge.test/base:1
    command: [sh, -c, "echo serving; exec httpd -f -p 8080 -h /pages"]
    init: true
    ports: ["${PORT}:8080"]
    volumes: ["./pages:/pages:ro"]
  quiet:
    image: hostbridge.test/base:1
    command: [sleep, "600"]
    init: true
"""


@pytest.fixture
def far_plugin(far_machine: SshRig) -> Iterator[None]:
    """docker's plug-in in the home of who logs in over there."""
    there = required(newer_debian, "docker-compose") / PLUGINS / "docker-compose"
    put = "mkdir -p ~/.docker/cli-plugins; cat >~/.docker/cli-plugins/docker-compose; chmod +x ~/.docker/cli-plugins/*"
    far_machine.world.run("sh", "-c", put, input=there.read_bytes())
    yield
    far_machine.world.run("sh", "-c", "rm -r ~/.docker/cli-plugins")


@pytest.mark.usefixtures("far_plugin")
def test_over_ssh_its_ports_are_this_hosts(
    far_hostbridge: Subject, far_engine: EngineRig, ssh_rig: SshRig
) -> None:
    folder = Path(tempfile.mkdtemp(dir=ssh_rig.shared)) / "a project"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "index.html").write_text("from over there")
    (folder / "compose.yaml").write_text(FAR_PROJECT)
    subject = far_hostbridge.with_env(HOSTBRIDGE_DIALECT="docker", PORT="18111")
    try:

        def compose(*words: str, **more: Any) -> Result:
            return subject.run("compose", "-p", "away", *words, cwd=folder, timeout=200, **more)

        with ssh_rig.near.make_socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", 18111))
            listener.listen()
            taken = compose("up", "-d")
            assert taken.code == 125
            assert "18111" in taken.error
        up = compose("up", "-d")
        assert up.code == 0, up.error
        assert ssh_rig.near.fetch(18111) == b"from over there"
        assert compose("exec", "-T", "web", "sh", "-c", "exit 5").code == 5
        compose("stop", "-t", "0", "web").ok()
        assert 18111 not in ssh_rig.near.listening()
        words = ("compose", "-p", "away", "up", "web")
        with subject.start(*words, cwd=folder) as attached:
            wait_until(lambda: 18111 in ssh_rig.near.listening(), seconds=100)
            assert ssh_rig.near.fetch(18111) == b"from over there"
            attached.expect(
                "serving", timeout=100
            )  # before that, the plug-in itself breaks at a signal
            attached.signal(signal.SIGINT)
            ended = attached.wait(timeout=100)
            # The plug-in breaks by itself where all that it is attached to ends at once (2.26).
            broken = "close of closed channel" in ended.error
            assert ended.code in (0, 130) or broken, ended.error[:3000]
        assert 18111 not in ssh_rig.near.listening()
        compose("down", "-v", "-t", "0").ok()
        assert far_engine.client.run("ps", "-aq").ok().text == ""
    finally:
        shutil.rmtree(folder.parent)


def test_ctrl_c_stops_what_is_attached(
    podman_rig: PodmanRig, tmp_path: Path, project: Path
) -> None:
    """The API that is started for it outlives the signal, and nothing of it stays."""
    subject = plugin_of(hostbridge_subject.native(podman_rig, tmp_path / "own"), "compose")
    runtime = Path(subject.env["HOSTBRIDGE_RUNTIME_DIR"])
    words = ("compose", "-p", "attached", "up", "--no-deps", "store")
    with subject.start(*words, cwd=project, tty=True) as up:
        up.expect("stored", timeout=100)
        assert list(runtime.glob("hostbridge-api-*"))
        up.send("\x03")
        # Once: a second one would be the order to kill.
        up.expect("Gracefully stopping", timeout=100)
        up.expect("Stopped", timeout=100)
        assert up.wait(timeout=100).code in (0, 130)
    (container,) = podman_rig.client.run("ps", "-aq").ok().text.split()
    state = podman_rig.client.run("inspect", "--format", "{{.State.Status}}", container)
    assert state.ok().text == "exited"
    assert not list(runtime.glob("hostbridge-api-*"))
    # podman cleans up behind a container by itself, a moment later.
    wait_until(lambda: not podman_rig.world.processes("podman"))
    podman_rig.clear()


def test_without_the_plugin_it_says_what_to_install(hostbridge: Subject, engine: EngineRig) -> None:
    path = only(Path(hostbridge.env["HOME"]), "docker", "podman")
    bare = replace(hostbridge, argv=("env", f"PATH={path}", *hostbridge.argv))
    told = bare.run("compose", "up")
    assert told.code == 125
    assert "compose" in told.error
    assert "install it: docker-compose-plugin" in told.error


def test_buildx_builds_what_the_client_cannot(docker_rig: DockerRig, tmp_path: Path) -> None:
    subject = plugin_of(hostbridge_subject.native(docker_rig, tmp_path / "own"), "buildx")
    assert "buildx" in subject.run("buildx", "version").ok().text
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(
        "FROM hostbridge.test/base:1\nRUN --mount=type=bind,target=/c cat /c/word > /word\n"
    )
    (folder / "word").write_text("by buildx")
    built = subject.run("build", "-t", "by-buildx:1", str(folder), timeout=120)
    assert built.code == 0, built.error
    assert subject.run("run", "--rm", "by-buildx:1", "cat", "/word").ok().text == "by buildx"


def page(engine: EngineRig) -> bytes:
    """The page of the published port, when it comes."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return engine.world.fetch(18110)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def only(home: Path, *programs: str) -> Path:
    """A PATH with these programs and a shell's alone: no docker-compose of the machine's."""
    folder = home / "bin"
    folder.mkdir()
    for name in (*programs, "sh", "cat", "test", "mktemp", "rm", "env", "conmon", "runc"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder
