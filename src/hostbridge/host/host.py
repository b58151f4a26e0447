"""The one value that holds every fact about the host."""

from __future__ import annotations

from hostbridge.host.facts import (
    Cgroups,
    Cpu,
    Environment,
    Ids,
    Locale,
    Memory,
    Namespaces,
    OperatingSystem,
    Virtualisation,
    Wsl,
)
from hostbridge.value import as_dict, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.host.items import Context, Disk, Lsm, Proxy, Socket, Tool
    from hostbridge.host.system import System


@value
class Host:
    """What this host is, as far as it was gathered.

    ``basic`` fills os, cpu, ids and environment from what costs nothing; ``gather`` the rest;
    ``gather(…, ask=True)`` also what only other programs tell (versions, WSL's distributions).
    """

    system: System
    os: OperatingSystem = OperatingSystem()
    cpu: Cpu = Cpu()
    memory: Memory = Memory()
    disks: tuple[Disk, ...] = ()
    cgroups: Cgroups = Cgroups()
    namespaces: Namespaces = Namespaces()
    lsms: tuple[Lsm, ...] = ()
    ids: Ids = Ids()
    environment: Environment = Environment()
    virtualisation: Virtualisation = Virtualisation()
    wsl: Wsl = Wsl()
    tools: tuple[Tool, ...] = ()
    sockets: tuple[Socket, ...] = ()
    contexts: tuple[Context, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    locale: Locale = Locale()

    @property
    def release(self) -> str:
        """The kernel's release."""
        return self.os.release

    @property
    def architecture(self) -> str:
        """What this process runs as."""
        return self.cpu.architecture

    @property
    def uid(self) -> int:
        """The user's id; -1 where the system has none."""
        return self.ids.uid

    @property
    def is_root(self) -> bool:
        """Whether this process has the superuser's id."""
        return self.ids.uid == 0

    def tool(self, name: str) -> Tool | None:
        """A program on PATH by its name, or None."""
        return next((tool for tool in self.tools if tool.name == name), None)


def plain(instance: Any) -> Any:
    """A value with the values inside it as dicts and lists: what JSON can hold."""
    if isinstance(instance, tuple):
        return [plain(item) for item in instance]
    if hasattr(instance, "__match_args__") and hasattr(instance, "_own"):
        return {name: plain(item) for name, item in as_dict(instance).items()}
    return instance
