"""podman's connections: raw text to facts. Pure; no file is read here.

Sources: containers.conf(5) (``[engine]``: service_destinations, active_service;
``[containers]``: http_proxy), podman-system-connection(1) (podman-connections.json, podman 5).
"""

from __future__ import annotations

from hostbridge.errors import HostbridgeError
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


@value
class Connection:
    """One connection. identity: a key file of the host, or empty; machine: podman machine's own."""

    name: str
    address: str
    identity: str = ""
    machine: bool = False


@value
class PodmanConfig:
    """What one file says. default: the connection that is used when none is named.

    http_proxy: whether proxy variables are handed to containers; None where it is not said.
    """

    connections: tuple[Connection, ...] = ()
    default: str = ""
    http_proxy: bool | None = None


def read_containers_conf(text: str, path: str) -> PodmanConfig:
    """A containers.conf. Raises HostbridgeError, naming ``path``, for what is no TOML."""
    import tomllib

    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HostbridgeError(
            f"{path}: is no TOML", str(error), "mend the file, or move it away"
        ) from error
    engine = _mapping(told.get("engine"))
    proxy = _mapping(told.get("containers")).get("http_proxy")
    return PodmanConfig(
        _connections(_mapping(engine.get("service_destinations")), "uri", "identity", "is_machine"),
        _text(engine.get("active_service")),
        proxy if isinstance(proxy, bool) else None,
    )


def read_connections(text: str, path: str) -> PodmanConfig:
    """Podman 5's podman-connections.json. Raises HostbridgeError for what is no JSON object."""
    import json

    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HostbridgeError(
            f"{path}: is no JSON", str(error), "mend the file, or move it away"
        ) from error
    kept = _mapping(_mapping(told).get("Connection"))
    listed = _connections(_mapping(kept.get("Connections")), "URI", "Identity", "IsMachine")
    return PodmanConfig(listed, _text(kept.get("Default")))


def merged(files: tuple[PodmanConfig, ...]) -> PodmanConfig:
    """What several files say together; a later one wins."""
    connections = {one.name: one for config in files for one in config.connections}
    default = ""
    proxy: bool | None = None
    for config in files:
        default = config.default or default
        proxy = config.http_proxy if config.http_proxy is not None else proxy
    return PodmanConfig(tuple(connections.values()), default, proxy)


def _connections(
    told: Mapping[str, Any], uri: str, identity: str, machine: str
) -> tuple[Connection, ...]:
    return tuple(
        Connection(name, _text(one.get(uri)), _text(one.get(identity)), one.get(machine) is True)
        for name, one in ((name, _mapping(entry)) for name, entry in told.items())
        if _text(one.get(uri))
    )


def _mapping(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _text(told: Any) -> str:
    return told if isinstance(told, str) else ""
