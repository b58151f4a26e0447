"""What is said of recorded hosts: the cause that each has, and nothing about what is well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hostbridge.contract.check import Facts
from hostbridge.doctor.causes import own_checks
from hostbridge.doctor.examine import Finding, examine
from hostbridge.host import Host
from hostbridge.host.judge import everything
from hostbridge.host.raw import from_record

DATA = Path(__file__).parents[1] / "host/data"
RECORDS = {path.stem: path for path in sorted(DATA.glob("*.json"))}
FAULTS: dict[str, set[str]] = {
    "debian-11-hardened": {"LNX-USERNS-SYSCTL", "LNX-SUBID", "LNX-NEWUIDMAP"},
    "docker-container": {"LNX-TUN", "LNX-SUBID", "LNX-NEWUIDMAP", "LNX-CGROUP-DELEG"},
    "macos-apple": {"MAC-QEMU-MISSING"},
    "macos-ci-vm": {"MAC-HV"},
    "macos-intel": {"MAC-QEMU-MISSING"},
    "macos-rosetta-colima": {"MAC-ROSETTA-BREW"},
    "recorded-debian-12-user": {"LNX-TUN", "LNX-SUBID", "LNX-CG1-LIMITS"},
    "recorded-user-namespace": {"LNX-USERNS-MAX"},
    "ubuntu-24.04-restricted": {"LNX-USERNS-APPARMOR"},
    "windows-10": {"WIN-WSL-ABSENT"},
    "windows-11": {"WIN-WSL-ABSENT"},
    "windows-11-arm": {"WIN-WSL-ABSENT"},
    "wsl1-ubuntu": {"WSL-1"},
    "wsl2-no-systemd": {"LNX-SUBID", "LNX-NEWUIDMAP", "LNX-CG1-LIMITS"},
}
"""Hosts with something wrong; every other one is well."""


def host(name: str) -> Host:
    return everything(from_record(json.loads(RECORDS[name].read_text(encoding="utf-8"))))


def findings(about: Host, seen: dict[str, Any] | None = None, **more: Any) -> list[Finding]:
    return list(examine(own_checks(), Facts(about, seen=seen or {}, **more)))


@pytest.mark.parametrize("name", RECORDS)
def test_recorded_hosts(name: str) -> None:
    told = findings(host(name))
    assert not [one for one in told if one.crashed], [
        one.result.summary for one in told if one.crashed
    ]
    wrong = {one.check.id for one in told if one.result.status in ("error", "warning")}
    assert wrong == FAULTS.get(name, set())


GOOD: dict[str, Any] = {
    "engines": {"docker": {"status": "usable", "why": "docker 28 answers", "remedy": "", "version": "28"}},
    "userns": {"step": "done"}, "netns": {"step": "done"}, "overlay": {"step": "done"}, "ranges": {"step": "done"},
    "values": {"user/max_user_namespaces": "63459", "fs/inotify/max_user_instances": "128", "fs/inotify/max_user_watches": "65536",
               "net/ipv4/ping_group_range": "0\t2147483647", "net/ipv4/ip_unprivileged_port_start": "1024"},
    "limits": {"nofile": [1024, 1048576], "nproc": [63459, 63459]}, "process": {"Seccomp": "0"},
    "cgroup": {"step": "done", "path": "/sys/fs/cgroup", "error": "67108864"},
    "session": {"runtime": "/run/user/1000", "there": True, "owner": 1000, "mode": "700", "standard": True, "bus": True, "linger": True, "logind": True},
    "room": {"data": {"path": "/", "bytes": 1 << 40, "free": 1 << 39, "inodes": 1 << 24, "inodes_free": 1 << 23}},
    "writing": {"data": {"path": "/", "error": "", "errno": "0"}}, "execution": {"path": "/", "written": "", "error": ""},
    "owners": [], "damaged": [], "leftovers": [], "held": [],
    "loopback": {"error": ""}, "ipv6": {"error": ""}, "low_port": {"error": "", "port": "80"},
    "resolver": {"servers": ["127.0.0.53"], "error": ""}, "proxies": [], "newest": {"early": 0.0},
    "names": {"host": "registry-1.docker.io", "by": "resolver", "addresses": ["192.0.2.1"], "error": ""},
    "registry": {"host": "registry-1.docker.io", "step": "done", "status": "401", "clock": 0.4, "error": ""},
    "clients": {"path": "/x/config.json", "error": "", "helpers": ["pass"], "found": {"pass": True}, "dangling": [], "docker": ["/usr/bin/docker"]},
    "chosen": {"error": "", "backend": "native", "machine": "default", "engine": "docker"},
    "settings": {"error": "", "detail": "", "remedy": ""}, "program": {"here": "", "beside": "/usr/bin/hostbridge", "found": "/usr/bin/hostbridge"},
    "attributes": [], "privileges": {"newuidmap": True, "newgidmap": True},
}  # fmt: skip
"""Trials on a host where everything is well."""
ENGINE = {"status": "unusable", "remedy": "", "version": "", "why": ""}
BAD: list[tuple[str, str, dict[str, Any], str]] = [
    ("debian-12-root", "LNX-NETNS", {"netns": {"step": "unshare", "errno": 28, "error": "No space left on device"}}, "info"),
    ("debian-12-rootless", "LNX-USERNS-MAX", {"values": {"user/max_user_namespaces": "0"}, "engines": {"docker": ENGINE}}, "error"),
    ("debian-12-rootless", "LNX-USERNS", {"userns": {"step": "map", "errno": 1, "error": "Operation not permitted"}, "engines": {"docker": ENGINE}}, "error"),
    ("debian-12-rootless", "LNX-IDMAP", {"ranges": {"step": "newuidmap", "errno": 1, "error": "write failed"}, "engines": {"docker": ENGINE}}, "error"),
    ("debian-12-rootless", "LNX-NEWUIDMAP", {"privileges": {"newuidmap": False, "newgidmap": True}, "engines": {"docker": ENGINE}}, "error"),
    ("debian-12-rootless", "LNX-XDG", {"session": {**GOOD["session"], "runtime": ""}}, "warning"),
    ("debian-12-rootless", "LNX-DBUS-USER", {"session": {**GOOD["session"], "bus": False}}, "warning"),
    ("debian-12-rootless", "LNX-LINGER", {"session": {**GOOD["session"], "linger": False}}, "info"),
    ("debian-12-rootless", "LNX-NPROC", {"limits": {"nofile": [1024, 4096], "nproc": [20, 20]}}, "error"),
    ("debian-12-rootless", "LNX-PRIVPORT", {"low_port": {"error": "Permission denied", "port": "80"}}, "info"),
    ("debian-12-rootless", "LNX-PING", {"values": {**GOOD["values"], "net/ipv4/ping_group_range": "1\t0"}}, "info"),
    ("debian-12-rootless", "LNX-DOCKGRP", {"engines": {"docker": {**ENGINE, "why": "docker: this user may not open the daemon's socket"}}}, "error"),
    ("debian-12-root", "LNX-OVERLAY", {"overlay": {"step": "overlay", "errno": 22, "error": "Invalid argument"}}, "warning"),
    ("debian-12-root", "LNX-CGROUP-WRITE", {"cgroup": {"step": "make", "path": "/sys/fs/cgroup", "error": "Read-only file system"}}, "warning"),
    ("debian-12-root", "LNX-NOFILE", {"limits": {"nofile": [64, 64], "nproc": [-1, -1]}}, "error"),
    ("debian-12-root", "LNX-INOTIFY", {"values": {**GOOD["values"], "fs/inotify/max_user_watches": "100"}}, "warning"),
    ("debian-12-root", "ANY-SPACE", {"room": {"data": {**GOOD["room"]["data"], "free": 1 << 20}}}, "error"),
    ("debian-12-root", "ANY-INODES", {"room": {"data": {**GOOD["room"]["data"], "inodes_free": 3}}}, "error"),
    ("debian-12-root", "ANY-WRITE", {"writing": {"data": {"path": "/", "error": "Read-only file system", "errno": "30"}}}, "error"),
    ("debian-12-root", "ANY-NOEXEC", {"execution": {"path": "/", "written": "", "error": "permission denied"}}, "error"),
    ("debian-12-root", "ANY-OWNER", {"owners": [{"path": "/x/a b", "uid": 5, "mode": "644"}]}, "warning"),
    ("debian-12-root", "ANY-DAMAGED", {"damaged": [{"path": "/x/choice.json", "error": "Expecting value"}]}, "error"),
    ("debian-12-root", "ANY-LEFTOVER", {"leftovers": ["/x/.choice.json.abcdefgh"]}, "info"),
    ("debian-12-root", "ANY-LOCK", {"held": [{"path": "/x/choice.json.lock", "pid": 7, "state": "T"}]}, "error"),
    ("debian-12-root", "LNX-LOOPBACK", {"loopback": {"error": "Cannot assign requested address"}}, "error"),
    ("debian-12-root", "ANY-IPV6", {"ipv6": {"error": "Cannot assign requested address"}}, "info"),
    ("debian-12-root", "LNX-RESOLV", {"resolver": {"servers": [], "error": ""}, "names": {**GOOD["names"], "error": "failure", "addresses": []}}, "error"),
    ("debian-12-root", "ANY-DNS", {"names": {**GOOD["names"], "error": "Name or service not known", "addresses": []}}, "warning"),
    ("debian-12-root", "ANY-PROXY", {"proxies": [{"scheme": "https", "address": "p:1", "error": "Connection refused"}]}, "error"),
    ("debian-12-root", "ANY-TLS", {"registry": {"host": "r", "step": "certificate", "error": "self-signed certificate"}}, "error"),
    ("debian-12-root", "ANY-CLOCK", {"registry": {**GOOD["registry"], "clock": -90000.0}}, "error"),
    ("debian-12-root", "ANY-REGISTRY", {"registry": {"host": "r", "step": "connect", "error": "timed out"}}, "warning"),
    ("debian-12-root", "ANY-DOCKER-CONFIG", {"clients": {**GOOD["clients"], "error": "Expecting value"}}, "error"),
    ("debian-12-root", "ANY-CREDHELPER", {"clients": {**GOOD["clients"], "found": {"pass": False}}}, "error"),
    ("debian-12-root", "ANY-CLI-PLUGIN", {"clients": {**GOOD["clients"], "dangling": [["/x/docker-compose", "/gone"]]}}, "warning"),
    ("debian-12-root", "LNX-MULTI-BIN", {"clients": {**GOOD["clients"], "docker": ["/usr/bin/env", "/usr/bin/id"]}}, "info"),
    ("debian-12-root", "ENG-NONE", {"engines": {"podman": {**ENGINE, "why": "podman is not installed", "remedy": "install it"}}}, "error"),
    ("debian-12-root", "ENG-CHOSEN", {"chosen": {"error": "no backend x", "detail": "", "remedy": "mend"}}, "error"),
    ("debian-12-root", "ANY-SETTINGS", {"settings": {"error": "bad", "detail": "line 3", "remedy": "mend"}}, "error"),
    ("debian-12-root", "ANY-PATH", {"program": {"here": "", "beside": "/opt/bin/hostbridge", "found": ""}}, "info"),
    ("debian-12-root", "PRJ-DISK", {"needs": {"disk": 1 << 50, "file": "/x/hostbridge.toml"}}, "error"),
    ("debian-12-root", "PRJ-MEMORY", {"needs": {"memory": 1 << 50, "file": "/x/hostbridge.toml"}}, "error"),
    ("debian-12-root", "PRJ-PORT", {"needs": {"ports": [80], "file": "/x"}, "ports": [{"port": 80, "error": "in use", "holder": "nginx (7)"}]}, "error"),
    ("debian-12-root", "PRJ-HOST", {"needs": {"hosts": ["a.example"], "file": "/x"}, "hosts": [{"name": "a.example", "error": "not known"}]}, "error"),
    ("debian-12-root", "PRJ-TOOL", {"needs": {"tools": {"node": "20"}, "file": "/x"}, "tools": [{"name": "node", "least": "20", "path": "/usr/bin/node", "version": "18.9.1"}]}, "error"),
    ("debian-12-root", "WIN-CRLF", {"attributes": ["/src/run.sh"]}, "warning"),
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["debian-12-root", "debian-12-rootless", "fedora-41-root", "wsl2-systemd"]
)
def test_nothing_is_said_where_all_is_well(name: str) -> None:
    told = findings(host(name), GOOD)
    assert [one.check.id for one in told if one.result.status in ("error", "warning")] == []
    assert sum(one.result.status == "ok" for one in told) > 30


@pytest.mark.parametrize(("name", "cause", "seen", "status"), BAD, ids=[row[1] for row in BAD])
def test_each_cause_stands_alone(name: str, cause: str, seen: dict[str, Any], status: str) -> None:
    told = {one.check.id: one for one in findings(host(name), {**GOOD, **seen})}
    assert told[cause].result.status == status
    assert told[cause].result.evidence and (told[cause].result.remedy or status == "info")
    serious = [
        i for i, one in told.items() if one.result.status in ("error", "warning") and i != cause
    ]
    assert serious == []
