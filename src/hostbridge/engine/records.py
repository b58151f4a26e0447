"""What an engine knows, as records with the fields of both dialects.

One process lists; what its listing does not tell is inspected in one go when it is asked for.
"""

from __future__ import annotations

from hostbridge.engine import adapting, listing
from hostbridge.engine.asking import one, rows
from hostbridge.engine.listed import Details
from hostbridge.errors import CommandFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect, Kind, Query, Record
    from hostbridge.contract.session import Completed, Session

    Item = dict[str, Any]
    Read = Callable[[Item], list[Item]]

_LINES = ("--no-trunc", "--format", "{{json .}}")
_LISTINGS: dict[tuple[str, str], tuple[tuple[str, ...], Read]] = {
    ("docker", "container"): (("ps", *_LINES), lambda row: [listing.docker_container(row)]),
    ("docker", "image"): (("images", *_LINES), lambda row: [listing.docker_image(row)]),
    ("docker", "network"): (("network", "ls", *_LINES), lambda row: [listing.docker_network(row)]),
    ("docker", "volume"): (("volume", "ls", *_LINES[1:]), lambda row: [listing.docker_volume(row)]),
    ("podman", "container"): (("ps", "--format", "json"), lambda row: [listing.podman_container(row)]),
    ("podman", "image"): (("images", "--format", "json"), listing.podman_images),
    ("podman", "network"): (("network", "ls", "--format", "json"), lambda row: [adapting.network_record(row)]),
    ("podman", "volume"): (("volume", "ls", "--format", "json"), lambda row: [adapting.volume_record(row)]),
}  # fmt: skip
"""By engine and kind: the words that list, and how an object of the listing is read."""

_FIELDS: dict[str, tuple[str, Mapping[str, Callable[[Item], Any]]]] = {
    "container": ("id", adapting.CONTAINER),
    "image": ("id", adapting.fields_of(adapting.image_record)),
    "network": ("id", adapting.fields_of(adapting.network_record)),
    "volume": ("name", adapting.fields_of(adapting.volume_record)),
}
"""By kind: what identifies a record, and how each key of an inspected object is read."""

_SHORT: dict[str, tuple[str, ...]] = {
    "docker": ("Id", "Name", "Created", "Path", "Args", "Image", "RestartCount", "Mounts", "State.Status",
               "State.StartedAt", "State.FinishedAt", "State.ExitCode", "State.Pid", "Config.Image", "Config.Labels",
               "HostConfig.AutoRemove", "HostConfig.NetworkMode", "HostConfig.RestartPolicy",
               "NetworkSettings.Ports"),
}  # fmt: skip
_SHORT["podman"] = (*_SHORT["docker"], "ImageName", "Pod", "IsInfra", "NetworkSettings.Networks")
"""What of an inspected container a record may want that a listing does not tell: a third of the text."""


_BATCH = 500
"""Names in one ``inspect``, so that an argv stays far below any limit."""


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
    session: Session, client: Sequence[str], kind: Kind, query: Query, engine: Dialect
) -> Iterable[Record]:
    if kind == "version":
        return [_version(session, client)]
    if kind == "inspect":
        return _inspected(session, client, [], list(query.names))
    if kind == "pod":
        return _pods(session, client, engine)
    if kind in _OTHERS:
        module, _, function = _OTHERS[kind].partition(":")
        loaded = __import__(f"hostbridge.engine.{module}", fromlist=[function])
        found: Iterable[Record] = getattr(loaded, function)(session, client, query, engine)
        return found
    words, read = _LISTINGS[engine, kind]
    passed, own = _filters(query, kind, engine)
    sized = kind == "container" and ("--size", "") in query.options
    options = [word for name, text in query.options for word in ((name, text) if text else (name,))]
    argv = [*client, *words, *options]
    argv += ["-a"] if query.all and kind in ("container", "image") else []
    argv += [word for text in passed for word in ("--filter", text)]
    argv += query.names if kind == "image" else ()
    if engine == "docker" and kind == "container" and not sized:
        # A template with all fields makes the daemon measure each container, unless it is told.
        argv.append("--size=false")
    done = session.run(argv)
    if done.returncode:
        raise _failed(argv, done)
    key, fields = _FIELDS[kind]
    inspect = [kind, "inspect", *(["--size"] if sized else [])]
    short = _short(engine) if kind == "container" and not sized else ""

    def inspected(names: list[str]) -> list[Item]:
        return _inspected(session, client, inspect, names, short)

    details = Details(key, inspected, fields)
    known: set[str] = set()
    for row in rows(done.stdout, argv):
        told = read(row)
        if engine == "podman" and kind == "image":
            # Each object has all names of its image, and some versions give one for each name.
            if told[0]["id"] in known:
                continue
            known.add(told[0]["id"])
        for record in told:
            details.add(record)
    kept: list[Record] = [*details.records]
    if own:
        from hostbridge.engine.filters import apply

        kept = apply(kept, own)
    if query.names and kind in ("network", "volume"):
        kept = [record for record in kept if record["name"] in query.names]
    return kept


def _filters(query: Query, kind: Kind, engine: Dialect) -> tuple[list[str], list[Any]]:
    if not query.filters:
        return [], []
    from hostbridge.engine.filters import split

    passed, own = split(query.filters, engine, kind)
    return passed, [*own]


def _failed(argv: Sequence[str], done: Completed) -> CommandFailed:
    # Processes and logging: 10 ms that an engine which answers does not cost.
    from hostbridge.process import failed

    return failed(argv, done.returncode, done.stdout, done.stderr)


def _short(engine: Dialect) -> str:
    """A template of ``inspect`` that tells _SHORT as JSON, an object on each line."""
    parts: dict[str, list[str]] = {}
    for name in _SHORT[engine]:
        outer, _, inner = name.rpartition(".")
        parts.setdefault(outer, []).append(f'"{inner}":{{{{json .{name}}}}}')
    told = parts.pop("")
    told += [f'"{outer}":{{{",".join(inner)}}}' for outer, inner in parts.items()]
    return "{" + ",".join(told) + "}"


def _inspected(
    session: Session, client: Sequence[str], words: Sequence[str], names: list[str], short: str = ""
) -> list[Item]:
    """Inspect in batches; what went away since it was listed is passed over.

    short: a template for the objects; an engine that does not know a field of it shows all.
    """
    found: list[Item] = []
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        form = [f"--format={short}"] if short else []
        argv = [*client, *(words or ["inspect"]), *form, *batch]
        done = session.run(argv)
        if short and done.returncode and b"template" in done.stderr:
            found += _inspected(session, client, words, batch)
            continue
        try:
            items = rows(done.stdout or b"[]", argv)
        except CommandFailed:
            raise _failed(argv, done) from None
        if done.returncode and not items and len(batch) > 1:
            # podman before 5 shows nothing when one of them is gone.
            for name in batch:
                found += _inspected(session, client, words, [name], short)
        else:
            found += items
    return found


def _pods(session: Session, client: Sequence[str], engine: Dialect) -> list[Record]:
    """Podman's pods. Docker's are emulated: ``emulate.pods`` keeps them, and knows them alone."""
    if engine == "docker":
        return []
    argv = [*client, "pod", "ps", "--format", "json"]
    done = session.run(argv)
    if done.returncode:
        raise _failed(argv, done)
    return list(rows(done.stdout, argv))


def _version(session: Session, client: Sequence[str]) -> Record:
    argv = [*client, "version", "--format", "{{json .}}"]
    done = session.run(argv)
    try:
        # docker's client tells of itself even where the daemon does not answer.
        return one(done.stdout, argv)
    except CommandFailed:
        raise _failed(argv, done) from None


_OTHERS = {
    "event": "events:records", "history": "histories:layers", "info": "infos:records",
    "search": "histories:findings", "stats": "statistics:records", "usage": "usage:records",
}  # fmt: skip
"""Kinds that are no lists of things: the module that reads them, and its function."""


__all__ = ["docker_records", "podman_records"]
