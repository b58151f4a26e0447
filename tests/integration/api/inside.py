"""Tests that run in a world: a fork of the test session enters its namespaces and calls the API there.

So the API is called as a program on the user's machine calls it, in one process, at the price of a
fork. What a test says when it fails is what pytest shows.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import hostbridge
from rig.world import World

_SPACES = (("net", 0x40000000), ("cgroup", 0x02000000), ("mnt", 0x00020000))
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Scene:
    """What a test has: a client, the image's name, a directory that the engine's machine sees, and
    which setting this is (``native-docker`` …).
    """

    client: hostbridge.Client
    image: str
    folder: Path
    setting: str

    @property
    def engine(self) -> str:
        """docker or podman."""
        return self.setting.partition("-")[2]


@dataclass(frozen=True)
class Place:
    """A world with an engine, and hostbridge's own environment in it."""

    world: World
    env: Mapping[str, str]
    image: str
    setting: str
    shared: Path | None = None

    def run(self, test: Callable[[Scene], None], folder: Path, timeout: float = 100) -> None:
        """Run a test there; fails with its traceback."""
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            os.close(reading)
            said = self._inside(test, folder)
            with os.fdopen(writing, "wb") as out:
                out.write(said.encode(errors="replace"))
            os._exit(1 if said else 0)
        os.close(writing)
        told = _read(reading, time.monotonic() + timeout)
        if told is None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if told is None:
            pytest.fail(f"not done after {timeout:g} s", pytrace=False)
        if status:
            pytest.fail(told or f"the test's process ended with {status}", pytrace=False)

    def _inside(self, test: Callable[[Scene], None], folder: Path) -> str:
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            spaces = [
                (os.open(f"/proc/{self.world.pid}/ns/{name}", os.O_RDONLY), flag)
                for name, flag in _SPACES
            ]
            for descriptor, flag in spaces:
                if _libc.setns(descriptor, flag):
                    number = ctypes.get_errno()
                    raise OSError(number, os.strerror(number))
            os.environ.clear()
            os.environ.update(self.env)
            os.chdir(folder)
            with hostbridge.connect() as client:
                test(Scene(client, self.image, folder, self.setting))
        except BaseException:
            return traceback.format_exc()
        return ""


def _read(descriptor: int, deadline: float) -> str | None:
    said = b""
    with os.fdopen(descriptor, "rb", buffering=0) as reader:
        while select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
            part = reader.read(1 << 16)
            if not part:
                return said.decode(errors="replace")
            said += part
    return None


def inside(test: Callable[[Scene], None]) -> Callable[..., None]:
    """Make a test that runs in the world of the fixture ``place``."""

    def run_inside(place: Place, tmp_path: Path) -> None:
        folder = tmp_path
        if place.shared is not None:
            folder = place.shared / tmp_path.name
            folder.mkdir()
        place.run(test, folder)

    run_inside.__name__ = test.__name__
    run_inside.__doc__ = test.__doc__
    run_inside.__module__ = test.__module__
    return run_inside
