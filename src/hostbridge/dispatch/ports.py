"""``-p`` as docker reads it: ``[[ADDRESS:][HOST]:]CONTAINER[/PROTOCOL]``, with ranges."""

from __future__ import annotations

from hostbridge.dispatch.relayed import Publish
from hostbridge.errors import UsageError

_MAX = 65535


def parse_publish(text: str) -> tuple[Publish, ...]:
    """The ports that one ``-p`` publishes, a range unfolded.

    Raises UsageError, in docker's words for the case, for what is not a publish specification.
    """
    rest, slash, protocol = text.partition("/")
    protocol = protocol.lower() if slash else "tcp"
    if protocol not in ("tcp", "udp", "sctp"):
        raise UsageError(f"invalid proto: {protocol}", f"in -p {text}", "use tcp, udp or sctp")
    address, host, container = _parts(rest, text)
    inner = _range(container, text)
    outer = _range(host, text) if host else None
    if outer is None:
        return tuple(Publish(address, 0, port, protocol) for port in inner)
    if len(inner) == 1 and len(outer) > 1:
        return (Publish(address, 0, inner[0], protocol),)
    if len(outer) != len(inner):
        raise UsageError(f"invalid ranges specified for container and host Ports: {text}")
    return tuple(
        Publish(address, outside, inside, protocol)
        for outside, inside in zip(outer, inner, strict=True)
    )


def _parts(rest: str, text: str) -> tuple[str, str, str]:
    if rest.startswith("["):
        address, closed, tail = rest[1:].partition("]")
        if not closed or not tail.startswith(":"):
            raise UsageError(f"invalid IP address in -p {text}")
        host, _, container = tail[1:].rpartition(":")
        return address, host, container
    head, _, container = rest.rpartition(":")
    address, _, host = head.rpartition(":")
    return address, host, container


def _range(text: str, whole: str) -> range:
    first, dash, last = text.partition("-")
    ends = (first, last if dash else first)
    if not all(end.isascii() and end.isdigit() and int(end) <= _MAX for end in ends):
        raise UsageError(f"invalid port {text!r} in -p {whole}", "", "ports are 0 to 65535")
    if int(ends[0]) > int(ends[1]):
        raise UsageError(f"invalid range {text!r} in -p {whole}")
    return range(int(ends[0]), int(ends[1]) + 1)
