"""Facts, histories, disk usage, events and statistics, written from what real engines said."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator

import pytest

from answers import ENGINES, IMAGE, OTHER, RECORDED, Session, shown
from hostbridge.catalogue import parse
from hostbridge.contract.engine import Query
from hostbridge.engine import events, statistics
from hostbridge.engine.following import Following
from hostbridge.engine.instants import nanoseconds, of_rfc3339, process_started, rfc3339
from hostbridge.engine.podman import PodmanEngine
from hostbridge.engine.render import render, rendering_of
from hostbridge.engine.show import events as showing
from hostbridge.errors import UsageError
from hostbridge.testing.fakes import ScriptedSession

HOSTILE = "\x1b[2J\x9bz\x07"


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


OWN = [(engine, words) for engine in ("docker", "podman") for words in RECORDED[engine]["printed"]]


@pytest.mark.parametrize(("engine", "words"), OWN)
def test_an_engines_own_dialect_is_what_its_client_prints(
    engine: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: RECORDED[engine]["now"])
    code, text = shown(words, engine, Session(engine), engine)
    wanted = RECORDED[engine]["printed"][words]
    assert code == 0
    if words == "info":
        # The client is hostbridge, and what changes while one looks is not compared.
        text = re.sub(r"Version:    28\.[\d.]+", "Version:    28.2.2", text)
        moving = r"(idlePercent|systemPercent|userPercent|memFree|uptime|graphRootUsed): .*"
        assert re.sub(moving, r"\1", text) == re.sub(moving, r"\1", wanted)
    elif words == "system df -v" and engine == "podman":
        # podman cuts the image's name by its id, which docker's other lists do not tell.
        assert [line.split() for line in text.splitlines()] == [
            line.split() for line in wanted.splitlines()
        ]
    else:
        assert text == wanted


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_events_of_every_sort_in_both_dialects(engine: str) -> None:
    lines = [line.encode() for line in RECORDED[engine]["events"]]
    told = [event for line in lines if (event := events.read(line, engine)) is not None]  # type: ignore[arg-type]
    assert len(told) == len(lines)
    docker, podman = (showing._liner("json", name) for name in ("docker", "podman"))
    own = docker if engine == "docker" else podman
    if engine == "docker":
        assert [own(event).strip() for event in told] == [line.decode() for line in lines]
    words = {(event["type"], event["action"].partition(":")[0]): event["status"] for event in told}
    if engine == "docker":
        assert words["container", "die"] == "died"
        assert words["container", "destroy"] == "remove"
        assert words["container", "exec_start"] == "exec"
        assert words["container", "exec_create"] == words["container", "top"] == ""
        assert words["volume", "create"] == "create"
    else:
        assert words["container", "die"] == "died"
        assert words["container", "destroy"] == "remove"
        assert words["container", ""] in ("init", "cleanup")
    for event in told:
        for line in (docker(event), podman(event)):
            assert json.loads(line)["Type"] == event["type"]
            assert line.count("\n") == 1
        when = rfc3339(event["nano"])
        assert showing._docker_line(event).startswith(f"{when} {event['type']} {event['action']}")
        assert f" UTC {event['type']} {event['status']}" in showing._podman_line(event)


def test_filters_of_events() -> None:
    lines = RECORDED["docker"]["events"]
    told = [events.read(line.encode(), "docker") for line in lines]

    def kept(*filters: str, dialect: str = "docker") -> list[str]:
        tests = showing._filters(list(filters), dialect)
        return [event["action"] for event in told if event and all(test(event) for test in tests)]

    assert kept("type=container", "event=die") == ["die"]
    assert kept("type=container", "event=died", dialect="podman") == ["die"]
    assert kept("event=die", "event=destroy", "type=container") == ["die", "destroy"]
    assert kept("label=role=front", "label=nope") == []
    assert set(kept("label=role=front")) == set(kept("label=role"))
    assert kept("container=nobody") == []
    assert kept("image=base", "event=start") == ["start"]
    for filters, dialect, said in (
        ("nope=1", "docker", "Error response from daemon: invalid filter 'nope'"),
        ("nope=1", "podman", "Error: nope is an invalid filter"),
    ):
        with pytest.raises(UsageError) as caught:
            kept(filters, dialect=dialect)
        assert caught.value.summary == said


def test_until_what_is_past_reads_all_that_podman_has_and_ends() -> None:
    words, stop = events.argv(["podman"], "podman", None, 5)
    assert "--stream=false" in words
    assert "--until" not in words
    assert stop == 5
    words, stop = events.argv(["docker"], "docker", 3, 5_000_000_001)
    assert words[-4:] == ["--since", "0.000000003", "--until", "5.000000001"]
    assert stop is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1795790049.136184914", 1795790049136184914),
        ("1795790049", 1795790049000000000),
        ("2026-11-27T14:34:09.136184914Z", 1795790049136184914),
        ("2026-11-27T15:34:09+01:00", 1795790049000000000),
        ("2026-11-27", 1795737600000000000),
        ("2026-11-27T14:34", 1795790040000000000),
    ],
)
def test_instants(text: str, wanted: int) -> None:
    assert nanoseconds(text) == wanted


def test_durations_count_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 10**15)
    assert nanoseconds("1h1.5s") == 10**15 - 3_601_500_000_000
    assert nanoseconds("1h", ahead=True) == 10**15 + 3_600_000_000_000
    assert nanoseconds("-2ms") == 10**15 + 2_000_000
    for text in ("soon", "1", "1x", "h", "2026-13-01", "9" * 40, "1h ", ""):
        if text != "1":
            with pytest.raises(UsageError):
                nanoseconds(text)
    assert of_rfc3339("2026-11-27T14:34:09.Z") is None


class Pieces(Following):
    """A client that wrote these pieces; an empty one is a pause."""

    def __init__(self, *pieces: bytes) -> None:
        self.code, self.said, self._pieces = 0, b"", pieces

    def pieces(self, quiet: float) -> Iterator[bytes]:
        """As they were given."""
        del quiet
        yield from self._pieces


def test_moments_of_dockers_stats_are_whole() -> None:
    def row(name: str, used: str = "1MiB / 2GiB") -> bytes:
        return json.dumps({"ID": name, "Name": name, "MemUsage": used, "PIDs": "1"}).encode()

    client = Pieces(
        b"\x1b[2J\x1b[H" + row("a") + b"\n" + row("b")[:9], row("b")[9:] + b"\n", b"",
        b"\x1b[H" + row("a") + b"\x1b[K\n" + row("b") + b"\x1b[K\n\x1b[J",
        b"\x1b[H" + row("a", "-- / --") + b"\nno JSON\n",
    )  # fmt: skip
    told = list(statistics.frames(client, "docker"))
    assert [[record["name"] for record in frame] for frame in told] == [
        ["a", "b"],
        ["a", "b"],
        ["a"],
    ]
    assert (told[0][0]["memory"], told[0][0]["limit"]) == (1 << 20, 2 << 30)
    assert told[2][0]["memory"] == 0


def test_moments_of_podmans_stats() -> None:
    line = b"abc\tweb\t0.5%\t248KiB / 23.5GiB\t0.1%\t1kB / 2kB\t0B / 0B\t3\t1.5s\t0.4%\n"
    end = b"--end of a moment--\n"
    told = list(statistics.frames(Pieces(line + line[:20], line[20:] + end + line, end), "podman"))
    assert [len(frame) for frame in told] == [2, 1]
    assert told[0][0]["pids"] == "3"
    assert [statistics.size_of(t) for t in ("1.5kB", "2MiB", "0B", "--", "")] == [
        1500,
        2 << 20,
        0,
        0,
        0,
    ]


def test_disk_usage_of_podman_for_dockers_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: RECORDED["podman"]["now"])
    text = shown("system df", "docker", Session("podman"), "podman")[1]
    assert [line.split()[0] for line in text.splitlines()] == [
        "TYPE",
        "Images",
        "Containers",
        "Local",
        "Build",
    ]
    long = json.loads(shown("system df -v --format json", "docker", Session("podman"), "podman")[1])
    wanted = json.loads(RECORDED["docker"]["lists"]["docker system df -v --format {{json .}}"])
    assert list(long) == list(wanted)
    for name in ("Images", "Containers", "Volumes"):
        assert list(long[name][0]) == list(wanted[name][0])
    assert long["Volumes"][0]["Links"] == "1"


def test_facts_of_the_other_engine() -> None:
    told = json.loads(shown("info --format json", "docker", Session("podman"), "podman")[1])
    wanted = json.loads(RECORDED["docker"]["lists"]["docker info --format {{json .}}"])
    assert set(wanted) - set(told) == {"KernelMemory", "KernelMemoryTCP"}
    assert (told["NCPU"], told["OSType"], told["Architecture"]) == (2, "linux", "x86_64")
    assert told["SecurityOptions"] == ["name=seccomp,profile=default"]
    told = json.loads(shown("info --format json", "podman", Session("docker"), "docker")[1])
    assert (told["host"]["arch"], told["store"]["graphDriverName"]) == ("amd64", "overlay2")
    for dialect in ("docker", "podman"):
        code, text = shown(
            "info --format '{{.NCPU}} {{.Host.OS}} {{.Driver}} {{.Store.GraphDriverName}}'",
            dialect, Session(OTHER[dialect]), OTHER[dialect],
        )  # fmt: skip
        assert (code, text.split()[:2]) == (0, ["2", "linux"])


def test_templates_that_fail_say_it_as_the_clients_do(capsys: pytest.CaptureFixture[str]) -> None:
    for words, dialect, code, out, begins in (
        ("info --format {{.Nope}}", "docker", 1, "\n", "template: :1:2: executing"),
        ("info --format '{{'", "docker", 64, "", "template parsing error: template: :1: "),
        (
            "images --format {{.Nope}}",
            "docker",
            1,
            "",
            "template parsing error: template: :1:2: executing",
        ),
        ("history --format '{{' x", "docker", 1, "", "template parsing error: template: :1: "),
        (
            "system df --format {{.Nope}}",
            "docker",
            1,
            "",
            "template parsing error: template: :1:2: ",
        ),
        ("info --format {{.Nope}}", "podman", 125, "", "Error: template: info:1"),
        ("history --format {{.Nope}} x", "podman", 125, "", "Error: template: history:1"),
        ("system df --format '{{'", "podman", 125, "", "Error: template: df:1: "),
    ):
        told = shown(words, dialect, Session(OTHER[dialect]), OTHER[dialect])
        said = capsys.readouterr().err
        assert (*told, said.startswith(begins)) == (code, out, True), (words, dialect, said)


def test_the_layers_of_a_missing_image_are_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    session = ScriptedSession({("podman", "history"): (125, b"", b"Error: x: image not known\n")})
    call = parse(["history", "x"], "docker")
    rendering = rendering_of(call)
    assert rendering is not None
    assert render(rendering, session, PodmanEngine(), io.BytesIO()) == 1
    assert capsys.readouterr().err == "Error response from daemon: No such image: x:latest\n"


def test_records_have_the_fields_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    del capsys
    for name, engine in ENGINES.items():
        (info,) = engine().records(Session(name), "info", Query())
        assert {"host", "store", "Driver", "ClientInfo"} <= set(info)
        (layer,) = engine().records(Session(name), "history", Query(names=(IMAGE,)))
        assert (layer["id"][:12], layer["created_by"]) == ("a2d3148e5093", "hostbridge's tests")
        kinds = [record["type"] for record in engine().records(Session(name), "usage", Query())]
        assert kinds[:3] == ["Images", "Containers", "Local Volumes"]


def test_the_beginning_of_this_process_is_an_instant() -> None:
    begun = process_started()
    assert begun is not None
    assert 0 <= time.time_ns() - begun < 24 * 3600 * 10**9
