"""Registry log-ins of docker's ``config.json`` and podman's ``auth.json``: which one is whose.

Pure but for ``credential``, which asks a helper. Sources: docker's reference of ``docker login``
(credential stores and helpers), containers-auth.json(5).
"""

from __future__ import annotations

import base64

from hostbridge.clients.helper import ask
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge.clients.docker_files import DockerConfig

DOCKER_HUB = "docker.io"
HUB_KEY = "https://index.docker.io/v1/"
"""docker's name for its own registry in configuration files."""
_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io")


@value
class Credential:
    """A log-in at one registry. password and token are secrets; never shown."""

    registry: str
    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        """Without what is secret."""
        return f"Credential({self.registry!r}, {self.user!r})"

    def entry(self) -> dict[str, str]:
        """As ``auths`` holds it."""
        if self.token:
            return {"identitytoken": self.token}
        told = f"{self.user}:{self.password}".encode("utf-8", "surrogateescape")
        return {"auth": base64.b64encode(told).decode("ascii")}


def registry_of(reference: str) -> str:
    """The registry of an image's reference: ``docker.io`` where it names none.

    The first part is a registry if it has a dot or a colon, or is ``localhost``.
    """
    first, slash, _ = reference.removeprefix("docker://").partition("/")
    named = slash and ("." in first or ":" in first or first == "localhost")
    return server(first) if named else DOCKER_HUB


def server(key: str) -> str:
    """A key of ``auths`` as a registry's name: without scheme and path, and one for docker's own."""
    name = key.partition("://")[2] or key
    name = name.partition("/")[0]
    return DOCKER_HUB if name in _HUB else name


def has(config: DockerConfig, registry: str) -> bool:
    """Whether a configuration may have a log-in for a registry. Asks no helper."""
    entries = [one for one in config.logins if server(one.registry) == registry]
    helpers = [name for name, _ in config.helpers if server(name) == registry]
    return bool(helpers or config.store or any(one.auth or one.token for one in entries))


def credential(config: DockerConfig, registry: str, env: Mapping[str, str]) -> Credential | None:
    """The log-in for a registry, as docker finds it: its own helper, the store, the file.

    Raises HostbridgeError, naming the helper, for one that is missing, hangs or talks nonsense.
    """
    keys = [one.registry for one in config.logins if server(one.registry) == registry]
    for name, helper in config.helpers:
        if server(name) == registry:
            return _of(ask(helper, name, env), registry)
    if config.store:
        asked = HUB_KEY if registry == DOCKER_HUB else (keys[0] if keys else registry)
        return _of(ask(config.store, asked, env), registry)
    for one in config.logins:
        if server(one.registry) != registry:
            continue
        if one.token:
            return Credential(registry, token=one.token)
        user, found, password = _decoded(one.auth)
        if found:
            return Credential(registry, user, password)
    return None


def merged(theirs: Mapping[str, Any], given: tuple[Credential, ...]) -> dict[str, Any]:
    """A configuration with log-ins laid over it: nothing else of it is lost that still counts.

    A store would hide ``auths``, and a registry's helper its entry; both give way.
    """
    told = {key: content for key, content in theirs.items() if key != "credsStore"}
    auths = dict(told.get("auths") or {})
    names = {one.registry for one in given}
    auths = {key: entry for key, entry in auths.items() if server(key) not in names}
    for one in given:
        # podman does not look under docker's own name for the hub; docker looks under nothing else.
        keys = (HUB_KEY, DOCKER_HUB) if one.registry == DOCKER_HUB else (one.registry,)
        auths |= dict.fromkeys(keys, one.entry())
    helpers = dict(told.get("credHelpers") or {})
    told["credHelpers"] = {key: name for key, name in helpers.items() if server(key) not in names}
    return {**told, "auths": auths}


def _of(answer: tuple[str, str] | None, registry: str) -> Credential | None:
    if answer is None:
        return None
    user, secret = answer
    # Helpers tell an identity token by this user's name.
    return (
        Credential(registry, token=secret)
        if user == "<token>"
        else Credential(registry, user, secret)
    )


def _decoded(auth: str) -> tuple[str, str, str]:
    try:
        text = base64.b64decode(auth, validate=True).decode("utf-8", "surrogateescape")
    except ValueError:
        return "", "", ""
    user, found, password = text.partition(":")
    return user, found, password.rstrip("\0")
