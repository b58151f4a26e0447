"""Links, addresses and routes of one network namespace, by rtnetlink(7)."""

from __future__ import annotations

import _socket
import errno
import struct

from hostbridge.value import value
from hostbridge_kernel.network import netlink
from hostbridge_kernel.network.netlink import Netlink, attribute, nested, number, text

_NEWLINK, _DELLINK, _GETLINK = 16, 17, 18
_NEWADDR, _GETADDR = 20, 22
_NEWROUTE, _GETROUTE = 24, 26
_UP = 1
_ADDRESS, _IFNAME, _MTU, _MASTER, _LINKINFO, _AF_SPEC, _NET_NS_FD = 1, 3, 4, 10, 18, 26, 28
_KIND, _DATA, _PEER = 1, 2, 1
_GROUP = 27
_NO_LINK_LOCAL = nested(_AF_SPEC, nested(_socket.AF_INET6, attribute(8, b"\1")))
"""IFLA_INET6_ADDR_GEN_MODE none: no link-local address, so nothing to wait for."""
_NO_DAD = 0x02
_LINK = struct.Struct("=BxHiII")
_ROUTE = struct.Struct("=BBBBBBBBI")
_MAIN, _STATIC, _BOOT, _UNIVERSE, _UNICAST = 254, 4, 3, 0, 1


@value
class Route:
    """A route's family, packed destination with its prefix length, and outgoing link (0: none)."""

    family: int
    destination: bytes
    prefix: int
    link: int


@value
class Link:
    """A link's index, name, master (0: none) and MTU."""

    index: int
    name: str
    master: int
    mtu: int


class Links:
    """rtnetlink of the network namespace in which it is made. Failures raise NetlinkError."""

    def __init__(self) -> None:
        self._netlink = Netlink(netlink.ROUTE)

    def close(self) -> None:
        """Close the socket."""
        self._netlink.close()

    def __enter__(self) -> Links:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def index(self, name: str) -> int:
        """A link's index, 0 where there is none of the name."""
        try:
            (answer,) = self._netlink.request(_GETLINK, _link() + text(_IFNAME, name))
        except netlink.NetlinkError as error:
            if netlink.missing(error):
                return 0
            raise
        return int(_LINK.unpack_from(answer)[2])

    def all(self) -> list[Link]:
        """Every link of the namespace."""
        found = []
        for body in self._netlink.dump(_GETLINK, _link()):
            values = dict(netlink.attributes(body[16:]))
            found.append(
                Link(
                    _LINK.unpack_from(body)[2],
                    values.get(_IFNAME, b"").rstrip(b"\0").decode(errors="replace"),
                    _number(values.get(_MASTER)),
                    _number(values.get(_MTU)),
                )
            )
        return found

    def make_bridge(self, name: str, mac: bytes, mtu: int = 0) -> int:
        """A bridge that is up; its index, also where it was there before."""
        payload = (
            _link()
            + text(_IFNAME, name)
            + attribute(_ADDRESS, mac)
            + (number(_MTU, mtu) if mtu else b"")
            + nested(_LINKINFO, text(_KIND, "bridge"))
        )
        try:
            self._netlink.request(_NEWLINK, payload, netlink.CREATE | netlink.EXCL)
        except netlink.NetlinkError as error:
            if error.errno != errno.EEXIST:
                raise
        index = self.index(name)
        self.set_up(index)
        return index

    def make_veth(
        self, name: str, master: int, namespace: int, inner: str, mac: bytes, mtu: int = 0
    ) -> None:
        """A pair: one end here, up, on a bridge; the other in a namespace (a descriptor), down."""
        size = number(_MTU, mtu) if mtu else b""
        peer = (
            _link()
            + text(_IFNAME, inner)
            + attribute(_ADDRESS, mac)
            + number(_NET_NS_FD, namespace)
            + size
        )
        pair = nested(_LINKINFO, text(_KIND, "veth"), nested(_DATA, attribute(_PEER, peer)))
        payload = _link() + text(_IFNAME, name) + number(_MASTER, master) + size + pair
        self._netlink.request(_NEWLINK, payload, netlink.CREATE | netlink.EXCL)
        index = self.index(name)
        # A container that asks for its own published port: where bridged frames are filtered, the
        # answer leaves by the link on which it came (Linux' bridge calls that hairpin mode).
        slave = nested(_LINKINFO, text(4, "bridge"), nested(5, attribute(4, b"\1")))
        self._netlink.request(_NEWLINK, _link(index) + slave)
        self.set_up(index)

    def set_up(self, index: int) -> None:
        """Bring a link up, without a link-local address where that can be said."""
        try:
            self._netlink.request(_NEWLINK, _link(index) + _NO_LINK_LOCAL)
        except netlink.NetlinkError as error:
            if error.errno not in (errno.EAFNOSUPPORT, errno.EOPNOTSUPP, errno.EINVAL):
                raise
        self._netlink.request(_NEWLINK, _link(index, _UP, _UP))

    def configure(self, index: int, mac: bytes, mtu: int) -> None:
        """Give a link its MAC address and MTU."""
        payload = _link(index) + attribute(_ADDRESS, mac) + number(_MTU, mtu)
        self._netlink.request(_NEWLINK, payload)

    def remove(self, name: str) -> bool:
        """Delete a link; tells whether it was there."""
        try:
            self._netlink.request(_DELLINK, _link() + text(_IFNAME, name))
        except netlink.NetlinkError as error:
            if netlink.missing(error):
                return False
            raise
        return True

    def remove_all(self, unwanted: list[str]) -> None:
        """Delete links of names, where they are there.

        The kernel waits for every reader of a link that goes, 20 to 60 ms: once for a whole group.
        """
        found = [index for index in map(self.index, unwanted) if index]
        if len(found) < 2:
            for name in unwanted:
                self.remove(name)
            return
        mark = number(_GROUP, 0x68000000 | found[0])
        for index in found:
            self._netlink.request(_NEWLINK, _link(index) + mark)
        try:
            self._netlink.request(_DELLINK, _link() + mark)
        except netlink.NetlinkError as error:
            if not netlink.missing(error):
                raise

    def add_address(self, index: int, address: bytes, prefix: int) -> None:
        """Give a link an address (packed); one that it has is no error."""
        family = _family(address)
        payload = struct.pack("=BBBBi", family, prefix, _NO_DAD, _UNIVERSE, index)
        payload += attribute(1, address) + attribute(2, address)
        if family == _socket.AF_INET and prefix < 31:
            host = (1 << (32 - prefix)) - 1
            last = int.from_bytes(address, "big") | host
            payload += attribute(4, last.to_bytes(4, "big"))
        self._ignoring_existing(_NEWADDR, payload)

    def add_default_route(self, gateway: bytes) -> None:
        """A default route over a gateway that is on a link; one that is there is no error."""
        payload = _ROUTE.pack(_family(gateway), 0, 0, 0, _MAIN, _BOOT, _UNIVERSE, _UNICAST, 0)
        self._ignoring_existing(_NEWROUTE, payload + attribute(5, gateway))

    def routes(self) -> list[Route]:
        """All routes of all tables, multicast and broadcast aside; default routes have prefix 0."""
        found = []
        for family in (_socket.AF_INET, _socket.AF_INET6):
            try:
                bodies = self._netlink.dump(_GETROUTE, _ROUTE.pack(family, *[0] * 8))
            except netlink.NetlinkError as error:
                if error.errno in (errno.EAFNOSUPPORT, errno.EOPNOTSUPP):
                    continue
                raise
            for body in bodies:
                _, length, _, _, _, _, _, kind, _ = _ROUTE.unpack_from(body)
                if kind not in (_UNICAST, 2):
                    continue
                values = dict(netlink.attributes(body[12:]))
                size = 4 if family == _socket.AF_INET else 16
                destination = values.get(1, b"\0" * size)
                found.append(Route(family, destination, length, _number(values.get(4))))
        return found

    def _ignoring_existing(self, kind: int, payload: bytes) -> None:
        try:
            self._netlink.request(kind, payload, netlink.CREATE | netlink.EXCL)
        except netlink.NetlinkError as error:
            if error.errno != errno.EEXIST:
                raise


def _link(index: int = 0, flags: int = 0, change: int = 0) -> bytes:
    return _LINK.pack(0, 0, index, flags, change)


def _family(address: bytes) -> int:
    return _socket.AF_INET if len(address) == 4 else _socket.AF_INET6


def _number(value: bytes | None) -> int:
    return int(struct.unpack("=I", value)[0]) if value else 0
