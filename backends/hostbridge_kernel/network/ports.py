"""Published ports: what a user asked for, and sockets of the host that are bound for it.

A socket is bound for each, also where nftables carries the packets: it keeps the port from everybody
else, answers for what rules do not reach (``[::1]``, kernels without nftables), and is what makes a
taken port an error.
"""

from __future__ import annotations

import _socket
import errno

from hostbridge.errors import Conflict, HostbridgeError, UsageError
from hostbridge.value import value
from hostbridge_kernel.network import owners, subnets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TRIES = 64
_ANY4, _ANY6 = bytes(4), bytes(16)


@value
class Wanted:
    """One binding: the container's port, and the host's as written (empty: any; or ``8000-8010``)."""

    protocol: str
    port: int
    host: str
    host_port: str


@value
class Bound:
    """One socket of the host that stands for a container's port. host is a packed address."""

    protocol: str
    port: int
    host: bytes
    host_port: int
    socket: _socket.socket


def wanted(record: dict[str, Any]) -> list[Wanted]:
    """The bindings in a container's configuration, by port. Raises UsageError."""
    host_config = record.get("HostConfig") or {}
    bindings: dict[str, Any] = dict(host_config.get("PortBindings") or {})
    if host_config.get("PublishAllPorts"):
        for exposed in (record.get("Config") or {}).get("ExposedPorts") or {}:
            bindings.setdefault(exposed, [{"HostIp": "", "HostPort": ""}])
    found = []
    for text, rows in bindings.items():
        number, _, protocol = text.partition("/")
        if not number.isdigit() or (protocol or "tcp") not in ("tcp", "udp"):
            raise UsageError(
                f"{text}: cannot be published", "", "tcp and udp ports can: PORT/tcp, PORT/udp"
            )
        for row in rows or [{}]:
            found.append(
                Wanted(
                    protocol or "tcp",
                    int(number),
                    row.get("HostIp") or "",
                    row.get("HostPort") or "",
                )
            )
    # What is named comes before what is chosen, so that a choice takes nobody's place.
    return sorted(found, key=lambda one: (not one.host_port, one.port, one.protocol))


def bind(one: Wanted, leases: dict[str, dict[str, Any]]) -> list[Bound]:
    """Sockets for a binding: one for each of the host's families, all of the same port.

    leases are those of the instance's containers. Raises Conflict for a port that is taken, naming
    the owner where the host tells.
    """
    hosts = [_packed(one)] if one.host else [_ANY4, _ANY6]
    if not one.host_port:
        for _ in range(_TRIES):
            bound = _bind_all(one, hosts, 0)
            if bound is not None:
                return bound
        raise HostbridgeError(f"{one.port}/{one.protocol}: the host has no free port for it")
    first, _, last = one.host_port.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise UsageError(f"invalid hostPort: {one.host_port}")
    candidates = range(int(first), int(last or first) + 1)
    refusal: OSError | None = None
    for port in candidates:
        try:
            found = _bind_all(one, hosts, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(one, port, error, leases) from error
            refusal = error
            continue
        if found is not None:
            return found
    if refusal is None:
        raise UsageError(f"invalid hostPort: {one.host_port}")
    raise _refused(one, candidates[-1], refusal, leases) from refusal


def _bind_all(one: Wanted, hosts: list[bytes], port: int) -> list[Bound] | None:
    """The sockets; None where a port chosen for one family is taken in the other."""
    made: list[Bound] = []
    try:
        for host in hosts:
            try:
                made.append(_bind(one, host, port or (made[0].host_port if made else 0)))
            except OSError as error:
                if host == _ANY6 and error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                    continue  # a host without IPv6
                if port == 0 and made and error.errno == errno.EADDRINUSE:
                    _close(made)
                    return None
                raise
    except BaseException:
        _close(made)
        raise
    return made


def _bind(one: Wanted, host: bytes, port: int) -> Bound:
    family = _socket.AF_INET if len(host) == 4 else _socket.AF_INET6
    kind = _socket.SOCK_STREAM if one.protocol == "tcp" else _socket.SOCK_DGRAM
    made = _socket.socket(family, kind | _socket.SOCK_CLOEXEC | _socket.SOCK_NONBLOCK)
    try:
        if family == _socket.AF_INET6:
            made.setsockopt(_socket.IPPROTO_IPV6, _socket.IPV6_V6ONLY, 1)
        if one.protocol == "tcp":
            made.setsockopt(_socket.SOL_SOCKET, _socket.SO_REUSEADDR, 1)
        made.bind((subnets.shown(host), port))
        if one.protocol == "tcp":
            made.listen(4096)
        number = made.getsockname()[1]
    except BaseException:
        made.close()
        raise
    return Bound(one.protocol, one.port, host, number, made)


def _close(bound: list[Bound]) -> None:
    for one in bound:
        one.socket.close()
    bound.clear()


def _packed(one: Wanted) -> bytes:
    try:
        return subnets.packed(one.host.strip("[]"))
    except ValueError:
        raise UsageError(f"invalid IP address: {one.host}") from None


def _holder(one: Wanted, port: int, leases: dict[str, dict[str, Any]]) -> str:
    """Who has a port: a container of ours by its name, else the process that the host tells."""
    for lease in leases.values():
        if any(row[0] == one.protocol and row[2] == port for row in lease["Ports"]):
            return f"container {lease['Name']}"
    return owners.owner(one.protocol, port)


def _refused(
    one: Wanted, port: int, error: OSError, leases: dict[str, dict[str, Any]]
) -> HostbridgeError:
    address = one.host.strip("[]") or subnets.shown(_ANY4)
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    if error.errno == errno.EADDRINUSE:
        held = _holder(one, port, leases)
        return Conflict(
            f"Bind for {where} failed: port is already allocated",
            f"{held} has {port}/{one.protocol} on this host" if held else "",
            "choose another port, or end what has it",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return HostbridgeError(
            f"Bind for {where} failed: not permitted",
            "ports below net.ipv4.ip_unprivileged_port_start need a privilege",
            "choose a port of 1024 or above",
        )
    return HostbridgeError(
        f"Bind for {where} failed: {error.strerror}",
        "", "name an address that this host has",
    )  # fmt: skip
