"""What an instance puts into nftables: one table for each family, made and deleted as a whole.

The chains never change. What containers and networks bring are elements of sets and maps, so that a
start costs one small transaction (0.2 ms), and names of bridges are matched by their prefix.
"""

from __future__ import annotations

import errno
import struct

from hostbridge.value import value
from hostbridge_kernel.network import expressions as x
from hostbridge_kernel.network import names, netlink, nftables
from hostbridge_kernel.network.nftables import ACCEPT, DROP, IPV4, IPV6, Tables

_RAW, _DESTINATION, _FILTER, _SOURCE = -300, -100, 0, 100
_PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132}
_LOOPBACK6 = bytes(15) + b"\1"


@value
class Net:
    """A network that is up: its bridge, its subnets as (packed, prefix length), and its kind."""

    bridge: str
    subnets: tuple[tuple[bytes, int], ...]
    internal: bool


@value
class Port:
    """A published port. host is a packed address, all zeros for any of the host's."""

    protocol: str
    host: bytes
    host_port: int
    address: bytes
    port: int


class Rules:
    """The tables of one instance, in the network namespace in which it is made."""

    def __init__(self, instance: str) -> None:
        self._table = names.table(instance)
        self._prefix = names.prefix(instance)
        self.tables = Tables()

    def close(self) -> None:
        """Close the socket."""
        self.tables.close()

    def __enter__(self) -> Rules:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def add(
        self, nets: list[Net], ports: list[Port], everything: tuple[list[Net], list[Port]]
    ) -> None:
        """Let networks and ports work. everything is what has to be there where the table is not.

        Safe to repeat. Raises NetlinkError.
        """
        for family in _families(everything):
            if not self.tables.has_table(family, self._table):
                self.tables.change(self._whole(family, *everything))
                continue
            try:
                self.tables.change(self._elements(family, nets, ports))
            except netlink.NetlinkError as error:
                if error.errno not in (errno.EEXIST, errno.EBUSY, errno.ENOENT):
                    raise
                # Somebody's hand was in the table: make it as it should be.
                remove = nftables.delete_table(family, self._table)
                self.tables.change([remove, *self._whole(family, *everything)])

    def remove(self, nets: list[Net], ports: list[Port]) -> None:
        """Take elements away; what is not there is no error."""
        for family in (IPV4, IPV6):
            gone = self._elements(family, nets, ports, remove=True)
            try:
                self.tables.change(gone)
            except netlink.NetlinkError as error:
                if not netlink.missing(error):
                    raise
                for message in gone:
                    self._remove_one(message)

    def _remove_one(self, message: tuple[int, int, bytes]) -> None:
        try:
            self.tables.change([message])
        except netlink.NetlinkError as error:
            if not netlink.missing(error):
                raise

    def clear(self) -> None:
        """Take the tables away."""
        for family in (IPV4, IPV6):
            self._remove_one(nftables.delete_table(family, self._table))

    def _elements(
        self, family: int, nets: list[Net], ports: list[Port], *, remove: bool = False
    ) -> list[tuple[int, int, bytes]]:
        size = 4 if family == IPV4 else 16
        rows: dict[str, list[tuple[bytes, bytes | None, bool]]] = {
            "same": [], "internal": [], "outbound": [], "any": [], "one": [],
        }  # fmt: skip
        for net in nets:
            name = net.bridge.encode().ljust(16, b"\0")
            rows["same"].append((name + name, None, False))
            if net.internal:
                rows["internal"].append((name, None, False))
            else:
                for subnet, length in net.subnets:
                    if len(subnet) == size:
                        rows["outbound"] += _interval(subnet, length)
        for port in ports:
            if len(port.host) != size or len(port.address) != size:
                continue
            key = struct.pack(">B3xHxx", _PROTOCOLS[port.protocol], port.host_port)
            data = None if remove else port.address + struct.pack(">Hxx", port.port)
            if any(port.host):
                rows["one"].append((port.host + key, data, False))
            else:
                rows["any"].append((key, data, False))
        change = nftables.delete_elements if remove else nftables.add_elements
        return [change(family, self._table, name, row) for name, row in rows.items() if row]

    def _whole(
        self, family: int, nets: list[Net], ports: list[Port]
    ) -> list[tuple[int, int, bytes]]:
        size = 4 if family == IPV4 else 16
        address = [nftables.ADDRESS4 if family == IPV4 else nftables.ADDRESS6]
        service = [nftables.PROTOCOL, nftables.SERVICE]
        target = [*address, nftables.SERVICE]
        table = self._table
        sets = (
            ("same", 0, [41, 41], 32, None, 0),
            ("internal", 0, [41], 16, None, 0),
            ("outbound", nftables.INTERVAL, address, size, None, 0),
            ("any", nftables.MAP, service, 8, target, size + 4),
            ("one", nftables.MAP, [*address, *service], size + 8, target, size + 4),
        )
        messages = [nftables.add_table(family, table)]
        for at, (name, flags, key, length, data, data_length) in enumerate(sets, 1):
            messages.append(
                nftables.add_set(family, table, name, flags, key, length, data, data_length, at)
            )
        for name, kind, hook, priority in _CHAINS:
            messages.append(nftables.add_chain(family, table, name, kind, hook, priority))
        for chain, rule in _rules(family, self._prefix):
            messages.append(nftables.add_rule(family, table, chain, rule))
        return messages + self._elements(family, nets, ports)


_CHAINS = (
    ("guard", "filter", nftables.PREROUTING, _RAW),
    ("arriving", "nat", nftables.PREROUTING, _DESTINATION),
    ("sending", "nat", nftables.OUTPUT, _DESTINATION),
    ("forwarding", "filter", nftables.FORWARD, _FILTER),
    ("leaving", "nat", nftables.POSTROUTING, _SOURCE),
)


def _rules(family: int, prefix: str) -> list[tuple[str, list[bytes]]]:
    """The rules as (chain, expressions)."""
    words, at, size = (1, 16, 4) if family == IPV4 else (4, 24, 16)
    source = 12 if family == IPV4 else 8
    ours_in, ours_out = x.from_link(prefix, prefix=True), x.to_link(prefix, prefix=True)
    to_map = [
        x.payload(x.NETWORK, at, size, nftables.KEY),
        x.protocol(nftables.KEY + words),
        x.payload(x.TRANSPORT, 2, 2, nftables.KEY + words + 1),
        x.from_map("one"),
        x.rewrite_destination(family, words),
    ]
    to_any = [
        *x.to_local(),
        x.protocol(nftables.KEY),
        x.payload(x.TRANSPORT, 2, 2, nftables.KEY + 1),
        x.from_map("any"),
        x.rewrite_destination(family, words),
    ]
    # Nothing routes ::1 to another link; the keeper's own listener answers there.
    elsewhere = [] if family == IPV4 else [
        x.payload(x.NETWORK, at, size), x.compare(_LOOPBACK6, equal=False)
    ]  # fmt: skip
    rules = [
        ("arriving", to_map), ("arriving", to_any),
        ("sending", elsewhere + to_map), ("sending", elsewhere + to_any),
        # Within one bridge, where the host filters bridged frames too (bridge-nf-call-iptables).
        ("forwarding", [x.meta(6, 8), x.meta(7, 12), x.in_set("same"), x.verdict(ACCEPT)]),
        ("forwarding", [*ours_out, *x.established(), x.verdict(ACCEPT)]),
        ("forwarding", [*ours_out, *x.translated(), x.verdict(ACCEPT)]),
        # From one network to another, and from outside to what is not published.
        ("forwarding", [*ours_out, x.verdict(DROP)]),
        ("forwarding", [x.meta(6), x.in_set("internal"), x.verdict(DROP)]),
        ("leaving", [
            x.payload(x.NETWORK, source, size), x.in_set("outbound"),
            *x.to_link(prefix, equal=False, prefix=True), x.masquerade(),
        ]),
        # A container that asks for a published port, which is itself or its neighbour.
        ("leaving", [
            x.payload(x.NETWORK, source, size), x.in_set("outbound"), *ours_out,
            *x.translated(), x.masquerade(),
        ]),
    ]  # fmt: skip
    if family == IPV4:
        loopback = bytes((127, 0, 0, 0))
        # route_localnet lets 127.0.0.1 reach containers; it must not let them reach it (CVE-2020-8558).
        to_loopback = [x.payload(x.NETWORK, 16, 1), x.compare(b"\x7f")]
        rules.append(("guard", [*ours_in, *to_loopback, x.verdict(DROP)]))
        rules.append(("leaving", [*ours_out, *x.source(12, loopback, 8), x.masquerade()]))
    return rules


def _interval(subnet: bytes, length: int) -> list[tuple[bytes, bytes | None, bool]]:
    first = int.from_bytes(subnet, "big")
    after = first + (1 << (len(subnet) * 8 - length))
    return [(subnet, None, False), (after.to_bytes(len(subnet), "big"), None, True)]


def _families(everything: tuple[list[Net], list[Port]]) -> list[int]:
    six = any(len(subnet) == 16 for net in everything[0] for subnet, _ in net.subnets)
    return [IPV4, IPV6] if six else [IPV4]
