"""The session over plain OpenSSH keeps what sessions promise: to a real sshd, with other paths."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostbridge.testing.conformance.session import CHECKS
from rig.fixtures import required
from rig.hostbridge import directories, short_runtime
from rig.run import Missing
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

PARENT = b"""import os
print(os.readlink(f"/proc/{os.getppid()}/exe"))
"""


@pytest.fixture
def far(far_machine: SshRig) -> Iterator[SshRig]:
    yield far_machine
    far_machine.near.end("ssh")


def check_session(check: str, far: SshRig, tmp_path: Path) -> None:
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
    left = far.world.run("sh", "-c", "ls -d /tmp/hostbridge-* 2>/dev/null || true").stdout
    assert left == b"", "a session leaves nothing over there"


@pytest.mark.parametrize("check", CHECKS)
def test_session(check: str, far: SshRig, tmp_path: Path) -> None:
    check_session(check, far, tmp_path)


@pytest.fixture(params=("/usr/bin/zsh", "/usr/bin/fish", "/usr/bin/tcsh", "/bin/dash"))
def shell(request: pytest.FixtureRequest, far: SshRig) -> Iterator[str]:
    """The shell that sshd starts for whoever logs in."""
    path = str(request.param)
    required(_installed, path)
    far.world.run("cp", "/etc/passwd", "/etc/passwd.before")
    far.world.run("sed", "-i", f"s#^\\(root:.*:\\)[^:]*$#\\1{path}#", "/etc/passwd")
    yield path
    far.world.run("cp", "/etc/passwd.before", "/etc/passwd")


def _installed(path: str) -> None:
    if not Path(path).exists():
        raise Missing(f"{path} is not installed")


@pytest.mark.parametrize("check", ("arguments", "long_arguments", "environment", "send_signal"))
def test_whatever_the_log_in_shell(check: str, shell: str, far: SshRig, tmp_path: Path) -> None:
    far.world.run("sh", "-c", "cat >/tmp/parent.py", input=PARENT)
    said = far.near.run(*far.ssh_argv("true; python3 /tmp/parent.py; true"))
    assert said.stdout.decode().strip() == os.path.realpath(shell)
    check_session(check, far, tmp_path)
