"""Trials of the kernel: namespaces, id maps, overlay, control groups, limits of this process."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from hostbridge.errors import HostbridgeError
from hostbridge.process import run

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_CHILD = os.path.join(os.path.dirname(__file__), "child.py")
_PATIENCE = 5.0


def userns(facts: Facts) -> dict[str, Any]:
    """A user namespace with a mount inside: ``step`` is ``unshare``, ``map``, ``mount`` or ``done``."""
    del facts
    return _child("userns", cwd="/tmp")


def netns(facts: Facts) -> dict[str, Any]:
    """A network namespace: ``step`` is ``unshare``, ``map`` or ``done``."""
    del facts
    return _child("netns")


def ranges(facts: Facts) -> dict[str, Any]:
    """The user's first subordinate ids, mapped by newuidmap and newgidmap."""
    ids = facts.host.ids
    first = ids.subuid[0]
    return _child("ranges", ids.user, str(first.start), str(min(first.count, 65535)))


def overlay(facts: Facts) -> dict[str, Any]:
    """An overlay where hostbridge keeps its data: ``step`` is how far it came."""
    return _child("overlay", existing(facts.places.get("data", "/tmp")))


def cgroup(facts: Facts) -> dict[str, Any]:
    """A group below the one that containers get, with a limit of memory set and read back."""
    groups = facts.host.cgroups
    if groups.version == "v2":
        return _limited(f"/sys/fs/cgroup{groups.path.rstrip('/')}", "memory.max")
    return _limited(f"/sys/fs/cgroup/memory{_own_v1('memory')}", "memory.limit_in_bytes")


def limits(facts: Facts) -> dict[str, list[int]]:
    """getrlimit(2): soft and hard limits by name; -1 is none."""
    del facts
    import resource

    names = {"nofile": resource.RLIMIT_NOFILE, "nproc": resource.RLIMIT_NPROC}
    return {name: list(resource.getrlimit(number)) for name, number in names.items()}


def values(facts: Facts) -> dict[str, str]:
    """Values below /proc/sys that decide what containers may, by name."""
    del facts
    return {name: text for name in SYSCTLS if (text := _read(f"/proc/sys/{name}")) is not None}


SYSCTLS = (
    "fs/inotify/max_user_instances", "fs/inotify/max_user_watches", "kernel/pid_max",
    "net/ipv4/ip_forward", "net/ipv4/ip_unprivileged_port_start", "net/ipv4/ping_group_range",
    "net/ipv6/conf/all/disable_ipv6", "user/max_user_namespaces", "user/max_net_namespaces",
    "kernel/unprivileged_userns_clone", "kernel/apparmor_restrict_unprivileged_userns",
    "kernel/keys/maxkeys", "vm/overcommit_memory", "vm/max_map_count",
)  # fmt: skip


def process(facts: Facts) -> dict[str, str]:
    """What /proc/self/status tells of this process: ``Seccomp``, ``NoNewPrivs``."""
    del facts
    told = (_read("/proc/self/status") or "").splitlines()
    pairs = (line.partition(":") for line in told)
    return {name: text.strip() for name, _, text in pairs if name in ("Seccomp", "NoNewPrivs")}


def existing(path: str) -> str:
    """A directory, or the nearest one above it that exists."""
    while not os.path.isdir(path):
        path = os.path.dirname(path) or "/"
    return path


def _child(*words: str, cwd: str | None = None) -> dict[str, Any]:
    try:
        done = run([sys.executable, "-I", "-S", _CHILD, *words], timeout=_PATIENCE, cwd=cwd)
        told: dict[str, Any] = json.loads(done.stdout)
    except (HostbridgeError, TimeoutError, ValueError) as error:
        return {"step": "start", "errno": 0, "error": str(error)}
    return told


def _limited(parent: str, name: str) -> dict[str, Any]:
    path = f"{parent}/hostbridge-doctor-{os.getpid()}"
    wanted = str(64 << 20)
    try:
        os.mkdir(path)
    except OSError as error:
        return {"step": "make", "path": parent, "error": error.strerror}
    try:
        with open(f"{path}/{name}", "w", encoding="ascii") as file:
            file.write(wanted)
        got = (_read(f"{path}/{name}") or "").strip()
    except OSError as error:
        return {"step": "set", "path": f"{path}/{name}", "error": error.strerror}
    finally:
        os.rmdir(path)
    return {"step": "done" if got == wanted else "read", "path": parent, "error": got}


def _own_v1(controller: str) -> str:
    for line in (_read("/proc/self/cgroup") or "").splitlines():
        _number, names, path = line.split(":", 2)
        if controller in names.split(","):
            # Outside of this control group namespace's root, the mounted tree is what there is.
            return "" if path.startswith("/..") else path.rstrip("/")
    return ""


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None
