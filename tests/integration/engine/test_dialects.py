"""Each engine through hostbridge in the other one's words: lists, emulations, and why one is silent."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.running import Result
from rig.subject import Subject

OTHER = {"docker": "podman", "podman": "docker"}
Pod = Callable[..., Result]


@pytest.fixture
def foreign(hostbridge: Subject, engine: EngineRig) -> Subject:
    """hostbridge on each engine, for a caller of the other dialect."""
    return hostbridge.with_env(HOSTBRIDGE_DIALECT=OTHER[engine.name])


@pytest.fixture
def podman_words(docker_rig: DockerRig, tmp_path: Path) -> Iterator[Subject]:
    """podman's words on docker."""
    yield hostbridge_subject.native(docker_rig, tmp_path / "own").with_env(
        HOSTBRIDGE_DIALECT="podman"
    )
    docker_rig.clear()


def test_ps_tells_the_same_of_the_same_container(
    hostbridge: Subject, foreign: Subject, engine: EngineRig, image: str
) -> None:
    label = 'with="a, b=c"'
    foreign.run(
        "run", "-d", "--name", "listed", "-p", "80", "--label", label, image, "sleep", "99"
    ).ok()
    for subject, dialect in ((hostbridge, engine.name), (foreign, OTHER[engine.name])):
        told = subject.run("ps", "-a", "--format", "json").ok().out
        if dialect == "podman":
            (one,) = json.loads(told)
            assert (one["Names"], one["State"]) == (["listed"], "running")
            assert one["Labels"] == {"with": '"a, b=c"'}
            assert one["Ports"][0]["container_port"] == 80
        else:
            one = json.loads(told)
            assert (one["Names"], one["State"], one["Labels"]) == ("listed", "running", label)
            assert re.search(r":\d+->80/tcp", one["Ports"])
        assert subject.run("ps", "--format", "{{.Names}} {{.State}}").ok().text == "listed running"
        assert subject.run("ps", "--format", '{{.Label "with"}}').ok().text == '"a, b=c"'
        assert subject.run("ps", "-q", "--filter", "name=^/?listed$").ok().text
    lines = foreign.run("ps", "-a").ok().text.splitlines()
    assert "sleep 99" in lines[1]
    assert "Up " in lines[1]


def test_images_networks_volumes_and_inspect(
    foreign: Subject, engine: EngineRig, image: str
) -> None:
    foreign.run("network", "create", "--label", "a=b", "lan").ok()
    foreign.run("volume", "create", "--label", "a=b", "kept").ok()
    assert "lan" in foreign.run("network", "ls", "--filter", "label=a=b").ok().text
    assert foreign.run("volume", "ls", "-q", "--filter", "label=a=b").ok().text == "kept"
    (network,) = json.loads(foreign.run("network", "inspect", "lan").ok().out)
    (volume,) = json.loads(foreign.run("volume", "inspect", "kept").ok().out)
    if engine.name == "podman":
        assert network["Labels"] == {"a": "b"}
        assert network["IPAM"]["Config"][0]["Subnet"]
    else:
        assert network["labels"] == {"a": "b"}
        assert network["subnets"][0]["subnet"]
    assert volume["Labels"] == {"a": "b"}
    name = image.rpartition(":")[0]
    assert name in foreign.run("images", "--format", "{{.Repository}}").ok().text
    shown = foreign.run("image", "inspect", image, "--format", "{{.Id}}").ok().text
    assert shown.startswith("sha256:") == (engine.name == "podman")
    for words in (("inspect", "gone"), ("image", "inspect", "gone"), ("volume", "inspect", "gone")):
        missing = foreign.run(*words)
        assert missing.code == (1 if engine.name == "podman" else 125)
        assert missing.text == "[]"
        assert "gone" in missing.error


def test_version_names_both_sides(foreign: Subject, engine: EngineRig) -> None:
    own = engine.client.run("version", "--format", "{{.Client.Version}}").ok().text
    text = foreign.run("version").ok().text
    if engine.name == "podman":
        assert "Podman Engine" in text
        assert own in text
    else:
        assert "Docker Engine" in text


def test_several_networks_at_creation(podman_words: Subject, image: str) -> None:
    run = podman_words.run
    run("network", "create", "--subnet", "10.207.8.0/24", "fixed").ok()
    run("network", "create", "inside").ok()
    networks = ("--network=inside:alias=front", "--network=fixed:ip=10.207.8.9")
    made = run("create", "--name", "both", *networks, image, "sleep", "99").ok().text
    run("start", "both").ok()
    run("run", "-d", "--name", "other", *networks[:1], "--network=fixed", image, "sleep", "99").ok()
    told = run(
        "run", "--rm", *networks[:1], "--network=fixed", image, "sh", "-c", "echo out; exit 3"
    )
    assert (told.code, told.text) == (3, "out")
    for name in ("both", "other"):
        (shown,) = json.loads(run("inspect", name).ok().out)
        assert set(shown["NetworkSettings"]["Networks"]) == {"fixed", "inside"}
    (shown,) = json.loads(run("inspect", made).ok().out)
    assert shown["NetworkSettings"]["Networks"]["fixed"]["IPAddress"] == "10.207.8.9"
    for wrong, code in (
        (["--network=none-such", image, "true"], 125),
        (["--network=fixed", image, "/no/such"], 127),
    ):
        refused = run("run", "-d", "--network=inside", *wrong)
        assert (refused.code, refused.text) == (code, ""), refused.error
        assert refused.error


def test_pods_on_docker(podman_words: Subject, docker_rig: DockerRig, image: str) -> None:
    run = podman_words.run
    made = (
        run("pod", "create", "--name", "group", "--infra=false", "--share=", "--label", "a=b")
        .ok()
        .text
    )
    assert run("pod", "exists", "group").code == 0
    assert run("pod", "exists", "gone").code == 1
    run("run", "-d", "--pod", "group", "--name", "one", image, "sleep", "99").ok()
    run("create", "--pod=group", "--name", "two", image, "sh", "-c", "echo said; sleep 99").ok()
    assert "Degraded" in run("pod", "ps").ok().text
    assert run("pod", "ps", "-q", "--no-trunc", "--filter", "label=a=b").ok().text == made
    assert run("pod", "ps", "-q", "--filter", "name=none").ok().text == ""
    run("pod", "start", "group").ok()
    names = run("ps", "--filter", "pod=group", "--format", "{{.Names}}").ok().text.split()
    assert sorted(names) == ["one", "two"]
    (shown,) = json.loads(run("pod", "inspect", "group").ok().out)
    assert (shown["State"], shown["NumContainers"]) == ("Running", 2)
    deadline = time.monotonic() + 60
    while "two said" not in run("pod", "logs", "group").ok().text and time.monotonic() < deadline:
        time.sleep(0.1)
    assert run("pod", "logs", "-c", "two", "group").ok().text == "said"
    assert run("pod", "top", "group").ok().text.count("sleep 99") >= 2
    assert run("pod", "rm", "group").code == 125
    run("pod", "stop", "-t", "0", "group").ok()
    assert docker_rig.client.run("ps", "-q").text == ""
    run("pod", "rm", "-f", "group").ok()
    assert docker_rig.client.run("ps", "-aq").text == ""
    assert run("pod", "exists", "group").code == 1
    assert run("pod", "rm", "--ignore", "group").code == 0
    refused = run("pod", "create", "--name", "sharing")
    assert refused.code == 125
    assert "--infra=false" in refused.error


def test_what_docker_lacks_of_selecting(
    podman_words: Subject, docker_rig: DockerRig, image: str
) -> None:
    run = podman_words.run
    there = docker_rig.client.run
    for name in ("aa", "bb"):
        run(
            "run",
            "-d",
            "--name",
            name,
            image,
            "sh",
            "-c",
            f"echo {name}; echo {name} > /f; sleep 99",
        ).ok()
    deadline = time.monotonic() + 60
    while len(run("logs", "-n", "aa", "bb").ok().text.split()) < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert sorted(run("logs", "-n", "aa", "bb").ok().text.splitlines()) == ["aa aa", "bb bb"]
    assert run("logs", "--latest").ok().text == "bb"
    assert run("exec", "--latest", "cat", "/f").ok().text == "bb"
    run("cp", "aa:/f", "bb:/g").ok()
    assert run("exec", "bb", "cat", "/g").ok().text == "aa"
    run("stop", "-t", "0", "--ignore", "gone", "aa").ok()
    assert there("ps", "--format", "{{.Names}}").text == "bb"
    run("start", "--all").ok()
    run("kill", "--all").ok()
    deadline = time.monotonic() + 60
    while there("ps", "-q").text and time.monotonic() < deadline:
        time.sleep(0.1)
    assert there("ps", "-q").text == ""
    run("start", "aa").ok()
    run("rm", "-f", "--ignore", "gone", "aa").ok()
    assert there("ps", "-a", "--format", "{{.Names}}").text == "bb"
    run("rm", "--all", "--force").ok()
    assert there("ps", "-aq").text == ""
    assert run("rmi", "--ignore", "gone").code == 0
    assert run("rmi", "gone").code != 0
    for kind, known in (("image", image), ("network", "bridge")):
        assert run(kind, "exists", known).code == 0
        assert run(kind, "exists", "gone").code == 1


def test_waiting_for_health(foreign: Subject, hostbridge: Subject, image: str) -> None:
    """On podman without systemd, too, where nothing but hostbridge runs the check."""
    words = ("--health-cmd", "test -e /ready", "--health-interval", "1s", "--health-retries", "30")
    body = "sleep 1; touch /ready; sleep 99"
    hostbridge.run("run", "-d", "--name", "checked", *words, image, "sh", "-c", body).ok()
    as_podman = hostbridge.with_env(HOSTBRIDGE_DIALECT="podman")
    as_podman.run("wait", "--condition=healthy", "checked", timeout=30).ok()
    assert "(healthy)" in foreign.run("ps").ok().text
    as_podman.run("healthcheck", "run", "checked").ok()
    as_podman.run("wait", "--condition=running", "checked", timeout=10).ok()
    wrong = as_podman.run("wait", "--condition=bogus", "checked", timeout=10)
    assert wrong.code == 125
    assert "bogus" in wrong.error


def test_json_is_a_word_of_every_docker_client(docker_rig: DockerRig, tmp_path: Path) -> None:
    subject = hostbridge_subject.native(docker_rig, tmp_path / "own")
    told = subject.run("images", "--format", "json").ok().text.splitlines()
    assert all(json.loads(line)["ID"] for line in told)
    assert subject.run("inspect", "--format", "json", "gone").text == "[]"


def _why(subject: Subject) -> str:
    told = subject.run("ps", timeout=20)
    assert told.code != 0
    assert "remedy" in told.error
    return told.error


def test_why_docker_is_silent(docker_rig: DockerRig, tmp_path: Path) -> None:
    subject = hostbridge_subject.native(docker_rig, tmp_path / "own")
    foreign = subject.with_env(HOSTBRIDGE_DIALECT="podman")
    docker_rig.forbid()
    assert "group docker" in _why(subject.bound_by_permissions())
    docker_rig.clear()
    docker_rig.stop()
    assert "systemctl start docker" in _why(subject)
    assert foreign.run("ps", timeout=20).code == 125
    docker_rig.clear()
    gone = subject.with_env(DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert "unset DOCKER_HOST" in _why(gone)


def test_podman_answers(podman_rig: PodmanRig, tmp_path: Path) -> None:
    subject = hostbridge_subject.native(podman_rig, tmp_path / "own")
    assert subject.run("ps").code == 0
