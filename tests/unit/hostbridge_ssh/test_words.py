"""Addresses, quoting, and what ssh says."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostbridge.errors import UsageError
from hostbridge_ssh.address import Address, parse
from hostbridge_ssh.messages import unreachable
from hostbridge_ssh.quoting import for_any_shell, sh_words


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ssh://far", Address("far")),
        ("ssh://me@far:2222", Address("far", "me", 2222)),
        ("ssh://[::1]:22", Address("::1", "", 22)),
        ("ssh://a.b.example/", Address("a.b.example")),
    ],
)
def test_an_address(name: str, address: Address) -> None:
    assert parse(name) == address


@pytest.mark.parametrize(
    "name",
    [
        "far",
        "ssh://",
        "ssh://-oProxyCommand=x",
        "ssh://-l@h",
        "ssh://h:x",
        "ssh://h:0",
        "ssh://h:70000",
        "ssh://a b",
        "http://h",
    ],
)
def test_what_is_none(name: str) -> None:
    with pytest.raises(UsageError):
        parse(name)


@given(
    st.lists(
        st.binary(min_size=0, max_size=20).map(lambda b: b.replace(b"\0", b"")),
        min_size=1,
        max_size=5,
    )
)
def test_only_harmless_characters_reach_the_login_shell(words: list[bytes]) -> None:
    line = for_any_shell(sh_words([os.fsdecode(word) for word in words]))
    payload = line.rsplit(" hostbridge '", 1)[1][:-1]
    assert "'" not in payload
    assert "!" not in payload
    assert "\n" not in payload
    assert "\\\\" not in payload
    assert payload.isascii()


def test_the_destination_cannot_become_an_option() -> None:
    assert parse("ssh://me@far:22").words() == ["-p", "22", "-l", "me", "--", "far"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Host key verification failed.", "not known"),
        (
            "@@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.",
            "not the one",
        ),
        ("me@far: Permission denied (publickey).", "no key"),
        ("ssh: connect to host far port 22: Connection refused", "nothing listens"),
        ("ssh: Could not resolve hostname far: Name or service not known", "name is not known"),
        ("something new", "cannot connect"),
    ],
)
def test_a_reason_and_a_remedy_for_what_ssh_says(said: str, why: str) -> None:
    error = unreachable("far", said)
    assert why in error.summary
    assert error.remedy
    assert error.detail
