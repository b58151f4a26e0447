"""Registry log-ins of the host: handed to a far engine for one command, bridged between the engines'
own files, asked of helpers; and ``login`` itself.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.logins.conftest import NAME, PASSWORD, USER, Private, fill, helper, write_docker
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.hostbridge import native, over_ssh
from rig.ssh import SshRig
from rig.subject import Subject


def left_over(private: Private) -> str:
    """Log-ins of ours in a world's /tmp, which may be the host's own."""
    script = f"grep -ls {NAME} /tmp/hostbridge-*/config.json /tmp/hostbridge-*/auth.json; true"
    return private.world.run("sh", "-c", script).stdout.decode().strip()


def _runs(pid: int) -> bool:
    """Whether a pid is still the helper's sleep."""
    try:
        return b"sleep\0600" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def wait_until_nothing_is_left(private: Private, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while left_over(private):
        assert time.monotonic() < deadline, left_over(private)
        time.sleep(0.05)


@pytest.fixture(params=["docker", "podman"])
def far(
    request: pytest.FixtureRequest,
    ssh_rig: SshRig,
    far_private: Private,
    image: str,
    tmp_path: Path,
) -> Iterator[tuple[Subject, EngineRig]]:
    """hostbridge over ssh, with each engine there; the private registry holds the image."""
    engine: EngineRig = request.getfixturevalue(f"far_{request.param}_rig")
    fill(far_private, engine, image)
    yield over_ssh(engine, ssh_rig, tmp_path / "hostbridge"), engine
    engine.client.run("rmi", "-f", far_private.image, "built:1")
    engine.clear()
    ssh_rig.near.end("ssh")


def test_log_ins_cross_for_one_command(
    far: tuple[Subject, EngineRig], far_private: Private, image: str, tmp_path: Path
) -> None:
    subject, engine = far
    refused = subject.run("pull", far_private.image)
    assert refused.code != 0
    write_docker(subject, {"auths": far_private.auths(), "credsStore": ""})
    told = json.loads(subject.run("--plan=json", "pull", far_private.image).ok().text)
    assert (told["kind"], told["logins"]) == ("Relay", [NAME])
    log = tmp_path / "log"
    subject.run("-v", "-v", "--log-file", str(log), "pull", far_private.image).ok()
    for secret in (PASSWORD, far_private.auths()[NAME]["auth"]):
        assert secret not in log.read_text()
    assert engine.client.run("pull", far_private.image).code != 0, "nothing stays over there"
    assert left_over(far_private) == ""
    other = f"{NAME}/private/other:1"
    subject.run("tag", far_private.image, other).ok()
    subject.run("push", other).ok()
    subject.run("rmi", other, far_private.image).ok()
    words = ("run", "--rm", far_private.image, "echo", "ran")
    assert subject.run(*words).ok().text == "ran"
    subject.run("rmi", far_private.image).ok()
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(
        f"ARG FROM={far_private.image}\nFROM $FROM\nCMD echo built\n"
    )
    subject.run("build", "-q", "-t", "built:1", str(folder), timeout=120).ok()
    assert subject.run("run", "--rm", "built:1").ok().text == "built"
    assert left_over(far_private) == ""


def test_log_ins_of_podmans_file_cross(
    far: tuple[Subject, EngineRig], far_private: Private, tmp_path: Path
) -> None:
    subject, _ = far
    (tmp_path / "auth.json").write_text(json.dumps({"auths": far_private.auths()}))
    subject = subject.with_env(REGISTRY_AUTH_FILE=str(tmp_path / "auth.json"))
    for dialect in ("docker", "podman"):
        subject.with_env(HOSTBRIDGE_DIALECT=dialect).run("pull", far_private.image).ok()
        subject.run("rmi", far_private.image).ok()


def test_what_is_killed_leaves_no_log_in(
    far: tuple[Subject, EngineRig], far_private: Private
) -> None:
    subject, engine = far
    write_docker(subject, {"auths": far_private.auths()})
    with subject.start("run", "--name", "runs", far_private.image, "sleep", "300") as running:
        deadline = time.monotonic() + 60
        while "runs" not in engine.client.run("ps", "--format", "{{.Names}}").ok().text:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        there = left_over(far_private)
        assert there
        folder = str(Path(there).parent)
        modes = far_private.world.run("stat", "-c", "%a %U", folder, there).stdout.split()
        assert modes == [b"700", b"root", b"600", b"root"]
        running.signal(signal.SIGKILL)
        running.wait(30)
        wait_until_nothing_is_left(far_private)


def test_helpers(far: tuple[Subject, EngineRig], far_private: Private, tmp_path: Path) -> None:
    subject, _ = far
    pull = ("pull", far_private.image)
    answer = json.dumps(
        {"ServerURL": NAME, "Username": USER, "Secret": PASSWORD}, ensure_ascii=False
    )
    for config in ({"credsStore": "rig"}, {"credHelpers": {NAME: "rig"}}):
        write_docker(subject, config)
        good = helper(
            tmp_path / "good ü",
            f'[ "$1" = get ] && read server && [ "$server" = {NAME} ] && echo \'{answer}\'',
        )
        subject.run(*pull, env=good).ok()
        subject.run("rmi", far_private.image).ok()
    started = tmp_path / "started"
    bad = (
        ("echo nonsense", "its answer"),
        ("echo '{\"Username\": 7}'", "its answer"),
        ("head -c 100000 /dev/zero", "its answer"),
        ("echo the keychain is locked >&2; exit 1", "the keychain is locked"),
        (f"sleep 600 & echo $! >'{started}'; wait", "no answer"),
    )
    for script, words in bad:
        env = {
            **helper(tmp_path / "bad", script),
            "HOSTBRIDGE_HELPER_SECONDS": "3" if "sleep" in script else None,
        }
        done = subject.run(*pull, env=env)
        assert done.code == 125, done.error
        for word in ("docker-credential-rig", words, "remedy:"):
            assert word in done.error
        assert "Traceback" not in done.error
        assert "Secret" not in done.error.replace("Username and Secret", "")
    deadline = time.monotonic() + 30
    while _runs(int(started.read_text())):
        assert time.monotonic() < deadline, "what the helper started still runs"
        time.sleep(0.05)
    missing = subject.run(*pull)
    assert (missing.code, "is not on PATH" in missing.error) == (125, True)
    none = helper(tmp_path / "none", "echo credentials not found in native keychain; exit 1")
    assert "hostbridge:" not in subject.run(*pull, env=none).error
    assert left_over(far_private) == ""


@pytest.fixture(params=["docker", "podman"])
def here(
    request: pytest.FixtureRequest, near_private: Private, image: str, tmp_path: Path
) -> Iterator[tuple[Subject, EngineRig]]:
    engine: EngineRig = request.getfixturevalue(f"{request.param}_rig")
    fill(near_private, engine, image)
    yield native(engine, tmp_path / "hostbridge"), engine
    engine.client.run("rmi", "-f", near_private.image)
    engine.clear()


def test_an_engine_finds_the_other_dialects_log_ins(
    here: tuple[Subject, EngineRig], near_private: Private, tmp_path: Path
) -> None:
    subject, engine = here
    content = json.dumps({"auths": near_private.auths()})
    (tmp_path / "config.json").write_text(content)
    if engine.name == "docker":
        other = {
            "HOSTBRIDGE_DIALECT": "podman",
            "REGISTRY_AUTH_FILE": str(tmp_path / "config.json"),
        }
    else:
        other = {"HOSTBRIDGE_DIALECT": "docker", "DOCKER_CONFIG": str(tmp_path)}
    assert (
        subject.run(
            "pull", near_private.image, env={"HOSTBRIDGE_DIALECT": other["HOSTBRIDGE_DIALECT"]}
        ).code
        != 0
    )
    subject.run("pull", near_private.image, env=dict(other)).ok()
    subject.run("rmi", near_private.image).ok()
    done = subject.run(
        "run", "--rm", "-i", near_private.image, "cat", env=dict(other), input="carried"
    )
    assert done.ok().text == "carried"
    assert left_over(near_private) == ""


@pytest.mark.parametrize("dialect", ["docker", "podman"])
def test_login_and_logout(
    here: tuple[Subject, EngineRig], near_private: Private, dialect: str, tmp_path: Path
) -> None:
    subject, engine = here
    subject = subject.with_env(
        HOSTBRIDGE_DIALECT=dialect, REGISTRY_AUTH_FILE=str(tmp_path / "auth.json")
    )
    for words, typed in ((("--password-stdin",), PASSWORD), (("-p", PASSWORD), None)):
        log = tmp_path / "log"
        done = subject.run(
            "--log-file", str(log), "-vv", "login", "-u", USER, *words, NAME, input=typed
        )
        assert "Login Succeeded" in done.ok().text
        assert PASSWORD not in log.read_text()
        subject.run("pull", near_private.image).ok()
        subject.run("logout", NAME).ok()
        subject.run("rmi", near_private.image).ok()
        assert subject.run("pull", near_private.image).code != 0
    wrong = subject.run("login", "-u", USER, "--password-stdin", NAME, input="wrong")
    assert wrong.code != 0
    assert "Succeeded" not in wrong.text
    plan = subject.run("--plan", "login", "-u", USER, "-p", PASSWORD, NAME).ok().text
    assert PASSWORD not in plan
    assert "--password-stdin" in plan


def test_a_password_is_on_no_argv(tmp_path: Path, docker_rig: DockerRig) -> None:
    subject = native(docker_rig, tmp_path / "own")
    client = tmp_path / "bin/docker"
    client.parent.mkdir()
    client.write_text(f"#!/bin/sh\necho \"$@\" >'{tmp_path}/argv'\ncat >'{tmp_path}/input'\n")
    client.chmod(0o755)
    env: dict[str, str | None] = {"PATH": f"{client.parent}:{os.environ['PATH']}"}
    for words in (("-p", PASSWORD), (f"--password={PASSWORD}",), ("--password", PASSWORD)):
        subject.run("login", "--username=me", *words, "registry.example", env=env).ok()
        assert (tmp_path / "input").read_text() == PASSWORD
        assert PASSWORD not in (tmp_path / "argv").read_text()


def test_who_is_logged_in_by_podmans_words(
    docker_rig: DockerRig, podman_rig: PodmanRig, tmp_path: Path
) -> None:
    subject = native(docker_rig, tmp_path / "own").with_env(HOSTBRIDGE_DIALECT="podman")
    none = subject.run("login", "--get-login", NAME)
    assert (none.code, "not logged into" in none.error) == (125, True)
    write_docker(subject, {"auths": {NAME: {"auth": "dXNlcjpw"}}})
    assert subject.run("login", "--get-login", NAME).ok().text == "user"


def test_dockers_own_directory_of_configuration(
    here: tuple[Subject, EngineRig], near_private: Private, tmp_path: Path
) -> None:
    subject, _ = here
    subject = subject.with_env(HOSTBRIDGE_DIALECT="docker")
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/config.json").write_text(json.dumps({"auths": near_private.auths()}))
    assert subject.run("pull", near_private.image).code != 0
    subject.run("--config", "conf", "pull", near_private.image, cwd=tmp_path).ok()
    # An image that is there needs no log-in, and no helper that might hang.
    (tmp_path / "conf/config.json").write_text('{"credsStore": "never-installed"}')
    words = ("--config", str(tmp_path / "conf"), "run", "--rm", near_private.image, "echo", "ran")
    assert subject.run(*words).ok().text == "ran"


def test_a_helpers_name_that_is_a_path(
    far: tuple[Subject, EngineRig], far_private: Private
) -> None:
    subject, _ = far
    write_docker(subject, {"credHelpers": {NAME: "../../bin/sh"}})
    done = subject.run("pull", far_private.image)
    assert (done.code, "no credential helper's name" in done.error) == (125, True)


def test_a_context_keeps_its_place_beside_log_ins(
    docker_rig: DockerRig, near_private: Private, image: str, tmp_path: Path
) -> None:
    fill(near_private, docker_rig, image)
    subject = native(docker_rig, tmp_path / "own")
    docker = Subject("docker", ("docker",), docker_rig.world, subject.env)
    docker.run("context", "create", "mine", "--docker", f"host=unix://{docker_rig.socket}").ok()
    (tmp_path / "auth.json").write_text(json.dumps({"auths": near_private.auths()}))
    podmans = {"HOSTBRIDGE_DIALECT": "podman", "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json"),
               "HOSTBRIDGE_BACKEND": None, "HOSTBRIDGE_ENGINE": None}  # fmt: skip
    try:
        subject.run("--context", "mine", "pull", near_private.image, env=podmans).ok()
    finally:
        docker_rig.client.run("rmi", "-f", near_private.image)
    assert left_over(near_private) == ""


def test_login_over_there(
    far: tuple[Subject, EngineRig], far_private: Private, tmp_path: Path
) -> None:
    subject, engine = far
    log = tmp_path / "log"
    for words, typed in ((("--password-stdin",), PASSWORD), (("-p", PASSWORD), None)):
        done = subject.run(
            "-vv", "--log-file", str(log), "login", "-u", USER, *words, NAME, input=typed
        )
        assert "Login Succeeded" in done.ok().text
        assert PASSWORD not in log.read_text()
        engine.client.run("pull", far_private.image).ok()
        subject.run("logout", NAME).ok()
        engine.client.run("rmi", far_private.image).ok()
        assert subject.run("pull", far_private.image).code != 0
    nobody = subject.run("login", "-p", PASSWORD, NAME)
    assert (nobody.code, "--username" in nobody.error) == (125, True)
