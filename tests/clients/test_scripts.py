"""Shell scripts that name ``docker`` and ``podman``, through the shims: both engines."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rig.engines import EngineRig
from rig.subject import Subject

SCRIPTS = Path(__file__).with_name("scripts")
JOBS = {"docker-ci.sh": "docker's job is done", "podman-job.sh": "podman's job is done"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", JOBS)
def test_a_script_runs_as_it_is(
    name: str, hostbridge: Subject, engine: EngineRig, tmp_path: Path
) -> None:
    shims = tmp_path / "shims"
    env = {key: text for key, text in hostbridge.env.items() if key != "HOSTBRIDGE_DIALECT"}
    plain = replace(hostbridge, env=env)
    for program in ("docker", "podman"):
        plain.run("alias", program, "--dir", str(shims)).ok()
    work = tmp_path / "a job"
    shutil.copytree(SCRIPTS, work)
    env = {**env, "PATH": f"{shims}:{os.environ['PATH']}"}
    bash = Subject("bash", ("bash", str(work / name)), engine.world, env, work)
    done = bash.run(f"on-{engine.name}", timeout=250)
    assert (done.code, done.text.splitlines()[-1:]) == (0, [JOBS[name]]), done.text + done.error
