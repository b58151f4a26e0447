"""Writing lists in the caller's dialect: tables, templates and JSON."""

from __future__ import annotations

import time

from hostbridge.contract.engine import Query
from hostbridge.engine.show.layout import is_json, plain_table
from hostbridge.engine.show.output import FAILED, PREFIX, complain, failing, out
from hostbridge.template.values import Slice
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO, Any

    _Blanks = dict[str, Any]

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering
    from hostbridge.engine.show.layout import Layout
else:
    _Blanks = dict

_SORT = {
    "names": "names", "runningfor": "created", "created": "created", "id": "id", "image": "image",
    "command": "command", "status": "state", "size": "size_rw", "repository": "repository", "tag": "tag",
}  # fmt: skip
"""What ``--sort`` may name, and what of a record it means."""
_TYPES = {
    "docker": {"container": "*formatter.ContainerContext", "image": "*formatter.imageContext",
               "network": "*network.networkContext", "volume": "*formatter.volumeContext"},
    "podman": {"container": "containers.psReporter", "image": "images.imageReporter",
               "network": "network.ListPrintReports", "volume": "*volume.VolumeListReport"},
}  # fmt: skip
"""What the clients' messages call a row."""
_BLANKS: dict[str, Any] = {
    "created": 0.0, "started": 0.0, "finished": 0.0, "names": [""], "labels": {}, "ports": [], "mounts": [],
    "networks": [], "exit_code": 0, "size_rw": 0, "size_root": 0, "local_volumes": 0, "pid": 0,
}  # fmt: skip


_IGNORED = "WARNING: Ignoring custom format, because both --format and --quiet are set."


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``ps``, ``images``, ``network ls``, ``volume ls``."""
    found = _fetch(rendering, session, engine)
    dialect, wanted = rendering.dialect, rendering.call.value("--format") or ""
    text = _for_docker if dialect == "docker" else _for_podman
    with failing(FAILED[dialect], PREFIX):
        if rendering.kind == "container" and dialect == "docker" and wanted:
            _check(wanted)
            if rendering.call.has("--quiet"):
                complain(_IGNORED)
        out(stdout, text(rendering, found, wanted), json=is_json(wanted))
    return 0


def _check(wanted: str) -> None:
    """Docker's ps parses and tries a template as it is written before it asks the daemon, and names
    these errors so.
    """
    from hostbridge.engine.show import docker_rows
    from hostbridge.template import parse

    with failing(FAILED["docker"], "failed to parse template: "):
        template = parse(wanted)
    blank = docker_rows.container(_Blank(), 0.0, whole=False)
    blank.go_type = _TYPES["docker"]["container"]
    with failing(FAILED["docker"], "failed to execute template: "):
        template.render(blank)


class _Blank(_Blanks):
    """A container of which nothing is known, to try a template on."""

    def __missing__(self, key: str) -> Any:
        return _BLANKS.get(key, "")

    def told(self, key: str, default: Any = None) -> Any:
        """Nothing is told."""
        del key
        return default


def _columns(rendering: Rendering, layouts: Mapping[str, Layout]) -> Layout:
    """The kind's layout with the columns that options add."""
    call, kind = rendering.call, rendering.kind
    layout = layouts["digests" if call.has("--digests") else kind]
    columns = layout.columns
    if kind == "container":
        columns += "\t{{.Pod}}\t{{.PodName}}" if call.has("--pod") else ""
        columns += "\t{{.Size}}" if call.has("--size") else ""
    columns += "\t{{.History}}" if call.has("--history") else ""
    return layout if columns == layout.columns else replace(layout, columns=columns)


def _for_docker(rendering: Rendering, found: list[Any], wanted: str) -> str:
    from hostbridge.engine.show import docker_rows

    call, kind = rendering.call, rendering.kind
    now, whole = time.time(), call.has("--no-trunc")
    make = docker_rows.ROWS[kind]
    rows = [make(record, now, whole=whole) for record in found]
    for row in rows:
        row.go_type = _TYPES["docker"][kind]
    if wanted == "raw":
        from hostbridge.engine.show.raw import raw_template

        wanted = raw_template(
            kind,
            quiet=call.has("--quiet"),
            size=call.has("--size"),
            digests=call.has("--digests"),
        )
    elif call.has("--quiet") and (wanted in ("", "table") or kind == "container"):
        name = "Name" if kind == "volume" else "ID"
        return "".join(f"{row[name]()}\n" for row in rows)
    layout, heading = _columns(rendering, docker_rows.LAYOUTS), not call.has("--noheading")
    if wanted in ("", "table"):
        plain = plain_table(layout, rows, "docker", heading=heading)
        if plain is not None:
            return plain
    from hostbridge.engine.show.table import docker_text

    return docker_text(wanted, rows, layout, heading=heading)


def _for_podman(rendering: Rendering, found: list[Any], wanted: str) -> str:
    from hostbridge.engine.show import podman_rows

    call, kind = rendering.call, rendering.kind
    now, whole, sized = time.time(), call.has("--no-trunc"), call.has("--size")
    layout, heading = _columns(rendering, podman_rows.LAYOUTS), not call.has("--noheading")
    if is_json(wanted):
        from hostbridge.engine.show.table import podman_json

        made = podman_rows.JSON[kind]
        return podman_json([made(record, now, sized=sized) for record in found], layout.indent)
    make = podman_rows.ROWS[kind]
    rows = [make(record, now, whole=whole) for record in found]
    for row in rows:
        row.go_type = _TYPES["podman"][kind]
    rows = Slice(rows, f"[]{_TYPES['podman'][kind]}")
    if call.has("--quiet") and (not wanted or kind in ("image", "network")):
        name = "Name" if kind in ("volume", "network") else "ID"
        return "".join(f"{text}\n" for text in dict.fromkeys(row[name]() for row in rows))
    if wanted in ("", "table"):
        if call.value("--format") is not None:
            # podman takes both for a template like any other.
            from hostbridge.engine.show.templated import parse_podman

            return parse_podman(wanted, "").render(rows)
        plain = plain_table(layout, rows, "podman", heading=heading)
        if plain is not None:
            return plain
    from hostbridge.engine.show.table import podman_text

    return podman_text(wanted, rows, tuple, layout, heading=heading)


def _fetch(rendering: Rendering, session: Session, engine: Engine) -> list[Any]:
    call, kind = rendering.call, rendering.kind
    options: list[tuple[str, str]] = []
    filters = tuple(call.values("--filter"))
    if kind == "container":
        options += _latest(rendering)
        if rendering.dialect != engine.dialect and not (call.has("--all") or options):
            filters += _running(rendering.dialect, filters)
        options += [("--size", "")] if call.has("--size") or _measures(rendering) else []
    format_ = call.value("--format") or ""
    if kind == "image" and engine.dialect == "docker":
        if call.has("--digests") or (rendering.dialect == "podman" and ".Digest" in format_):
            options += [("--digests", "")]
    names = tuple(word.value or "" for word in call.operands())
    query = Query(call.has("--all"), filters, names, tuple(options))
    found: list[Any] = list(engine.records(session, _kind(kind), query))
    if kind == "image" and rendering.dialect == "docker" and engine.dialect == "podman":
        found = _referenced(found, filters, names)
    if kind == "container" and rendering.dialect != engine.dialect:
        # docker lists the newest first, podman the oldest.
        found.reverse()
    key = call.value("--sort")
    if key:
        found.sort(key=lambda record: record[_SORT.get(key.lower(), "created")])
    return found


def _latest(rendering: Rendering) -> list[tuple[str, str]]:
    """How many containers at most; numbers below one are none, and docker's latest is the last one."""
    call = rendering.call
    count = next((text for text in reversed(call.values("--last"))), "-1")
    if count == "-1" and call.has("--latest"):
        return [("--latest", "")]
    return [("--last", count)] if int(count) > 0 else []


def _running(dialect: str, filters: tuple[str, ...]) -> tuple[str, ...]:
    """The states that a list without ``--all`` shows: docker's has what is paused, podman's has not."""
    if any(text.startswith("status=") for text in filters):
        return ()
    return ("status=running", "status=paused") if dialect == "docker" else ("status=running",)


def _measures(rendering: Rendering) -> bool:
    """Whether a template wants the size: docker then measures without being asked to."""
    wanted = rendering.call.value("--format") or ""
    if rendering.dialect != "docker" or wanted.strip() == "json":
        return False
    return ".Size" in wanted or is_json(wanted)


def _referenced(found: list[Any], filters: tuple[str, ...], names: tuple[str, ...]) -> list[Any]:
    """Only the names that were asked for: podman lists all names of an image that matches."""
    patterns = [text.partition("=")[2] for text in filters if text.startswith("reference=")]
    patterns += names
    if not patterns:
        return found
    return [record for record in found if any(_is(record, pattern) for pattern in patterns)]


def _is(record: Any, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    from hostbridge.engine.show import docker_rows

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
