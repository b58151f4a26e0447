"""Nothing stays: interfaces, mounts, control groups, processes and files before and after many runs."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from integration.kernel.living import IMAGE, PATIENCE, kernel_subject, until
from rig.image import base_image
from rig.subject import Subject
from rig.world import World

SOAK = os.environ.get("HOSTBRIDGE_SOAK") == "1"
ROUNDS = 200 if SOAK else 20
KINDS = (
    ("run", "--rm", IMAGE, "sleep", "0.3"),
    ("run", "--rm", "-d", IMAGE, "sleep", "0.3"),
    ("run", "--rm", "--network", "none", IMAGE, "sleep", "0.3"),
    ("run", "--rm", "-d", "-p", "80", "-v", "/anonymous", IMAGE, "sleep", "0.3"),
)
_OURS = {
    "names",
    "events.jsonl",
    "events.jsonl.1",
    "store",
    "containers",
    "networks",
    "volumes",
    "volumes.lock",
}
"""What a data directory keeps when it has no container."""


def seen(near: World, kernel: Subject) -> dict[str, set[str]]:
    """What there is of each kind, as names that a leftover would add to."""

    def run(*words: str) -> list[str]:
        return near.run(*words, check=False).stdout.decode(errors="replace").splitlines()

    data = Path(kernel.env["HOSTBRIDGE_DATA_DIR"], "kernel")
    groups = "find /sys/fs/cgroup -type d -path '*hostbridge-*' 2>/dev/null"
    mine = str(data)
    return {
        "interfaces": {line.split(": ")[1].partition("@")[0] for line in run("ip", "-o", "link")},
        "mounts": {line.split()[4] for line in run("cat", "/proc/self/mountinfo") if mine in line},
        "groups": set(run("sh", "-c", groups)),
        "processes": _processes(kernel),
        "containers": {path.name for path in (data / "containers").iterdir()},
        "names": {path.name for path in (data / "containers/names").iterdir()},
        "files": {path.name for path in data.iterdir()} - _OURS,
        "volumes": {path.name for path in (data / "volumes").glob("*") if path.is_dir()},
        "sockets": {
            path.name for path in Path(kernel.env["HOSTBRIDGE_RUNTIME_DIR"]).glob("*.sock")
        },
    }


def _processes(kernel: Subject) -> set[str]:
    """Processes that have this engine's data directory in their environment or command."""
    marks = (f"HOSTBRIDGE_DATA_DIR={kernel.env['HOSTBRIDGE_DATA_DIR']}\0".encode(),)
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and any(
                mark in (entry / "environ").read_bytes() for mark in marks
            ):
                if (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                    found.add(entry.name)
        except OSError:
            continue
    return found


@pytest.mark.timeout(1800)
def test_nothing_stays_of_many_runs_a_quarter_of_them_killed(near: World, tmp_path: Path) -> None:
    kernel = kernel_subject(near, tmp_path)
    kernel.run("load", "-q", input=base_image().archive()).ok()
    kernel.run("run", "--rm", "-v", "/anonymous", IMAGE, "true").ok()
    before = seen(near, kernel)
    choice = random.Random(7)
    for number in range(ROUNDS):
        words = KINDS[number % len(KINDS)]
        with kernel.start(*words) as it:
            if number // len(KINDS) % 4 == 3:
                time.sleep(choice.uniform(0.05, 0.9))
                it.signal(signal.SIGKILL)
            it.wait(timeout=120)

    until(lambda: not kernel.run("ps", "-q").ok().text, "the end of the last container")
    kernel.run("container", "prune", "-f").ok()
    # A command that was killed between its volume and its record leaves the volume, as with docker.
    kernel.run("volume", "prune", "-f").ok()
    kernel.run("run", "--rm", IMAGE, "true").ok()
    deadline = time.monotonic() + PATIENCE
    while True:
        after = {kind: names - before[kind] for kind, names in seen(near, kernel).items()}
        if not any(after.values()):
            return
        assert time.monotonic() < deadline, {kind: names for kind, names in after.items() if names}
        time.sleep(0.1)
