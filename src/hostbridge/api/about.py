"""The engine itself, typed: its version, what it says of its machine, and what it takes of the disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hostbridge.contract.engine import Query
from hostbridge.engine.asking import mapping, number, sequence

if TYPE_CHECKING:
    from hostbridge.api.channel import Channel


@dataclass(frozen=True, slots=True)
class EngineVersion:
    """An engine's version. api_version is of the API that it speaks; os and arch by Go's names
    (``linux``, ``amd64``); components are the versions of what it is made of, where it tells them.
    """

    engine: str
    version: str
    api_version: str = ""
    os: str = ""
    arch: str = ""
    git_commit: str = ""
    go_version: str = ""
    components: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an engine says of itself and of the machine that its containers run on.

    memory: bytes. architecture: as uname(2) tells it (``x86_64``). cgroup_version: ``1`` or ``2``.
    security: ``apparmor``, ``seccomp``, ``selinux``, ``rootless`` where they are on. raw: all that the
    engine told, with the fields of both engines.
    """

    engine: str
    version: str
    name: str = ""
    operating_system: str = ""
    kernel: str = ""
    os: str = ""
    architecture: str = ""
    cpus: int = 0
    memory: int = 0
    containers: int = 0
    containers_running: int = 0
    containers_paused: int = 0
    containers_stopped: int = 0
    images: int = 0
    storage_driver: str = ""
    root: str = ""
    cgroup_driver: str = ""
    cgroup_version: str = ""
    runtime: str = ""
    rootless: bool = False
    security: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)


@dataclass(frozen=True, slots=True)
class DiskUsage:
    """What things of one type take of the disk: size and reclaimable in bytes.

    type: ``Images``, ``Containers``, ``Local Volumes`` or, where the engine has one, ``Build Cache``.
    """

    type: str
    total: int
    active: int
    size: int
    reclaimable: int


def version_of(channel: Channel) -> EngineVersion:
    """The engine's version; raises Unavailable or CommandFailed where it does not answer."""
    told = mapping(next(iter(channel.records("version", Query()))))
    server = mapping(told.get("Server")) or mapping(told.get("Client"))
    system, _, arch = str(server.get("OsArch") or "").partition("/")
    components = {
        str(row.get("Name")): str(row.get("Version") or "")
        for row in map(mapping, sequence(server.get("Components")))
    }
    return EngineVersion(
        channel.engine.name,
        str(server.get("Version") or ""),
        str(server.get("ApiVersion") or server.get("APIVersion") or ""),
        str(server.get("Os") or system),
        str(server.get("Arch") or arch),
        str(server.get("GitCommit") or ""),
        str(server.get("GoVersion") or ""),
        components,
    )


def info_of(channel: Channel) -> EngineInfo:
    """What it says of itself; raises Unavailable or CommandFailed where it does not answer."""
    told = mapping(next(iter(channel.records("info", Query()))))

    def text(key: str) -> str:
        return str(told.get(key) or "")

    options = [str(option) for option in sequence(told.get("SecurityOptions"))]
    security = tuple(option.partition(",")[0].removeprefix("name=") for option in options)
    return EngineInfo(
        channel.engine.name, text("ServerVersion"), text("Name"), text("OperatingSystem"), text("KernelVersion"),
        text("OSType"), text("Architecture"), number(told.get("NCPU")), number(told.get("MemTotal")),
        number(told.get("Containers")), number(told.get("ContainersRunning")),
        number(told.get("ContainersPaused")), number(told.get("ContainersStopped")), number(told.get("Images")),
        text("Driver"), text("DockerRootDir"), text("CgroupDriver"), text("CgroupVersion").removeprefix("v"),
        text("DefaultRuntime"), "rootless" in security, security,
        tuple(str(line) for line in sequence(told.get("Warnings"))), told,
    )  # fmt: skip


def usage_of(channel: Channel) -> tuple[DiskUsage, ...]:
    """One for each type that the engine has."""
    return tuple(
        DiskUsage(
            str(row["type"]), int(row["total"]), int(row["active"]), int(row["size"]),
            int(row["reclaimable"]),
        )
        for row in channel.records("usage", Query())
    )  # fmt: skip
