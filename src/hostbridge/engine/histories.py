"""The layers of an image and the findings of a search, as records of either engine.

A layer: ``id`` (``<missing>``: not this image's own), ``created`` (seconds), ``created_by``, ``size``
(bytes), ``comment``, ``tags``. A finding: ``index``, ``name``, ``description``, ``stars``,
``official``, ``automated``, ``tag``.
"""

from __future__ import annotations

from hostbridge.engine.adapting import moment
from hostbridge.engine.asking import ask_rows, number, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect, Query
    from hostbridge.contract.session import Session

    Item = dict[str, Any]


def layers(
    session: Session, client: Sequence[str], query: Query, engine: Dialect
) -> Iterable[Item]:
    """The layers of the image that the query names, the newest first."""
    words = ["--no-trunc", "--human=false", "--format", "{{json .}}"]
    words = words if engine == "docker" else ["--format", "json"]
    told = ask_rows(session, [*client, "history", *words, *query.names])
    return [_docker_layer(row) if engine == "docker" else _podman_layer(row) for row in told]


def findings(
    session: Session, client: Sequence[str], query: Query, engine: Dialect
) -> Iterable[Item]:
    """What registries offer. query.options are the engine's own (``--limit``)."""
    words = ["search", "--no-trunc", "--format", "{{json .}}" if engine == "docker" else "json"]
    words += [word for name, text in query.options for word in ((name, text) if text else (name,))]
    words += [word for text in query.filters for word in ("--filter", text)]
    return [_finding(row) for row in ask_rows(session, [*client, *words, *query.names])]


def _docker_layer(row: Item) -> Item:
    return {
        "id": str(row.get("ID") or "<missing>").removeprefix("sha256:"),
        "created": moment(row.get("CreatedAt")),
        "created_by": str(row.get("CreatedBy") or ""),
        "size": number(row.get("Size")),
        "comment": str(row.get("Comment") or ""),
        "tags": [],
    }


def _podman_layer(row: Item) -> Item:
    return {
        "id": str(row.get("id") or row.get("Id") or "<missing>"),
        "created": moment(row.get("created") or row.get("Created")),
        "created_by": str(row.get("CreatedBy") or ""),
        "size": number(row.get("size")),
        "comment": str(row.get("comment") or row.get("Comment") or ""),
        "tags": sequence(row.get("tags") or row.get("Tags")),
    }


def _finding(row: Item) -> Item:
    return {
        "index": str(row.get("Index") or "docker.io"),
        "name": str(row.get("Name") or ""),
        "description": str(row.get("Description") or ""),
        "stars": number(row.get("StarCount") or row.get("Stars")),
        "official": row.get("IsOfficial", row.get("Official")) in ("true", "[OK]", True),
        "automated": row.get("IsAutomated", row.get("Automated")) in ("true", "[OK]", True),
        "tag": str(row.get("Tag") or ""),
    }
