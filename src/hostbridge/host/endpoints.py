"""Where engines listen and where clients keep their contexts: tables by system, paths only.

Sources: dockerd(8) and docker's contexts documentation; podman-system-service(1); the documentation
of Docker Desktop, OrbStack, Colima, Rancher Desktop, Finch and containerd.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hostbridge.host.system import System

_LINUX = (
    ("docker", "/var/run/docker.sock"), ("docker", "{runtime}/docker.sock"),
    ("Docker Desktop", "{home}/.docker/desktop/docker.sock"),
    ("podman", "/run/podman/podman.sock"), ("podman", "{runtime}/podman/podman.sock"),
    ("containerd", "/run/containerd/containerd.sock"), ("cri-o", "/run/crio/crio.sock"),
    ("Rancher Desktop", "{home}/.rd/docker.sock"), ("Colima", "{home}/.colima/default/docker.sock"),
    ("Docker Desktop", "/mnt/wsl/docker-desktop/shared-sockets/guest-services/docker.proxy.sock"),
)  # fmt: skip
_MACOS = (
    ("docker", "/var/run/docker.sock"),
    ("Docker Desktop", "{home}/.docker/run/docker.sock"),
    ("OrbStack", "{home}/.orbstack/run/docker.sock"),
    ("Colima", "{home}/.colima/default/docker.sock"),
    ("Colima", "{home}/.config/colima/default/docker.sock"),
    ("Rancher Desktop", "{home}/.rd/docker.sock"),
    ("Finch", "/Applications/Finch/lima/data/finch/sock/finch.sock"),
    ("podman", "{home}/.local/share/containers/podman/machine/podman.sock"),
    ("Lima", "{home}/.lima/docker/sock/docker.sock"),
    ("Lima", "{home}/.lima/podman/sock/podman.sock"),
)  # fmt: skip
_WINDOWS = (
    ("docker", "//./pipe/docker_engine"), ("Docker Desktop", "//./pipe/dockerDesktopLinuxEngine"),
    ("Docker Desktop", "//./pipe/dockerDesktopWindowsEngine"),
    ("podman", "//./pipe/podman-machine-default"),
)  # fmt: skip
_TABLES = {"linux": _LINUX, "macos": _MACOS, "windows": _WINDOWS}


def sockets(system: System, home: str, runtime: str, env: Mapping[str, str]) -> dict[str, str]:
    """Every path that an engine may listen on, and whose it is; variables' own come first."""
    found: dict[str, str] = {}
    for name, owner in (("DOCKER_HOST", "docker"), ("CONTAINER_HOST", "podman")):
        scheme, there, path = env.get(name, "").partition("://")
        if there and scheme in ("unix", "npipe") and path:
            found[path] = owner
    for owner, pattern in _TABLES.get(system, ()):
        if ("{home}" in pattern and not home) or ("{runtime}" in pattern and not runtime):
            continue
        found.setdefault(pattern.replace("{home}", home).replace("{runtime}", runtime), owner)
    return found


def docker_config(home: str, env: Mapping[str, str]) -> str:
    """The directory of docker's client; empty where there is no home."""
    return env.get("DOCKER_CONFIG", "") or (f"{home}/.docker" if home else "")


def docker_contexts(home: str, env: Mapping[str, str]) -> str:
    """The directory whose directories each hold a context's ``meta.json``."""
    folder = docker_config(home, env)
    return f"{folder}/contexts/meta" if folder else ""


def podman_files(home: str, env: Mapping[str, str]) -> Iterator[str]:
    """Where podman keeps connections: containers.conf(5), and podman 5's own file."""
    config = env.get("XDG_CONFIG_HOME", "") or (f"{home}/.config" if home else "")
    given = env.get("CONTAINERS_CONF", "")
    if given:
        yield given
    if config:
        yield f"{config}/containers/podman-connections.json"
        yield f"{config}/containers/containers.conf"
