"""``version`` in the caller's dialect: hostbridge as its client, and the engine as the server."""

from __future__ import annotations

import time

from hostbridge.contract.engine import Query
from hostbridge.engine import DIALECT_VERSION
from hostbridge.engine.asking import mapping, number, sequence
from hostbridge.engine.show.output import FAILED, NOT_PARSED, failing, out
from hostbridge.template import Record, TemplateError, parse
from hostbridge.template.goformat import to_json
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

    Item = dict[str, Any]

DOCKER_API = "1.41"
"""The API of docker whose features podman's own service has, and which docker 20.10 speaks."""


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``version``, with ``--format``."""
    (told,) = engine.records(session, "version", Query())
    client = dict(mapping(told.get("Client")))
    server = dict(mapping(told.get("Server")) or client)
    wanted = (rendering.call.value("--format") or "").strip()
    dialect = rendering.dialect
    made = _docker(client, server) if dialect == "docker" else _podman(client, server, engine)
    with failing(FAILED[dialect]):
        if wanted == "json" or wanted.replace(" ", "") == "{{json.}}":
            out(stdout, to_json(made) + "\n", json=True)
        elif wanted:
            record = Record(made)
            if dialect == "podman":
                # Without a service podman's templates find the client under Server.
                record.setdefault("Server", made["Client"])
            _templated(wanted, record, dialect, stdout)
        else:
            out(stdout, _docker_text(made) if dialect == "docker" else _podman_text(made))
    return 0


_TYPES = {
    "docker": {
        "": "system.versionInfo",
        "Client": "system.clientVersion",
        "Server": "*types.Version",
    },
    "podman": dict.fromkeys(("", "Client", "Server"), "*define.Version"),
}
"""What the clients' messages call the whole, and each side."""


def _templated(wanted: str, record: Record, dialect: str, stdout: IO[bytes]) -> None:
    """By a template, which both clients write as far as it goes."""
    record.go_type = _TYPES[dialect][""]
    for side in ("Client", "Server"):
        if isinstance(record.get(side), Record):
            record[side].go_type = _TYPES[dialect][side]
    with failing(NOT_PARSED[dialect]):
        template = parse(escapes(wanted), "version")
    try:
        with failing(FAILED[dialect], ""):
            out(stdout, template.render(record) + "\n")
    except TemplateError as error:
        out(stdout, f"{error.partial}\n" if dialect == "docker" else "")
        raise


def _docker(client: Item, server: Item) -> Record:
    system, _, machine = str(client.get("OsArch") or "").partition("/")
    api = str(server.get("ApiVersion") or DOCKER_API)
    own = Record(
        Version=DIALECT_VERSION["docker"], ApiVersion=api, DefaultAPIVersion=api, GitCommit="hostbridge",
        GoVersion=str(client.get("GoVersion") or ""), Os=str(client.get("Os") or system),
        Arch=str(client.get("Arch") or machine), BuildTime=_built(client), Context="default",
    )  # fmt: skip
    own["APIVersion"] = api
    if "Components" in server:
        return Record(Client=own, Server=_struct(server))
    system, _, machine = str(server.get("OsArch") or "").partition("/")
    version = str(server.get("Version", ""))
    details = {
        "ApiVersion": DOCKER_API, "MinAPIVersion": "1.24", "Os": system, "Arch": machine,
        "GoVersion": str(server.get("GoVersion", "")), "GitCommit": str(server.get("GitCommit", "")),
        "BuildTime": _built(server), "Experimental": "false", "KernelVersion": "",
        "APIVersion": str(server.get("APIVersion", "")),
    }  # fmt: skip
    named = Record(
        Platform=Record(Name=""),
        Components=[Record(Name="Podman Engine", Version=version, Details=details)],
        Version=version, ApiVersion=DOCKER_API, MinAPIVersion="1.24",
        GitCommit=details["GitCommit"], GoVersion=details["GoVersion"], Os=system, Arch=machine,
        KernelVersion="", BuildTime=details["BuildTime"],
    )  # fmt: skip
    named["APIVersion"] = DOCKER_API
    return Record(Client=own, Server=named)


def _podman(client: Item, server: Item, engine: Engine) -> Record:
    system = str(client.get("OsArch") or f"{client.get('Os', '')}/{client.get('Arch', '')}")
    own = _podman_side(DIALECT_VERSION["podman"], client, system)
    if engine.dialect == "podman":
        return Record(Client=own)
    far = f"{server.get('Os', '')}/{server.get('Arch', '')}"
    return Record(Client=own, Server=_podman_side(str(server.get("Version", "")), server, far))


def _podman_side(version: str, told: Item, system: str) -> Record:
    return Record(
        APIVersion=version, Version=version, GoVersion=str(told.get("GoVersion", "")),
        GitCommit=str(told.get("GitCommit", "")), BuiltTime=_built(told),
        Built=number(told.get("Built")), OsArch=system, Os=system.partition("/")[0],
    )  # fmt: skip


def _docker_text(made: Item) -> str:
    client, server = made["Client"], made["Server"]
    lines = ["Client:", *_pairs(1, _engine_pairs(client, "")), " Context:\tdefault", "", "Server:"]
    for component in map(mapping, sequence(server.get("Components"))):
        name, details = component.get("Name", ""), mapping(component.get("Details"))
        lines.append(f" {name}:")
        if "ApiVersion" in details:
            told = {**details, "Version": component.get("Version", "")}
            lines += _pairs(2, _engine_pairs(told, str(details.get("MinAPIVersion", ""))))
            lines.append(f"  Experimental:\t{details.get('Experimental', 'false')}")
        else:
            lines += _pairs(
                2, [("Version", component.get("Version", "")), *sorted(details.items())]
            )
    return aligned(lines, minimum=20, padding=1)


def _engine_pairs(told: Item, least: str) -> list[tuple[str, Any]]:
    lowest = f" (minimum version {least})" if least else ""
    return [
        ("Version", told.get("Version", "")), ("API version", f"{told.get('ApiVersion', '')}{lowest}"),
        ("Go version", told.get("GoVersion", "")), ("Git commit", told.get("GitCommit", "")),
        ("Built", told.get("BuildTime", "")), ("OS/Arch", f"{told.get('Os', '')}/{told.get('Arch', '')}"),
    ]  # fmt: skip


def _pairs(indent: int, pairs: list[tuple[str, Any]]) -> list[str]:
    return [f"{' ' * indent}{name}:\t{text}" for name, text in pairs]


def _podman_text(made: Item) -> str:
    lines: list[str] = []
    for side in ("Client", "Server"):
        told = made.get(side)
        if told is None:
            continue
        lines += [""] if lines else []
        name = "Podman Engine" if side == "Client" else "Docker Engine"
        commit = [("Git Commit", told.get("GitCommit", ""))] if told.get("GitCommit", "") else []
        lines += _pairs(
            0,
            [(side, name), ("Version", told.get("Version", "")), ("API Version", told.get("APIVersion", "")),
             ("Go Version", told.get("GoVersion", "")), *commit, ("Built", told.get("BuiltTime", "")), ("OS/Arch", told.get("OsArch", ""))],
        )  # fmt: skip
    return aligned(lines, minimum=12, padding=2)


def _built(told: Item) -> str:
    """When it was built, as both write it: ``Mon Jan _2 15:04:05 2006``."""
    text = str(told.get("BuildTime") or told.get("BuiltTime") or "")
    if text[:4].isdigit():
        from hostbridge.engine.adapting import moment

        return time.ctime(moment(text))
    return text


def _struct(value: Any) -> Any:
    """JSON objects as structs, except for the maps of a component's details."""
    if isinstance(value, list):
        return [_struct(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    made = Record({k: inner if k == "Details" else _struct(inner) for k, inner in value.items()})
    if "ApiVersion" in made:
        made.setdefault("APIVersion", made["ApiVersion"])
    return made
