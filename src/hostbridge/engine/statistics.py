"""What containers use, as either engine's ``stats`` tells it: frames of records.

A record: ``id`` (whole), ``name``, ``container`` (as the caller named it), ``cpu``, ``average``,
``memory`` and ``limit`` (bytes), ``memory_share``, ``network`` and ``block`` (texts of both
directions), ``pids``, ``time`` (of the processors). What an engine does not tell is ``--``.
"""

from __future__ import annotations

import json
import re

from hostbridge.engine.following import Following
from hostbridge.process import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect, Query
    from hostbridge.contract.session import Session

    Item = dict[str, Any]
    Frame = list[Item]

UNKNOWN = "--"
_QUIET = 0.1
"""Seconds without another byte after which docker's client has written all lines of one moment."""
_MARK = "--end of a moment--"
_FIELDS = (
    "ID",
    "Name",
    "CPUPerc",
    "MemUsageBytes",
    "MemPerc",
    "NetIO",
    "BlockIO",
    "PIDS",
    "UpTime",
    "AVGCPU",
)
_PODMAN = "{{range .}}" + "\t".join(f"{{{{.{name}}}}}" for name in _FIELDS) + "\n{{end}}" + _MARK
"""Memory is asked for in units of 1024, which docker shows; every version has these fields."""
_DRIVING = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_SIZE = re.compile(r"([\d.]+)\s*([kKMGTP]?)(i?)B")


def argv(
    client: Sequence[str], engine: Dialect, options: Sequence[str], names: Sequence[str]
) -> list[str]:
    """The words that make an engine tell what containers use, in a form that ``frames`` reads."""
    if engine == "docker":
        return [*client, "stats", "--no-trunc", "--format", "{{json .}}", *options, *names]
    return [*client, "stats", "--no-trunc", "--no-reset", "--format", _PODMAN, *options, *names]


def frames(running: Following, engine: Dialect) -> Iterator[Frame]:
    """What a client told, a list for each moment, as soon as it is whole."""
    return _of_docker(running) if engine == "docker" else _of_podman(running.lines())


def records(
    session: Session, client: Sequence[str], query: Query, engine: Dialect
) -> Iterator[Item]:
    """The records of one moment. query.all: of stopped containers, too."""
    words = argv(client, engine, ["--no-stream", *(["--all"] if query.all else [])], query.names)
    with Following(session, words) as running:
        for frame in frames(running, engine):
            yield from frame
        if running.code:
            raise failed(words, running.code, b"", running.said)


def size_of(text: str) -> int:
    """Bytes of ``1.5MiB`` or ``2kB``; 0 for what is no size."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return 0
    step = 1024 if match[3] else 1000
    return int(float(match[1]) * step ** " KMGTP".index(match[2].upper() or " "))


def _of_docker(running: Following) -> Iterator[Frame]:
    rest = b""
    frame: Frame = []
    for data in running.pieces(_QUIET):
        if not data:
            # Between two moments; the client shows nothing until it has the next one.
            if frame and not rest.strip():
                yield frame
                frame = []
            continue
        *whole, rest = _DRIVING.sub(b"", rest + data).split(b"\n")
        for line in whole:
            told = _read_docker(line)
            if told is not None and any(told["id"] == other["id"] for other in frame):
                yield frame
                frame = []
            frame += [told] if told is not None else []
    told = _read_docker(rest)
    frame += [told] if told is not None else []
    if frame:
        yield frame


def _read_docker(line: bytes) -> Item | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    used, _, limit = str(told.get("MemUsage") or "").partition(" / ")
    return {
        "id": str(told.get("ID") or ""),
        "name": str(told.get("Name") or UNKNOWN),
        "container": str(told.get("Container") or ""),
        "cpu": str(told.get("CPUPerc") or UNKNOWN),
        "average": UNKNOWN,
        "memory": size_of(used),
        "limit": size_of(limit),
        "memory_share": str(told.get("MemPerc") or UNKNOWN),
        "network": str(told.get("NetIO") or UNKNOWN),
        "block": str(told.get("BlockIO") or UNKNOWN),
        "pids": str(told.get("PIDs") or "0"),
        "time": UNKNOWN,
    }


def _of_podman(lines: Iterable[bytes]) -> Iterator[Frame]:
    frame: Frame = []
    for line in lines:
        text = line.decode("utf-8", "surrogateescape")
        cells = text.split("\t")
        if len(cells) == len(_FIELDS):
            frame.append(_read_podman(dict(zip(_FIELDS, cells))))
        elif text.endswith(_MARK):
            yield frame
            frame = []
    if frame:
        yield frame


def _read_podman(told: dict[str, str]) -> Item:
    used, _, limit = told["MemUsageBytes"].partition(" / ")
    return {
        "id": told["ID"],
        "name": told["Name"],
        "container": told["ID"],
        "cpu": told["CPUPerc"],
        "average": told["AVGCPU"],
        "memory": size_of(used),
        "limit": size_of(limit),
        "memory_share": told["MemPerc"],
        "network": told["NetIO"],
        "block": told["BlockIO"],
        "pids": told["PIDS"],
        "time": told["UpTime"],
    }
