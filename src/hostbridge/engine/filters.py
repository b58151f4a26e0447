"""Filters of ``ps``, ``images``, ``network ls`` and ``volume ls``: the engine's own, or ours.

A filter that an engine has is passed on in its words. One that it lacks is applied to the records;
of which both have none, the engine is asked all the same, and refuses in its own words.
"""

from __future__ import annotations

import time

from hostbridge.engine.adapting import moment
from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from hostbridge.contract.engine import Dialect

    Holds = Callable[[Any, str], bool]

_PORTS = 65535
_UNITS = {"s": 1, "m": 60, "h": 3600}


class InvalidFilter(UsageError):
    """A filter with a value that is none; the summary is what an engine would say of it."""


def split(
    texts: Iterable[str], engine: Dialect, kind: str
) -> tuple[list[str], list[tuple[str, str, Holds]]]:
    """Filters for the engine, and those that are applied to its records afterwards."""
    passed: list[str] = []
    own: list[tuple[str, str, Holds]] = []
    for text in texts:
        key, _, value = text.partition("=")
        holds = OURS.get((engine, kind, key))
        if holds is not None:
            own.append((key, value, holds))
        else:
            passed.append(_said(engine, kind, key, value, text))
    return passed, own


def apply(records: list[Any], own: Iterable[tuple[str, str, Holds]]) -> list[Any]:
    """The records that fulfil the filters; of one key any value will do, as the engines hold it."""
    by_key: dict[str, list[tuple[str, Holds]]] = {}
    for key, value, holds in own:
        by_key.setdefault(key, []).append((value, holds))
    for wanted in by_key.values():
        records = [
            record for record in records if any(holds(record, value) for value, holds in wanted)
        ]
    return records


def _said(engine: Dialect, kind: str, key: str, value: str, text: str) -> str:
    if engine == "podman" and kind == "container" and key == "name":
        # docker matches names as they are stored, with a slash before them.
        beginning = value.removeprefix("^")
        return "name=" + ("^" + beginning[1:] if beginning.startswith("/") else value)
    if engine == "docker" and kind == "container" and key == "status":
        return "status=" + {"stopped": "exited", "configured": "created"}.get(value, value)
    return text


def _in_pod(record: Any, value: str) -> bool:
    return bool(value) and value in (record["pod"], record["pod_name"])


def _lacks_label(record: Any, value: str) -> bool:
    key, equals, text = value.partition("=")
    labels = record["labels"]
    return key not in labels or bool(equals and labels[key] != text)


def _made_before(record: Any, value: str) -> bool:
    return bool(record["created"] < _instant(value))


def _port(record: Any, value: str, *, published: bool) -> bool:
    span, _, protocol = value.partition("/")
    first, _, last = span.partition("-")
    key = "publish" if published else "expose"
    for number in (first, last or "0"):
        if not number.isdigit() or int(number) > _PORTS:
            why = "value out of range" if number.isdigit() else "invalid syntax"
            said = f'error while looking up for {key} {value}: strconv.ParseUint: parsing "{number}": {why}'
            raise InvalidFilter(said)
    wanted = range(int(first), int(last or first) + 1)
    key = "host_port" if published else "container_port"
    return any(
        port["protocol"] == (protocol or "tcp")
        and any(port[key] + step in wanted for step in range(port["range"]) if port[key])
        for port in record["ports"]
    )


def _instant(text: str) -> float:
    """A point in time: seconds, RFC 3339, a date, or a Go duration before now."""
    if text.replace(".", "", 1).isdigit():
        return float(text)
    total, number = 0.0, ""
    for char in text:
        if char.isdigit() or char == ".":
            number += char
        elif char in _UNITS and number:
            total, number = total + float(number) * _UNITS[char], ""
        else:
            break
    else:
        if total and not number:
            return time.time() - total
    from datetime import datetime

    try:
        return moment(text) or datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise InvalidFilter(f"invalid filter 'until={text}'") from None


def _healthy(record: Any, value: str) -> bool:
    """docker's: podman has no filter for what has no health."""
    if value not in ("none", "starting", "healthy", "unhealthy"):
        raise InvalidFilter(f"unrecognized filter value for health: {value}")
    return bool(record["health"] == value or (value == "none" and not record["health"]))


def _mounted(record: Any, value: str) -> bool:
    """docker's: a volume's name or a source, or where it is in the container."""
    return value in record["mounts"] or value in record["destinations"]


def _truth(key: str, value: str) -> bool:
    if value not in ("true", "1", "false", "0"):
        raise InvalidFilter(f"invalid filter '{key}=[{value}]'")
    return value in ("true", "1")


def _network_type(record: Any, value: str) -> bool:
    if value not in ("builtin", "custom"):
        raise InvalidFilter(f"invalid filter 'type={value}'")
    return bool((record["name"] == "podman") == (value == "builtin"))


OURS: dict[tuple[str, str, str], Holds] = {
    ("docker", "container", "pod"): _in_pod,
    ("docker", "container", "label!"): _lacks_label,
    ("docker", "container", "until"): _made_before,
    ("docker", "container", "restart-policy"): lambda r, value: r["restart_policy"] == value,
    ("docker", "container", "command"): lambda r, value: r["command"][:1] == [value],
    ("podman", "container", "expose"): lambda r, value: _port(r, value, published=False),
    ("podman", "container", "publish"): lambda r, value: _port(r, value, published=True),
    ("podman", "container", "is-task"): lambda _, value: not _truth("is-task", value),
    ("podman", "container", "health"): _healthy,
    ("podman", "container", "volume"): _mounted,
    ("podman", "container", "isolation"): lambda _, value: value in ("default", ""),
    ("docker", "image", "id"): lambda r, value: r["id"].startswith(value.removeprefix("sha256:")),
    ("docker", "network", "label!"): _lacks_label,
    ("docker", "network", "until"): _made_before,
    ("podman", "network", "scope"): lambda _, value: value == "local",
    ("podman", "network", "type"): _network_type,
    ("docker", "volume", "label!"): _lacks_label,
    ("docker", "volume", "until"): _made_before,
    ("docker", "volume", "scope"): lambda r, value: r["scope"] == value,
}
"""What an engine lacks, by engine, kind and key."""

__all__ = ["OURS", "InvalidFilter", "apply", "split"]
