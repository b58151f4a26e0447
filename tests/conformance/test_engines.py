"""docker, kernel and podman keep what engines promise: without one, and with the real one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hostbridge.contract.engine import Engine
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.kernel import KernelEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.testing.conformance.engine import CHECKS
from rig.engines import EngineRig
from rig.hostbridge import directories
from rig.subject import Subject

ENGINES: dict[str, Callable[[], Engine]] = {
    "docker": DockerEngine,
    "kernel": KernelEngine,
    "podman": PodmanEngine,
}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_engine(name: str, check: Callable[[Engine], None]) -> None:
    check(ENGINES[name]())


@pytest.mark.parametrize("name", ENGINES)
def test_records_of_the_real_engine(
    name: str, request: pytest.FixtureRequest, image: str, tmp_path: Path
) -> None:
    engine: EngineRig = request.getfixturevalue(f"{name}_rig")
    run = engine.client.run
    run("run", "-d", "--label", "a=b", "-p", "80", image, "sleep", "60").ok()
    run("volume", "create", "kept").ok()
    code = (
        "from hostbridge.plugins import load_backend, load_engine\n"
        "from hostbridge.testing.conformance.engine import detect_and_records\n"
        "with load_backend('native').machine('default').session() as session:\n"
        f"    detect_and_records(load_engine({engine.name!r}), session)\n"
    )
    env = {**directories(tmp_path), **engine.client.env}
    checked = Subject("conformance", (sys.executable, "-c", code), engine.world, env).run()
    assert checked.code == 0, checked.error
    engine.clear()
