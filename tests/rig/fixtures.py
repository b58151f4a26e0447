"""The fixtures; ``tests/conftest.py`` brings them into every test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from rig import hostbridge as hostbridge_subject
from rig.engines import DockerRig, EngineRig, PodmanRig, engine_files
from rig.image import BASE
from rig.run import Missing, new_run
from rig.subject import Subject
from rig.world import World

Made = TypeVar("Made")
ENGINES = ("docker", "podman")


def required(make: Callable[..., Made], *arguments: Any) -> Made:
    """What ``make`` gives; what this machine lacks skips the test with the reason.

    With HOSTBRIDGE_TEST_REQUIRE=1 it fails the test instead.
    """
    try:
        return make(*arguments)
    except Missing as missing:
        if os.environ.get("HOSTBRIDGE_TEST_REQUIRE") == "1":
            pytest.fail(f"required here, and missing: {missing}", pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def rig_run() -> Iterator[Path]:
    """The directory of this session's rig; everything ends with it."""
    with new_run() as run:
        yield run


@pytest.fixture(scope="session")
def near(rig_run: Path) -> Iterator[World]:
    """The user's machine: engines, hostbridge and the tests' connections are here."""
    world = required(lambda: World(rig_run, "near", files=engine_files()))
    yield world
    world.close()


@pytest.fixture(scope="session")
def docker_rig(near: World) -> DockerRig:
    """A real dockerd on the near machine, with the base image."""
    return required(DockerRig, near)


@pytest.fixture(scope="session")
def podman_rig(near: World) -> PodmanRig:
    """Podman on the near machine, with the base image."""
    return required(PodmanRig, near)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[EngineRig]:
    """Each engine of the near machine; empty of containers, volumes and networks afterwards."""
    rig: EngineRig = request.getfixturevalue(f"{request.param}_rig")
    yield rig
    rig.clear()


@pytest.fixture(scope="session")
def image() -> str:
    """The base image's name; every engine of the rig has it."""
    return BASE


@pytest.fixture
def hostbridge(engine: EngineRig, tmp_path: Path) -> Subject:
    """hostbridge on the near machine, with each engine."""
    return hostbridge_subject.native(engine, tmp_path / "hostbridge")
