"""Outputs of one engine in the other's dialect, held against what the other one's client prints.

Both engines hold equal objects; compared is the structure: headings and their order, the keys of JSON
and its framing, and what templates give.
"""

from __future__ import annotations

import contextlib
import json
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig
from rig.subject import Subject

OTHER = {"docker": "podman", "podman": "docker"}
DIALECTS = ("docker", "podman")


@dataclass(frozen=True)
class Sides:
    """The same objects on both engines: each one's client, and hostbridge on the other one."""

    own: dict[str, Subject]
    hostbridge: dict[str, Subject]
    since: str


@pytest.fixture(scope="module")
def sides(
    docker_rig: DockerRig,
    podman_rig: PodmanRig,
    image: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sides]:
    rigs: dict[str, EngineRig] = {"docker": docker_rig, "podman": podman_rig}
    since = str(int(time.time()))
    for number, rig in enumerate(rigs.values()):
        run = rig.client.run
        run("network", "create", "lan").ok()
        run("volume", "create", "kept").ok()
        port = f"127.0.0.1:{18461 + number}:80"
        run("run", "-d", "--name", "web", "--network", "lan", "-p", port, "-v", "kept:/data",
            "--label", "role=front", image, "sh", "-c", "echo > /new; exec sleep 1000").ok()  # fmt: skip
        run("run", "--name", "ended", image, "sh", "-c", "exit 3")
    folder = tmp_path_factory.mktemp("sides")
    own = {name: rig.client for name, rig in rigs.items()}
    ours = {
        dialect: hostbridge_subject.native(rigs[OTHER[dialect]], folder / dialect).with_env(
            HOSTBRIDGE_DIALECT=dialect
        )
        for dialect in DIALECTS
    }
    yield Sides(own, ours, since)
    for rig in rigs.values():
        rig.clear()


def headings(text: str) -> list[list[str]]:
    """The headings of each table: its first line, and those after an empty line."""
    lines = text.splitlines()
    told = [
        line
        for number, line in enumerate(lines)
        if line.isupper() and (number == 0 or not lines[number - 1])
    ]
    return [re.split(r" {2,}", line.strip()) for line in told]


OWN_JSON = {"docker": "{{json .}}", "podman": "json"}
"""How each client is asked for JSON: docker's takes the word alone since 23."""


def keys(text: str) -> Any:
    """What is framed how: one object on each line, or one array; and the keys, all the way down."""
    if text.startswith("["):
        return ["array", *(shape(item) for item in json.loads(text)[:1])]
    return ["lines", *(shape(json.loads(line)) for line in text.splitlines()[:1])]


def shape(value: Any) -> Any:
    return {key: None for key in value} if isinstance(value, dict) else None


TABLES = (
    "ps -a", "images", "network ls", "volume ls", "history {image}", "stats --no-stream", "system df",
    "system df -v", "top web"
)  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_tables_have_the_clients_own_columns(sides: Sides, dialect: str, image: str) -> None:
    for command in TABLES:
        words = command.format(image=image).split()
        wanted = sides.own[dialect].run(*words).ok().text
        told = sides.hostbridge[dialect].run(*words).ok().text
        assert headings(told) == headings(wanted), command


@pytest.mark.parametrize("dialect", DIALECTS)
def test_json_has_the_clients_own_keys_and_framing(sides: Sides, dialect: str, image: str) -> None:
    for command in (
        "ps -a",
        "images",
        "network ls",
        "volume ls",
        "history {image}",
        "stats --no-stream",
    ):
        words = [*command.format(image=image).split(), "--format"]
        wanted = keys(sides.own[dialect].run(*words, OWN_JSON[dialect]).ok().text)
        told = keys(sides.hostbridge[dialect].run(*words, "json").ok().text)
        assert told[0] == wanted[0], command
        # A newer release may tell more of a thing, empty fields of a network are left out, and what
        # podman still has to do with a volume is its own.
        assert set(told[1]) >= set(wanted[1]) - {
            "Created",
            "labels",
            "NeedsCopyUp",
            "NeedsChown",
        }, command


def test_docker_tells_disk_usage_and_facts_as_its_client_does(sides: Sides) -> None:
    own, ours = sides.own["docker"], sides.hostbridge["docker"]
    wanted = own.run("system", "df", "--format", OWN_JSON["docker"]).ok().text
    told = ours.run("system", "df", "--format", "json").ok().text
    rows = [[json.loads(line) for line in text.splitlines()] for text in (told, wanted)]
    # Each engine also has the images and builds of other tests; of the rest both have the same.
    same = ("Containers", "Local Volumes")
    counts = [
        [[row["Type"], row["TotalCount"], row["Active"]] for row in side if row["Type"] in same]
        for side in rows
    ]
    assert len(counts[0]) == len(same)
    assert [row["Type"] for row in rows[0]] == [row["Type"] for row in rows[1]]
    assert counts[0] == counts[1]
    (images,) = (row for row in rows[0] if row["Type"] == "Images")
    assert 1 <= int(images["Active"]) <= int(images["TotalCount"])
    assert [list(row) for row in rows[0]] == [list(row) for row in rows[1]]
    long = [
        json.loads(s.run("system", "df", "-v", "--format", OWN_JSON["docker"]).ok().text)
        for s in (ours, own)
    ]
    assert list(long[0]) == list(long[1])
    for name in ("Images", "Containers", "Volumes"):
        # A newer release tells more of a thing; the order is the client's own.
        own_keys = list(long[1][name][0])
        assert [key for key in long[0][name][0] if key in own_keys] == own_keys
    facts = [
        json.loads(subject.run("info", "--format", OWN_JSON["docker"]).ok().text)
        for subject in (ours, own)
    ]
    # Facts of 20.10 that docker 28 does not have any more.
    gone = {"KernelMemory", "KernelMemoryTCP", "BridgeNfIptables", "BridgeNfIp6tables"}
    assert set(facts[1]) - set(facts[0]) <= gone
    assert facts[0]["Containers"] == facts[1]["Containers"] == 2
    labels = [
        re.findall(r"^ ?[A-Z][\w /]*:", s.run("info").ok().text, re.MULTILINE) for s in (ours, own)
    ]
    assert [text for text in labels[0] if text in labels[1]] == [
        text for text in labels[1] if text in labels[0]
    ]
    older = {" Registry:", " Labels:"}  # what 20.10 also told, without anything behind it
    assert set(labels[1]) - set(labels[0]) <= {" ID:", " Default Address Pools:"} | older


def test_podman_tells_facts_as_its_client_does(sides: Sides) -> None:
    own, ours = sides.own["podman"], sides.hostbridge["podman"]
    facts = [
        json.loads(subject.run("info", "--format", "json").ok().text) for subject in (ours, own)
    ]
    for name, part in facts[1].items():
        assert set(part) - set(facts[0][name]) <= {"127.0.0.1:5000"}, name
    lines = [
        re.findall(r"^ {0,4}[\w]+:", subject.run("info").ok().text, re.MULTILINE)
        for subject in (ours, own)
    ]
    assert set(lines[1]) - set(lines[0]) <= {"  codename:", "    codename:", "    idlePercent:", "    systemPercent:",
                                             "    userPercent:"}  # fmt: skip
    assert (
        ours.run("info", "--format", "{{.Host.OS}} {{.Store.ContainerStore.Number}}").ok().text
        == "linux 2"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_ports_processes_and_changes(sides: Sides, dialect: str) -> None:
    ours = sides.hostbridge[dialect]
    number = 18462 if dialect == "docker" else 18461
    assert ours.run("port", "web").ok().text == f"80/tcp -> 127.0.0.1:{number}"
    assert ours.run("port", "web", "80/tcp").ok().text == f"127.0.0.1:{number}"
    assert ours.run("port", "web", "99").code == (1 if dialect == "docker" else 125)
    assert ours.run("port", "--all").ok().text.split()[1:] == [
        "80/tcp",
        "->",
        f"127.0.0.1:{number}",
    ]
    assert ours.run("top", "web").ok().text.splitlines()[-1].split()[-2:] == ["sleep", "1000"]
    told = ours.run("top", "web", "-o", "pid,comm").ok().text.splitlines()
    assert [line.split()[-1] for line in told] == ["COMMAND", "sleep"]
    assert json.loads(ours.run("diff", "--format", "json", "web").ok().text)["added"] == [
        "/data",
        "/new",
    ]
    stopped = ours.run("top", "ended")
    assert stopped.code == (1 if dialect == "docker" else 125)
    for words in (["port"], ["top"], ["stats", "--no-stream"], ["history"]):
        missing = ours.run(*words, "missing")
        own = sides.own[dialect].run(*words, "missing")
        assert (missing.code, missing.out) == (own.code, b""), words
        assert b"missing" in missing.err
    own_top = sides.own["podman"].run("top", "web", "pid,comm,user").ok().text.split()
    if dialect == "podman":
        assert ours.run("top", "web", "pid,comm,user").ok().text.split() == own_top


@pytest.mark.parametrize("dialect", DIALECTS)
def test_events_that_were(sides: Sides, dialect: str) -> None:
    ours, own = sides.hostbridge[dialect], sides.own[dialect]
    died = "die" if dialect == "docker" else "died"
    now = str(int(time.time()) + 1)
    while time.time() < int(now):
        time.sleep(0.1)
    past = ["events", "--since", sides.since, "--until", now, "--filter", "container=ended"]
    told = ours.run(*past).ok().text.splitlines()
    words = [line.split(" container ")[1].split()[0] for line in told]
    assert "start" in words
    assert died in words
    if dialect == "docker":
        wanted = own.run(*past).ok().text.splitlines()
        alone = [line.split(" container ")[1].split()[0] for line in wanted]
        # podman tells of the attaching after the start.
        assert sorted(words) == sorted(alone)
        pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d) container \w+ [0-9a-f]{64} \(.*name=ended\)"
        assert all(re.fullmatch(pattern, line) for line in told), told
        one = json.loads(ours.run(*past, "--filter", "event=die", "--format", "json").ok().text)
        asked = (*past, "--filter", "event=die", "--format", OWN_JSON[dialect])
        it = json.loads(own.run(*asked).ok().text)
        assert list(one) == list(it)
        assert set(one["Actor"]["Attributes"]) == set(it["Actor"]["Attributes"])
        assert one["Actor"]["Attributes"]["exitCode"] == "3"
    else:
        assert re.fullmatch(
            r"\S+ \S+ \S+ \S+ container created? [0-9a-f]{64} \(image=\S+, name=ended\)", told[0]
        )
        one = json.loads(ours.run(*past, "--filter", "event=died", "--format", "json").ok().text)
        assert (one["ContainerExitCode"], one["Name"], one["Status"]) == (3, "ended", "died")
    form = "{{.Type}} {{.Status}}"
    assert (
        ours.run(*past, "--filter", f"event={died}", "--format", form).ok().text
        == f"container {died}"
    )
    refused = ours.run("events", "--format", "{{.Nope}}")
    assert (refused.code, refused.out) == (64 if dialect == "docker" else 125, b"")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_events_as_they_come_and_an_end_by_hand(sides: Sides, dialect: str, image: str) -> None:
    engine = sides.own[OTHER[dialect]]
    with sides.hostbridge[dialect].start(
        "events", "--since", sides.since, "--format", "{{.Name}}={{.Status}}"
    ) as it:
        it.expect("web=start")
        engine.run("run", "--rm", "--name", "late", image, "true").ok()
        it.expect("late=died" if dialect == "podman" else "late=die")
        it.signal(signal.SIGINT)
        # The engine's own code: docker's client tells the signal, podman's fails.
        assert it.wait(timeout=30).code == (1 if dialect == "docker" else 130)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_stats_clear_a_terminal_alone(sides: Sides, dialect: str) -> None:
    with sides.hostbridge[dialect].start("stats", "--format", "{{.Name}};") as it:
        it.expect("web;[^;]*web;")
        it.signal(signal.SIGINT)
        result = it.wait(timeout=30)
    assert b"\x1b" not in result.out
    assert result.code == (1 if dialect == "docker" else 130)
    with sides.hostbridge[dialect].start("stats", tty=True, size=(30, 200)) as it:
        it.expect(r"\x1b\[H")
        it.expect("web")
        it.expect(r"\x1b\[H")
        it.send("\x03")
        it.wait(timeout=30)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_prune_tells_what_went(sides: Sides, dialect: str, image: str) -> None:
    ours, engine = sides.hostbridge[dialect], sides.own[OTHER[dialect]]
    identity = engine.run("create", "--label", "gone=1", image, "true").ok().text
    engine.run("network", "create", "--label", "gone=1", "unused").ok()
    engine.run("volume", "create", "--label", "gone=1", "named").ok()
    only = ["--filter", "label=gone=1"]
    asked = ours.run("container", "prune", *only, input="n\n").ok().text
    assert asked.startswith("WARNING! ")
    assert asked.endswith("[y/N]")
    told = ours.run("container", "prune", *only, input="y\n").ok().text
    assert told.endswith(
        f"Deleted Containers:\n{identity}\n\nTotal reclaimed space: 0B"
        if dialect == "docker"
        else identity
    )
    told = ours.run("network", "prune", "-f", *only).ok().text
    assert told == ("Deleted Networks:\nunused" if dialect == "docker" else "unused")
    told = ours.run("volume", "prune", "-f", *only).ok().text
    # docker keeps what somebody named.
    assert told == ("Total reclaimed space: 0B" if dialect == "docker" else "named")
    if dialect == "docker":
        told = ours.run("volume", "prune", "-f", "--all", *only).ok().text
        assert told == "Deleted Volumes:\nnamed\n\nTotal reclaimed space: 0B"
    assert ours.run("image", "prune", "-f", *only).ok().text == (
        "Total reclaimed space: 0B" if dialect == "docker" else ""
    )


def test_a_reader_that_went_away_ends_the_stream(sides: Sides) -> None:
    """``events | head -1``: the engine's client must not be left behind."""
    ours = sides.hostbridge["docker"]
    argv = shlex.join([*ours.argv, "events", "--since", sides.since])
    env = [f"{name}={value}" for name, value in ours.env.items()]
    words = ours.world.words()
    line = ["env", *env, "sh", "-c", f"{argv} | head -n 1 >/dev/null"]
    pipe = subprocess.Popen([*words, *line], stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while pipe.poll() is None:
            # What has nobody to be told to is what a broken pipe is noticed by.
            sides.own["podman"].run("volume", "create").ok()
            assert time.monotonic() < deadline, "it goes on"
    finally:
        pipe.kill()
        pipe.wait()
    deadline = time.monotonic() + 30
    while _streams(ours):
        assert time.monotonic() < deadline, "podman events goes on"
        time.sleep(0.1)


def _streams(subject: Subject) -> list[str]:
    """Clients of this world's podman that tell events."""
    found: list[str] = []
    for pid in subject.world.processes("podman"):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            found += [str(pid)] if b"events" in words else []
    return found
