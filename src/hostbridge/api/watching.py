"""Events, statistics, processes and history: what engines print of them, in one shape."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hostbridge.api.measures import percent, size, sizes, whole
from hostbridge.engine.adapting import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_ACTIONS = {"died": "die", "remove": "destroy"}
"""podman's words for what docker calls otherwise, of containers."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at the engine.

    time: seconds since the epoch. type: ``container``, ``image``, ``network``, ``volume`` … action:
    docker's word (``create``, ``start``, ``die``, ``destroy``, ``pull`` …). id and name of what it
    happened to; image of a container. attributes: what else is told, labels included.
    """

    time: float
    type: str
    action: str
    id: str
    name: str = ""
    image: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Stats:
    """What a container uses: cpu and memory in per cent, the rest in bytes and counts."""

    id: str
    name: str
    cpu_percent: float = 0.0
    memory: int = 0
    memory_limit: int = 0
    memory_percent: float = 0.0
    net_in: int = 0
    net_out: int = 0
    block_in: int = 0
    block_out: int = 0
    pids: int = 0


@dataclass(frozen=True, slots=True)
class ContainerProcess:
    """A process of a container, by the host's ``ps``; fields has every column that was shown."""

    user: str
    pid: str
    command: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layer:
    """A step of an image's history. created: seconds since the epoch; size: bytes."""

    id: str
    created: float
    created_by: str
    size: int
    comment: str = ""


def json_line(line: bytes) -> dict[str, Any] | None:
    """The object of one line; None for anything else, such as what clears a terminal."""
    text = _CONTROL.sub(b"", line).strip()
    if not text.startswith(b"{"):
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def read_event(line: bytes) -> Event | None:
    """An event of docker's (``Type``, ``Action``, ``Actor``) or of podman's (``Type``, ``Status``)."""
    told = json_line(line)
    if told is None:
        return None
    actor = told.get("Actor") or {}
    attributes = actor.get("Attributes") or told.get("Attributes") or {}
    attributes = {str(name): str(text) for name, text in attributes.items()}
    kind = str(told.get("Type") or "container").lower()
    action = str(told.get("Action") or told.get("Status") or told.get("status") or "")
    if kind == "container" and "Actor" not in told:
        action = _ACTIONS.get(action, action)
    nano = told.get("timeNano")
    when = nano / 1e9 if isinstance(nano, int) else moment(told.get("time") or told.get("Time"))
    return Event(
        when, kind, action,
        str(actor.get("ID") or told.get("ID") or told.get("id") or ""),
        str(attributes.get("name") or told.get("Name") or ""),
        str(attributes.get("image") or told.get("Image") or told.get("from") or ""),
        attributes,
    )  # fmt: skip


def instant(given: float | str | None) -> int | None:
    """Nanoseconds since the epoch of seconds, RFC 3339 or a duration before now; raises UsageError."""
    if given is None:
        return None
    from hostbridge.engine.instants import nanoseconds

    return nanoseconds(given if isinstance(given, str) else f"{given:.9f}")


_MARK = "stats:"
_FIELDS = ("ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs")
STATS_FORMAT = _MARK + "\t".join(f"{{{{.{name}}}}}" for name in _FIELDS)
"""A template for ``stats``: one engine's JSON is on one line, the other's is not."""


def read_stats(line: bytes) -> Stats | None:
    """A line that STATS_FORMAT made; None for anything else, such as what clears a terminal."""
    _, mark, told = _CONTROL.sub(b"", line).decode("utf-8", "replace").partition(_MARK)
    fields = told.strip().split("\t")
    if not mark or len(fields) != len(_FIELDS):
        return None
    identity, name, cpu, memory, memory_percent, net, block, pids = fields
    return Stats(
        identity, name, percent(cpu), *sizes(memory), percent(memory_percent),
        *sizes(net), *sizes(block), whole(pids),
    )  # fmt: skip


def read_top(lines: Sequence[str]) -> list[ContainerProcess]:
    """The table of ``top``: the last column takes what is left of a line."""
    if not lines:
        return []
    names = lines[0].split()
    found: list[ContainerProcess] = []
    for line in lines[1:]:
        columns = line.split(None, len(names) - 1)
        told = dict(zip(names, columns, strict=False))
        found.append(
            ContainerProcess(
                told.get("USER") or told.get("UID") or "",
                told.get("PID", ""),
                told.get("COMMAND") or told.get("CMD") or "",
                told,
            )
        )
    return found


def read_layer(told: Mapping[str, Any]) -> Layer:
    """A step of docker's history (texts) or of podman's (numbers)."""
    bare = str(told.get("ID") or told.get("id") or "").removeprefix("sha256:")
    return Layer(
        "" if bare in ("<missing>", "missing") else bare,
        moment(told.get("CreatedAt") or told.get("created") or told.get("Created")),
        str(told.get("CreatedBy") or told.get("createdBy") or ""),
        size(told.get("Size") if "Size" in told else told.get("size")),
        str(told.get("Comment") or told.get("comment") or ""),
    )
