"""What is made inside a container's network namespace: loopback, addresses, routes, a resolver's sockets."""

from __future__ import annotations

import _socket
import os

from hostbridge_kernel.network import expressions as x
from hostbridge_kernel.network import namespaces, netlink, nftables, subnets
from hostbridge_kernel.network.files import RESOLVER
from hostbridge_kernel.network.rtnetlink import Links

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DNS = 53
_TABLE = "hostbridge-resolver"
_UDP, _TCP = 17, 6


def loopback(pid: int) -> None:
    """Bring up the loopback of a process's network namespace."""
    namespace = namespaces.of_process(pid)
    try:
        with namespaces.within(namespace), Links() as inner:
            inner.set_up(inner.index("lo"))
    finally:
        os.close(namespace)


def configure(namespace: int, places: list[dict[str, Any]]) -> None:
    """Addresses and routes inside, for all the places of a container; those that are there stay."""
    with namespaces.within(namespace), Links() as inner:
        inner.set_up(inner.index("lo"))
        for place in places:
            index = inner.index(place["Inside"])
            for suffix in ("", "6"):
                if place["Address" + suffix]:
                    address = subnets.packed(place["Address" + suffix])
                    inner.add_address(index, address, place["Prefix" + suffix])
            inner.set_up(index)
        for key in ("Gateway", "Gateway6"):
            gateway = next((place[key] for place in places if place[key]), "")
            if gateway:
                inner.add_default_route(subnets.packed(gateway))


def resolver_sockets(namespace: int) -> tuple[_socket.socket, _socket.socket]:
    """A UDP and a listening TCP socket inside, which get what is sent to 127.0.0.11 port 53.

    They are bound to other ports, so that a container can serve port 53 itself; where the kernel
    cannot redirect, to 53.
    """
    with namespaces.within(namespace):
        return resolver_pair()


def resolver_pair() -> tuple[_socket.socket, _socket.socket]:
    """The same for a process that is inside."""
    made = _pair(0)
    try:
        with nftables.Tables() as tables:
            tables.change(_redirect(made[0].getsockname()[1], made[1].getsockname()[1]))
    except netlink.NetlinkError:
        for one in made:
            one.close()
        made = _pair(_DNS)
    return made


def _pair(port: int) -> tuple[_socket.socket, _socket.socket]:
    flags = _socket.SOCK_CLOEXEC | _socket.SOCK_NONBLOCK
    datagrams = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM | flags)
    datagrams.bind((RESOLVER, port))
    stream = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM | flags)
    stream.setsockopt(_socket.SOL_SOCKET, _socket.SO_REUSEADDR, 1)
    stream.bind((RESOLVER, port))
    stream.listen(64)
    return datagrams, stream


def _redirect(udp: int, tcp: int) -> list[tuple[int, int, bytes]]:
    family = nftables.IPV4
    messages = [
        nftables.add_table(family, _TABLE),
        nftables.delete_table(family, _TABLE),
        nftables.add_table(family, _TABLE),
        nftables.add_chain(family, _TABLE, "sending", "nat", nftables.OUTPUT, -100),
        nftables.add_chain(family, _TABLE, "leaving", "nat", nftables.POSTROUTING, 100),
    ]
    address = subnets.packed(RESOLVER)
    for protocol, port in ((_UDP, udp), (_TCP, tcp)):
        rule = [
            x.payload(x.NETWORK, 16, 4), x.compare(address),
            x.protocol(), x.compare(bytes((protocol,))),
            x.payload(x.TRANSPORT, 2, 2), x.compare(_DNS.to_bytes(2, "big")),
            x.load(address, nftables.DATA), x.load(port.to_bytes(2, "big"), nftables.DATA + 1),
            x.rewrite_destination(family, 1),
        ]  # fmt: skip
        messages.append(nftables.add_rule(family, _TABLE, "sending", rule))
    return messages
