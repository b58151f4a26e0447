"""Judging: pure functions from raw facts to facts. Nothing here reads, and nothing raises.

One module for each part of a Host. ``everything`` judges all of a record, ``basic`` what a container
command may need. Whatever the text is (cut off, nonsense, absent), the answer is a fact or unknown.
"""

from __future__ import annotations

from hostbridge.host.host import Host
from hostbridge.host.judge import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.raw import Raw

__all__ = ["basic", "everything"]


def basic(raw: Raw) -> Host:
    """The facts that cost next to nothing: kernel, architecture, ids, and what kind of inside."""
    from hostbridge.host.facts import Cpu, Ids, OperatingSystem

    return Host(
        raw.system,
        os=OperatingSystem(release=raw.release),
        cpu=Cpu(raw.machine),
        ids=Ids(raw.uid, raw.gid),
        environment=environment.environment(raw),
    )


def everything(raw: Raw) -> Host:
    """All facts that these raw facts tell."""
    from hostbridge.host.judge import (
        clients,
        groups,
        hardware,
        language,
        proxies,
        security,
        system,
        tools,
        virtual,
        wsl,
    )

    cpu = hardware.cpu(raw)
    return Host(
        raw.system,
        os=system.operating_system(raw),
        cpu=cpu,
        memory=hardware.memory(raw),
        disks=hardware.disks(raw),
        cgroups=groups.cgroups(raw),
        namespaces=security.namespaces(raw),
        lsms=security.lsms(raw),
        ids=security.ids(raw),
        environment=environment.environment(raw),
        virtualisation=virtual.virtualisation(raw, cpu),
        wsl=wsl.wsl(raw),
        tools=tools.tools(raw),
        sockets=clients.sockets(raw),
        contexts=clients.contexts(raw),
        proxies=proxies.proxies(raw),
        locale=language.locale(raw),
    )
