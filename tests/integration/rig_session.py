"""A session of the rig which never ends by itself: ``test_rig.py`` kills it. No test is in here."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from rig.engines import DockerRig, PodmanRig, engine_files
from rig.image import BASE
from rig.run import new_run
from rig.ssh import SshRig
from rig.world import World


def _guard(run: Path) -> int:
    """The guard of a run, by its arguments."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and entry.name != str(os.getpid()):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if os.fsencode(run) in words and any(word.endswith(b"sweep.py") for word in words):
                return int(entry.name)
    raise LookupError("no guard")


def main() -> None:
    with new_run() as run:
        near = World(run, "near", files=engine_files())
        ssh = SshRig(near)
        for rig in (DockerRig(near), PodmanRig(near), DockerRig(ssh.world), PodmanRig(ssh.world)):
            rig.client.run("run", "-d", "-p", "8080", BASE, "sleep", "1000").ok()
        print(f"run {run}\nguard {_guard(run)}", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
