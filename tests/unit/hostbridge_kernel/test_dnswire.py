"""Questions and answers of DNS, from friends and others."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from hostbridge_kernel.network import dnswire


def query(name: str, kind: int = dnswire.A, flags: int = 0x0100, number: int = 7) -> bytes:
    head = struct.pack(">HHHHHH", number, flags, 1, 0, 0, 0)
    return head + dnswire.encode(name) + struct.pack(">HH", kind, 1)


def test_a_question_and_its_answer() -> None:
    question = dnswire.parse(query("Web.Front"))
    assert question is not None
    assert (question.number, question.name, question.kind) == (7, "web.front", dnswire.A)
    response = dnswire.answer(question, [(dnswire.A, b"\x0a\0\0\2"), (dnswire.A, b"\x0a\0\0\3")])
    number, flags, questions, answers, _, _ = struct.unpack_from(">HHHHHH", response)
    assert (number, flags, questions, answers) == (7, 0x8580, 1, 2)
    assert response[12 : 12 + len(question.raw)] == query("Web.Front")[12:]
    assert response.endswith(
        b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", dnswire.SECONDS, 4) + b"\x0a\0\0\3"
    )


def test_failures_and_what_is_too_long() -> None:
    question = dnswire.parse(query("x"))
    assert question is not None
    assert dnswire.answer(question, [], dnswire.SERVER_FAILURE)[2:4] == b"\x81\x82"
    long = dnswire.answer(question, [(dnswire.A, bytes(4))] * 100)
    short = dnswire.fitting(long, question)
    assert (len(short), short[2] & 2, short[6:8]) == (12 + len(question.raw), 2, b"\0\0")
    assert dnswire.fitting(long, question, 10_000) == long


def test_what_is_no_question() -> None:
    plain = query("x")
    for data in (
        b"", plain[:11], plain[:-1], plain[:12], plain[:2] + b"\x80\0" + plain[4:],
        plain[:4] + b"\0\2" + plain[6:], plain[:12] + b"\xc0\x0c\0\1\0\1", plain[:-2] + b"\0\3",
        plain[:12] + b"\x3f" * 300 + b"\0\0\1\0\1",
    ):  # fmt: skip
        assert dnswire.parse(data) is None, data


@given(st.binary(max_size=600))
def test_anything_is_read_or_passed_over(data: bytes) -> None:
    question = dnswire.parse(data)
    if question is not None:
        assert dnswire.parse(data[:12] + question.raw) == question
        assert dnswire.answer(question, [])[:2] == data[:2]


@given(st.ip_addresses())
def test_reversed_addresses(address: object) -> None:
    name: str = address.reverse_pointer  # type: ignore[attr-defined]
    assert dnswire.reversed_address(name) == address.packed  # type: ignore[attr-defined]


def test_what_is_no_reversed_address() -> None:
    for name in (
        "",
        "1.2.3.in-addr.arpa",
        "x.2.3.4.in-addr.arpa",
        "300.2.3.4.in-addr.arpa",
        "z" * 64,
    ):
        assert dnswire.reversed_address(name) is None
