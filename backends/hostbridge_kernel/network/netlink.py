"""Messages of netlink(7): framing, attributes, acknowledgements, dumps. Knows no family's meaning.

``_socket`` instead of ``socket``: the latter imports ``enum`` and ``selectors``, 5 ms.
"""

from __future__ import annotations

import _socket
import errno
import os
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

ROUTE, NETFILTER = 0, 12
REQUEST, ACK, DUMP = 0x1, 0x4, 0x300
CREATE, EXCL, APPEND = 0x400, 0x200, 0x800
NESTED = 0x8000

_SOL_NETLINK, _CAP_ACK, _EXT_ACK = 270, 10, 11
_ERROR, _DONE = 2, 3
_HEADER = struct.Struct("=IHHII")
_MESSAGE_ATTRIBUTE = 1
"""NLMSGERR_ATTR_MSG: the kernel's words for an error."""
_ACK_CAPPED, _ACK_HAS_WORDS = 0x100, 0x200


class NetlinkError(OSError):
    """The kernel refused a request; strerror has its words where it gives some."""


def attribute(kind: int, payload: bytes) -> bytes:
    """One attribute, padded to four bytes."""
    return struct.pack("=HH", len(payload) + 4, kind) + payload + b"\0" * (-len(payload) % 4)


def text(kind: int, word: str) -> bytes:
    """A string attribute, with the NUL that ends it."""
    return attribute(kind, word.encode() + b"\0")


def number(kind: int, value: int) -> bytes:
    """32 bits in this machine's byte order, as rtnetlink has them."""
    return attribute(kind, struct.pack("=I", value))


def nested(kind: int, *inner: bytes) -> bytes:
    """An attribute that holds attributes."""
    return attribute(kind | NESTED, b"".join(inner))


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes in a payload, as (type, value); flags of the type are taken off."""
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            return
        yield kind & 0x3FFF, data[at + 4 : at + length]
        at += (length + 3) & ~3


def message(kind: int, flags: int, payload: bytes, sequence: int = 0) -> bytes:
    """A message with its header."""
    return _HEADER.pack(16 + len(payload), kind, flags, sequence, 0) + payload


class Netlink:
    """A socket in the network namespace in which it is made; it stays there whoever uses it."""

    def __init__(self, family: int) -> None:
        self._socket = _socket.socket(
            _socket.AF_NETLINK, _socket.SOCK_RAW | _socket.SOCK_CLOEXEC, family
        )
        self._sequence = 0
        try:
            self._socket.setsockopt(_SOL_NETLINK, _CAP_ACK, 1)
            self._socket.setsockopt(_SOL_NETLINK, _EXT_ACK, 1)
        except OSError:
            pass  # before 4.12: errors without words
        self._socket.bind((0, 0))

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def __enter__(self) -> Netlink:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def request(self, kind: int, payload: bytes, flags: int = 0) -> list[bytes]:
        """Ask for one thing, wait for the acknowledgement; gives what was answered before it.

        Raises NetlinkError.
        """
        self._sequence += 1
        self._socket.send(message(kind, REQUEST | ACK | flags, payload, self._sequence))
        return [body for _, body in self._answers(1)]

    def dump(self, kind: int, payload: bytes) -> list[bytes]:
        """All objects of a kind. Raises NetlinkError."""
        self._sequence += 1
        self._socket.send(message(kind, REQUEST | DUMP, payload, self._sequence))
        return [body for _, body in self._answers(1)]

    def batch(
        self,
        messages: list[tuple[int, int, bytes]],
        begin: tuple[int, bytes],
        end: tuple[int, bytes],
    ) -> None:
        """A transaction of nfnetlink: all of the (type, flags, payload), or none of them.

        begin and end are the (type, payload) of the messages around it. Raises the first NetlinkError.
        """
        first = self._sequence + 1
        parts = [message(begin[0], REQUEST, begin[1], first)]
        last = len(messages) - 1
        for at, (kind, flags, payload) in enumerate(messages):
            self._sequence += 1
            # Without ACK for all but the last one the receive buffer holds a batch of any size.
            wanted = ACK if at == last else 0
            parts.append(message(kind, REQUEST | flags | wanted, payload, self._sequence))
        parts.append(message(end[0], REQUEST, end[1], self._sequence))
        data = b"".join(parts)
        try:
            self._socket.setsockopt(_socket.SOL_SOCKET, _socket.SO_SNDBUF, 2 * len(data) + 65536)
        except OSError:
            pass
        self._socket.send(data)
        list(self._answers(1, since=first))

    def _answers(self, count: int, since: int = 0) -> Iterator[tuple[int, bytes]]:
        """Messages until ``count`` acknowledgements or an end of a dump."""
        while count:
            data = self._socket.recv(1 << 18)
            at = 0
            while at + 16 <= len(data):
                length, kind, flags, sequence, _ = _HEADER.unpack_from(data, at)
                body = data[at + 16 : at + length]
                at += (length + 3) & ~3
                if sequence != self._sequence and not since <= sequence <= self._sequence:
                    continue  # what an earlier request, which failed, left behind
                if kind == _ERROR:
                    code = -struct.unpack_from("=i", body)[0]
                    if code:
                        raise NetlinkError(code, _words(code, flags, body))
                    count -= 1
                elif kind == _DONE:
                    return
                else:
                    yield kind, body


def _words(code: int, flags: int, body: bytes) -> str:
    if flags & _ACK_HAS_WORDS:
        at = 20 if flags & _ACK_CAPPED else 4 + struct.unpack_from("=I", body, 4)[0]
        for kind, value in attributes(body[at:]):
            if kind == _MESSAGE_ATTRIBUTE:
                return value.rstrip(b"\0").decode(errors="replace")
    return os.strerror(code)


def missing(error: OSError) -> bool:
    """Whether what was to be changed is not there."""
    return error.errno in (errno.ENOENT, errno.ENODEV, errno.ESRCH, errno.EADDRNOTAVAIL)
