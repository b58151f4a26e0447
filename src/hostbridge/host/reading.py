"""Reading the raw facts of a host. ``basic`` starts nothing and takes well under 2 ms."""

from __future__ import annotations

import os

from hostbridge.host import facts
from hostbridge.host.facts import Host
from hostbridge.host.system import SYSTEM
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAMS = (
    "docker", "podman", "nerdctl", "ssh", "wsl.exe",
    "qemu-system-x86_64", "qemu-system-aarch64", "runc", "newuidmap",
)  # fmt: skip
_LIMITS = (
    "user/max_user_namespaces",
    "kernel/unprivileged_userns_clone",
    "kernel/apparmor_restrict_unprivileged_userns",
)


def basic() -> Host:
    """The facts that every command may need."""
    if hasattr(os, "uname"):
        name = os.uname()
        return Host(SYSTEM, name.release, name.machine, os.getuid())
    import platform

    return Host(SYSTEM, platform.release(), platform.machine())


def gather(env: Mapping[str, str]) -> Host:
    """All facts. Reads files, starts no process, raises nothing for what is not there."""
    host = replace(basic(), cpus=os.cpu_count() or 0, programs=_programs(env.get("PATH", "")))
    if SYSTEM != "linux":
        return _elsewhere(host)
    return replace(
        host,
        name=facts.distribution(_read("/etc/os-release")),
        memory=facts.memory_total(_read("/proc/meminfo")),
        cgroup=facts.cgroup_version(_read("/proc/self/mountinfo")),
        user_namespaces=facts.user_namespaces(
            {n: _read(f"/proc/sys/{n}") for n in _LIMITS if _there(n)}
        ),
        container=_container(),
        wsl=facts.wsl_version(host.release),
        kvm=os.access("/dev/kvm", os.R_OK | os.W_OK),
    )


def _elsewhere(host: Host) -> Host:
    import platform

    import psutil

    return replace(host, name=platform.platform(), memory=psutil.virtual_memory().total)


def _there(name: str) -> bool:
    return os.path.exists(f"/proc/sys/{name}")


def _container() -> str:
    if os.path.exists("/.dockerenv"):
        return "docker"
    return "podman" if os.path.exists("/run/.containerenv") else ""


def _programs(path: str) -> tuple[tuple[str, str], ...]:
    from shutil import which

    found = ((name, which(name, path=path)) for name in PROGRAMS)
    return tuple((name, where) for name, where in found if where)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
