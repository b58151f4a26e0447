"""The session over plain OpenSSH keeps what sessions promise: to a real sshd, with other paths."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostbridge.testing.conformance.session import CHECKS
from rig.hostbridge import directories, short_runtime
from rig.ssh import ALIAS, SshRig
from rig.subject import Subject

PROGRAM = """
import os
from hostbridge.contract.machine import MachineSpec, no_progress
from hostbridge_ssh import SshBackend
def session():
    spec = MachineSpec({name!r}, options=(("ssh_config", {config!r}),))
    machine = SshBackend().create(spec, no_progress)
    machine.ensure_ready()
    return machine.session()
"""


@pytest.fixture
def far(far_machine: SshRig) -> Iterator[SshRig]:
    yield far_machine
    far_machine.near.end("ssh")


@pytest.mark.parametrize("check", CHECKS)
def test_session(check: str, far: SshRig, tmp_path: Path) -> None:
    local = tmp_path / "local"
    local.mkdir()
    scratch = f"/tmp/check-{check}"
    far.world.run("sh", "-c", f"rm -rf {scratch}; mkdir {scratch}")
    program = PROGRAM.format(name=f"ssh://{ALIAS}", config=str(far.config))
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"program": program, "local": str(local), "scratch": scratch}))
    argv = [sys.executable, "-m", "hostbridge.testing.conformance", str(case), check]
    env = {**directories(tmp_path / "own"), **short_runtime(far.near)}
    subject = Subject("conformance", tuple(argv), far.near, env)
    done = subject.run(timeout=100)
    assert done.code == 0, done.error
