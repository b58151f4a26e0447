"""Shell scripts that name ``docker`` and ``podman``, through the shims: both engines."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rig.engines import EngineRig
from rig.subject import Subject

SCRIPTS = Path(__file__).with_name("scripts")
JOBS = {"docker-ci.sh": "docker's job is done", "podman-job.sh": "podman's job is done"}
SOAK = bool(os.environ.get("HOSTBRIDGE_SOAK"))


def through_shims(hostbridge: Subject, engine: EngineRig, folder: Path) -> Subject:
    """bash in a folder of scripts, where docker and podman are hostbridge by another name."""
    shims = folder / "shims"
    env = {key: text for key, text in hostbridge.env.items() if key != "HOSTBRIDGE_DIALECT"}
    plain = replace(hostbridge, env=env)
    for program in ("docker", "podman"):
        plain.run("alias", program, "--dir", str(shims)).ok()
    work = folder / "a job"
    shutil.copytree(SCRIPTS, work)
    env = {**env, "PATH": f"{shims}:{os.environ['PATH']}"}
    return Subject("bash", ("bash",), engine.world, env, work)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", JOBS)
def test_a_script_runs_as_it_is(
    name: str, hostbridge: Subject, engine: EngineRig, tmp_path: Path
) -> None:
    done = through_shims(hostbridge, engine, tmp_path).run(name, f"on-{engine.name}", timeout=250)
    assert (done.code, done.text.splitlines()[-1:]) == (0, [JOBS[name]]), done.text + done.error


@pytest.mark.timeout(900)
@pytest.mark.parametrize("program", ["docker", "podman"])
def test_everyday_command_lines(
    program: str, hostbridge: Subject, engine: EngineRig, tmp_path: Path
) -> None:
    """About a hundred command lines, each checked by the script; real clients pass it, too."""
    if not SOAK and (program, engine.name) != ("docker", "podman"):
        pytest.skip("docker's on podman; the others with --soak alone")
    bash = through_shims(hostbridge, engine, tmp_path)
    done = bash.run("everyday.sh", program, f"on-{engine.name}", timeout=800)
    assert done.code == 0, done.error
    assert re.fullmatch(r"\d{2,3} command lines, 0 failed", done.text.strip()), done.text
