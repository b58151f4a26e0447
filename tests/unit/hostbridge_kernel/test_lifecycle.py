"""What decides in a container's life: restarts, health, signals, keys, frames, and how ``ps`` says it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.errors import UsageError
from hostbridge_kernel.containers import (
    clock,
    following,
    health,
    protocol,
    pruning,
    signals,
    state,
    status,
)
from hostbridge_kernel.containers.choosing import Filters
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.records import Container, Containers
from hostbridge_kernel.containers.restarting import Policy, boots
from hostbridge_kernel.containers.terminal import DETACHED, Detaching, keys


def policy(name: str, most: int = 0) -> Policy:
    return Policy({"RestartPolicy": {"Name": name, "MaximumRetryCount": most}})


def test_the_pause_doubles_up_to_a_minute_and_begins_anew() -> None:
    always = policy("always")
    pauses = [always.after(0, 1.0, stopped=False) for _ in range(12)]
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert pauses[-1] == 60.0
    assert always.after(0, 10.0, stopped=False) == 0.1
    assert always.after(0, 1.0, stopped=True) is None


@pytest.mark.parametrize(
    ("name", "code", "again"),
    [("no", 1, False), ("", 1, False), ("on-failure", 0, False), ("on-failure", 1, True),
     ("always", 0, True), ("unless-stopped", 0, True)],
)  # fmt: skip
def test_which_policy_starts_again(name: str, code: int, again: bool) -> None:
    assert (policy(name).after(code, 1.0, stopped=False) is not None) is again


def test_on_failure_counts() -> None:
    some = policy("on-failure", 2)
    assert [some.after(1, 1.0, stopped=False) is not None for _ in range(3)] == [True, True, False]
    assert some.count == 2


def test_what_a_boot_starts() -> None:
    def starts(name: str, stopped: bool) -> bool:
        return boots({"RestartPolicy": {"Name": name}}, stopped=stopped)

    assert [starts("always", True), starts("unless-stopped", False), starts("unless-stopped", True),
            starts("on-failure", False), boots({}, stopped=False)] == [True, True, False, False, False]  # fmt: skip


def test_health_is_judged_as_docker_does() -> None:
    told = health.Health.fresh()
    results = [(1, True), (1, False), (1, False), (1, False), (0, False), (1, False)]
    seen = [health.judged(told, code, starting=starting, retries=3) for code, starting in results]
    assert seen == ["starting", "starting", "starting", "unhealthy", "healthy", "healthy"]
    assert told["FailingStreak"] == 1


@pytest.mark.parametrize(
    ("test", "words"),
    [(["CMD-SHELL", "a b"], ["/bin/sh", "-c", "a b"]), (["CMD", "a", "b"], ["a", "b"]),
     (["NONE"], None), ([], None), (None, None)],
)  # fmt: skip
def test_the_command_of_a_check(test: Any, words: Any) -> None:
    assert health.command({"Healthcheck": {"Test": test}}) == words
    assert health.command({}) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("KILL", 9), ("sigterm", 15), ("9", 9), ("SIGRTMIN+3", 37), ("RTMAX-1", 63), ("USR1", 10), ("IOT", 6)],
)  # fmt: skip
def test_signals_by_name(text: str, number: int) -> None:
    assert signals.number(text) == number


@pytest.mark.parametrize("text", ["", "NOPE", "0", "65", "SIG", "RTMIN+40", "-1"])
def test_signals_that_are_none(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        signals.number(text)
    assert caught.value.summary == f"Invalid signal: {text}"


def test_signals_have_the_systems_numbers() -> None:
    import signal

    for name, number in signals.NUMBERS.items():
        found = getattr(signal, f"SIG{name}", None)
        assert found is None or found == number


def test_detach_keys() -> None:
    assert keys(DETACHED) == b"\x10\x11"
    assert keys("a,ctrl-[,ctrl-_") == b"a\x1b\x1f"
    for wrong in ("", "ctrl-", "ctrl-1", "abc", "a,,b"):
        with pytest.raises(UsageError):
            keys(wrong)


@given(st.lists(st.binary(max_size=6), max_size=8))
def test_what_is_typed_passes_but_for_the_keys(parts: list[bytes]) -> None:
    detaching = Detaching(b"\x10\x11")
    out, pressed = b"", False
    for part in parts:
        passed, pressed = detaching.feed(part)
        out += passed
        if pressed:
            break
    whole = b"".join(parts)
    if b"\x10\x11" in whole:
        assert pressed
        assert out == whole[: whole.index(b"\x10\x11")]
    else:
        assert not pressed
        assert out == (whole[:-1] if whole.endswith(b"\x10") else whole)


@given(
    st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=40)), max_size=6), st.integers(1, 9)
)
def test_frames_come_back_however_they_are_cut(rows: list[tuple[int, bytes]], step: int) -> None:
    raw = b"".join(protocol.frame(kind, body) for kind, body in rows)
    frames = protocol.Frames()
    found = [one for at in range(0, len(raw), step) for one in frames.feed(raw[at : at + step])]
    assert found == rows


def test_what_is_no_frame() -> None:
    for raw in (b"GET / HTTP/1.1\r\n", b"\x01\0\0\0\xff\xff\xff\xff"):
        with pytest.raises(protocol.ProtocolError):
            list(protocol.Frames().feed(raw))
    assert protocol.read_object(b"[1]") == protocol.read_object(b"{") == {}


NOW = 1_800_000_000.0


def content(**told: object) -> dict[str, Any]:
    made = state.fresh()
    made["State"].update(told)
    return made


def at(before: float) -> str:
    return clock.stamp(int((NOW - before) * 1e9))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Created"),
        ({"Running": True, "StartedAt": at(200)}, "Up 3 minutes"),
        ({"Running": True, "Paused": True, "StartedAt": at(5)}, "Up 5 seconds (Paused)"),
        ({"Running": True, "StartedAt": at(0.4), "Health": {"Status": "starting"}}, "Up Less than a second (health: starting)"),
        ({"Running": True, "StartedAt": at(7300), "Health": {"Status": "unhealthy"}}, "Up 2 hours (unhealthy)"),
        ({"Running": True, "Restarting": True, "ExitCode": 3, "FinishedAt": at(2)}, "Restarting (3) 2 seconds ago"),
        ({"ExitCode": 137, "StartedAt": at(9), "FinishedAt": at(70)}, "Exited (137) About a minute ago"),
        ({"Dead": True, "StartedAt": at(9)}, "Dead"),
    ],
)  # fmt: skip
def test_statuses(told: dict[str, Any], words: str) -> None:
    assert status.status(content(**told), NOW) == words


@pytest.mark.parametrize(
    ("bindings", "words"),
    [
        ({}, ""),
        ({"80/tcp": None}, "80/tcp"),
        ({"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}]},
         "0.0.0.0:8080->80/tcp, [::]:8080->80/tcp"),
        ({f"{n}/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(n + 1000)}] for n in (3, 1, 2, 9)},
         "127.0.0.1:1001-1003->1-3/tcp, 127.0.0.1:1009->9/tcp"),
        ({"53/udp": [{"HostIp": "", "HostPort": "53"}], "53/tcp": None, "54/tcp": None},
         "53-54/tcp, 0.0.0.0:53->53/udp"),
    ],
)  # fmt: skip
def test_ports(bindings: dict[str, Any], words: str) -> None:
    assert status.ports(bindings) == words


def made(containers: Containers, name: str = "", image: str = "img:1", **config: Any) -> Container:
    record = {
        "Config": {"Image": image, **config}, "HostConfig": {"NetworkMode": "default"}, "Path": "sh",
        "Args": ["-c", 'echo "x y"\nzz'], "Image": "sha256:" + "ab" * 32,
    }  # fmt: skip
    return containers.create(record, name)


def test_a_row_of_ps(tmp_path: Path) -> None:
    container = made(Containers(str(tmp_path), {}), "web", Labels={"b": "2", "a": "1"})
    row = status.row(container, state.fresh(), full=False)
    assert (row["ID"], row["Names"], row["Image"], row["State"]) == (
        container.id[:12],
        "web",
        "img:1",
        "created",
    )
    assert row["Command"] == '"sh -c \'echo \\"x y\\"\\nz…"'
    assert (row["Labels"], row["Networks"], row["Size"]) == ("a=1,b=2", "bridge", "0B")
    full = status.row(container, state.fresh(), full=True)
    assert full["ID"] == container.id
    assert full["Command"].endswith("\\nzz'\"")


@pytest.mark.parametrize(
    ("texts", "fits"),
    [
        (["name=we"], True), (["name=^/?web$"], True), (["name=x"], False), (["name=x", "name=w"], True),
        (["label=a"], True), (["label=a=1", "label=b"], False), (["status=created"], True),
        (["status=exited"], False), (["exited=0"], False), (["ancestor=img:1"], True),
        (["ancestor=abababababab"], True), (["ancestor=img"], False), (["health=none"], True),
        (["network=bridge"], True), (["expose=80"], True), (["expose=70-90/tcp"], True),
        (["expose=80/udp"], False), (["publish=80"], False), (["is-task=true"], False), (["name=("], False),
    ],
)  # fmt: skip
def test_filters(tmp_path: Path, texts: list[str], fits: bool) -> None:
    containers = Containers(str(tmp_path), {})
    container = made(containers, "web", Labels={"a": "1"}, ExposedPorts={"80/tcp": {}})
    assert Filters(containers, texts).fit(container, container.state()) is fits


@pytest.mark.parametrize(
    "text", ["x=y", "name", "status=up", "exited=x", "health=fine", "expose=x"]
)
def test_filters_that_are_none(tmp_path: Path, text: str) -> None:
    containers = Containers(str(tmp_path), {})
    container = made(containers, ExposedPorts={"80/tcp": {}})
    with pytest.raises(UsageError):
        Filters(containers, [text]).fit(container, container.state())


def test_before_and_since(tmp_path: Path) -> None:
    containers = Containers(str(tmp_path), {})
    old, new = made(containers, "old"), made(containers, "new")
    assert Filters(containers, ["before=new"]).fit(old, old.state())
    assert not Filters(containers, ["before=new"]).fit(new, new.state())
    assert Filters(containers, ["since=old"]).fit(new, new.state())


def test_moments() -> None:
    now = time.time_ns()
    assert abs(now - pruning.moment("1h30m") - 5400 * 10**9) < 10**9 * 60
    assert pruning.moment("1700000000.5") == 1_700_000_000_500_000_000
    assert pruning.moment("2023-11-14T22:13:20Z") == 1_700_000_000_000_000_000
    for wrong in ("yesterday", "10x", "5", "1h5")[:2]:
        with pytest.raises(UsageError):
            pruning.moment(wrong)


def test_events_are_followed_over_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hostbridge_kernel.containers.events._LARGEST", 900)
    events = Events(str(tmp_path / "events.jsonl"))
    config = {"Id": "1" * 64, "Name": "/web", "Config": {"Image": "it"}}
    began = time.time_ns()
    for number in range(3):
        events.container("die", config, exitCode=str(number))
    rows = following.follow(events, began, 0)
    codes = []
    for number in range(3, 12):
        codes.append(next(rows)["Actor"]["Attributes"]["exitCode"])
        events.container("die", config, exitCode=str(number))
    codes += [next(rows)["Actor"]["Attributes"]["exitCode"] for _ in range(3)]
    assert codes == [str(number) for number in range(12)]
    rows.close()  # type: ignore[attr-defined]
    until = list(following.follow(events, began, time.time_ns()))
    assert [row["Actor"]["Attributes"]["exitCode"] for row in until][-2:] == ["10", "11"]


def test_a_line_of_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TZ", "UTC")
    time.tzset()
    row = {"Type": "container", "Action": "start", "timeNano": 1_700_000_000_000_000_005,
           "Actor": {"ID": "1", "Attributes": {"name": "web", "image": "it"}}}  # fmt: skip
    assert (
        following.line(row)
        == "2023-11-14T22:13:20.000000005Z container start 1 (image=it, name=web)"
    )
    assert following.Filters(["event=start", "container=web"]).fit(row)
    assert following.Filters(["type=container", "label=name=web"]).fit(row)
    assert not following.Filters(["event=die"]).fit(row)
    assert not following.Filters(["container=other"]).fit(row)
    with pytest.raises(UsageError):
        following.Filters(["x=y"])
