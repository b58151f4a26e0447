"""A container's /etc/hosts and /etc/resolv.conf, as text."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Sequence

RESOLVER = "127.0.0.11"
"""Where a keeper answers inside a container, as docker's resolver does."""
_LOOPBACK = """127.0.0.1	localhost
::1	localhost ip6-localhost ip6-loopback
fe00::	ip6-localnet
ff00::	ip6-mcastprefix
ff02::1	ip6-allnodes
ff02::2	ip6-allrouters
"""
_HOST_NAMES = "host.docker.internal host.containers.internal"
_GATEWAY = "host-gateway"
_SYSTEMD = "/run/systemd/resolve/resolv.conf"


def hosts(
    record: dict[str, Any],
    addresses: Sequence[str],
    gateway: str,
    linked: Iterable[tuple[str, str]] = (),
) -> str:
    """The text of /etc/hosts: loopback, ``--add-host``, the host, links, the container itself.

    addresses are the container's own, gateway is where it reaches the host (empty: it cannot),
    linked the (address, names) of ``--link``.
    """
    config = record.get("Config") or {}
    lines = []
    given = set()
    for row in (record.get("HostConfig") or {}).get("ExtraHosts") or []:
        name, _, address = row.replace("=", ":", 1).partition(":")
        address = address.strip("[]")
        if address == _GATEWAY:
            address = gateway
        if address:
            lines.append(f"{address}\t{name}")
            given.add(name)
    ours = " ".join(name for name in _HOST_NAMES.split() if name not in given)
    if gateway and ours:
        lines.append(f"{gateway}\t{ours}")
    lines += [f"{address}\t{names}" for address, names in linked]
    hostname = config.get("Hostname") or str(record.get("Id", ""))[:12]
    if config.get("Domainname"):
        hostname = f"{hostname}.{config['Domainname']} {hostname}"
    lines += [f"{address}\t{hostname}" for address in addresses]
    return _LOOPBACK + "".join(f"{line}\n" for line in lines)


def resolvers(text: str) -> list[str]:
    """The name servers of a resolv.conf."""
    return [words[1] for words in map(str.split, text.splitlines())
            if len(words) > 1 and words[0] == "nameserver"]  # fmt: skip


def host_resolv_conf() -> str:
    """The host's own /etc/resolv.conf, empty where there is none."""
    return _read("/etc/resolv.conf")


def resolv_conf(record: dict[str, Any], host: str, *, own_resolver: bool) -> str:
    """The text of /etc/resolv.conf.

    host is the text of the host's. own_resolver: a keeper answers inside the container; else the
    host's servers are named, of which those on its loopback cannot be reached from inside.
    """
    asked = record.get("HostConfig") or {}
    servers = list(asked.get("Dns") or []) or resolvers(host)
    if own_resolver:
        servers = [RESOLVER]
    elif not asked.get("Dns"):
        servers = reachable(servers)
    lines = [f"nameserver {server}" for server in servers]
    search = list(asked.get("DnsSearch") or []) or _words(host, ("search", "domain"))
    if search and search != ["."]:
        lines.append("search " + " ".join(search))
    options = list(asked.get("DnsOptions") or []) or _words(host, ("options",))
    if own_resolver and not any(option.startswith("ndots:") for option in options):
        options.append("ndots:0")
    if options:
        lines.append("options " + " ".join(options))
    return "".join(f"{line}\n" for line in lines)


def reachable(servers: Sequence[str]) -> list[str]:
    """Without those on the host's loopback; systemd-resolved's own list where none is left."""
    found = [server for server in servers if not _is_loopback(server)]
    if not found and servers:
        found = [one for one in resolvers(_read(_SYSTEMD)) if not _is_loopback(one)]
    return found


def _is_loopback(server: str) -> bool:
    return server.startswith("127.") or server == "::1"


def _words(text: str, keys: tuple[str, ...]) -> list[str]:
    """The words behind the last line with one of the keys."""
    found: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if words and words[0] in keys:
            found = words[1:]
    return found


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def write(
    data: str,
    record: dict[str, Any],
    addresses: Sequence[str],
    gateway: str,
    *,
    own_resolver: bool,
    linked: Iterable[tuple[str, str]] = (),
) -> None:
    """Write a container's hosts and resolv.conf where they are mounted from, in place."""
    folder = f"{data}/containers/{record['Id']}"
    host_network = (record.get("HostConfig") or {}).get("NetworkMode") == "host"
    conf = host_resolv_conf()
    names, servers = _read("/etc/hosts"), conf
    if not host_network:
        names = hosts(record, addresses, gateway, linked)
        servers = resolv_conf(record, conf, own_resolver=own_resolver)
    _write(f"{folder}/hosts", names)
    _write(f"{folder}/resolv.conf", servers)


def _write(path: str, text: str) -> None:
    """In the same inode: what is mounted in a container is that, whatever the name leads to later."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    except FileNotFoundError:
        return  # a record without a directory: nothing is mounted from there
    try:
        os.write(descriptor, text.encode("utf-8", "surrogateescape"))
    finally:
        os.close(descriptor)
