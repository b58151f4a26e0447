"""The fixtures; ``tests/conftest.py`` brings them into every test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from rig import hostbridge as hostbridge_subject
from rig.case import SETTINGS, Case
from rig.engines import DockerRig, EngineRig, KernelRig, PodmanRig, engine_files
from rig.image import BASE
from rig.registry import RegistryRig
from rig.run import Missing, new_run
from rig.ssh import SshRig
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


@pytest.fixture(scope="session")
def kernel_rig(near: World) -> KernelRig:
    """hostbridge's own engine on the near machine, with the base image."""
    return required(KernelRig, near)


@pytest.fixture(scope="session")
def far_machine(near: World) -> Iterator[SshRig]:
    """The far machine; tests that disturb it take ``ssh_rig``, which mends it afterwards."""
    rig = required(SshRig, near)
    yield rig
    rig.world.close()


@pytest.fixture
def ssh_rig(far_machine: SshRig) -> Iterator[SshRig]:
    """The far machine behind sshd, for tests that break something about it."""
    yield far_machine
    far_machine.restore()


@pytest.fixture(scope="session")
def far_docker_rig(far_machine: SshRig) -> DockerRig:
    """A real dockerd on the far machine."""
    return required(DockerRig, far_machine.world)


@pytest.fixture(scope="session")
def far_podman_rig(far_machine: SshRig) -> PodmanRig:
    """Podman on the far machine."""
    return required(PodmanRig, far_machine.world)


@pytest.fixture(scope="session")
def registry(near: World) -> RegistryRig:
    """A registry at 127.0.0.1:5000 of the near machine."""
    return required(RegistryRig, near)


@pytest.fixture(scope="session")
def far_registry(far_machine: SshRig) -> RegistryRig:
    """A registry at 127.0.0.1:5000 of the far machine."""
    return required(RegistryRig, far_machine.world)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[EngineRig]:
    """Each engine of the near machine; empty of containers, volumes and networks afterwards."""
    rig: EngineRig = request.getfixturevalue(f"{request.param}_rig")
    yield rig
    rig.clear()


@pytest.fixture(params=ENGINES)
def far_engine(request: pytest.FixtureRequest) -> Iterator[EngineRig]:
    """Each engine of the far machine; emptied afterwards."""
    rig: EngineRig = request.getfixturevalue(f"far_{request.param}_rig")
    yield rig
    rig.clear()


@pytest.fixture(scope="session")
def image() -> str:
    """The base image's name; every engine of the rig has it."""
    return BASE


@pytest.fixture
def hostbridge(engine: EngineRig, tmp_path: Path) -> Subject:
    """hostbridge on the near machine, with each engine there."""
    return hostbridge_subject.native(engine, tmp_path / "hostbridge")


@pytest.fixture
def far_hostbridge(far_engine: EngineRig, ssh_rig: SshRig, tmp_path: Path) -> Iterator[Subject]:
    """hostbridge on the near machine, with each engine of the far one, over ssh."""
    yield hostbridge_subject.over_ssh(far_engine, ssh_rig, tmp_path / "hostbridge")
    ssh_rig.near.end("ssh")


@pytest.fixture(params=SETTINGS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    """hostbridge with both sessions and both engines: the proof table."""
    made = _case(request, str(request.param), tmp_path)
    yield made
    made.clear()


@pytest.fixture(params=("alone-docker", "alone-podman", *SETTINGS))
def any_case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    """The proof table, and the engines alone as the reference that it is held against."""
    made = _case(request, str(request.param), tmp_path)
    yield made
    made.clear()


def _case(request: pytest.FixtureRequest, name: str, tmp_path: Path) -> Case:
    setting, _, kind = name.partition("-")
    near: World = request.getfixturevalue("near")
    own = tmp_path / "hostbridge"
    if setting == "ssh":
        ssh: SshRig = request.getfixturevalue("far_machine")
        engine: EngineRig = request.getfixturevalue(f"far_{kind}_rig")
        subject = hostbridge_subject.over_ssh(engine, ssh, own)
        return Case(subject, engine, near, ssh.shared, ssh.far_path)
    engine = request.getfixturevalue(f"{kind}_rig")
    alone = setting == "alone"
    subject = engine.client if alone else hostbridge_subject.native(engine, own)
    shared = tmp_path / "shared"
    shared.mkdir()
    return Case(subject, engine, near, shared, str, reference=alone)
