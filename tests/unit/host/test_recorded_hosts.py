"""What is concluded about recorded hosts. Each record in ``data`` names where its texts are from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hostbridge.host.host import Host, plain
from hostbridge.host.judge import basic, everything
from hostbridge.host.raw import from_record, to_record

DATA = Path(__file__).parent / "data"
RECORDS = {path.stem: path for path in sorted(DATA.glob("*.json"))}

ALL_V2 = ("cpu", "cpuset", "hugetlb", "io", "memory", "misc", "pids", "rdma")
LINUX = {"virtualisation.hvf": "absent", "wsl.distributions": (), "cpu.translated_by": ""}
MACOS = {
    "os.id": "macos",
    "cgroups.version": "",
    "virtualisation.kvm": "absent",
    "memory.total": 16 << 30,
    "ids.uid": 501,
}
WINDOWS = {
    "os.id": "windows",
    "ids.uid": -1,
    "virtualisation.kvm": "absent",
    "memory.total": 16883634176,
    "namespaces.user": None,
}

EXPECTED: dict[str, dict[str, Any]] = {
    "debian-12-root": LINUX | {
        "os.name": "Debian GNU/Linux 12 (bookworm)", "os.version": "12", "cpu.virtualisation": "vmx", "cpu.count": 4,
        "memory.total": 16318412 << 10, "memory.swap": 2097148 << 10, "cgroups.version": "v2",
        "cgroups.writable": ALL_V2, "namespaces.user": True, "namespaces.inside": False, "ids.uid": 0,
        "ids.helpers": True, "environment.systemd": True, "virtualisation.kvm": "usable", "virtualisation.nested": True,
        "tool.docker": "20.10.24+dfsg1", "tool.runc": "1.1.5+ds1", "tool.ssh": "9.2p1", "lsm.apparmor": "enabled",
        "socket./var/run/docker.sock": "usable", "locale.utf8": True, "disk.data": "ext4",
    },
    "debian-12-rootless": LINUX | {
        "cgroups.writable": ("cpu", "memory", "pids"), "cgroups.path": "/user.slice/user-1000.slice/user@1000.service",
        "namespaces.user": True, "ids.subuid": ((100000, 65536),), "ids.capabilities": (),
        "virtualisation.kvm": "forbidden", "socket./run/user/1000/podman/podman.sock": "usable",
        "tool.podman": "4.3.1", "tool.fuse-overlayfs": "1.10", "tool.crun": "1.8.1",
    },
    "debian-11-hardened": LINUX | {
        "namespaces.user": False, "namespaces.forbidden_by": ("kernel.unprivileged_userns_clone=0",),
        "ids.subuid": (), "ids.helpers": False, "locale.utf8": False, "locale.name": "de_DE@euro",
        "proxies": (("http", "http://user:***@proxy.example.com:3128", "http_proxy"), ("no", "localhost,.example.com", "no_proxy")),
    },
    "ubuntu-22.04-root": LINUX | {
        "os.id": "ubuntu", "os.like": ("debian",), "os.version": "22.04", "environment.vm": "kvm",
        "environment.ssh": True, "virtualisation.kvm": "absent", "tool.docker": "27.3.1", "namespaces.user": True,
    },
    "ubuntu-24.04-restricted": LINUX | {
        "namespaces.user": False, "namespaces.forbidden_by": ("kernel.apparmor_restrict_unprivileged_userns=1",),
        "lsm.apparmor": "enabled", "tool.podman": "4.9.3", "ids.subuid": ((100000, 65536),),
        "proxies": (("http", "proxy.example.com:8080", "system"),),
    },
    "fedora-41-root": LINUX | {
        "os.id": "fedora", "lsm.selinux": "enforcing", "namespaces.user": True, "tool.buildah": "1.38.0",
        "socket./run/podman/podman.sock": "usable", "disk.data": "btrfs",
    },
    "fedora-41-rootless": LINUX | {
        "ids.subuid": ((524288, 65536),), "cgroups.writable": ("cpu", "cpuset", "io", "memory", "pids"),
        "namespaces.user": True, "tool.qemu-system-x86_64": "9.1.2", "lsm.selinux": "enforcing",
        "contexts": (
            ("podman", "far", "ssh://core@host.example.com:22/run/user/1000/podman/podman.sock", True),
            ("podman", "root", "ssh://root@host.example.com:22/run/podman/podman.sock", False),
        ),
    },
    "rhel-9-selinux": LINUX | {
        "os.id": "rhel", "os.like": ("fedora",), "os.version": "9.5", "lsm.selinux": "enforcing",
        "environment.vm": "vmware", "environment.ssh": True, "cgroups.writable": ("memory", "pids"),
        "disk.data": "xfs", "locale.name": "en_US.UTF-8", "tool.podman": "5.2.2",
    },
    "rhel-8-cgroup-v1": LINUX | {
        "cgroups.version": "v1", "cgroups.controllers": ("cpu", "cpuacct", "cpuset", "memory", "pids"),
        "cgroups.writable": ("cpu", "cpuacct", "memory", "pids"), "memory.limit": 2 << 30, "lsm.selinux": "permissive",
    },
    "wsl1-ubuntu": LINUX | {
        "environment.wsl": "1", "environment.distribution": "Ubuntu", "environment.vm": "", "environment.systemd": False,
        "cgroups.version": "", "namespaces.user": None, "namespaces.inside": None, "virtualisation.kvm": "absent",
        "disk.data": "wslfs",
    },
    "wsl2-systemd": LINUX | {
        "environment.wsl": "2", "environment.vm": "wsl", "environment.systemd": True, "cgroups.version": "v2",
        "namespaces.user": True, "virtualisation.kvm": "usable", "virtualisation.vhost_net": "forbidden",
        "socket./var/run/docker.sock": "usable", "tool.wsl.exe": "",
    },
    "wsl2-no-systemd": LINUX | {
        "environment.wsl": "2", "environment.systemd": False, "cgroups.version": "hybrid", "cgroups.writable": (),
        "cpu.virtualisation": "svm", "virtualisation.kvm": "forbidden",
    },
    "docker-container": LINUX | {
        "environment.container": "docker", "namespaces.user": None, "namespaces.forbidden_by": ("a seccomp filter is in force",),
        "cgroups.version": "v2", "cgroups.writable": (), "memory.limit": 512 << 20, "disk.data": "overlay",
        "virtualisation.tun": "absent",
    },
    "podman-container": LINUX | {
        "environment.container": "podman", "namespaces.inside": True, "namespaces.user": None, "cgroups.writable": (),
        "ids.capabilities": ("chown", "setuid", "sys_chroot"),
    },
    "kubernetes-gitlab": LINUX | {"environment.container": "kubernetes", "environment.ci": "gitlab"},
    "github-runner": LINUX | {
        "environment.ci": "github", "environment.vm": "hyperv", "virtualisation.kvm": "usable",
        "namespaces.user": False, "tool.docker": "26.1.3", "cgroups.writable": (),
    },
    "codespace": LINUX | {
        "environment.codespace": "set", "environment.devcontainer": True, "environment.container": "docker",
        "environment.ci": "",
    },
    "recorded-debian-12": LINUX | {
        "os.id": "debian", "cgroups.version": "hybrid", "environment.container": "docker", "environment.vm": "other",
        "cgroups.writable": ("blkio", "cpu", "cpuacct", "cpuset", "devices", "freezer", "memory", "pids"),
        "virtualisation.kvm": "unknown", "namespaces.user": True, "tool.podman": "4.3.1", "tool.systemctl": "252",
        "tool.iptables": "1.8.9", "tool.ip": "6.1.0", "tool.docker": "28.2.2", "memory.limit": 0, "disk.data": "ext4",
    },
    "recorded-debian-12-user": LINUX | {
        "ids.uid": 65534, "ids.user": "user", "ids.capabilities": (), "ids.subuid": (), "cgroups.writable": (),
        "virtualisation.kvm": "forbidden", "virtualisation.tun": "forbidden", "namespaces.user": True, "namespaces.inside": False,
    },
    "recorded-user-namespace": LINUX | {
        "ids.uid": 0, "namespaces.user": False, "namespaces.forbidden_by": ("user.max_user_namespaces=0",),
        "namespaces.inside": True, "tool.podman": "",
    },
    "macos-intel": MACOS | {
        "os.name": "macOS 13.7.1", "os.build": "22H221", "cpu.architecture": "x86_64", "cpu.real": "x86_64",
        "cpu.virtualisation": "vmx", "virtualisation.hvf": "usable", "contexts": (), "sockets": (), "locale.utf8": True,
    },
    "macos-intel-docker-desktop": MACOS | {
        "socket./Users/user/.docker/run/docker.sock": "usable", "tool.docker": "27.4.0",
        "contexts": (("docker", "desktop-linux", "unix:///Users/user/.docker/run/docker.sock", True),),
    },
    "macos-apple": MACOS | {
        "os.version": "15.1.1", "cpu.architecture": "aarch64", "cpu.virtualisation": "arm", "cpu.features": ("neon", "feat_lse"),
        "proxies": (("http", "http://proxy.example.com:8080", "system"), ("no", "localhost,.example.com", "system")),
    },
    "macos-apple-docker-desktop": MACOS | {
        "cpu.real": "aarch64", "virtualisation.hvf": "usable", "disk.data": "",
        "contexts": (("docker", "desktop-linux", "unix:///Users/user/.docker/run/docker.sock", True),),
    },
    "macos-rosetta-colima": MACOS | {
        "os.version": "14.5", "cpu.architecture": "x86_64", "cpu.real": "aarch64", "cpu.translated_by": "rosetta",
        "socket./Users/user/.colima/default/docker.sock": "usable",
    },
    "macos-ci-vm": MACOS | {"environment.vm": "apple", "environment.ci": "github", "virtualisation.hvf": "absent"},
    "windows-10": WINDOWS | {
        "os.name": "Windows 10 Pro", "os.version": "22H2", "os.build": "19045.5247", "virtualisation.hyperv": "absent",
        "virtualisation.whpx": "absent", "virtualisation.wsl": "absent", "virtualisation.firmware": True,
        "wsl.distributions": (), "locale.encoding": "cp1252", "locale.console": "cp437", "locale.utf8": False, "tool.ssh": "8.6p1",
        "proxies": (
            ("http", "proxy.example.com:8080", "system"), ("https", "proxy.example.com:8443", "system"),
            ("no", "localhost,<local>", "system"),
        ),
    },
    "windows-10-wsl": WINDOWS | {
        "os.name": "Windows 10 Pro", "virtualisation.wsl": "usable", "virtualisation.whpx": "absent", "locale.name": "de_DE",
        "wsl.distributions": (("Ubuntu", 1, "beendet", True), ("Debian", 2, "wird ausgeführt", False)), "wsl.version": "",
    },
    "windows-11": WINDOWS | {
        "os.name": "Windows 11 Pro", "os.version": "24H2", "locale.utf8": True, "virtualisation.wsl": "absent",
    },
    "windows-11-wsl": WINDOWS | {
        "os.name": "Windows 11 Pro", "virtualisation.hyperv": "usable", "virtualisation.whpx": "usable",
        "virtualisation.firmware": True, "virtualisation.wsl": "usable", "wsl.version": "2.3.26.0", "wsl.kernel": "5.15.167.4-1",
        "wsl.distributions": (("Ubuntu-24.04", 2, "running", True), ("docker-desktop", 2, "stopped", False)),
        "socket.//./pipe/docker_engine": "usable", "tool.docker": "27.4.0",
        "contexts": (("docker", "desktop-linux", "npipe:////./pipe/dockerDesktopLinuxEngine", True),),
    },
    "windows-11-arm": WINDOWS | {
        "os.name": "Windows 11 Home", "cpu.architecture": "x86_64", "cpu.real": "aarch64", "cpu.translated_by": "wow64",
        "cpu.virtualisation": "arm", "locale.console": "cp932",
    },
}  # fmt: skip


def read(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(RECORDS[name].read_text(encoding="utf-8"))
    return told


def rows(told: Any) -> Any:
    """Values as tuples, which the table above is written in."""
    if isinstance(told, tuple):
        return tuple(rows(item) for item in told)
    return tuple(plain(told).values()) if hasattr(told, "_own") else told


def fact(host: Host, place: str) -> Any:
    first, _, rest = place.partition(".")
    if first == "tool":
        found = host.tool(rest)
        return None if found is None else found.version
    if first == "socket":
        return next((s.access for s in host.sockets if s.path == rest), None)
    if first == "lsm":
        return next((m.mode for m in host.lsms if m.name == rest), None)
    if first == "disk":
        return next((d.filesystem for d in host.disks if d.purpose == rest), None)
    part = getattr(host, first)
    return rows(getattr(part, rest) if rest else part)


def test_every_record_has_its_row_and_its_sources() -> None:
    assert sorted(EXPECTED) == sorted(RECORDS)
    for name in RECORDS:
        told = read(name)
        assert told["about"], name
        assert told["sources"], name


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_concluded(name: str) -> None:
    host = everything(from_record(read(name)))
    assert {place: fact(host, place) for place in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_cheap_facts_are_the_same_facts(name: str) -> None:
    raw = from_record(read(name))
    cheap, full = basic(raw), everything(raw)
    assert (cheap.system, cheap.release, cheap.uid) == (full.system, full.release, full.uid)
    assert cheap.environment == full.environment


@pytest.mark.parametrize("name", EXPECTED)
def test_a_record_and_its_facts_survive_json(name: str) -> None:
    raw = from_record(read(name))
    assert from_record(json.loads(json.dumps(to_record(raw)))) == raw
    told = plain(everything(raw))
    assert json.loads(json.dumps(told)) == told


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        from_record({**read("debian-12-root"), "record": 2})
