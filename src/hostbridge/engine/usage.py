"""What images, containers, volumes and build caches take of the disk, by either engine's ``system df``.

The records are one for each type: ``type``, ``total``, ``active``, ``size`` and ``reclaimable`` in
bytes, and their texts as the engine wrote them, where it did. With the option ``verbose`` each also
has ``items``: what it is made of. docker tells sizes as texts alone, with four digits.
"""

from __future__ import annotations

import re

from hostbridge.contract.engine import Query
from hostbridge.engine.adapting import moment
from hostbridge.engine.asking import ask, ask_rows, mapping, number, one, sequence
from hostbridge.engine.statistics import size_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect
    from hostbridge.contract.session import Session

    Item = dict[str, Any]

TYPES = ("Images", "Containers", "Local Volumes", "Build Cache")
VERBOSE = ("verbose", "")
_SHARE = re.compile(r"\s*\(\d+%\)")
_GAP = re.compile(r" {2,}")


def records(
    session: Session, client: Sequence[str], query: Query, engine: Dialect
) -> Iterable[Item]:
    """One record for each of TYPES that the engine has."""
    verbose = VERBOSE in query.options
    found = [
        _read(row) for row in ask_rows(session, [*client, "system", "df", "--format", "{{json .}}"])
    ]
    if not verbose:
        return found
    items: dict[str, list[Any]]
    items = _docker_items(session, client) if engine == "docker" else _podman_items(session, client)
    return [{**record, "items": items.get(record["type"], [])} for record in found]


def _read(row: Item) -> Item:
    size, back = row.get("Size"), row.get("Reclaimable")
    size_text = size if isinstance(size, str) else ""
    back_text = back if isinstance(back, str) else ""
    return {
        "type": str(row.get("Type") or ""),
        "total": number(row.get("TotalCount", row.get("Total"))),
        "active": number(row.get("Active")),
        "size": number(row.get("RawSize", size_of(size_text) if size_text else size)),
        "reclaimable": number(
            row.get("RawReclaimable", size_of(_SHARE.sub("", back_text)) if back_text else back)
        ),
    }


def _docker_items(session: Session, client: Sequence[str]) -> dict[str, list[Item]]:
    argv = [*client, "system", "df", "-v", "--format", "{{json .}}"]
    told = one(ask(session, argv), argv)
    images = [_docker_image(row) for row in map(mapping, sequence(told.get("Images")))]
    ids = {f"{image['repository']}:{image['tag']}": image["id"] for image in images}
    containers = map(mapping, sequence(told.get("Containers")))
    return {
        "Images": images,
        "Containers": [_docker_container(row, ids) for row in containers],
        "Local Volumes": [
            _docker_volume(row) for row in map(mapping, sequence(told.get("Volumes")))
        ],
        "Build Cache": [mapping(row) for row in sequence(told.get("BuildCache"))],
    }


def _docker_image(row: Item) -> Item:
    return {
        "repository": str(row.get("Repository") or "<none>"),
        "tag": str(row.get("Tag") or "<none>"),
        "id": str(row.get("ID") or "").removeprefix("sha256:"),
        "digest": str(row.get("Digest") or ""),
        "created": moment(row.get("CreatedAt")),
        "size": size_of(str(row.get("Size") or "")),
        "shared": size_of(str(row.get("SharedSize") or "")),
        "unique": size_of(str(row.get("UniqueSize") or "")),
        "containers": number(row.get("Containers")) if str(row.get("Containers")).isdigit() else 0,
    }


def _docker_container(row: Item, ids: dict[str, str]) -> Item:
    from hostbridge.engine.listing import docker_container

    told = docker_container({"ID": "", **row})
    image_id = ids.get(told["image"], ids.get(f"{told['image']}:latest", ""))
    return {
        **told,
        "image_id": image_id,
        "size_rw": size_of(str(row.get("Size") or "").partition(" ")[0]),
    }


def _docker_volume(row: Item) -> Item:
    links = str(row.get("Links") or "")
    return {
        "name": str(row.get("Name") or ""),
        "driver": str(row.get("Driver") or "local"),
        "mountpoint": str(row.get("Mountpoint") or ""),
        "labels": str(row.get("Labels") or ""),
        "scope": str(row.get("Scope") or "local"),
        "links": int(links) if links.isdigit() else 0,
        "size": size_of(str(row.get("Size") or "")),
    }


def _podman_items(session: Session, client: Sequence[str]) -> dict[str, list[Any]]:
    """Podman's long form is a table alone; what it says in words is taken from its other lists."""
    from hostbridge.engine.records import podman_records

    tables = _tables(ask(session, [*client, "system", "df", "-v"]).decode("utf-8", "replace"))
    shares = {row["IMAGE ID"]: row for row in tables.get("Images", []) if "IMAGE ID" in row}
    links = {
        row["VOLUME NAME"]: row for row in tables.get("Local Volumes", []) if "VOLUME NAME" in row
    }
    images = podman_records(session, client, "image", Query())
    sized = Query(all=True, options=(("--size", ""),))
    volumes = podman_records(session, client, "volume", Query())
    return {
        "Images": [_podman_image(record, shares.get(record["id"][:12], {})) for record in images],
        "Containers": [*podman_records(session, client, "container", sized)],
        "Local Volumes": [
            _podman_volume(record, links.get(record["name"], {})) for record in volumes
        ],
    }


def _podman_image(record: Any, told: dict[str, str]) -> Item:
    return {
        "repository": record["repository"],
        "tag": record["tag"],
        "id": record["id"],
        "digest": record["digest"],
        "created": record["created"],
        "size": record["size"],
        "shared": size_of(told.get("SHARED SIZE", "")),
        "unique": size_of(told.get("UNIQUE SIZE", "")),
        "containers": record["containers"],
    }


def _podman_volume(record: Any, told: dict[str, str]) -> Item:
    labels = ",".join(f"{key}={text}" for key, text in sorted(record["labels"].items()))
    return {
        "name": record["name"],
        "driver": record["driver"],
        "mountpoint": record["mountpoint"],
        "labels": labels,
        "scope": record["scope"],
        "links": number(told.get("LINKS")),
        "size": size_of(told.get("SIZE", "")),
    }


def _tables(text: str) -> dict[str, list[dict[str, str]]]:
    """Tables by their titles (``Images space usage:``); a row's cells by their headings."""
    found: dict[str, list[dict[str, str]]] = {}
    title, starts = "", list[tuple[str, int]]()
    for line in text.splitlines():
        if line.endswith(" space usage:"):
            title, starts = line.removesuffix(" space usage:"), []
            found[title] = []
        elif title and line.strip() and not starts:
            names = _GAP.split(line.strip())
            place = 0
            for name in names:
                place = line.index(name, place)
                starts.append((name, place))
                place += len(name)
        elif title and line.strip():
            ends = [start for _, start in starts[1:]] + [len(line)]
            found[title].append(
                {name: line[start:end].strip() for (name, start), end in zip(starts, ends)}
            )
    return found
