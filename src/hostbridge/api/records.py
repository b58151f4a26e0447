"""What engines know, typed: one shape for both engines.

Times are seconds since the epoch (0.0: never), sizes bytes, ids bare digits. Names follow docker's
fields (``Id`` is ``id``, ``RestartPolicy`` is ``restart_policy``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a container; host_port is 0 and host_ip empty where it is not published."""

    container_port: int
    protocol: str = "tcp"
    host_ip: str = ""
    host_port: int = 0


@dataclass(frozen=True, slots=True)
class _Record:
    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """From a record of the engine's; what it does not tell is the field's default."""
        told: dict[str, Any] = {}
        for one in fields(cls):
            if one.name in record and record[one.name] is not None:
                given = record[one.name]
                told[one.name] = tuple(given) if isinstance(given, list) else given
        return cls(**told)


@dataclass(frozen=True, slots=True)
class ContainerInfo(_Record):
    """A container as it is now.

    state: ``created``, ``running``, ``paused``, ``restarting``, ``removing``, ``exited`` or ``dead``.
    health: ``starting``, ``healthy``, ``unhealthy``, or empty where nothing checks it.
    """

    id: str
    names: tuple[str, ...] = ()
    image: str = ""
    image_id: str = ""
    command: tuple[str, ...] = ()
    created: float = 0.0
    state: str = ""
    started: float = 0.0
    finished: float = 0.0
    exit_code: int = 0
    pid: int = 0
    health: str = ""
    ports: tuple[Port, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    mounts: tuple[str, ...] = ()
    """Names of volumes and host paths."""
    destinations: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    pod: str = ""
    restarts: int = 0
    restart_policy: str = "no"
    auto_remove: bool = False

    @property
    def name(self) -> str:
        """Its first name."""
        return self.names[0] if self.names else ""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """From a record of the engine's."""
        return super(ContainerInfo, cls).of({**record, "ports": _ports(record.get("ports") or ())})


@dataclass(frozen=True, slots=True)
class ImageInfo(_Record):
    """An image. tags are its names (``name:tag``), digests ``name@sha256:…``."""

    id: str
    tags: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    digest: str = ""
    created: float = 0.0
    size: int = 0
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    parent: str = ""

    @property
    def name(self) -> str:
        """Its first name; empty for one without."""
        return self.tags[0] if self.tags else ""


@dataclass(frozen=True, slots=True)
class NetworkInfo(_Record):
    """A network. subnets: mappings with ``subnet`` and, where there is one, ``gateway``."""

    id: str
    name: str = ""
    driver: str = ""
    created: float = 0.0
    internal: bool = False
    ipv6: bool = False
    scope: str = "local"
    subnets: tuple[Mapping[str, str], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    options: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class VolumeInfo(_Record):
    """A volume. mountpoint is a path of the machine's."""

    name: str
    driver: str = ""
    mountpoint: str = ""
    created: float = 0.0
    scope: str = "local"
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    options: Mapping[str, str] = field(default_factory=dict[str, str])


def _ports(told: Any) -> tuple[Port, ...]:
    """A row for each port: engines tell runs of neighbours as one."""
    found: list[Port] = []
    for one in told:
        for step in range(max(1, int(one.get("range") or 1))):
            host = int(one.get("host_port") or 0)
            found.append(
                Port(
                    int(one.get("container_port") or 0) + step,
                    str(one.get("protocol") or "tcp"),
                    str(one.get("host_ip") or ""),
                    host + step if host else 0,
                )
            )
    return tuple(found)
