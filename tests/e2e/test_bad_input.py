"""What goes wrong is a clear error with the documented exit code, and never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from rig.case import Case
from rig.engines import DockerRig
from rig.hostbridge import native, unset
from rig.running import Result
from rig.ssh import SshRig
from rig.subject import Subject
from rig.world import World


def refused(result: Result, *words: str, code: int = 125) -> None:
    assert result.code == code, (result.code, result.error)
    assert "Traceback" not in result.error
    for word in words:
        assert word in result.error, result.error


def test_an_unknown_command_and_option(hostbridge: Subject, image: str) -> None:
    refused(hostbridge.run("rnu", image), "rnu", "did you mean: run")
    refused(hostbridge.run("network", "crate"), "network create")
    refused(hostbridge.run("run"), code=hostbridge.run("run").code)
    unknown = hostbridge.run("run", "--no-such-option", image, "true")
    assert unknown.code == 125
    assert "no-such-option" in unknown.error
    refused(hostbridge.run("--engine"), "--engine needs a value")
    refused(hostbridge.run("--engine", "nothing", "ps"), "nothing", "docker", "podman")
    refused(hostbridge.run("host", "--nonsense"), "nonsense")


def test_a_daemon_that_is_not_there_or_dies(
    docker_rig: DockerRig, near: World, tmp_path: Path, image: str
) -> None:
    subject = native(docker_rig, tmp_path / "own")
    with subject.start("run", "--rm", image, "sleep", "60") as it:
        time.sleep(1.5)
        docker_rig.kill()
        assert it.wait(timeout=30).code != 0
    try:
        stopped = subject.run("ps", env={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})
        refused(stopped, "none.sock", "remedy: start it")
        dead = subject.run("ps")
        assert dead.code in (1, 125)
        assert "Traceback" not in dead.error
    finally:
        docker_rig.start()
        docker_rig.clear()


def test_a_socket_without_permission(docker_rig: DockerRig, tmp_path: Path) -> None:
    subject = native(docker_rig, tmp_path / "own").bound_by_permissions()
    docker_rig.forbid()
    try:
        refused(subject.run("ps"), "may not open", "group docker")
    finally:
        docker_rig.stop()
        docker_rig.start()


def test_homes_that_are_missing_or_cannot_be_written(hostbridge: Subject, tmp_path: Path) -> None:
    gone: dict[str, str | None] = {
        f"HOSTBRIDGE_{n}_DIR": None for n in ("DATA", "CONFIG", "CACHE", "RUNTIME")
    }
    assert hostbridge.run("ps", "-q", env={**gone, "HOME": None}).code == 0
    read_only = "/proc/nothing-can-be-made-here"
    assert hostbridge.run("ps", "-q", env={**gone, "HOME": read_only}).code == 0
    refused(
        hostbridge.run("ps", env={"HOSTBRIDGE_DATA_DIR": "relative", "HOSTBRIDGE_ENGINE": None}),
        "absolute",
    )


def test_a_choice_is_made_without_a_home_that_can_be_written(
    docker_rig: DockerRig, near: World, tmp_path: Path
) -> None:
    subject = unset(near, tmp_path / "own")
    env = {"HOSTBRIDGE_DATA_DIR": "/proc/none", "HOSTBRIDGE_CACHE_DIR": "/proc/none"}
    assert subject.run("ps", "-q", env=env).code == 0


def test_a_choice_is_recorded_and_kept(docker_rig: DockerRig, near: World, tmp_path: Path) -> None:
    subject = unset(near, tmp_path / "own")
    assert subject.run("ps", "-q").code == 0
    told = subject.run("--plan=json", "ps").ok().text
    assert '"engine": "docker"' in told
    gone = subject.run("ps", env={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})
    assert gone.code == 1, gone.error
    assert "none.sock is not there" in gone.error
    assert "unset DOCKER_HOST" in gone.error
    near.run("mv", "/run/docker.sock", "/run/away.sock")
    try:
        lost = subject.run("ps")
    finally:
        near.run("mv", "/run/away.sock", "/run/docker.sock")
    refused(lost, "recorded choice no longer works", "host --choose")
    assert '"engine": "podman"' in subject.run("--engine", "podman", "--plan=json", "ps").ok().text
    assert '"engine": "docker"' in subject.run("--plan=json", "ps").ok().text
    assert "docker" in subject.run("host").ok().text


def test_an_engine_whose_client_is_gone(hostbridge: Subject, tmp_path: Path) -> None:
    for name in ("nsenter", "env"):
        # what the rig itself starts the program with
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    result = hostbridge.run("ps", env={"PATH": str(tmp_path), "DOCKER_HOST": "tcp://127.0.0.1:9"})
    refused(result, "is not installed", "remedy: install")


def test_no_room_for_temporary_files(far_hostbridge: Subject, image: str, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=1\n")
    argv = ("run", "--rm", "--env-file", str(tmp_path / "env"), image, "true")
    result = far_hostbridge.run(*argv, env={"TMPDIR": "/proc", "TMP": "/proc", "TEMP": "/proc"})
    assert result.code in (0, 125)
    assert "Traceback" not in result.error


def test_a_reader_that_goes_away(case: Case, image: str) -> None:
    words = case.subject.words("run", "--rm", image, "sh", "-c", "yes | head -c 30000000")
    script = " ".join(f"'{word}'" for word in words) + " | head -c 5 | wc -c"
    shell = Subject("sh", ("sh", "-c", script), case.near, case.subject.env)
    result = shell.run(timeout=60)
    assert result.text == "5"
    assert "Traceback" not in result.error
    listing = " ".join(f"'{word}'" for word in case.subject.words("images")) + " | true"
    quiet = Subject(
        "sh", ("sh", "-c", listing), case.near, {**case.subject.env, "HOSTBRIDGE_DIALECT": "docker"}
    )
    assert "Traceback" not in quiet.run().error


def test_a_closed_standard_output(hostbridge: Subject) -> None:
    for dialect in ("docker", "podman"):
        words = " ".join(f"'{word}'" for word in hostbridge.words("ps"))
        shell = Subject(
            "sh",
            ("sh", "-c", f"{words} >&-"),
            hostbridge.world,
            {**hostbridge.env, "HOSTBRIDGE_DIALECT": dialect},
        )
        result = shell.run()
        assert "Traceback" not in result.error, result.error


def test_a_path_in_no_share(
    ssh_rig: SshRig, far_hostbridge: Subject, image: str, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    result = far_hostbridge.run("run", "--rm", "-v", f"{tmp_path}/elsewhere:/m", image, "true")
    refused(result, "in no share", str(ssh_rig.shared))


def test_host_keys_are_never_taken_on_trust(ssh_rig: SshRig, far_hostbridge: Subject) -> None:
    ssh_rig.near.end("ssh")
    ssh_rig.forget_host_key()
    refused(far_hostbridge.run("ps"), "host key is not known", "remedy")
    ssh_rig.trust_host_key()
    assert far_hostbridge.run("ps", "-q").code == 0
    ssh_rig.near.end("ssh")
    ssh_rig.change_host_key()
    refused(far_hostbridge.run("ps"), "host key", "ssh-keygen -R")


def test_an_sshd_that_goes_in_the_middle(
    ssh_rig: SshRig, far_hostbridge: Subject, image: str
) -> None:
    with far_hostbridge.start("run", "--rm", image, "sleep", "60") as it:
        time.sleep(3)
        ssh_rig.drop_connections()
        ssh_rig.stop()
        result = it.wait(timeout=40)
    assert result.code == 255
    assert b"connection broke" in result.err
    assert b"Traceback" not in result.err
    refused(far_hostbridge.run("ps", timeout=60), "remedy")
    ssh_rig.start()
    assert far_hostbridge.run("ps", "-q").code == 0


@pytest.mark.timeout(400)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_killed_at_any_moment_the_next_command_works(
    case: Case, image: str, number: signal.Signals
) -> None:
    rounds = 12 if os.environ.get("HOSTBRIDGE_SOAK") == "1" else 3
    for turn in range(rounds):
        with case.subject.start("run", "--rm", image, "true") as it:
            time.sleep(0.05 + 0.12 * turn)
            it.signal(number)
            it.wait(timeout=40)
    assert case.subject.run("run", "--rm", image, "echo", "still here").ok().text == "still here"


def test_many_at_once(case: Case, image: str) -> None:
    count = 6
    running = [
        case.subject.start("run", "--rm", image, "echo", str(number)) for number in range(count)
    ]
    for number, one in enumerate(running):
        with one as it:
            result = it.wait(timeout=100)
            assert (result.code, result.text) == (0, str(number)), result.error
