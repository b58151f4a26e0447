"""The settings in which the API is tested, each made once for a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from integration.api.inside import Place
from rig import hostbridge as subject

if TYPE_CHECKING:
    from rig.engines import EngineRig
    from rig.ssh import SshRig


@pytest.fixture(scope="module")
def place(
    request: pytest.FixtureRequest, image: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """The setting that the test's module names by ``pytestmark``'s parameter."""
    setting = str(request.param)
    how, _, engine_name = setting.partition("-")
    own: Path = tmp_path_factory.mktemp(setting)
    if how == "ssh":
        ssh: SshRig = request.getfixturevalue("far_machine")
        engine: EngineRig = request.getfixturevalue(f"far_{engine_name}_rig")
        made = subject.over_ssh(engine, ssh, own)
        yield Place(ssh.near, made.env, image, setting, ssh.shared)
        engine.clear()
        ssh.near.end("ssh")
        return
    engine = request.getfixturevalue(f"{engine_name}_rig")
    made = subject.native(engine, own)
    yield Place(engine.world, made.env, image, setting)
    engine.clear()
