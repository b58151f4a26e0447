"""Sockets that engines listen on, docker's contexts, podman's connections."""

from __future__ import annotations

import json

from hostbridge.host import endpoints
from hostbridge.host.items import Context, Socket
from hostbridge.host.judge.proxies import masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from hostbridge.host.raw import Raw


def sockets(raw: Raw) -> tuple[Socket, ...]:
    """Those that exist; whether this user may open them."""
    runtime = raw.env.get("XDG_RUNTIME_DIR") or (
        f"/run/user/{raw.uid}" if raw.system == "linux" else ""
    )
    return tuple(
        Socket(owner, path, "usable" if "w" in raw.access[path] else "forbidden")
        for path, owner in endpoints.sockets(raw.system, raw.home, runtime, raw.env).items()
        if path in raw.access
    )


def contexts(raw: Raw) -> tuple[Context, ...]:
    """Docker's contexts (``default`` is none of the files), then podman's connections."""
    return (*_docker(raw), *_podman(raw))


def _docker(raw: Raw) -> Iterator[Context]:
    folder = endpoints.docker_config(raw.home, raw.env)
    config = _object(raw.files.get(f"{folder}/config.json", "")) if folder else {}
    current = raw.env.get("DOCKER_CONTEXT") or config.get("currentContext") or "default"
    if raw.env.get("DOCKER_HOST"):
        current = "default"  # docker's documentation: the variable overrides contexts
    meta = f"{endpoints.docker_contexts(raw.home, raw.env)}/"
    found: list[Context] = []
    for path, text in raw.files.items():
        if len(meta) > 1 and path.startswith(meta) and path.endswith("/meta.json"):
            told = _object(text)
            name = told.get("Name")
            engine = _dict(_dict(told.get("Endpoints")).get("docker"))
            if isinstance(name, str) and name:
                address = engine.get("Host")
                address = masked(address) if isinstance(address, str) else ""
                found.append(Context("docker", name, address, name == current))
    return iter(sorted(found, key=lambda context: context.name))


def _podman(raw: Raw) -> Iterator[Context]:
    found: dict[str, tuple[str, str]] = {}
    default = ""
    for path in endpoints.podman_files(raw.home, raw.env):
        text = raw.files.get(path, "")
        if path.endswith(".json"):  # podman 5
            section = _dict(_object(text).get("Connection"))
            default = default or _word(section.get("Default"))
            rows, key = _dict(section.get("Connections")), "URI"
        else:  # podman 4: containers.conf(5), the engine table
            section = _dict(_toml(text).get("engine"))
            default = default or _word(section.get("active_service"))
            rows, key = _dict(section.get("service_destinations")), "uri"
        for name, row in rows.items():
            found.setdefault(name, (_word(_dict(row).get(key)), path))
    wanted = raw.env.get("CONTAINER_CONNECTION") or default
    for name, (address, _) in sorted(found.items()):
        yield Context("podman", name, masked(address), name == wanted)


def _object(text: str) -> dict[str, Any]:
    try:
        return _dict(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _toml(text: str) -> dict[str, Any]:
    if "[engine" not in text:
        return {}
    try:
        import tomllib
    except ImportError:  # Python before 3.11, which only records hosts
        return {}
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def _dict(told: Any) -> dict[str, Any]:
    return {k: v for k, v in told.items() if isinstance(k, str)} if isinstance(told, dict) else {}


def _word(told: Any) -> str:
    return told if isinstance(told, str) else ""
