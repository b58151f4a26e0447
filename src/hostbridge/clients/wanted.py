"""The endpoint that variables or docker's configuration name. Hot: no parser is loaded unless
docker's configuration has changed since it was last read.

Sources: docker's "Docker contexts" and "Environment variables" (DOCKER_HOST over DOCKER_CONTEXT over
currentContext); podman(1) (CONTAINER_HOST over CONTAINER_CONNECTION).
"""

from __future__ import annotations

from hostbridge.host.system import SYSTEM
from hostbridge.state.cached import cached
from hostbridge.state.places import cache_dir
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_SOCKETS = ("unix:///var/run/docker.sock", "unix:///run/docker.sock")
"""Where docker's client goes by itself on Linux."""


@value
class Wanted:
    """An endpoint that the caller names.

    engine: whose client speaks to it, ``docker`` or ``podman``. machine: a context's or
    connection's name, or an address (``unix:///…``, ``tcp://…``, ``ssh://…``); empty: the client's
    own default. source: what named it. words: further options for the client (TLS, keys). named:
    whether it is named at all; TLS alone only says how the client goes to where it goes anyway.
    """

    engine: str
    machine: str
    source: str
    words: tuple[str, ...] = ()
    named: bool = True

    @property
    def native(self) -> bool:
        """Whether it is just where the client goes by itself on this kernel."""
        own = self.engine == "docker" and self.machine in ("default", *OWN_SOCKETS)
        return own and SYSTEM == "linux" and not self.words


def by_variables(env: Mapping[str, str], dialect: str, engine: str = "") -> Wanted | None:
    """What the environment names: the variables of the caller's dialect come first.

    engine: only the variables of this engine's client count, when it is named.
    """
    order = (_docker, _podman) if dialect == "docker" else (_podman, _docker)
    for rule in order:
        found = rule(env)
        if found is not None and engine in ("", found.engine):
            return found
    return None


def docker_config_dir(env: Mapping[str, str]) -> str:
    """Where docker's client has its configuration and contexts."""
    home = env.get("HOME") or env.get("USERPROFILE") or ""
    return env.get("DOCKER_CONFIG") or f"{home}/.docker"


def current_context(env: Mapping[str, str]) -> Wanted | None:
    """The context that docker's configuration names; None for its default, and for a file that
    cannot be read (the client says so itself).
    """
    path = f"{docker_config_dir(env)}/config.json"
    try:
        name = cached(path, f"{cache_dir(env)}/docker", _current)
    except (OSError, ValueError, RecursionError):
        return None
    return Wanted("docker", name, f"currentContext in {path}") if name else None


def address(host: str) -> str:
    """What ``-H`` and DOCKER_HOST say, with the scheme that docker's client takes for granted."""
    return host if "://" in host else f"tcp://{host}"


def is_address(machine: str) -> bool:
    """Whether a machine's name is an address: no context's name has a colon or a slash."""
    return ":" in machine or "/" in machine


def _docker(env: Mapping[str, str]) -> Wanted | None:
    host = env.get("DOCKER_HOST", "")
    if host:
        return Wanted("docker", address(host), "DOCKER_HOST")
    context = env.get("DOCKER_CONTEXT", "")
    return Wanted("docker", context, "DOCKER_CONTEXT") if context else None


def _podman(env: Mapping[str, str]) -> Wanted | None:
    for name in ("CONTAINER_HOST", "CONTAINER_CONNECTION"):
        if env.get(name):
            return Wanted("podman", env[name], name)
    return None


def _current(path: str) -> str:
    """Only the name is kept: the file holds secrets."""
    import json
    import os

    # A pipe in its place must not be waited for.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), encoding="utf-8") as file:
        told = json.load(file)
    name = told.get("currentContext", "") if isinstance(told, dict) else ""
    return name if isinstance(name, str) and name != "default" else ""
