"""podman-compose in a world, with hostbridge in podman's place: what its tests start it with."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rig.case import Case
from rig.running import Result
from rig.subject import Subject

PROJECTS = Path(__file__).with_name("podman_compose")


@dataclass(frozen=True)
class Compose:
    """podman-compose in one project's folder; ``name`` is the project's."""

    case: Case
    folder: Path
    subject: Subject
    name: str

    def run(self, *words: str, timeout: float = 90, env: Mapping[str, str] | None = None) -> Result:
        """One command of podman-compose; its output without colours."""
        return self.subject.run(*words, timeout=timeout, env=env)

    def logs(self, service: str) -> list[str]:
        """The lines that a service wrote, without podman-compose's prefix."""
        return self.run("logs", "--no-color", "--no-log-prefix", service).ok().text.splitlines()

    def engine(self, *words: str) -> str:
        """What the engine's own client says."""
        return self.case.engine.client.run(*words).ok().text


@contextmanager
def composing(case: Case, source: str, name: str, **env: str) -> Iterator[Compose]:
    """A copy of a project of ``PROJECTS`` in a folder with a space in its name.

    The project is taken down at the end whatever happened.
    """
    folder = case.folder() / f"{name} of podman-compose"
    shutil.copytree(PROJECTS / source, folder)
    launcher = folder.parent / "podman"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.join(case.subject.argv)} "$@"\n')
    launcher.chmod(0o755)
    argv = (sys.executable, "-W", "ignore", "-m", "podman_compose", "--podman-path", str(launcher))
    settings = {
        **case.subject.env,
        "HOSTBRIDGE_DIALECT": "podman",
        "COMPOSE_PROJECT_NAME": name,
        "PATH": os.environ["PATH"],
        **env,
    }
    compose = Compose(
        case, folder, Subject("podman-compose", argv, case.near, settings, folder), name
    )
    try:
        yield compose
    finally:
        compose.run("--profile", "extra", "down", "-v", "-t", "0", "--remove-orphans")


def wait_until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Look until it holds; fails with the last thing that was seen."""
    deadline = time.monotonic() + seconds
    while not (seen := holds()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)
