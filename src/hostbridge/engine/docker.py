"""The engine docker: its daemon behind its own client. Hot: imports next to nothing."""

from __future__ import annotations

import os

from hostbridge.contract.engine import Engine
from hostbridge.engine.translation import translate
from hostbridge.errors import Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
        """The daemon's version, asked through the client."""
        from hostbridge.engine.detection import ask

        return ask(session, "docker", [*self.client, "version", "--format", "{{.Server.Version}}"])

    def preflight(self, env: Mapping[str, str]) -> None:
        """Whether the local socket can be opened, where the client would use one."""
        path = _local_socket(env)
        if not path:
            return
        try:
            os.stat(path)
        except FileNotFoundError:
            raise Unavailable(
                f"docker: its daemon is not running: {path} is not there",
                "",
                "start it: sudo systemctl start docker (or sudo dockerd)",
            ) from None
        except OSError as error:
            raise _denied(path, error.strerror or "") from None
        if not os.access(path, os.W_OK):
            raise _denied(path, "permission denied")

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
    config = env.get("DOCKER_CONFIG") or f"{env.get('HOME', '')}/.docker"
    # A configuration file may name a context; then the client knows better.
    if env.get("DOCKER_CONTEXT") or os.path.exists(f"{config}/config.json"):
        return ""
    return SOCKET


def _denied(path: str, why: str) -> Unavailable:
    return Unavailable(
        f"docker: this user may not open {path}",
        why,
        "add the user to the group docker (sudo usermod -aG docker $USER) and log in again",
    )
