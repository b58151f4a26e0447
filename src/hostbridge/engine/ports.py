"""Published and exposed ports in lists: docker's text, podman's text, and what both mean."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    Port = dict[str, Any]
    """host_ip, host_port (0: exposed alone), container_port, range, protocol, as podman's JSON."""


def read(text: str) -> list[Port]:
    """The ports in a line of ``docker ps``: ``0.0.0.0:80-81->80-81/tcp, :::9->9/udp, 90/tcp``."""
    found: list[Port] = []
    for field in text.split(", "):
        outer, arrow, inner = field.rpartition("->")
        numbers, _, protocol = inner.partition("/")
        first, count = _range(numbers)
        if not count:
            continue
        address, _, published = outer.rpartition(":")
        start = _range(published)[0] if arrow else 0
        found.append(
            {
                "host_ip": address.strip("[]"), "host_port": start, "container_port": first,
                "range": count, "protocol": protocol or "tcp",
            }
        )  # fmt: skip
    return found


def for_docker(ports: Iterable[Port]) -> str:
    """As ``docker ps`` writes them: in order, neighbours joined where host and container agree."""
    single = sorted(
        (one for port in ports for one in _each(port)),
        key=lambda p: (p["container_port"], p["host_ip"], p["host_port"], p["protocol"]),
    )
    groups: dict[tuple[str, str], list[int]] = {}
    done: list[str] = []
    apart: list[str] = []
    for port in single:
        inner, outer = port["container_port"], port["host_port"]
        address = (port["host_ip"] or "0.0.0.0") if outer else ""  # noqa: S104 # what it means
        if outer and outer != inner:
            apart.append(f"{_joined(address, str(outer))}->{inner}/{port['protocol']}")
            continue
        key = (address, port["protocol"])
        group = groups.get(key)
        if group is not None and inner == group[1] + 1:
            group[1] = inner
            continue
        if group is not None:
            done.append(_group(key, group))
        groups[key] = [inner, inner]
    return ", ".join([*done, *(_group(key, group) for key, group in groups.items()), *apart])


def for_podman(ports: Iterable[Port]) -> str:
    """As ``podman ps`` writes them: what is published, then what is exposed alone."""
    published: list[str] = []
    exposed: list[str] = []
    for port in ports:
        inner, count = port["container_port"], port["range"]
        span = f"{inner}-{inner + count - 1}" if count > 1 else str(inner)
        if not port["host_port"]:
            exposed.append(f"{span}/{port['protocol']}")
            continue
        outer = port["host_port"]
        shown = f"{outer}-{outer + count - 1}" if count > 1 else str(outer)
        address = port["host_ip"] or "0.0.0.0"  # noqa: S104 # what an empty address means
        published.append(f"{address}:{shown}->{span}/{port['protocol']}")
    return ", ".join(published + exposed)


def published(ports: Sequence[Port]) -> list[Port]:
    """The ports that can be reached from the host."""
    return [port for port in ports if port["host_port"]]


def _each(port: Port) -> Iterable[Port]:
    for step in range(port["range"]):
        outer = port["host_port"] + step if port["host_port"] else 0
        yield {**port, "host_port": outer, "container_port": port["container_port"] + step}


def _group(key: tuple[str, str], group: list[int]) -> str:
    address, protocol = key
    first, last = group
    span = str(first) if first == last else f"{first}-{last}"
    return f"{_joined(address, span)}->{span}/{protocol}" if address else f"{span}/{protocol}"


def _joined(address: str, port: str) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _range(text: str) -> tuple[int, int]:
    """The first number and how many; (0, 0) for what is none."""
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        return 0, 0
    return int(first), int(last or first) - int(first) + 1
