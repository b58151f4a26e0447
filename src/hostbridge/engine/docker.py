"""The engine docker: its daemon behind its own client. Hot: imports next to nothing."""

from __future__ import annotations

import os

from hostbridge.contract.engine import Engine
from hostbridge.engine.translation import translate
from hostbridge.errors import Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hostbridge.catalogue import Call
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.engine import Dialect, Emulation, Kind, Query, Record, Refusal
    from hostbridge.contract.session import Session

SOCKET = "/var/run/docker.sock"


class DockerEngine(Engine):
    """docker, from 20.10 on."""

    name = "docker"
    dialect: Dialect = "docker"
    client = ("docker",)

    def detect(self, session: Session) -> Availability:
        """The daemon's version, asked through the client.

        The daemon's lowest API is asked for as well: podman's stand-in for docker has none.
        """
        from hostbridge.engine.detection import ask

        told = "{{.Server.Version}} {{.Server.MinAPIVersion}}"
        return ask(session, "docker", [*self.client, "version", "--format", told])

    def preflight(self, env: Mapping[str, str]) -> None:
        """Whether the local socket can be opened, where the client would use one."""
        # A client that is told where to go was looked after by its machine.
        path = _local_socket(env) if len(self.client) == 1 else ""
        if not path:
            return
        try:
            os.stat(path)
        except FileNotFoundError:
            raise _absent(path, env) from None
        except OSError as error:
            raise _denied(path, error.strerror or "") from None
        if not os.access(path, os.W_OK):
            raise _denied(path, "permission denied")

    def client_for(self, call: Call, read: Callable[[str], bytes]) -> tuple[str, ...]:
        """For a build that needs BuildKit, a client that has it; for a plug-in, one that is there."""
        name = call.command.name
        if name == "compose" or name.startswith("buildx "):
            from hostbridge.engine.cliplugins.on_docker import plugin_client

            return plugin_client(call, self.client)
        if name != "build":
            return self.client
        from hostbridge.engine.docker_builder import client_for

        return client_for(call, self.client, read)

    def translate(self, call: Call) -> Call | Emulation | Refusal:
        """By the table."""
        return translate(call, "docker")

    def records(self, session: Session, kind: Kind, query: Query) -> Iterable[Record]:
        """By ``ps``, ``images``, ``inspect`` … in JSON."""
        from hostbridge.engine.records import docker_records

        return docker_records(session, self.client, kind, query)


def _local_socket(env: Mapping[str, str]) -> str:
    """The socket that the client will open; empty where that is not known for sure."""
    address = env.get("DOCKER_HOST", "")
    if address:
        return address[len("unix://") :] if address.startswith("unix://") else ""
    if env.get("DOCKER_CONTEXT", "default") != "default":
        return ""
    config = env.get("DOCKER_CONFIG") or f"{env.get('HOME', '')}/.docker"
    return "" if _names_context(f"{config}/config.json") else SOCKET


def _names_context(path: str) -> bool:
    """Whether docker's configuration may name a context; then the client knows better.

    Looks for the word alone: a JSON parser takes longer than the rest of the way to the client.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return b"currentContext" in os.read(descriptor, 1 << 20)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _absent(path: str, env: Mapping[str, str]) -> Unavailable:
    remedy = "start it: sudo systemctl start docker (or sudo dockerd)"
    rootless = f"{env.get('XDG_RUNTIME_DIR', '')}/docker.sock"
    if env.get("XDG_RUNTIME_DIR") and os.path.exists(rootless):
        remedy = f"a rootless daemon runs: export DOCKER_HOST=unix://{rootless}"
    elif env.get("DOCKER_HOST"):
        remedy = "start it there, or unset DOCKER_HOST"
    return Unavailable(f"docker: its daemon is not running: {path} is not there", "", remedy)


def _denied(path: str, why: str) -> Unavailable:
    return Unavailable(
        f"docker: this user may not open {path}",
        why,
        "add the user to the group docker (sudo usermod -aG docker $USER) and log in again",
    )
