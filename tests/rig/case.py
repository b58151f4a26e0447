"""A row of the proof table: hostbridge in one setting, beside the engine that does the work."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import pytest

from rig.engines import EngineRig
from rig.subject import Subject
from rig.world import World

SETTINGS = ("native-docker", "native-podman", "native-kernel", "ssh-docker", "ssh-podman")
"""hostbridge in each setting: the session and the engine."""
BUILDING = pytest.mark.parametrize(
    "case", [name for name in SETTINGS if not name.endswith("-kernel")], indirect=True
)
"""For tests that build images, which the kernel engine does not: ``test_table`` has its refusal."""


@dataclass(frozen=True)
class Case:
    """One subject, with what the same test needs whatever the setting.

    subject is the command line under test, engine the private engine whose containers it makes
    (``engine.client`` tells what is really there), near the machine where the user sits and where
    published ports must answer, shared a host directory that the engine's machine can see.
    reference is true where the subject is the engine's own client.
    """

    subject: Subject
    engine: EngineRig
    near: World
    shared: Path
    far_path: Callable[[Path], str]
    """Where a host path below ``shared`` is on the engine's machine."""
    reference: bool = False

    @property
    def far(self) -> bool:
        """Whether the engine is on another machine, where host paths are elsewhere."""
        return self.engine.world is not self.near

    def folder(self) -> Path:
        """A fresh host directory which can be mounted; it is removed after the test."""
        return Path(tempfile.mkdtemp(dir=self.shared))

    def fetch(self, port: int, path: str = "/") -> bytes:
        """The body of ``GET path`` from a published port, as the user reaches it."""
        return self.near.fetch(port, path)

    def connect(self, port: int) -> socket:
        """A connection to a published port, as the user reaches it."""
        return self.near.connect(port)

    def clear(self) -> None:
        """Empty the engine, close ssh connections that were left open, remove the folders."""
        self.engine.clear()
        if self.far:
            self.near.end("ssh")
        for folder in self.shared.iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def __str__(self) -> str:
        return self.subject.name
