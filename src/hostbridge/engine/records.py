"""What an engine knows, as records with the fields of both dialects.

Ids are listed by the engine (which also applies the filters) and then inspected in one go: inspect
is where docker and podman agree most, and it holds what either of their listings shows.
"""

from __future__ import annotations

import json

from hostbridge.engine.adapting import (
    container_record,
    image_records,
    network_record,
    volume_record,
)
from hostbridge.errors import CommandFailed
from hostbridge.process import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from hostbridge.contract.engine import Kind, Query, Record
    from hostbridge.contract.session import Session

_LISTING = {
    "container": (["ps", "-q", "--no-trunc"], ["container", "inspect"]),
    "image": (["images", "-q", "--no-trunc"], ["image", "inspect"]),
    "network": (["network", "ls", "-q"], ["network", "inspect"]),
    "volume": (["volume", "ls", "-q"], ["volume", "inspect"]),
}
_BATCH = 500


def docker_records(
    session: Session, client: Sequence[str], kind: Kind, query: Query
) -> Iterable[Record]:
    """Docker's records; see Engine.records."""
    return _records(session, client, kind, query, "docker")


def podman_records(
    session: Session, client: Sequence[str], kind: Kind, query: Query
) -> Iterable[Record]:
    """Podman's records; see Engine.records."""
    return _records(session, client, kind, query, "podman")


def _records(
    session: Session, client: Sequence[str], kind: Kind, query: Query, engine: str
) -> Iterator[Record]:
    if kind == "version":
        yield _version(session, client)
        return
    if kind == "inspect":
        yield from _inspected(session, client, [], list(query.names))
        return
    listing, inspect = _LISTING[kind]
    options = [word for name, text in query.options for word in ((name, text) if text else (name,))]
    filters = [word for text in query.filters for word in ("--filter", _filter(text, engine))]
    every = ["-a"] if query.all and kind in ("container", "image") else []
    argv = [
        *client,
        *listing,
        *every,
        *options,
        *filters,
        *(query.names if kind == "image" else ()),
    ]
    done = session.run(argv)
    if done.returncode:
        raise failed(argv, done.returncode, done.stdout, done.stderr)
    names = list(dict.fromkeys(done.stdout.decode("utf-8", "surrogateescape").split()))
    if kind in ("network", "volume") and query.names:
        names = [name for name in names if name in query.names]
    for item in _inspected(session, client, inspect, names):
        if kind == "container":
            yield container_record(item)
        elif kind == "image":
            yield from image_records(item, query.names)
        elif kind == "network":
            yield network_record(item)
        else:
            yield volume_record(item)


def _inspected(
    session: Session, client: Sequence[str], inspect: list[str], names: list[str]
) -> Iterator[dict[str, Any]]:
    """Inspect in batches; what went away between the listing and now is passed over."""
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        argv = [*client, *(inspect or ["inspect"]), *batch]
        done = session.run(argv)
        try:
            items = json.loads(done.stdout or b"[]")
        except ValueError as error:
            raise failed(argv, done.returncode, done.stdout, done.stderr) from error
        if done.returncode and not items and len(batch) > 1:
            # podman before 5 shows nothing when one of them is gone.
            for name in batch:
                yield from _one(session, client, inspect, name)
        else:
            yield from items


def _one(
    session: Session, client: Sequence[str], inspect: list[str], name: str
) -> Iterator[dict[str, Any]]:
    done = session.run([*client, *(inspect or ["inspect"]), name])
    if done.returncode == 0:
        yield from json.loads(done.stdout)


def _version(session: Session, client: Sequence[str]) -> Record:
    argv = [*client, "version", "--format", "{{json .}}"]
    done = session.run(argv)
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise failed(argv, done.returncode, done.stdout, done.stderr) from None
    return told


def _filter(text: str, engine: str) -> str:
    """Podman's filter by pod is a label where pods are emulated."""
    key, _, rest = text.partition("=")
    if engine == "docker" and key == "pod":
        return f"label=hostbridge.pod={rest}"
    return text


__all__ = ["CommandFailed", "docker_records", "podman_records"]
