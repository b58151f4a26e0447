"""Writing lists in the caller's dialect: tables, templates and JSON."""

from __future__ import annotations

import json
import re
import time

from hostbridge.contract.engine import Query
from hostbridge.engine.show import docker_rows, podman_rows
from hostbridge.engine.show.output import FAILED, failing, out
from hostbridge.engine.show.row import Headings
from hostbridge.template import parse
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering
    from hostbridge.engine.show.row import Row

_JSON = re.compile(r"\s*(?:json|\{\{\s*json\s*\.?\s*\}\})\s*")
_RANGE = re.compile(r"\{\{-?\s*range\s*\.\s*-?\}\}.*\{\{-?\s*end\s*-?\}\}", re.DOTALL)
_SORT = {
    "names": "names", "runningfor": "created", "created": "created", "id": "id", "image": "image",
    "command": "command", "status": "state", "size": "size_rw", "repository": "repository", "tag": "tag",
}  # fmt: skip
"""What ``--sort`` may name, and what of a record it means."""


def write_list(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``ps``, ``images``, ``network ls``, ``volume ls``."""
    found = _fetch(rendering, session, engine)
    with failing(FAILED[rendering.dialect]):
        write = _for_docker if rendering.dialect == "docker" else _for_podman
        out(stdout, write(rendering, found))
    return 0


def _for_docker(rendering: Rendering, found: list[Any]) -> str:
    call, kind = rendering.call, rendering.kind
    whole = call.has("--no-trunc")
    now = time.time()
    rows = [docker_rows.ROWS[kind](record, now, whole=whole) for record in found]
    wanted = (call.value("--format") or "").strip(" ")
    if call.has("--quiet"):
        return _lines("{{.Name}}" if kind == "volume" else "{{.ID}}", rows)
    if _JSON.fullmatch(wanted):
        return "".join(row.json(docker_rows.JSON[kind]) + "\n" for row in rows)
    columns = docker_rows.COLUMNS["digests" if call.has("--digests") else kind]
    if kind == "container":
        columns += "\t{{.Pod}}\t{{.PodName}}" if call.has("--pod") else ""
        columns += "\t{{.Size}}" if call.has("--size") else ""
    if wanted in ("", "table"):
        return _table(columns, rows, docker_rows.HEADINGS[kind], rendering)
    if wanted.startswith("table"):
        pattern = escapes(wanted[len("table") :].strip(" "))
        return _table(pattern, rows, docker_rows.HEADINGS[kind], rendering)
    return _lines(escapes(wanted), rows)


def _for_podman(rendering: Rendering, found: list[Any]) -> str:
    call, kind = rendering.call, rendering.kind
    whole = call.has("--no-trunc")
    now = time.time()
    wanted = call.value("--format") or ""
    if _JSON.fullmatch(wanted):
        made = podman_rows.JSON[kind]
        items = [made(record, now, sized=call.has("--size")) for record in found]
        return json.dumps(items, indent=podman_rows.INDENT[kind], ensure_ascii=False) + "\n"
    rows = [podman_rows.ROWS[kind](record, now, whole=whole) for record in found]
    if call.has("--quiet") and not wanted:
        name = "{{.Name}}" if kind in ("volume", "network") else "{{.ID}}"
        lines = _lines(name, rows).splitlines()
        return "".join(f"{line}\n" for line in dict.fromkeys(lines))
    if not wanted or wanted == "table":
        columns = podman_rows.COLUMNS["digests" if call.has("--digests") else kind]
        if kind == "container":
            columns += "\t{{.Pod}}\t{{.PodName}}" if call.has("--pod") else ""
            columns += "\t{{.Size}}" if call.has("--size") else ""
        columns += "\t{{.History}}" if call.has("--history") else ""
        return _table(columns, rows, podman_rows.HEADINGS[kind], rendering)
    if wanted.startswith("table "):
        # podman takes spaces between fields for tabs (containers/common, pkg/report).
        pattern = escapes(wanted[len("table ") :]).replace(" ", "\t")
        return _table(pattern, rows, podman_rows.HEADINGS[kind], rendering)
    if _RANGE.search(wanted):
        return parse(escapes(wanted)).render(rows) + "\n"
    return _lines(escapes(wanted), rows)


def _lines(pattern: str, rows: list[Row]) -> str:
    template = parse(pattern)
    return "".join(template.render(row) + "\n" for row in rows)


def _table(pattern: str, rows: list[Row], headings: dict[str, str], rendering: Rendering) -> str:
    template = parse(pattern)
    lines = [template.render(row) for row in rows]
    if not rendering.call.has("--noheading"):
        lines.insert(0, template.render(Headings(headings)))
    lists = docker_rows if rendering.dialect == "docker" else podman_rows
    return aligned(lines, minimum=lists.MINIMUM, padding=lists.PADDING)


def _fetch(rendering: Rendering, session: Session, engine: Engine) -> list[Any]:
    call, kind = rendering.call, rendering.kind
    options: list[tuple[str, str]] = []
    if kind == "container":
        options += [("--last", text) for text in call.values("--last")]
        options += [("--latest", "")] if call.has("--latest") else []
        options += [("--size", "")] if call.has("--size") or _measures(rendering) else []
    format_ = call.value("--format") or ""
    if kind == "image" and engine.dialect == "docker":
        if call.has("--digests") or (rendering.dialect == "podman" and ".Digest" in format_):
            options += [("--digests", "")]
    names = tuple(word.value or "" for word in call.operands())
    query = Query(call.has("--all"), tuple(call.values("--filter")), names, tuple(options))
    found: list[Any] = list(engine.records(session, _kind(kind), query))
    if kind == "image" and rendering.dialect == "docker" and engine.dialect == "podman":
        found = _referenced(found, call.values("--filter"), names)
    if kind == "container" and rendering.dialect != engine.dialect:
        # docker lists the newest first, podman the oldest.
        found.reverse()
    key = call.value("--sort")
    if key:
        found.sort(key=lambda record: record[_SORT.get(key.lower(), "created")])
    return found


def _measures(rendering: Rendering) -> bool:
    """Whether a template wants the size: docker then measures without being asked to."""
    wanted = rendering.call.value("--format") or ""
    if rendering.dialect != "docker" or wanted.strip() == "json":
        return False
    return ".Size" in wanted or bool(_JSON.fullmatch(wanted))


def _referenced(found: list[Any], filters: list[str], names: tuple[str, ...]) -> list[Any]:
    """Only the names that were asked for: podman lists all names of an image that matches."""
    patterns = [text.partition("=")[2] for text in filters if text.startswith("reference=")]
    patterns += names
    if not patterns:
        return found
    return [record for record in found if any(_is(record, pattern) for pattern in patterns)]


def _is(record: Any, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    bare = docker_rows.familiar(record["repository"])
    tagged = f"{bare}:{record['tag']}"
    wanted = docker_rows.familiar(pattern)
    # A star of docker's stops at a slash (path.Match).
    return any(
        fnmatchcase(name, wanted) and name.count("/") == wanted.count("/")
        for name in (bare, tagged)
    )


def _kind(kind: str) -> Any:
    return kind
