"""``--publish`` and ``--expose``: docker's port specifications (docker/go-connections nat)."""

from __future__ import annotations

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PROTOCOLS = ("tcp", "udp", "sctp")


def exposed(given: list[str]) -> dict[str, Any]:
    """``--expose 80``, ``80-90/udp``: ExposedPorts."""
    found: dict[str, Any] = {}
    for text in given:
        if ":" in text:
            raise UsageError(f"invalid port format for --expose: {text}")
        ports, protocol = _protocol(text, text)
        for port in _range(ports, text):
            found[f"{port}/{protocol}"] = {}
    return found


def published(given: list[str]) -> dict[str, list[dict[str, str]]]:
    """``[[address:][host]:]port[/protocol]``, ranges too: PortBindings."""
    found: dict[str, list[dict[str, str]]] = {}
    for text in given:
        words = _words(text) if "=" in text else text
        rest, protocol = _protocol(words, text)
        address, host, container = _split(rest, text)
        inside = _range(container, text)
        outside = _range(host, text, least=0) if host else []
        if outside and len(outside) != len(inside) and len(inside) != 1:
            raise UsageError(
                f"invalid ranges specified for container and host Ports: {container} and {host}"
            )
        for number, port in enumerate(inside):
            if not outside:
                chosen = ""
            elif len(outside) == len(inside):
                chosen = str(outside[number])
            else:
                chosen = host  # one port inside, any of a range outside
            binding = {"HostIp": address, "HostPort": chosen}
            bindings = found.setdefault(f"{port}/{protocol}", [])
            if binding not in bindings:
                bindings.append(binding)
    return found


def _words(text: str) -> str:
    """The long form, ``target=80,published=8080,protocol=udp``, as the short one."""
    told: dict[str, str] = {}
    for part in text.split(","):
        key, _, content = part.partition("=")
        told[key] = content
    unknown = set(told) - {"target", "published", "protocol", "mode"}
    if unknown or "target" not in told:
        raise UsageError(
            f'invalid argument "{text}" for "-p, --publish" flag: invalid port specification'
        )
    head = f"{told['published']}:" if told.get("published") else ""
    return f"{head}{told['target']}/{told.get('protocol') or 'tcp'}"


def _protocol(text: str, whole: str) -> tuple[str, str]:
    ports, slash, protocol = text.partition("/")
    protocol = protocol.lower() if slash else "tcp"
    if protocol not in _PROTOCOLS:
        raise UsageError(f"invalid proto: {protocol}", whole)
    return ports, protocol


def _split(text: str, whole: str) -> tuple[str, str, str]:
    """Address, host ports, container ports."""
    if text.startswith("["):
        address, bracket, rest = text[1:].partition("]")
        parts = rest.split(":")
        if not bracket or len(parts) != 3 or parts[0]:
            raise UsageError(f"invalid port specification: {whole}")
        return _address(address, whole), parts[1], parts[2]
    parts = text.rsplit(":", 2)
    if len(parts) == 1:
        return "", "", parts[0]
    if len(parts) == 2:
        return "", parts[0], parts[1]
    return _address(parts[0], whole), parts[1], parts[2]


def _address(text: str, whole: str) -> str:
    import socket

    if not text:
        return ""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except (OSError, ValueError):
            continue
        return text
    raise UsageError(f"invalid IP address: {text}", whole)


def _range(text: str, whole: str, least: int = 1) -> range:
    first, dash, last = text.partition("-")
    numbers = [first, last] if dash else [first]
    if not all(part.isascii() and part.isdigit() and int(part) <= 65535 for part in numbers):
        raise UsageError(f"invalid port: {text or whole}", whole)
    low, high = int(numbers[0]), int(numbers[-1])
    if high < low or low < least:
        raise UsageError(f"invalid port range: {text}", whole)
    return range(low, high + 1)
