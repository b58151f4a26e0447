"""``scripts/quickstart``: the README's first command, for real, with a private engine."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from rig.engines import DockerRig
from rig.hostbridge import directories
from rig.subject import Subject
from rig.world import World

ROOT = Path(__file__).parents[2]


def quickstart(world: World, tmp_path: Path, **more: str) -> Subject:
    """The script's own program, with this interpreter's hostbridge."""
    argv = (sys.executable, str(ROOT / "scripts" / "quickstart.d" / "main.py"))
    return Subject("quickstart", argv, world, {**directories(tmp_path / "own"), **more})


def test_a_web_service_answers_with_a_folder_mounted(
    docker_rig: DockerRig, near: World, tmp_path: Path
) -> None:
    result = quickstart(near, tmp_path).run(timeout=100)
    assert result.code == 0, result.error
    assert "This page is a file on the host" in result.text
    assert "Changed on the host" in result.text
    assert "using docker" in result.text
    assert docker_rig.client.run("ps", "-aq").text == ""
    docker_rig.clear()


def test_a_machine_without_docker_and_podman_uses_the_engine_of_its_own(
    near: World, tmp_path: Path
) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("nsenter", "env", "busybox"):
        # what the rig itself starts the program with, and what the image is made of
        (bare / name).symlink_to(shutil.which(name) or "")
    runtime = {"HOSTBRIDGE_RUNTIME_DIR": f"{near.folder}/quick"}
    result = quickstart(near, tmp_path, PATH=str(bare), **runtime).run(timeout=110)
    assert result.code == 0, result.error
    assert "using kernel" in result.text
    assert "This page is a file on the host" in result.text
    assert "Changed on the host" in result.text
    assert not list((tmp_path / "own" / "data" / "kernel" / "containers").glob("?" * 64))
