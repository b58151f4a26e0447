"""Writing records in the caller's dialect: tables, templates and JSON."""

from __future__ import annotations

import json
import sys
import time

from hostbridge.contract.engine import Query
from hostbridge.engine import DIALECT_VERSION, rows
from hostbridge.engine.adapting import adapted, as_json
from hostbridge.errors import CommandFailed
from hostbridge.template import Record, Template, TemplateError, parse
from hostbridge.template.goformat import to_json
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

_DOCKER_FIELDS = {
    "container": rows.DOCKER_CONTAINER,
    "image": rows.DOCKER_IMAGE,
    "network": rows.DOCKER_NETWORK,
    "volume": rows.DOCKER_VOLUME,
}
_FAILED = {"docker": 1, "podman": 125}
_TEMPLATE_FAILED = {"docker": 64, "podman": 125}


def write_list(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``ps``, ``images``, ``network ls``, ``volume ls``."""
    call, kind = rendering.call, rendering.kind
    found = _fetch(rendering, session, engine)
    now = time.time()
    whole = call.has("--no-trunc")
    wanted = escapes(call.value("--format") or "")
    if call.has("--quiet"):
        wanted = "{{.Name}}" if kind == "volume" else "{{.ID}}"
    if wanted == "json":
        return _write_json(rendering, found, now, stdout)
    items = [_row(rendering, record, now, whole=whole) for record in found]
    heading = wanted.startswith("table") or not wanted
    pattern = wanted[len("table") :].strip() if wanted.startswith("table") else wanted
    pattern = pattern or rows.COLUMNS[kind, rendering.dialect]
    template = parse(pattern)
    lines: list[str] = []
    if heading and not call.has("--noheading"):
        lines.append(template.render(_Headings(kind)))
    try:
        lines += [template.render(item) for item in items]
    except TemplateError as error:
        error.exit_code = _TEMPLATE_FAILED[rendering.dialect]
        raise
    text = aligned(lines) if heading else "".join(f"{line}\n" for line in lines)
    _out(stdout, text)
    return 0


def write_inspect(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``inspect`` of any kind: what was found, then an error for what was not."""
    call = rendering.call
    names = [word.value or "" for word in call.operands()]
    kind = rendering.kind or call.value("--type") or ""
    command = [kind, "inspect"] if rendering.kind else ["inspect"]
    typed = [] if rendering.kind or kind in ("", "all") else ["--type", kind]
    size = ["--size"] if call.has("--size") else []
    if call.has("--latest"):
        names = session.run([*engine.client, "ps", "-a", "-l", "-q"]).stdout.decode().split()
    items: list[dict[str, Any]] = []
    missing: list[str] = []
    for name in names:
        done = session.run([*engine.client, *command, *typed, *size, name])
        try:
            told = json.loads(done.stdout or b"[]")
        except ValueError:
            told = []
        if done.returncode or not told:
            missing.append(
                done.stderr.decode("utf-8", "replace").strip() or f"no such object: {name}"
            )
        items += [adapted(item, rendering.dialect) for item in told]
    wanted = call.value("--format")
    if wanted in (None, "json"):
        _out(stdout, as_json(items, 4) + "\n" if wanted is None else to_json(items) + "\n")
    else:
        template = parse(escapes(wanted or ""))
        for item in items:
            _out(stdout, _inspected(template, item, rendering.dialect) + "\n")
    for text in missing:
        sys.stderr.write(_said(text, rendering.dialect) + "\n")
    return _FAILED[rendering.dialect] if missing else 0


def write_version(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``version``: the dialect's client, and the engine behind it as the server."""
    (told,) = engine.records(session, "version", Query())
    client = dict(told.get("Client") or {})
    server = dict(told.get("Server") or client)
    record = Record(
        Client=Record(
            Version=DIALECT_VERSION[rendering.dialect],
            ApiVersion=_first(client, "ApiVersion", "APIVersion"),
            APIVersion=_first(client, "APIVersion", "ApiVersion"),
            GitCommit=_first(client, "GitCommit"),
            GoVersion=_first(client, "GoVersion"),
            Os=_first(client, "Os"), Arch=_first(client, "Arch"),
            OsArch=_first(client, "OsArch") or f"{_first(client, 'Os')}/{_first(client, 'Arch')}",
            BuildTime=_first(client, "BuildTime"),
        ),
        Server=Record(
            Version=_first(server, "Version"),
            ApiVersion=_first(server, "ApiVersion", "APIVersion"),
            APIVersion=_first(server, "APIVersion", "ApiVersion"),
            MinAPIVersion=_first(server, "MinAPIVersion"),
            GitCommit=_first(server, "GitCommit"),
            GoVersion=_first(server, "GoVersion"),
            Os=_first(server, "Os") or "linux", Arch=_first(server, "Arch"),
            OsArch=_first(server, "OsArch"),
            KernelVersion=_first(server, "KernelVersion"),
            BuildTime=_first(server, "BuildTime"),
        ),
    )  # fmt: skip
    wanted = rendering.call.value("--format")
    if wanted == "json":
        _out(stdout, to_json(record) + "\n")
    elif wanted:
        _out(stdout, parse(escapes(wanted)).render(record) + "\n")
    else:
        _out(stdout, _version_text(record, engine.name))
    return 0


class _Headings(Record):
    """The record of a table's first line: every field is its heading."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._first = rows.FIRST_HEADING.get(kind, "CONTAINER ID")

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        del default
        if name in ("ID", "Id") or (name == "Name" and self._first == "VOLUME NAME"):
            return self._first
        if name == "Label":
            return lambda label: str(label).rpartition(".")[2].upper()
        return rows.HEADINGS.get(name, name.upper())


def _fetch(rendering: Rendering, session: Session, engine: Engine) -> list[dict[str, Any]]:
    call = rendering.call
    options: list[tuple[str, str]] = []
    if rendering.kind == "container":
        options += [("--last", text) for text in call.values("--last")]
        options += [("--latest", "")] if call.has("--latest") else []
    names = tuple(word.value or "" for word in call.operands())
    query = Query(call.has("--all"), tuple(call.values("--filter")), names, tuple(options))
    found = [dict(record) for record in engine.records(session, _kind(rendering), query)]
    key = call.value("--sort")
    if key:
        found.sort(key=lambda record: str(record.get(_SORT.get(key, key), "")))
    return found


_SORT = {
    "id": "id",
    "names": "names",
    "image": "image",
    "status": "state",
    "created": "created",
    "size": "size",
}


def _kind(rendering: Rendering) -> Any:
    return rendering.kind


def _row(rendering: Rendering, record: dict[str, Any], now: float, *, whole: bool) -> Record:
    if rendering.kind == "container":
        made = rows.container(record, now, whole=whole, with_size=rendering.call.has("--size"))
        if rendering.dialect == "podman":
            made["Command"] = made["Command"].strip('"')
            made["Labels"] = record["labels"]
        return made
    if rendering.kind == "image":
        return rows.image(record, now, whole=whole, dialect=rendering.dialect)
    if rendering.kind == "network":
        return rows.network(record, whole=whole)
    return rows.volume(record)


def _write_json(
    rendering: Rendering, found: list[dict[str, Any]], now: float, stdout: IO[bytes]
) -> int:
    """docker: an object on each line; podman: one array."""
    if rendering.dialect == "docker":
        fields = _DOCKER_FIELDS[rendering.kind]
        for record in found:
            row = _row(rendering, record, now, whole=rendering.call.has("--no-trunc"))
            _out(stdout, to_json(Record({name: row[name] for name in fields})) + "\n")
        return 0
    makers: dict[str, Any] = {
        "container": lambda record: rows.podman_container(record, now),
        "image": rows.podman_image,
        "network": rows.podman_network,
        "volume": rows.podman_volume,
    }
    seen: dict[str, Any] = {}
    for record in found:
        seen.setdefault(record.get("id") or record["name"], makers[rendering.kind](record))
    _out(stdout, as_json(list(seen.values()), 2) + "\n")
    return 0


def _inspected(template: Template, item: dict[str, Any], dialect: str) -> str:
    try:
        return template.render(item)
    except TemplateError as error:
        error.exit_code = _TEMPLATE_FAILED[dialect] if dialect == "docker" else _FAILED[dialect]
        raise


def _said(text: str, dialect: str) -> str:
    last = text.splitlines()[-1]
    bare = last.removeprefix("Error: ").removeprefix("Error response from daemon: ")
    return f"Error: {bare}" if dialect == "podman" or not bare.startswith("Error") else bare


def _first(told: dict[str, Any], *names: str) -> str:
    return next((str(told[name]) for name in names if told.get(name)), "")


def _version_text(record: dict[str, Any], engine: str) -> str:
    out: list[str] = []
    for title in ("Client", "Server"):
        out.append(f"{title}: {'hostbridge' if title == 'Client' else engine}")
        for name in ("Version", "ApiVersion", "GoVersion", "GitCommit", "OsArch", "Os", "Arch"):
            if record[title].get(name):
                out.append(f" {name + ':':<18}{record[title][name]}")
        out.append("")
    return "\n".join(out)


def _out(stdout: IO[bytes], text: str) -> None:
    """Control characters that would drive a terminal are shown as escapes there, kept elsewhere."""
    if stdout.isatty():
        text = "".join(
            c if c in "\n\t" or c.isprintable() or "\udc80" <= c <= "\udcff" else repr(c)[1:-1]
            for c in text
        )
    stdout.write(text.encode("utf-8", "surrogateescape"))


__all__ = ["CommandFailed", "write_inspect", "write_list", "write_version"]
