"""``history`` of an image."""

from __future__ import annotations

import time

from hostbridge.contract.engine import Query
from hostbridge.engine import instants
from hostbridge.engine.adapting import rfc3339
from hostbridge.engine.show import human
from hostbridge.engine.show.layout import Layout
from hostbridge.engine.show.missing import no_name, refused
from hostbridge.engine.show.output import FAILED, failing, out
from hostbridge.engine.show.row import Row
from hostbridge.engine.show.table import JSON, docker_text, lines, podman_text
from hostbridge.errors import CommandFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.contract.engine import Engine, Record
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

ANSWERED = frozenset(("--human",))
_WIDTH = 45
"""Characters of a command that are shown."""
_EPOCH = 946684800
"""The year 2000: of what is older docker does not say how old it is."""
_JSON = ("Comment", "CreatedAt", "CreatedBy", "CreatedSince", "ID", "Size")
_DOCKER = Layout(
    "{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
    {"ID": "IMAGE", "CreatedSince": "CREATED"},
    _JSON,
)
_EXACT = Layout(_DOCKER.columns.replace("CreatedSince", "CreatedAt"), {"ID": "IMAGE"}, _JSON)
_PODMAN = Layout("{{.ID}}\t{{.Created}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}", {}, indent=None)


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """The image's layers, the newest first."""
    call, dialect = rendering.call, rendering.dialect
    names = tuple(word.value or "" for word in call.operands())
    if not names:
        return no_name(call)
    try:
        layers = list(engine.records(session, "history", Query(names=names)))
    except CommandFailed as error:
        return refused(error, "image", names, dialect)
    people = call.has("--human") or not call.option_words("--human")
    wanted = call.value("--format") or ""
    now, whole = time.time(), call.has("--no-trunc")
    with failing(FAILED[dialect]):
        if dialect == "docker":
            rows = [_docker(layer, now, whole=whole, people=people) for layer in layers]
            if call.has("--quiet"):
                text = lines("{{.ID}}", rows)
            else:
                text = docker_text(wanted, rows, _DOCKER if people else _EXACT)
        else:
            rows = [_podman(layer, now, whole=whole, people=people) for layer in layers]
            if call.has("--quiet"):
                text = lines("{{.ID}}", rows)
            else:
                text = podman_text(wanted, rows, lambda: map(_podman_json, layers), _PODMAN)
        out(stdout, text, json=bool(JSON.fullmatch(wanted)))
    return 0


def _docker(layer: Record, now: float, *, whole: bool, people: bool) -> Row:
    since = "N/A" if layer["created"] <= _EPOCH else f"{human.duration(now - layer['created'])} ago"
    at = instants.rfc3339(int(layer["created"]) * 10**9, trimmed=True)
    identity = layer["id"]
    if identity != "<missing>":
        identity = f"sha256:{identity}" if whole else identity[:12]
    made_by = layer["created_by"].replace("\t", " ")
    return Row(
        {
            "Comment": lambda: layer["comment"],
            "CreatedAt": lambda: at,
            "CreatedBy": lambda: made_by if whole else human.ellipsis(made_by, _WIDTH),
            "CreatedSince": lambda: since if people else at,
            "ID": lambda: identity,
            "Size": lambda: human.size(layer["size"]) if people else str(layer["size"]),
            "Created": lambda: since if people else at,
            "Tags": lambda: layer["tags"],
        }
    )


def _podman(layer: Record, now: float, *, whole: bool, people: bool) -> Row:
    at = rfc3339(layer["created"])
    since = f"{human.duration(now - layer['created'])} ago" if people else at
    made_by = layer["created_by"]
    cut = made_by if whole or len(made_by) <= _WIDTH else f"{made_by[: _WIDTH - 3]}..."
    return Row(
        {
            "Comment": lambda: layer["comment"],
            "Created": lambda: since,
            "CreatedAt": lambda: at,
            "CreatedBy": lambda: cut,
            "CreatedSince": lambda: since,
            "ID": lambda: layer["id"] if whole else layer["id"][:12],
            "Size": lambda: human.size(layer["size"], " "),
            "Tags": lambda: layer["tags"],
        }
    )


def _podman_json(layer: Record) -> dict[str, Any]:
    at = rfc3339(layer["created"])
    told = {"id": layer["id"], "created": at, "CreatedBy": layer["created_by"], "tags": layer["tags"],
            "size": layer["size"], "comment": layer["comment"]}  # fmt: skip
    return {**{key: value for key, value in told.items() if value or key == "size"}, "Created": at}
