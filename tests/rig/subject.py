"""What a test table runs its rows on: hostbridge in one setting, or an engine's own client."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rig.running import Result, Running
from rig.world import World

_FOREIGN = (
    "DOCKER_",
    "CONTAINER_",
    "CONTAINERS_",
    "PODMAN_",
    "BUILDAH_",
    "COMPOSE_",
    "HOSTBRIDGE_",
    "XDG_",
    "SSH_",
    "DBUS_",
)
"""Beginnings of the names that would lead a program to what is the user's."""


def clean_environment(home: Path) -> dict[str, str]:
    """The environment of programs under test: the caller's without what leads to the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}


@dataclass(frozen=True)
class Subject:
    """A container command line: an argv prefix, an environment, and the world it runs in."""

    name: str
    argv: tuple[str, ...]
    world: World
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    cwd: Path | None = None

    def run(
        self,
        *argv: str,
        input: bytes | str | None = None,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        tty: bool = False,
        timeout: float = 60,
    ) -> Result:
        """Run one command to its end; standard input has ``input``, then ends.

        env is added to the environment (None takes a name away). With ``tty`` its streams are a
        terminal, and everything it writes is in ``out``. A command that is not done within the
        timeout is killed and raises AssertionError with what it wrote.
        """
        with self.start(*argv, env=env, cwd=cwd, tty=tty) as running:
            feeder = threading.Thread(target=_feed, args=(running, input), daemon=True)
            feeder.start()
            result = running.wait(timeout)
            feeder.join(timeout=30)
            return result

    def start(
        self,
        *argv: str,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        tty: bool = False,
        size: tuple[int, int] = (24, 80),
    ) -> Running:
        """Start one command, to be talked to; a context manager that leaves nothing running."""
        changed: dict[str, str | None] = {**self.env, **(env or {})}
        return Running(
            self.words(*argv, cwd=cwd),
            env={name: value for name, value in changed.items() if value is not None},
            terminal=size if tty else None,
        )

    def words(self, *argv: str, cwd: Path | None = None) -> tuple[str, ...]:
        """The whole argv of one command, for whoever wants to start it himself."""
        return (*self.world.words(cwd or self.cwd or "/"), *self.argv, *argv)

    def with_env(self, **env: str) -> Subject:
        """The same with more environment."""
        return replace(self, env={**self.env, **env})

    def bound_by_permissions(self) -> Subject:
        """The same as a root whom permissions of files bind like anybody else, see setpriv(1)."""
        bound = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
        return replace(self, argv=(*bound, *self.argv))

    def __str__(self) -> str:
        return self.name


def _feed(running: Running, data: bytes | str | None) -> None:
    try:
        if data:
            running.send(data)
        running.close_input()
    except (OSError, ValueError):
        # It ended without reading everything: what a caller's pipe would see as well.
        pass
