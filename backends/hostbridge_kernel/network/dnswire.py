"""Questions and answers of DNS as bytes (RFC 1035): as much as a resolver for containers needs."""

from __future__ import annotations

import struct

from hostbridge.value import value

A, PTR, AAAA, IN = 1, 12, 28, 1
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME, REFUSED = 0, 2, 3, 5
_HEADER = struct.Struct(">HHHHHH")
_RESPONSE, _AUTHORITATIVE, _TRUNCATED, _RECURSION, _RECURSION_WANTED = (
    0x8000, 0x0400, 0x0200, 0x0080, 0x0100,
)  # fmt: skip
_OPCODE = 0x7800
_SEEN_QUESTION = b"\xc0\x0c"
"""A pointer to the name at offset 12: that of the question."""
SECONDS = 10
"""How long an answer about a container may be kept: a container's address changes when it restarts."""
PLAIN_UDP = 512


@value
class Question:
    """A query's id, flags, name (lower case, without the last dot), type, and its question as bytes."""

    number: int
    flags: int
    name: str
    kind: int
    raw: bytes


def parse(data: bytes) -> Question | None:
    """The question of a query of one; None for anything else."""
    if len(data) < 12:
        return None
    number, flags, questions, _, _, _ = _HEADER.unpack_from(data)
    if flags & (_RESPONSE | _OPCODE) or questions != 1:
        return None
    labels = []
    at = 12
    while at < len(data):
        length = data[at]
        if length > 63:
            return None  # a pointer has nothing to point to in the first name
        if length == 0:
            break
        labels.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    if at + 5 > len(data) or at - 12 > 254:
        return None
    kind, family = struct.unpack_from(">HH", data, at + 1)
    if family != IN:
        return None
    name = b".".join(labels).lower().decode("ascii", "replace")
    return Question(number, flags, name, kind, data[12 : at + 5])


def answer(question: Question, records: list[tuple[int, bytes]], code: int = NO_ERROR) -> bytes:
    """A response; records are (type, data) about the name that was asked for."""
    flags = _RESPONSE | _RECURSION | (question.flags & _RECURSION_WANTED) | code
    if code != SERVER_FAILURE:
        flags |= _AUTHORITATIVE
    head = _HEADER.pack(question.number, flags, 1, len(records), 0, 0)
    body = b"".join(
        _SEEN_QUESTION + struct.pack(">HHIH", kind, IN, SECONDS, len(data)) + data
        for kind, data in records
    )
    return head + question.raw + body


def fitting(response: bytes, question: Question, limit: int = PLAIN_UDP) -> bytes:
    """The response, or where it is longer than UDP takes one that says to ask again over TCP."""
    if len(response) <= limit:
        return response
    flags = struct.unpack_from(">H", response, 2)[0] | _TRUNCATED
    return _HEADER.pack(question.number, flags, 1, 0, 0, 0) + question.raw


def encode(name: str) -> bytes:
    """A name as labels. Labels that are too long are cut: no container's name has one."""
    labels = [label.encode("ascii", "replace")[:63] for label in name.split(".") if label]
    return b"".join(bytes((len(label),)) + label for label in labels) + b"\0"


def reversed_address(name: str) -> bytes | None:
    """The packed address in a name below in-addr.arpa or ip6.arpa."""
    labels = name.split(".")
    try:
        if labels[-2:] == ["in-addr", "arpa"] and len(labels) == 6:
            return bytes(int(label) for label in reversed(labels[:4]))
        if labels[-2:] == ["ip6", "arpa"] and len(labels) == 34:
            return bytes.fromhex("".join(reversed(labels[:32])))
    except ValueError:
        pass
    return None
