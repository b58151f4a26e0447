"""Tables, chains, rules, sets and their elements, by nfnetlink: what ``nft`` sends, without it.

Constants are those of linux/netfilter/nf_tables.h. Numbers in attributes are big-endian there.
"""

from __future__ import annotations

import struct

from hostbridge.value import value
from hostbridge_kernel.network import netlink
from hostbridge_kernel.network.netlink import Netlink, attribute, attributes, nested

IPV4, IPV6 = 2, 10
PREROUTING, FORWARD, OUTPUT, POSTROUTING = 0, 2, 3, 4
ACCEPT, DROP = 1, 0
INTERVAL, MAP = 0x4, 0x8
ADDRESS4, ADDRESS6, PROTOCOL, SERVICE = 7, 8, 12, 13
"""nft's names for a set's key types (ipv4_addr, ipv6_addr, inet_proto, inet_service)."""
KEY, DATA = 8, 16
"""The first 32-bit register of a key, and of what a map gives for it."""

_SUBSYSTEM = 10 << 8
_NEWTABLE, _GETTABLE, _DELTABLE = 0, 1, 2
_NEWCHAIN, _GETCHAIN = 3, 4
_NEWRULE, _GETRULE, _DELRULE = 6, 7, 8
_NEWSET, _NEWELEMENT, _GETELEMENT, _DELELEMENT = 9, 12, 13, 14
_BEGIN = (0x10, struct.pack(">BBH", 0, 0, 10))
_END = (0x11, struct.pack(">BBH", 0, 0, 10))
_LIST_ELEMENT = 1


@value
class Chain:
    """A chain as the kernel lists it; hook and priority are None for one that is only jumped to."""

    table: str
    name: str
    hook: int | None
    priority: int | None
    policy: int | None
    kind: str


@value
class Rule:
    """A rule's handle and the comment it carries."""

    handle: int
    mark: bytes


class Tables:
    """nf_tables of the network namespace in which it is made. Failures raise NetlinkError."""

    def __init__(self) -> None:
        self._netlink = Netlink(netlink.NETFILTER)

    def close(self) -> None:
        """Close the socket."""
        self._netlink.close()

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def change(self, messages: list[tuple[int, int, bytes]]) -> None:
        """Do all of it, or nothing."""
        if messages:
            self._netlink.batch(messages, _BEGIN, _END)

    def has_table(self, family: int, name: str) -> bool:
        """Whether there is a table."""
        try:
            self._netlink.request(_SUBSYSTEM | _GETTABLE, _family(family) + _text(1, name))
        except netlink.NetlinkError as error:
            if netlink.missing(error):
                return False
            raise
        return True

    def chains(self, family: int) -> list[Chain]:
        """All chains of a family."""
        found = []
        for body in self._netlink.dump(_SUBSYSTEM | _GETCHAIN, _family(family)):
            values = dict(attributes(body[4:]))
            hook = dict(attributes(values.get(4, b"")))
            found.append(
                Chain(
                    _word(values.get(1)), _word(values.get(3)),
                    _integer(hook.get(1)), _signed(hook.get(2)), _integer(values.get(5)),
                    _word(values.get(7)),
                )
            )  # fmt: skip
        return found

    def rules(self, family: int, table: str, chain: str) -> list[Rule]:
        """The rules of one chain, in order."""
        wanted = _family(family) + _text(1, table) + _text(2, chain)
        found = []
        for body in self._netlink.dump(_SUBSYSTEM | _GETRULE, wanted):
            values = dict(attributes(body[4:]))
            if _word(values.get(1)) == table and _word(values.get(2)) == chain:
                handle = int.from_bytes(values.get(3, b""), "big")
                found.append(Rule(handle, values.get(7, b"")))
        return found

    def elements(self, family: int, table: str, name: str) -> list[bytes]:
        """The keys in a set or map."""
        wanted = _family(family) + _text(1, table) + _text(2, name)
        keys = []
        for body in self._netlink.dump(_SUBSYSTEM | _GETELEMENT, wanted):
            for _, element in attributes(dict(attributes(body[4:])).get(3, b"")):
                key = dict(attributes(dict(attributes(element)).get(1, b""))).get(1)
                if key is not None:
                    keys.append(key)
        return keys


def add_table(family: int, name: str) -> tuple[int, int, bytes]:
    """A table; one that is there stays."""
    return _SUBSYSTEM | _NEWTABLE, netlink.CREATE, _family(family) + _text(1, name)


def delete_table(family: int, name: str) -> tuple[int, int, bytes]:
    """A table with all that is in it."""
    return _SUBSYSTEM | _DELTABLE, 0, _family(family) + _text(1, name)


def add_chain(
    family: int, table: str, name: str, kind: str, hook: int, priority: int
) -> tuple[int, int, bytes]:
    """A base chain whose policy is accept. kind: ``filter`` or ``nat``."""
    place = nested(4, _number(1, hook), attribute(2, struct.pack(">i", priority)))
    payload = _family(family) + _text(1, table) + _text(3, name) + place
    payload += _number(5, ACCEPT) + _text(7, kind)
    return _SUBSYSTEM | _NEWCHAIN, netlink.CREATE, payload


def add_rule(
    family: int, table: str, chain: str, expressions: list[bytes], *, mark: bytes = b"",
    first: bool = False,
) -> tuple[int, int, bytes]:  # fmt: skip
    """A rule at a chain's end, or its beginning; mark is a comment that ``Tables.rules`` gives."""
    payload = _family(family) + _text(1, table) + _text(2, chain)
    payload += nested(4, *(nested(_LIST_ELEMENT, one) for one in expressions))
    payload += attribute(7, mark) if mark else b""
    flags = netlink.CREATE | (0 if first else netlink.APPEND)
    return _SUBSYSTEM | _NEWRULE, flags, payload


def delete_rule(family: int, table: str, chain: str, handle: int) -> tuple[int, int, bytes]:
    """One rule."""
    payload = _family(family) + _text(1, table) + _text(2, chain)
    return _SUBSYSTEM | _DELRULE, 0, payload + attribute(3, struct.pack(">Q", handle))


def add_set(
    family: int, table: str, name: str, flags: int, key: list[int], key_length: int,
    data: list[int] | None = None, data_length: int = 0, number: int = 1,
) -> tuple[int, int, bytes]:  # fmt: skip
    """A set or map. key and data are lists of types, concatenated; lengths are in bytes."""
    payload = _family(family) + _text(1, table) + _text(2, name) + _number(3, flags)
    payload += _number(4, _types(key)) + _number(5, key_length)
    if data is not None:
        payload += _number(6, _types(data)) + _number(7, data_length)
    return _SUBSYSTEM | _NEWSET, netlink.CREATE, payload + _number(10, number)


def add_elements(
    family: int, table: str, name: str, elements: list[tuple[bytes, bytes | None, bool]]
) -> tuple[int, int, bytes]:
    """Elements as (key, data of a map, whether it is the end of an interval)."""
    return _elements(_NEWELEMENT, netlink.CREATE, family, table, name, elements)


def delete_elements(
    family: int, table: str, name: str, elements: list[tuple[bytes, bytes | None, bool]]
) -> tuple[int, int, bytes]:
    """Elements by their keys; one that is not there fails the whole change."""
    return _elements(_DELELEMENT, 0, family, table, name, elements)


def _elements(
    kind: int, flags: int, family: int, table: str, name: str,
    elements: list[tuple[bytes, bytes | None, bool]],
) -> tuple[int, int, bytes]:  # fmt: skip
    made = [
        nested(
            _LIST_ELEMENT,
            _number(3, 1) if end else b"",
            nested(1, attribute(1, key)),
            nested(2, attribute(1, data)) if data is not None else b"",
        )
        for key, data, end in elements
    ]
    payload = _family(family) + _text(1, table) + _text(2, name) + nested(3, *made)
    return _SUBSYSTEM | kind, flags, payload


def _types(kinds: list[int]) -> int:
    """Concatenated types as one number, six bits each, as nft writes them."""
    number = 0
    for kind in kinds:
        number = number << 6 | kind
    return number


def _family(family: int) -> bytes:
    return struct.pack(">BBH", family, 0, 0)


def _text(kind: int, word: str) -> bytes:
    return attribute(kind, word.encode() + b"\0")


def _number(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack(">I", value))


def _word(value: bytes | None) -> str:
    return (value or b"").rstrip(b"\0").decode(errors="replace")


def _integer(value: bytes | None) -> int | None:
    return int.from_bytes(value, "big") if value else None


def _signed(value: bytes | None) -> int | None:
    return int.from_bytes(value, "big", signed=True) if value else None
