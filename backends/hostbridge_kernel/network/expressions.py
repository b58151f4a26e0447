"""What nftables rules are made of: each function gives one expression of linux/netfilter/nf_tables.h.

The matches load into register 8 (32 bits wide, as all from there on) and compare at once.
"""

from __future__ import annotations

import struct

from hostbridge_kernel.network.netlink import attribute, nested
from hostbridge_kernel.network.nftables import DATA, KEY

NETWORK, TRANSPORT = 1, 2
_IIFNAME, _OIFNAME, _L4PROTO = 6, 7, 16
_EQUAL, _NOT_EQUAL = 0, 1
_STATUS_DNAT, _ESTABLISHED_RELATED = 0x20, 0x6
_CT_STATE, _CT_STATUS = 0, 2


def from_link(name: str, *, equal: bool = True, prefix: bool = False) -> list[bytes]:
    """``iifname NAME`` (or ``!=``; with prefix ``NAME*``)."""
    return _link(_IIFNAME, name, equal, prefix)


def to_link(name: str, *, equal: bool = True, prefix: bool = False) -> list[bytes]:
    """``oifname NAME`` (or ``!=``; with prefix ``NAME*``)."""
    return _link(_OIFNAME, name, equal, prefix)


def _link(key: int, name: str, equal: bool, prefix: bool) -> list[bytes]:
    wanted = name.encode() if prefix else name.encode().ljust(16, b"\0")
    return [meta(key), compare(wanted, equal=equal)]


def source(offset: int, net: bytes, prefix: int) -> list[bytes]:
    """``saddr NET/PREFIX``; offset is where the address stands in the network header."""
    return _address(offset, net, prefix)


def to_local() -> list[bytes]:
    """``fib daddr type local``: an address of this host's."""
    found = _expression("fib", _number(1, KEY), _number(2, 3), _number(3, 2))
    return [found, compare(struct.pack("=I", 2))]


def _address(offset: int, net: bytes, prefix: int) -> list[bytes]:
    mask = ((1 << prefix) - 1) << (len(net) * 8 - prefix)
    size = len(net)
    return [
        payload(NETWORK, offset, size),
        _expression(
            "bitwise", _number(1, KEY), _number(2, KEY), _number(3, size),
            _value(4, mask.to_bytes(size, "big")), _value(5, bytes(size)),
        ),
        compare(net),
    ]  # fmt: skip


def established() -> list[bytes]:
    """``ct state established,related``."""
    return _tracked(_CT_STATE, _ESTABLISHED_RELATED)


def translated() -> list[bytes]:
    """``ct status dnat``: a connection to a published port."""
    return _tracked(_CT_STATUS, _STATUS_DNAT)


def _tracked(key: int, bits: int) -> list[bytes]:
    mask = struct.pack("=I", bits)
    return [
        _expression("ct", _number(1, KEY), _number(2, key)),
        _expression(
            "bitwise", _number(1, KEY), _number(2, KEY), _number(3, 4),
            _value(4, mask), _value(5, bytes(4)),
        ),
        compare(bytes(4), equal=False),
    ]  # fmt: skip


def meta(key: int, register: int = KEY) -> bytes:
    """Load what is known of a packet beside its bytes."""
    return _expression("meta", _number(1, register), _number(2, key))


def protocol(register: int = KEY) -> bytes:
    """Load the transport protocol's number."""
    return meta(_L4PROTO, register)


def payload(base: int, offset: int, length: int, register: int = KEY) -> bytes:
    """Load bytes of a header."""
    return _expression(
        "payload", _number(1, register), _number(2, base), _number(3, offset), _number(4, length)
    )


def compare(value: bytes, *, equal: bool = True, register: int = KEY) -> bytes:
    """Go on only if a register holds this (or does not)."""
    operator = _EQUAL if equal else _NOT_EQUAL
    return _expression("cmp", _number(1, register), _number(2, operator), _value(3, value))


def in_set(name: str, *, inverted: bool = False, register: int = KEY) -> bytes:
    """Go on only if the key is in a set (or is not)."""
    flags = _number(5, 1) if inverted else b""
    return _expression("lookup", _text(1, name), _number(2, register), flags)


def from_map(name: str) -> bytes:
    """Put what a map holds for the key into DATA; go on only if it holds something."""
    return _expression("lookup", _text(1, name), _number(2, KEY), _number(3, DATA))


def load(value: bytes, register: int) -> bytes:
    """Put a constant into a register."""
    return _expression("immediate", _number(1, register), _value(2, value))


def rewrite_destination(family: int, words: int) -> bytes:
    """DNAT to the address (of that many 32-bit words) and the port behind it in DATA."""
    return _expression(
        "nat", _number(1, 1), _number(2, family), _number(3, DATA), _number(5, DATA + words)
    )


def masquerade() -> bytes:
    """Give the packet the address of the link it leaves by."""
    return _expression("masq")


def count() -> bytes:
    """A counter."""
    return _expression("counter")


def verdict(code: int) -> bytes:
    """End with accept (1) or drop (0)."""
    inner = nested(2, nested(2, attribute(1, struct.pack(">I", code))))
    return _expression("immediate", _number(1, 0), inner)


def _expression(name: str, *values: bytes) -> bytes:
    return _text(1, name) + nested(2, *values)


def _text(kind: int, word: str) -> bytes:
    return attribute(kind, word.encode() + b"\0")


def _number(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack(">I", value))


def _value(kind: int, value: bytes) -> bytes:
    return nested(kind, attribute(1, value))
