"""python-on-whales, unmodified, with hostbridge as its client: both engines, both kinds of client."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path

import pytest

from rig.engines import EngineRig
from rig.subject import Subject

PROGRAM = Path(__file__).with_name("whales") / "use.py"
SEEN = {
    "run": "two words",
    "fails": "DockerException",
    "volume": ["whale-volume", "b"],
    "volumes": ["whale-volume"],
    "name": "whale",
    "state": [True, "running"],
    "labels": "test",
    "ports": "18140",
    "listed": ["whale"],
    "exec": "x y\nbox\ncopied",
    "copied": "copied",
    "streams": ["stderr", "stdout"],
    "diff": "A",
    "there": True,
    "paused": [True, False],
    "renamed": True,
    "committed": True,
    "tags": ["whale-image:1", "whale-image:2"],
    "waited": True,
    "removed": False,
    "loaded": ["whale-image:1"],
    "networks": ["whale-net"],
    "network": ["whale-net"],
    "no container": "NoSuchContainer",
    "no image": "NoSuchImage",
    "kinds": [True, True],
    "left": [],
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["docker", "podman"])
def test_a_program_sees_the_same_on_both(
    kind: str, hostbridge: Subject, engine: EngineRig, image: str, tmp_path: Path
) -> None:
    launcher = tmp_path / "client"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.join(hostbridge.argv)} "$@"\n')
    launcher.chmod(0o755)
    env = {**hostbridge.env, "HOSTBRIDGE_DIALECT": kind, "PATH": os.environ["PATH"]}
    argv = (sys.executable, "-W", "ignore", str(PROGRAM), str(launcher), kind, image)
    done = Subject("whales", argv, engine.world, env, tmp_path).run(timeout=250)
    assert done.code == 0, done.error[-2000:]
    assert json.loads(done.text.splitlines()[-1]) == SEEN
