"""The endpoint that the container command line itself names, by the engines' global options."""

from __future__ import annotations

import os

from hostbridge.clients.wanted import Wanted, address
from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.catalogue import Word

_NAMES = {
    "--host": "docker",
    "--context": "docker",
    "--url": "podman",
    "--connection": "podman",
}
"""Options that name an endpoint, and whose they are."""
_WITH = {
    "docker": ("--tls", "--tlsverify", "--tlscacert", "--tlscert", "--tlskey", "--config"),
    "podman": ("--identity", "--ssh"),
}
"""Options that say how it is reached."""
_FALSE = ("false", "f", "F", "0", "FALSE", "False")


def by_options(words: Sequence[Word], env: Mapping[str, str]) -> Wanted | None:
    """What the words before a command name; None when they name nothing.

    Raises UsageError where two of them contradict, as docker's client does.
    """
    named = [word for word in words if word.name in _NAMES]
    remote = [word for word in words if word.name == "--remote"]
    told = {(word.name, word.value or "") for word in named}
    if len(told) > 1:
        both = " and ".join(f"{name} {text}" for name, text in sorted(told))
        raise UsageError(
            f"conflicting options: {both}",
            "each of them names where the engine is",
            "leave one of them out",
        )
    if named:
        word = named[-1]
        engine, machine, source = _NAMES[word.name], word.value or "", word.spelled.rstrip("=")
        if not machine:
            raise UsageError(f"{source}: its value is empty", "", "name an endpoint")
        if word.name == "--host":
            machine = address(machine)
        if engine == "docker" and remote:
            raise UsageError(
                f"conflicting options: {source} and {remote[-1].spelled}",
                "one is docker's, the other podman's",
                "leave one of them out",
            )
    elif remote and remote[-1].value not in _FALSE:
        engine, source = "podman", remote[-1].spelled
        machine = env.get("CONTAINER_HOST") or env.get("CONTAINER_CONNECTION") or ""
    elif any(word.name in _WITH["docker"][:5] for word in words):
        # TLS alone: for the address that the environment names.
        engine, source = "docker", "DOCKER_HOST"
        host = env.get("DOCKER_HOST", "")
        machine = address(host) if host else env.get("DOCKER_CONTEXT") or "default"
        return Wanted(engine, machine, source, _how(words, engine), named=False)
    else:
        return None
    return Wanted(engine, machine, source, _how(words, engine))


def configured(words: Sequence[Word], env: Mapping[str, str], cwd: str) -> Mapping[str, str]:
    """The environment with ``--config DIR`` of docker's as DOCKER_CONFIG: where its files are."""
    given = [word.value for word in words if word.name == "--config" and word.value]
    if not given:
        return env
    place = given[-1] if os.path.isabs(given[-1]) else os.path.join(cwd, given[-1])
    return {**env, "DOCKER_CONFIG": os.path.normpath(place)}


def left_out(word: Word, engine: str, *, chosen: bool, here: bool) -> bool:
    """Whether a global word does not go on in the call.

    chosen: words named the endpoint, and the choice speaks for them. here: the engine's client runs
    on this host; elsewhere, and to podman, docker's ``--config`` means nothing.
    """
    if word.name == "--config":
        return chosen or not here or engine != "docker"
    return chosen and (
        word.name in _NAMES or word.name == "--remote" or word.name in _WITH.get(engine, ())
    )


def _how(words: Sequence[Word], engine: str) -> tuple[str, ...]:
    out: list[str] = []
    for word in words:
        if word.name in _WITH[engine]:
            out.append(word.name if word.value is None else f"{word.name}={word.value}")
    return tuple(out)
