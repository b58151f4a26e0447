"""podman-compose's features, each looked at from inside: both engines, both sessions.

One project holds them; ``podman_compose/features/config/look`` says what a container was given.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from clients.composing import Compose, composing
from rig.case import BUILDING, Case

GIVEN = {
    "user": "1000:1000 1000 2000",
    "directory": "/tmp",
    "hostname": "named",
    "PLAIN": "plain",
    "SPACED": "two words ü $HOME",
    "NUMBER": "7",
    "TAKEN": "from the caller",
    "DEFAULTED": "from the default",
    "ONE": "1",
    "BOTH": "from two",
    "nofile": "200 300",
    "capabilities": "0000000000001001",
    "privileges": "1",
    "port-start": "7",
    "init": "-- sh /config/look",
    "shm": "12288",
    "root": "Read-only file system",
    "hosts": "10.1.2.3 other.test",
    "words": "a few words",
    "secret": "a secret a secret",
    "bound": "a file of the host",
    "read-only": "Read-only file system Read-only file system",
    "tmpfs": "1024 1956",
    "anonymous": "1",
    "device": "c",
}


@pytest.fixture
def compose(case: Case) -> Iterator[Compose]:
    if case.far and not os.environ.get("HOSTBRIDGE_SOAK"):
        pytest.skip("over ssh with --soak alone: e2e/test_podman_compose.py has the short way")
    with composing(case, "features", "features", TAKEN="from the caller") as made:
        yield made


@BUILDING
def test_every_feature_has_its_effect(compose: Compose) -> None:
    up = compose.run("up", "-d")
    assert up.code == 0, up.error
    _given_to_the_container(compose)
    _ports(compose)
    _order_names_and_networks(compose)
    _build_and_copies(compose)
    _limits(compose)
    down = compose.run("down", "-v", "-t", "0")
    assert down.code == 0, down.error
    assert compose.engine("ps", "-aq") == ""
    assert compose.engine("volume", "ls", "-q") == ""
    assert "features_" not in compose.engine("network", "ls", "--format", "{{.Name}}")


def _given_to_the_container(compose: Compose) -> None:
    told = dict(line.partition(": ")[::2] for line in compose.logs("options"))
    wrong = {
        name: (told.get(name), wanted)
        for name, wanted in GIVEN.items()
        if not (told.get(name) or "").strip().endswith(wanted)
    }
    assert not wrong, "given and wanted"
    # docker puts a server of its own before what was asked for.
    assert "options ndots:3" in told["dns"]
    assert "search example.test" in told["dns"]
    options = inspected(compose, "features_options_1")
    assert options["HostConfig"]["Dns"] == ["10.9.8.7"]
    assert options["HostConfig"]["PidsLimit"] == 50
    assert options["HostConfig"]["Memory"] == 64 << 20
    assert options["HostConfig"]["NanoCpus"] == 500_000_000
    assert options["Config"]["Labels"]["role"] == "look at me"
    assert options["Config"]["Labels"]["with.dots"] == "1"
    assert str(options["Config"]["StopSignal"]) in ("SIGINT", "2")


def _ports(compose: Compose) -> None:
    case = compose.case
    for port in (18090, 18091, 18092, 18093):
        assert case.fetch(port) == b"a page from the base image\n", port
    assert compose.run("port", "healthy", "7").ok().text == "18095"


def _order_names_and_networks(compose: Compose) -> None:
    assert "ran once" in compose.logs("once")
    assert compose.run("exec", "-T", "web", "cat", "/tmp/seen").ok().text == "ran once"
    started = {}
    for service in ("healthy", "web"):
        started[service] = inspected(compose, f"features_{service}_1")["State"]["StartedAt"]
    # web waited for the health of healthy, which takes a second.
    assert started["healthy"] < started["web"]
    for name in ("www", "front", "web"):
        # On its own network a service is found by its name and its aliases.
        page = compose.run("exec", "-T", "healthy", "wget", "-q", "-O", "-", f"http://{name}:8080/")
        assert page.ok().text == "a page from the base image", name
    web = inspected(compose, "features_web_1")["NetworkSettings"]["Networks"]
    assert web["features_fixed"]["IPAddress"] == "10.207.7.9"
    assert set(web) == {"features_inside", "features_fixed", "features_closed"}
    # A network of another container's, and none at all.
    shared = compose.run("exec", "-T", "shares", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/")
    assert shared.ok().text == "a page from the base image"
    alone = compose.run("exec", "-T", "alone", "ip", "-o", "-4", "addr").ok().text
    assert "10." not in alone
    (closed,) = json.loads(compose.engine("network", "inspect", "features_closed"))
    assert closed.get("Internal", closed.get("internal")) is True


def _build_and_copies(compose: Compose) -> None:
    # A build with arguments, a target, another file name, labels, and a secret's 8 bytes.
    made = ["copied from the context", "from the extended file", "8"]
    assert compose.logs("made") == made
    (image,) = json.loads(compose.engine("image", "inspect", "hostbridge-test-made:1"))
    assert image["Config"]["Labels"]["built"] == "by compose"
    env = compose.run("exec", "-T", "made", "env").ok().text
    assert "MORE=than the file that it extends" in env
    names = compose.engine("ps", "--format", "{{.Names}}").split()
    assert {"features_many_1", "features_many_2"} <= set(names)
    assert "features_sometimes_1" not in names, "its profile is not asked for"


def _limits(compose: Compose) -> None:
    many = inspected(compose, "features_many_2")["HostConfig"]
    assert many["Memory"] == 48 << 20
    assert many["MemoryReservation"] == 16 << 20
    assert many["PidsLimit"] == 40
    assert many["NanoCpus"] == 500_000_000
    web = inspected(compose, "features_web_1")["HostConfig"]
    assert web["RestartPolicy"]["Name"] == "unless-stopped"


def inspected(compose: Compose, name: str) -> dict[str, Any]:
    """What the engine itself says of a container."""
    told: dict[str, Any]
    (told,) = json.loads(compose.engine("inspect", name))
    return told
