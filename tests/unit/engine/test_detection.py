"""Why an engine does not answer: told apart by what its client says, each with what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from hostbridge.contract.session import Completed
from hostbridge.engine.detection import PATIENCE, REASONS, judge
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.errors import Unavailable
from hostbridge.testing.fakes import ScriptedSession

DOCKER = [
    ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
     "is not running", "systemctl start docker"),
    ("Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?",
     "nothing answers at tcp://127.0.0.1:1", "unset DOCKER_HOST"),
    ("failed to connect to the docker API at unix:///Nope.sock; check if the path is correct and if the daemon is running: dial unix /Nope.sock: connect: no such file or directory",
     "nothing answers at unix:///Nope.sock", "unset DOCKER_HOST"),
    ("permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://x\": dial unix /var/run/docker.sock: connect: permission denied",
     "may not open", "group docker"),
    ("Failed to initialize: unable to resolve docker endpoint: context \"gone\": context not found: open /x: no such file or directory",
     "context", "docker context"),
    ("unable to resolve docker endpoint: context \"gone\" does not exist", "context", "docker context"),
    ("unable to resolve docker endpoint: Invalid bind address format: bogus://x", "DOCKER_HOST is no address", "unset"),
    ("Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.41",
     "API 1.99, its daemon knows 1.41", "update the daemon"),
    ("Error response from daemon: client version 1.10 is too old. Minimum supported API version is 1.12, please upgrade",
     "API 1.10, its daemon wants 1.12", "update the client"),
    ("unable to resolve docker endpoint: open /home/u/.docker/ca.pem: no such file or directory", "TLS", "DOCKER_CERT_PATH"),
    ("Error: template: version:1:15: executing \"version\" at <.MinAPIVersion>: can't evaluate field MinAPIVersion in type *define.Version",
     "podman-docker", "--engine podman"),
    ("error during connect: Get \"https://x\": context deadline exceeded", "hangs", "restart"),
]  # fmt: skip
PODMAN = [
    ("cannot set up namespace using \"newuidmap\": exec: \"newuidmap\": executable file not found in $PATH", "newuidmap", "uidmap"),
    ("Error: cannot find UID/GID for user u: no subuid ranges found for user \"u\" in /etc/subuid", "/etc/subuid", "--add-subuids"),
    ("cannot clone: Operation not permitted", "user namespaces", "user.max_user_namespaces"),
    ("Error: database storage graph driver \"overlay\" does not match our storage graph driver \"vfs\": database configuration mismatch",
     "other settings", "podman system reset"),
    ("Error: 'overlay' is not supported over overlayfs, a mount_program is required: backing file system is unsupported",
     "overlay", "fuse-overlayfs"),
    ("Error: creating runtime static files directory: mkdir /Home/.local: permission denied", "may not write /Home/.local", "/Home/.local"),
    ("Error: default OCI runtime \"crun\" not found: invalid argument", "missing", "install crun"),
    ("Error: lstat /run/user/1000: no such file or directory", "runtime directory", "linger"),
    ("Cannot connect to Podman. Please verify your connection", "CONTAINER_HOST", "connection list"),
    ("level=error msg=\"reading system config: decode configuration /etc/C.conf: toml: line 1\"", "/etc/C.conf cannot be read", "/etc/C.conf"),
    ("Error: write /x: no space left on device", "no room", "make room"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "said", "why", "remedy"),
    [*(("docker", *row) for row in DOCKER), *(("podman", *row) for row in PODMAN)],
)
def test_each_cause_is_told_apart(engine: str, said: str, why: str, remedy: str) -> None:
    judged = judge(engine, said)
    assert judged.status == "unusable"
    assert why in judged.why
    assert remedy in judged.remedy


def test_each_reason_can_be_written() -> None:
    for _, why, remedy in REASONS:
        assert why.format("a", "b")
        assert remedy.format("a", "b") or "answers at" in why


def test_words_of_no_known_cause_are_shown() -> None:
    assert "brand new words" in judge("podman", "first\nbrand new words\n").why
    assert "said nothing" in judge("docker", "").why


class Hanging(ScriptedSession):
    """A daemon that takes a connection and never answers."""

    def run(self, *_: Any, timeout: float | None = None, **__: Any) -> Completed:
        assert timeout == PATIENCE
        raise TimeoutError


@pytest.mark.parametrize("engine", [DockerEngine(), PodmanEngine()])
def test_an_engine_that_hangs_or_is_not_there(engine: DockerEngine | PodmanEngine) -> None:
    hangs = engine.detect(Hanging())
    assert "hangs" in hangs.why
    assert hangs.remedy
    missing = engine.detect(ScriptedSession())
    assert "not installed" in missing.why
    assert "apt-get install" in missing.remedy


def test_the_version_of_one_that_answers() -> None:
    session = ScriptedSession({("docker", "version"): (0, b"28.0.1 1.24\n", b"")})
    found = DockerEngine().detect(session)
    assert (found.usable, found.version) == (True, "28.0.1")
    session = ScriptedSession({("podman", "info"): (0, b"5.4.0\n", b"")})
    assert PodmanEngine().detect(session).version == "5.4.0"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    (tmp_path / ".docker").mkdir()
    return {"HOME": str(tmp_path), "DOCKER_HOST": f"unix://{tmp_path}/docker.sock"}


def test_a_socket_that_is_not_there(home: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        DockerEngine().preflight(home)
    assert "not running" in caught.value.summary
    assert "DOCKER_HOST" in caught.value.remedy
    run = tmp_path / "run"
    run.mkdir()
    (run / "docker.sock").touch()
    with pytest.raises(Unavailable) as caught:
        DockerEngine().preflight({**home, "XDG_RUNTIME_DIR": str(run)})
    assert f"DOCKER_HOST=unix://{run}/docker.sock" in caught.value.remedy


def test_a_socket_that_may_not_be_opened(
    home: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker.sock").touch()
    DockerEngine().preflight(home)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Unavailable) as caught:
        DockerEngine().preflight(home)
    assert "group docker" in caught.value.remedy


def test_what_the_client_knows_better_is_left_to_it(
    home: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hostbridge.engine.docker.SOCKET", str(tmp_path / "none.sock"))
    del home["DOCKER_HOST"]
    for elsewhere in ("tcp://x:1", "ssh://x", "fd://"):
        DockerEngine().preflight({**home, "DOCKER_HOST": elsewhere})
    DockerEngine().preflight({**home, "DOCKER_CONTEXT": "far"})
    with pytest.raises(Unavailable):
        DockerEngine().preflight({**home, "DOCKER_CONTEXT": "default"})
    config = tmp_path / ".docker" / "config.json"
    config.write_text('{"auths": {}}')
    with pytest.raises(Unavailable):
        DockerEngine().preflight(home)
    config.write_text('{"currentContext": "far"}')
    DockerEngine().preflight(home)
    PodmanEngine().preflight(home)
