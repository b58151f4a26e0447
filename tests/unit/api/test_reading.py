"""What engines print, read: errors, progress, events, tables. The texts are recorded."""

from __future__ import annotations

from typing import Any

import pytest

from hostbridge.api.about import DiskUsage, info_of, usage_of, version_of
from hostbridge.api.failures import engine_refused, error_for
from hostbridge.api.finding import Found, changes, search
from hostbridge.api.measures import percent, size, sizes, whole
from hostbridge.api.progress import ProgressEvent, read_progress
from hostbridge.api.pruned import Pruned, read_pruned
from hostbridge.api.records import ContainerInfo, Port
from hostbridge.api.watching import (
    Layer,
    instant,
    read_event,
    read_layer,
    read_stats,
    read_top,
)
from hostbridge.errors import (
    CommandFailed,
    Conflict,
    HostbridgeError,
    NotFound,
    Unavailable,
    UsageError,
)

SAID: list[tuple[str, type[HostbridgeError], str]] = [
    ("Error response from daemon: No such container: x", NotFound, "No such container: x"),
    ("Error: No such object: x", NotFound, "No such object: x"),
    ('Error: no container with name or ID "x" found: no such container', NotFound, ""),
    ("Error: inspecting object: x: image not known", NotFound, ""),
    ("Error response from daemon: network x not found", NotFound, ""),
    ("Error response from daemon: get x: no such volume", NotFound, ""),
    ("Error response from daemon: manifest for 127.0.0.1:5000/x:1 not found: manifest unknown: manifest unknown", NotFound, ""),
    ("Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", CommandFailed, ""),
    ('docker: Error response from daemon: Conflict. The container name "/x" is already in use by container "1". You have to remove (or rename) that container to be able to reuse that name.\nSee \'docker run --help\'.', Conflict, "Conflict."),
    ('Error: creating container storage: the container name "x" is already in use by 1. You have to remove that container to be able to reuse that name: that name is already in use', Conflict, ""),
    ("Error response from daemon: driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:80 failed: port is already allocated", Conflict, ""),
    ("Error response from daemon: remove v: volume is in use - [1]", Conflict, ""),
    ("Error: top can only be used on running containers", Conflict, ""),
    ("Error: volume v is being used by the following container(s): 1: volume is being used", Conflict, ""),
    ("Error response from daemon: error while removing network: network n id 1 has active endpoints", Conflict, ""),
    ("Error response from daemon: conflict: unable to delete 1 (cannot be forced) - image is being used by running container 2", Conflict, ""),
    ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", Unavailable, ""),
    ('Error response from daemon: Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', Unavailable, ""),
    ("Error: something that nobody has seen before", CommandFailed, "something that nobody has seen before"),
    ("", CommandFailed, "docker failed with exit code 1"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "kind", "summary"), SAID)
def test_errors_are_told_apart(said: str, kind: type[HostbridgeError], summary: str) -> None:
    error = error_for(["docker", "x", "-e", "SECRET=word"], 1, b"", said.encode())
    assert type(error) is kind
    assert summary in error.summary
    assert "\n" not in error.summary
    assert said.splitlines()[0] in error.detail if said else error.detail
    assert "word" not in error.detail
    assert error.exit_code == 1


@pytest.mark.parametrize(
    ("code", "said", "refused"),
    [
        (125, b"docker: Error response from daemon: Conflict.\n", True),
        (125, b"Unable to find image 'x' locally\ndocker: Error response from daemon: no\n", True),
        (127, b"Error: runc: runc create failed: executable file not found\n", True),
        (125, b"", False), (127, b"sh: no: not found\n", False), (1, b"Error: mine\n", False),
        (1, b"Error response from daemon: Container ab is not running\n", True),
        (255, b"Error: can only create exec sessions on running containers: container state improper\n", True),
        (0, b"Error: ", False),
    ],
)  # fmt: skip
def test_whose_exit_code_it_is(code: int, said: bytes, refused: bool) -> None:
    assert engine_refused(code, said) is refused


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("0123456789ab: Pulling fs layer", ("Pulling fs layer", "0123456789ab", 0, 0)),
        ("0123456789ab: Downloading [===>   ]  1.5MB/24MB", ("Downloading", "0123456789ab", 1_500_000, 24_000_000)),
        ("\x1b[1A\x1b[2K0123456789ab: Extracting [=>  ]  65.54kB/3MB\x1b[1B", ("Extracting", "0123456789ab", 65540, 3_000_000)),
        ("0123456789ab: Pushing [====>]  512B", ("Pushing", "0123456789ab", 512, 0)),
        ("0123456789ab: Layer already exists", ("Layer already exists", "0123456789ab", 0, 0)),
        ("Copying blob 0123456789ab [===>----] 1.5MiB / 24.0MiB", ("Copying blob", "0123456789ab", 1572864, 25165824)),
        ("Copying blob sha256:" + "01" * 32, ("Copying blob", "010101010101", 0, 0)),
        ("Copying blob 0123456789ab done  ", ("Copying blob done", "0123456789ab", 0, 0)),
        ("Step 2/7 : RUN true", ("step", "", 2, 7)),
        ("STEP 3/4: COPY a b", ("step", "", 3, 4)),
        ("#5 [stage-1 2/3] RUN true", ("step", "", 2, 3)),
    ],
)  # fmt: skip
def test_progress_lines(line: str, event: tuple[str, str, int, int]) -> None:
    told = read_progress(line)
    assert told is not None
    assert (told.status, told.layer, told.current, told.total) == event


def test_other_lines_are_told_as_they_are() -> None:
    assert read_progress("\x1b[2K\r ") is None
    line = "Status: Downloaded newer image"
    assert read_progress(line) == ProgressEvent(line, text=line)


def test_events_of_both_engines_have_one_shape() -> None:
    docker = b'{"status":"die","id":"ab","from":"img","Type":"container","Action":"die","Actor":{"ID":"ab","Attributes":{"image":"img","name":"n","exitCode":"3"}},"scope":"local","time":1795791691,"timeNano":1795791691464250141}'
    podman = b'{"ID":"ab","Image":"img","Name":"n","Status":"died","Time":"2026-11-27T15:01:31.464250141Z","Type":"container","Attributes":{"exitCode":"3"}}'
    first, second = read_event(docker), read_event(podman)
    assert first is not None
    assert second is not None
    for event in (first, second):
        assert (event.type, event.action, event.id, event.name, event.image) == (
            "container", "die", "ab", "n", "img",
        )  # fmt: skip
        assert event.attributes["exitCode"] == "3"
        assert abs(event.time - 1795791691.464250) < 0.01
    for wrong in (b"", b"{", b"[1]", b'{"a":', b"\xff", b"[" * 100_000):
        assert read_event(wrong) is None


def test_statistics() -> None:
    line = b"\x1b[2J\x1b[Hstats:ab\tname\t12.5%\t1.5MiB / 2GiB\t0.07%\t1kB / 2kB\t-- / --\t3\n"
    told = read_stats(line)
    assert told is not None
    assert (told.id, told.name, told.cpu_percent, told.pids) == ("ab", "name", 12.5, 3)
    assert (told.memory, told.memory_limit, told.net_in, told.net_out) == (
        1572864,
        2 << 30,
        1000,
        2000,
    )
    assert (told.block_in, told.block_out) == (0, 0)
    assert read_stats(b"ID NAME\n") is None


def test_numbers() -> None:
    assert [size(text) for text in ("1.5MiB", "12kB", "0B", "--", None, 7, "1.2.3MB", "x")] == [
        1572864, 12000, 0, 0, 0, 7, 0, 0,
    ]  # fmt: skip
    assert sizes("1kB") == (1000, 0)
    assert (percent("--"), percent(3), whole(None), whole("4 ")) == (0.0, 3.0, 0, 4)


def test_tables_and_history() -> None:
    docker = [
        "UID   PID  PPID  C  STIME  TTY  TIME  CMD",
        "root  15  1  0  15:01  ?  00:00:00  sh -c a  b",
    ]
    podman = [
        "USER  PID  PPID  %CPU  ELAPSED  TTY  TIME  COMMAND",
        "root  1  0  0.0  2.7s  ?  0s  sh -c a  b ",
    ]
    for lines in (docker, podman):
        (one,) = read_top(lines)
        assert (one.user, one.command.strip()) == ("root", "sh -c a  b")
    assert read_top([]) == []
    docker_layer = {
        "Comment": "",
        "CreatedAt": "2024-01-01T00:00:00Z",
        "CreatedBy": "x",
        "ID": "sha256:ab",
        "Size": "198",
    }
    podman_layer = {"id": "ab", "created": "2024-01-01T00:00:00Z", "CreatedBy": "x", "size": 198}
    assert (
        read_layer(docker_layer) == read_layer(podman_layer) == Layer("ab", 1704067200.0, "x", 198)
    )
    assert read_layer({"ID": "<missing>"}).id == ""


def test_what_was_pruned() -> None:
    assert read_pruned("Deleted Volumes:\na\nb\n\nTotal reclaimed space: 1.5kB\n") == Pruned(
        ("a", "b"), 1500
    )
    assert read_pruned("untagged: x:1\ndeleted: sha256:ab\n").removed == ("x:1", "sha256:ab")
    assert read_pruned("Total reclaimed space: 0B\n") == Pruned(())


def test_records_become_typed() -> None:
    told = ContainerInfo.of(
        {"id": "ab", "names": ["n"], "unknown": 1, "health": None,
         "ports": [{"container_port": 80, "host_port": 8080, "range": 2, "host_ip": "0.0.0.0", "protocol": "tcp"}]}
    )  # fmt: skip
    assert (told.name, told.health, told.labels) == ("n", "", {})
    assert told.ports == (Port(80, "tcp", "0.0.0.0", 8080), Port(81, "tcp", "0.0.0.0", 8081))  # noqa: S104


class _Told:
    """A channel whose engine tells these records."""

    def __init__(self, name: str, **records: list[dict[str, Any]]) -> None:
        self.engine = type("Engine", (), {"name": name})()
        self._records = records

    def records(self, kind: str, query: object) -> list[dict[str, Any]]:
        del query
        return self._records[kind]


def test_versions_and_facts_of_both_engines_have_one_shape() -> None:
    docker: Any = _Told(
        "docker",
        version=[{"Client": {"Version": "28"}, "Server": {"Version": "20.10.24", "ApiVersion": "1.41", "Os": "linux",
                  "Arch": "amd64", "Components": [{"Name": "runc", "Version": "1.1.5"}, None]}}],
        info=[{"ServerVersion": "20.10.24", "NCPU": 2, "MemTotal": 1 << 30, "CgroupVersion": "1", "Driver": "overlay2",
               "SecurityOptions": ["name=seccomp,profile=default", "name=rootless"], "Warnings": None}],
        usage=[{"type": "Images", "total": 2, "active": 1, "size": 30, "reclaimable": 10}],
    )  # fmt: skip
    podman: Any = _Told(
        "podman",
        version=[{"Client": {"Version": "4.3.1", "APIVersion": "4.3.1", "OsArch": "linux/arm64"}}],
        info=[{"ServerVersion": "4.3.1", "CgroupVersion": "v2", "Warnings": ["one"]}],
    )
    version = version_of(docker)
    assert (version.version, version.api_version, version.arch) == ("20.10.24", "1.41", "amd64")
    assert version.components["runc"] == "1.1.5"
    other = version_of(podman)
    assert (other.engine, other.api_version, other.os, other.arch) == (
        "podman",
        "4.3.1",
        "linux",
        "arm64",
    )
    info = info_of(docker)
    assert (info.cpus, info.memory, info.storage_driver) == (2, 1 << 30, "overlay2")
    assert (info.security, info.rootless, info.warnings) == (("seccomp", "rootless"), True, ())
    assert (info_of(podman).cgroup_version, info_of(podman).warnings) == ("2", ("one",))
    assert usage_of(docker) == (DiskUsage("Images", 2, 1, 30, 10),)
    for odd in ({}, {"Server": None, "Client": None}, {"Server": {"Components": "x"}}):
        channel: Any = _Told(
            "docker", version=[odd], info=[{"SecurityOptions": 3, "Warnings": "x"}]
        )
        assert version_of(channel).version == ""
        assert info_of(channel).security == ()


def test_changes_and_findings() -> None:
    told = ["C /etc", "A /a b", "D /gone", "", "X /x", "A "]
    assert [(one.kind, one.path) for one in changes(told)] == [
        ("changed", "/etc"), ("added", "/a b"), ("deleted", "/gone"),
    ]  # fmt: skip
    row = {"name": "n", "description": "d", "stars": 3, "official": True, "index": "docker.io"}
    channel: Any = _Told("docker", search=[row])
    assert search(channel, "n") == [Found("n", "d", 3, True, "docker.io")]


@pytest.mark.parametrize(
    ("given", "nano"),
    [(None, None), (0, 0), (1.5, 1_500_000_000), ("1.5", 1_500_000_000), (1.7e9, 1_700_000_000_000_000_000),
     ("1970-01-01T00:00:01Z", 1_000_000_000)],
)  # fmt: skip
def test_points_in_time(given: float | str | None, nano: int | None) -> None:
    assert instant(given) == nano


def test_what_is_no_point_in_time_is_refused() -> None:
    with pytest.raises(UsageError, match="yesterday"):
        instant("yesterday")
