"""Where this user's registry log-ins are, and what they are for the registries of one command."""

from __future__ import annotations

import os

from hostbridge.clients.credentials import Credential, credential, has
from hostbridge.clients.discover import home_of, text_of
from hostbridge.clients.docker_files import DockerConfig, read_config
from hostbridge.clients.wanted import docker_config_dir
from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def docker_file(env: Mapping[str, str]) -> str:
    """Docker's own file."""
    return f"{docker_config_dir(env)}/config.json"


def podman_files(env: Mapping[str, str]) -> list[str]:
    """Podman's files, the first that counts first; containers-auth.json(5)."""
    given = env.get("REGISTRY_AUTH_FILE", "")
    if given:
        return [given]
    config = env.get("XDG_CONFIG_HOME") or f"{home_of(env)}/.config"
    run = (
        env.get("XDG_RUNTIME_DIR")
        or f"/run/containers/{os.getuid() if hasattr(os, 'getuid') else 0}"
    )
    return [f"{run}/containers/auth.json" if env.get("XDG_RUNTIME_DIR") else f"{run}/auth.json",
            f"{config}/containers/auth.json"]  # fmt: skip


def files(env: Mapping[str, str], dialect: str) -> list[str]:
    """All of them: the caller's dialect's own first."""
    docker, podman = [docker_file(env)], podman_files(env)
    return docker + podman if dialect == "docker" else podman + docker


def engine_files(env: Mapping[str, str], engine: str) -> list[str]:
    """Those that an engine's client on this host reads by itself."""
    if engine == "docker":
        return [docker_file(env)]
    if env.get("REGISTRY_AUTH_FILE"):
        return podman_files(env)
    return [*podman_files(env), f"{home_of(env)}/.docker/config.json"]


def known(registries: Iterable[str], env: Mapping[str, str], dialect: str) -> tuple[str, ...]:
    """Those registries that this user may have a log-in for. Asks no helper, raises nothing."""
    configs = [config for _, config in _read(files(env, dialect))]
    return tuple(
        dict.fromkeys(one for one in registries if any(has(config, one) for config in configs))
    )


def engine_knows(registry: str, env: Mapping[str, str], engine: str) -> bool:
    """Whether an engine's client on this host finds a log-in by itself.

    podman reads docker's default file as well, but asks no credsStore of it.
    """
    for _, config in _read(engine_files(env, engine)):
        own = (
            config
            if engine == "docker"
            else DockerConfig(logins=config.logins, helpers=config.helpers)
        )
        if has(own, registry):
            return True
    return False


def credentials(
    registries: Iterable[str], env: Mapping[str, str], dialect: str
) -> tuple[Credential, ...]:
    """The log-ins for registries; what has none is left out.

    Raises HostbridgeError for a file that cannot be understood, and as ``credential`` does.
    """
    configs = [
        read_config(text_of(path), path) for path in files(env, dialect) if os.path.exists(path)
    ]
    found: list[Credential] = []
    for registry in registries:
        for config in configs:
            if not has(config, registry):
                continue
            one = credential(config, registry, env)
            if one is not None:
                found.append(one)
                break
    return tuple(found)


def _read(paths: Iterable[str]) -> list[tuple[str, DockerConfig]]:
    out: list[tuple[str, DockerConfig]] = []
    for path in paths:
        try:
            out.append((path, read_config(text_of(path), path)))
        except (HostbridgeError, OSError):
            continue
    return out
