"""``-p`` as docker reads it."""

from __future__ import annotations

import pytest

from hostbridge.dispatch.offer import parse_ports
from hostbridge.dispatch.ports import parse_publish
from hostbridge.dispatch.relayed import Publish
from hostbridge.errors import UsageError


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("80", [Publish("", 0, 80)]),
        ("8080:80", [Publish("", 8080, 80)]),
        ("8080:80/UDP", [Publish("", 8080, 80, "udp")]),
        ("127.0.0.1:8080:80", [Publish("127.0.0.1", 8080, 80)]),
        ("127.0.0.1::80", [Publish("127.0.0.1", 0, 80)]),
        ("[::1]:8080:80", [Publish("::1", 8080, 80)]),
        ("[::1]::80", [Publish("::1", 0, 80)]),
        ("8080-8081:80-81", [Publish("", 8080, 80), Publish("", 8081, 81)]),
        ("80-81", [Publish("", 0, 80), Publish("", 0, 81)]),
        ("8000-9000:80", [Publish("", 0, 80)]),
    ],
)
def test_what_a_specification_publishes(text: str, ports: list[Publish]) -> None:
    assert list(parse_publish(text)) == ports


@pytest.mark.parametrize(
    "text",
    ["", "x", "80:x", "8080-8082:80-81", "81-80", "80/xyz", "70000", "[::1:80", "-1:80", "²:80"],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_publish(text)


@pytest.mark.parametrize(
    "text", ["127.0.0.1:8080:80/udp", "[::1]:8080:80/tcp", "127.0.0.1::80/tcp", "80/tcp"]
)
def test_it_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_publish(text)[0]) == text


def test_the_engines_own_list_of_ports() -> None:
    text = "80/tcp -> 127.0.0.1:8080\n53/udp -> 0.0.0.0:5353\n80/tcp -> [::]:8080\nnonsense\n"
    assert [(inner, protocol, str(outer)) for inner, protocol, outer in parse_ports(text)] == [
        (80, "tcp", "127.0.0.1:8080"),
        (53, "udp", "0.0.0.0:5353"),
        (80, "tcp", "[::]:8080"),
    ]
