"""Which subnets are free on this host, and which addresses are free in one of them.

Addresses here are integers or packed bytes: ``ipaddress`` costs 5 ms to import, and is only needed
for what a user wrote.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers.files import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Iterator

_LOCKS = ("/run", "/tmp")


def pool() -> Iterator[tuple[bytes, int]]:
    """The subnets that are handed out, in docker's order: 172.17/16 to 172.31/16, 192.168.x/20."""
    for second in range(17, 32):
        yield bytes((172, second, 0, 0)), 16
    for third in range(0, 256, 16):
        yield bytes((192, 168, third, 0)), 20


def overlap(one: tuple[bytes, int], other: tuple[bytes, int]) -> bool:
    """Whether two subnets share an address."""
    if len(one[0]) != len(other[0]):
        return False
    shift = len(one[0]) * 8 - min(one[1], other[1])
    first, second = (int.from_bytes(net, "big") >> shift for net, _ in (one, other))
    return first == second


def free(taken: Iterable[tuple[bytes, int]]) -> tuple[bytes, int]:
    """The first subnet of the pool that overlaps with none. Raises HostbridgeError."""
    held = list(taken)
    for candidate in pool():
        if not any(overlap(candidate, other) for other in held):
            return candidate
    raise HostbridgeError(
        "no subnet is free for the network",
        "each of 172.17.0.0/16 to 172.31.0.0/16 and 192.168.0.0/16 overlaps with a route of this host"
        " or with another network",
        "name one that is free: network create --subnet",
    )  # fmt: skip


def local6(network: str) -> tuple[bytes, int]:
    """A unique local /64 for a network, by its id (RFC 4193: 40 random bits)."""
    return bytes([0xFD]) + bytes.fromhex(network[:14]) + bytes(8), 64


def gateway(subnet: tuple[bytes, int]) -> bytes:
    """The first address."""
    net, _ = subnet
    return (int.from_bytes(net, "big") + 1).to_bytes(len(net), "big")


def free_address(
    subnet: tuple[bytes, int], taken: Iterable[bytes], within: tuple[bytes, int] | None = None
) -> bytes:
    """The lowest free address, of a range in the subnet if one is given. Raises HostbridgeError."""
    net, length = subnet
    size = len(net)
    first = int.from_bytes(net, "big")
    last = first + (1 << (size * 8 - length)) - 1
    # Network and broadcast address have no host; IPv6 has an anycast address for the first.
    low, high = first + 1, last - 1 if size == 4 else last
    if within is not None:
        start = int.from_bytes(within[0], "big")
        low = max(low, start)
        high = min(high, start + (1 << (size * 8 - within[1])) - 1)
    held = {int.from_bytes(address, "big") for address in taken}
    for address in range(low, high + 1):
        if address not in held:
            return address.to_bytes(size, "big")
    raise HostbridgeError(
        f"no address is free in {shown(net)}/{length}", "", "remove containers, or make a larger network"
    )  # fmt: skip


def inside(address: bytes, subnet: tuple[bytes, int]) -> bool:
    """Whether an address is in a subnet."""
    return overlap((address, len(address) * 8), subnet)


def shown(address: bytes) -> str:
    """An address as text."""
    import _socket

    return _socket.inet_ntop(_socket.AF_INET if len(address) == 4 else _socket.AF_INET6, address)


def packed(text: str) -> bytes:
    """An address of text, ValueError for none."""
    import _socket

    family = _socket.AF_INET6 if ":" in text else _socket.AF_INET
    try:
        return _socket.inet_pton(family, text)
    except (OSError, UnicodeEncodeError):
        raise ValueError(f"{text!r} is no address") from None


def parsed(text: str) -> tuple[bytes, int]:
    """``172.20.0.0/16``; ValueError where bits are set beyond the prefix, or for what is none."""
    address, slash, length = text.partition("/")
    net = packed(address)
    bits = len(net) * 8
    if not slash or not (length.isascii() and length.isdigit()) or not 0 <= int(length) <= bits:
        raise ValueError(f"{text!r} is no subnet in CIDR form")
    if int.from_bytes(net, "big") & ((1 << (bits - int(length))) - 1):
        raise ValueError(f"{text!r} has bits of a host set")
    return net, int(length)


def host_lock() -> Lock:
    """The lock under which every instance of root's on this host takes subnets."""
    folder = next((one for one in _LOCKS if os.access(one, os.W_OK)), _LOCKS[-1])
    return Lock(f"{folder}/hostbridge-subnets-{os.geteuid()}.lock")
