"""``version`` and ``info``: what this engine is, and what the kernel under it lets it do."""

from __future__ import annotations

import os

from hostbridge_kernel.commands import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.commands.context import Context

VERSION = "0.1.0.dev0"
"""hostbridge's own (a test compares it): an engine in a guest has no installed distribution to ask."""
API = "1.41"
"""docker's API whose objects ``inspect`` shows."""


def version(context: Context) -> int:
    """``version``: as client and server, though they are one."""
    system = os.uname()
    common = {
        "Version": VERSION, "ApiVersion": API, "GitCommit": "", "GoVersion": "", "Os": "linux",
        "Arch": _architecture(), "BuildTime": "",
    }  # fmt: skip
    client = {
        "Platform": {"Name": "hostbridge"}, **common, "DefaultAPIVersion": API, "Context": "default",
        "Experimental": False,
    }  # fmt: skip
    details = {"ApiVersion": API, "Arch": _architecture(), "KernelVersion": system.release,
               "MinAPIVersion": API, "Os": "linux"}  # fmt: skip
    server = {
        "Platform": {"Name": "hostbridge"},
        "Components": [{"Name": "hostbridge kernel engine", "Version": VERSION, "Details": details}],
        **common, "MinAPIVersion": API, "KernelVersion": system.release,
    }  # fmt: skip

    def plain() -> str:
        lines: list[str] = []
        for title, rows in (
            ("Client: hostbridge", client),
            ("Server: hostbridge kernel engine", server),
        ):
            lines += ["", title] if lines else [title]
            lines += [f" {name + ':':<18}{rows[key]}" for name, key in _LINES if rows.get(key)]
        return "\n".join(lines)

    return shown.one(context, {"Client": client, "Server": server}, plain)


_LINES = (("Version", "Version"), ("API version", "ApiVersion"), ("Minimum API", "MinAPIVersion"),
          ("OS", "Os"), ("Architecture", "Arch"), ("Kernel", "KernelVersion"), ("Context", "Context"))  # fmt: skip


def info(context: Context) -> int:
    """``info``: counts, storage, limits, and how users are kept apart; fails where nothing would run."""
    from hostbridge_kernel.commands.trial import trial

    trial()
    record = describe(context)

    def plain() -> str:
        lines = ["Client: hostbridge", "", "Server:"]
        for name, content in record.items():
            if name == "ClientInfo" or content in ("", None) or content == [] or content == {}:
                continue
            if name == "DriverStatus":
                lines += [f"  {key}: {text}" for key, text in content]
            elif isinstance(content, list):
                lines.append(f" {name}: {' '.join(map(str, content))}")
            elif not isinstance(content, dict):
                lines.append(
                    f" {name}: {str(content).lower() if isinstance(content, bool) else content}"
                )
        return "\n".join(lines)

    return shown.one(context, record, plain)


def describe(context: Context) -> dict[str, Any]:
    """Docker's Info (API 1.41), as far as it means something here."""
    from hostbridge_kernel.containers import state

    counts = {"running": 0, "paused": 0, "stopped": 0}
    containers = context.containers.all()
    for one in containers:
        content = one.state()
        running = state.life(content) == "running"
        counts["paused" if running and content["State"]["Paused"] else "running" if running else "stopped"] += 1  # fmt: skip
    system, controllers = os.uname(), _controllers()
    root = os.geteuid() == 0
    return {
        "ID": context.containers.places.instance, "Containers": len(containers),
        "ContainersRunning": counts["running"], "ContainersPaused": counts["paused"],
        "ContainersStopped": counts["stopped"], "Images": len(context.store.images.all()),
        "Driver": "overlay2", "DriverStatus": [["Backing Filesystem", _file_system(context.data)], ["Container root", _users()]],
        "Plugins": {"Volume": ["local"], "Network": ["bridge", "host", "none"], "Authorization": None,
                    "Log": ["json-file", "local", "none"]},
        "MemoryLimit": "memory" in controllers, "SwapLimit": "memory" in controllers,
        "CpuCfsPeriod": "cpu" in controllers, "CpuCfsQuota": "cpu" in controllers,
        "CPUShares": "cpu" in controllers, "CPUSet": "cpuset" in controllers,
        "PidsLimit": "pids" in controllers, "IPv4Forwarding": _switch("/proc/sys/net/ipv4/ip_forward"),
        "Debug": False, "LoggingDriver": "json-file", "CgroupDriver": "cgroupfs",
        "CgroupVersion": "2" if os.path.exists("/sys/fs/cgroup/cgroup.controllers") else "1",
        "KernelVersion": system.release, "OperatingSystem": _operating_system(), "OSType": "linux",
        "Architecture": system.machine, "IndexServerAddress": "https://index.docker.io/v1/",
        "NCPU": len(os.sched_getaffinity(0)),
        "MemTotal": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "DockerRootDir": context.data, "HttpProxy": context.env.get("http_proxy", ""),
        "HttpsProxy": context.env.get("https_proxy", ""), "NoProxy": context.env.get("no_proxy", ""),
        "Name": system.nodename, "Labels": [], "ExperimentalBuild": False, "ServerVersion": VERSION,
        "Runtimes": {"hostbridge": {"path": ""}}, "DefaultRuntime": "hostbridge",
        "Swarm": {"LocalNodeState": "inactive", "NodeID": "", "ControlAvailable": False},
        "LiveRestoreEnabled": True, "InitBinary": "", "SecurityOptions": _security(root=root),
        "Warnings": None, "ClientInfo": {"Debug": False, "Context": "default", "Plugins": [], "Warnings": None},
    }  # fmt: skip


def _architecture() -> str:
    from hostbridge_kernel.image.media import own_platform

    return own_platform().architecture


def _controllers() -> set[str]:
    """The controllers of control groups that are on (/proc/cgroups; v2: the root's own list)."""
    found: set[str] = set()
    for line in _read("/proc/cgroups").splitlines()[1:]:
        name, *_, enabled = line.split("\t")
        if enabled == "1":
            found.add(name)
    return found | set(_read("/sys/fs/cgroup/cgroup.controllers").split())


def _security(*, root: bool) -> list[str]:
    options = ["name=seccomp,profile=default", "name=userns", "name=cgroupns"]
    return options if root else [*options, "name=rootless"]


def _users() -> str:
    """Who a container's root is on the host."""
    from hostbridge_kernel.runtime import ids

    found = ids.mapping()
    if ids.single(found):
        return (
            f"user {found.uid(0)} of the host, and no other id: files of other users cannot be made"
        )
    return f"user {found.uid(0)} of the host, of {sum(row[2] for row in found.uids)} ids"


def _file_system(path: str) -> str:
    """The kind of file system that a path is on (/proc/self/mountinfo, the longest mount point)."""
    best, kind = "", ""
    for line in _read("/proc/self/mountinfo").splitlines():
        left, _, right = line.partition(" - ")
        point = left.split(" ")[4]
        inside = path == point or path.startswith(f"{point.rstrip('/')}/")
        if inside and len(point) >= len(best):
            best, kind = point, right.split(" ")[0]
    return kind


def _operating_system() -> str:
    for line in _read("/etc/os-release").splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip('"')
    return "Linux"


def _switch(path: str) -> bool:
    return _read(path).strip() == "1"


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
