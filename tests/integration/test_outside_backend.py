"""A backend from outside: a small wheel that registers by its entry point, shows, and runs a command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

MODULE = '''
"""A backend that runs commands on this host, through env(1)."""
from hostbridge.contract import (
    Availability, Backend, Features, Machine, MachineStatus, PathMap, Session, no_progress, usable,
)
from hostbridge.contract.session import CAPTURE, Stdio
from hostbridge.child import Child
from hostbridge.running import run_process


class OutsideSession(Session):
    features = Features(local=True, shares="identity")
    paths = PathMap(identity=True)

    def replace(self, argv, *, env=None, cwd=None, terminal=False, reads=True):
        import os
        os.execvp("env", ["env", "OUTSIDE=yes", *argv])

    def spawn(self, argv, *, stdio=Stdio(), env=None, cwd=None, user=None):
        return Child(argv, stdio, None, cwd, user)

    def run(self, argv, *, stdio=CAPTURE, env=None, cwd=None, user=None, check=False, timeout=None):
        return run_process(self.spawn(argv, stdio=stdio, cwd=cwd), check=check, timeout=timeout)

    def copy_in(self, source, target): ...
    def copy_out(self, source, target): ...
    def forward(self, spec): ...
    def close(self): ...


class OutsideMachine(Machine):
    features = OutsideSession.features

    def __init__(self, name):
        self.name = name

    def status(self):
        return MachineStatus(self.name, "running")

    def ensure_ready(self, progress=no_progress): ...
    def stop(self, *, force=False): ...
    def delete(self): ...
    def session(self):
        return OutsideSession()


class OutsideBackend(Backend):
    name = "outside"

    def probe(self, host):
        return usable("it came from outside")

    def machines(self):
        return ["default"]

    def create(self, spec, progress):
        return OutsideMachine(spec.name)

    def machine(self, name):
        return OutsideMachine(name)
'''


def test_it_registers_shows_and_runs(tmp_path: Path) -> None:
    assert len(MODULE.splitlines()) < 100
    wheel = tmp_path / "outside_backend-1-py3-none-any.whl"
    info = "outside_backend-1.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("outside_backend.py", MODULE)
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: outside-backend\nVersion: 1\n"
        )
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(
            f"{info}/entry_points.txt",
            "[hostbridge.backends]\noutside = outside_backend:OutsideBackend\nbroken = outside_missing:Nothing\n",
        )
        archive.writestr(f"{info}/RECORD", "")
    site = tmp_path / "site-packages"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)

    client = tmp_path / "bin" / "docker"
    client.parent.mkdir()
    client.write_text(
        '#!/bin/sh\n[ "$1" = version ] && { echo 28.0.0; exit 0; }\necho "$OUTSIDE $*"\n'
    )
    client.chmod(0o755)
    env = {
        "PATH": f"{client.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(site),
        "DOCKER_HOST": "tcp://127.0.0.1:9",
        **{f"HOSTBRIDGE_{name}_DIR": str(tmp_path / name) for name in ("DATA", "CONFIG", "CACHE", "RUNTIME")},
    }  # fmt: skip

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "hostbridge", *words]
        return subprocess.run(
            argv, env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    told = json.loads(run("host", "--json").stdout)
    backends = {item["name"]: item for item in told["backends"]}
    assert backends["outside"]["why"] == "it came from outside"
    assert backends["broken"]["status"] == "unusable"
    assert "outside_missing" in backends["broken"]["why"] + backends["broken"]["remedy"]

    done = run("--backend", "outside", "run", "--rm", "image", "true")
    assert (done.returncode, done.stdout) == (0, "yes run --rm image true\n"), done.stderr
    broken = run("--backend", "broken", "ps")
    assert broken.returncode == 125
    assert "Traceback" not in broken.stderr
    missing = run("--backend", "nowhere", "ps")
    assert missing.returncode == 125
    assert "outside" in missing.stderr
