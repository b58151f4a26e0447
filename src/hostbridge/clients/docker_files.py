"""docker's configuration and contexts: raw text to facts. Pure; no file is read here.

Source: docker's reference of ``docker`` (configuration files) and of ``docker context``.
"""

from __future__ import annotations

import json

from hostbridge.errors import HostbridgeError
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@value
class Login:
    """What ``auths`` holds about one registry. auth is base64 of ``user:password``, token an
    identity token; both are secrets.
    """

    registry: str
    auth: str = ""
    token: str = ""


@value
class DockerConfig:
    """A ``config.json``. helpers: registry and the helper's short name (``desktop``, ``pass`` …).

    proxies: the daemon's address or ``default``, and its variables (``httpProxy`` …), values may
    hold passwords. headers: names of HttpHeaders. plugin_folders: cliPluginsExtraDirs.
    """

    context: str = ""
    logins: tuple[Login, ...] = ()
    store: str = ""
    helpers: tuple[tuple[str, str], ...] = ()
    proxies: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    headers: tuple[str, ...] = ()
    plugin_folders: tuple[str, ...] = ()


@value
class Context:
    """A docker context. address is empty where it has no docker endpoint."""

    name: str
    address: str
    description: str = ""
    skip_verify: bool = False


def read_config(text: str, path: str) -> DockerConfig:
    """A ``config.json``, also podman's ``auth.json``; unknown and misshapen parts are passed over.

    Raises HostbridgeError, naming ``path``, for what is no JSON object.
    """
    told = _object(text, path)
    auths = _mapping(told.get("auths"))
    return DockerConfig(
        _text(told.get("currentContext")),
        tuple(
            Login(registry, _text(one.get("auth")), _text(one.get("identitytoken")))
            for registry, one in ((name, _mapping(entry)) for name, entry in auths.items())
        ),
        _text(told.get("credsStore")),
        tuple(
            (registry, helper)
            for registry, helper in _mapping(told.get("credHelpers")).items()
            if isinstance(helper, str) and helper
        ),
        tuple(
            (where, tuple((n, v) for n, v in _mapping(names).items() if isinstance(v, str)))
            for where, names in _mapping(told.get("proxies")).items()
        ),
        tuple(_mapping(told.get("HttpHeaders"))),
        tuple(one for one in told.get("cliPluginsExtraDirs") or () if isinstance(one, str)),
    )


def read_context(text: str, path: str) -> Context:
    """A context's ``meta.json``. Raises HostbridgeError, naming ``path``, for what is none."""
    told = _object(text, path)
    name = _text(told.get("Name"))
    if not name:
        raise HostbridgeError(
            f"{path}: is no context: it has no Name", "", "docker context rm, then create it anew"
        )
    docker = _mapping(_mapping(told.get("Endpoints")).get("docker"))
    return Context(
        name,
        _text(docker.get("Host")),
        _text(_mapping(told.get("Metadata")).get("Description")),
        bool(docker.get("SkipTLSVerify")),
    )


def _object(text: str, path: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HostbridgeError(
            f"{path}: is no JSON", str(error), "mend the file, or move it away"
        ) from error
    if not isinstance(told, dict):
        raise HostbridgeError(f"{path}: is no JSON object", "", "mend the file, or move it away")
    return told


def _mapping(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _text(told: Any) -> str:
    return told if isinstance(told, str) else ""
