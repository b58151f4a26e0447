"""Ends what a run of the rig has made: processes, control groups, mounts, the directory itself.

A run is a directory ``hbrig-XXXXXXXX`` whose name occurs in everything that the run makes: in the
mount table of each of its processes, and in the names of its control groups. Network namespaces,
links, bridges and firewall rules live in namespaces of those processes and go with them. So a run
can be ended from its name alone, by whoever comes: its owner, its guard (a process which waits for
the owner's death, see ``main``), or the next run, when both were killed.

This file is also a program and imports the standard library alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "hbrig-"
OWNER = "owner.json"
_YOUNG = 60.0
"""Seconds for which a directory without an owner is left alone: its owner may be about to write."""


def base() -> Path:
    """The folder of all runs: short, because socket paths below it must stay below 100 bytes."""
    return Path(os.environ.get("HOSTBRIDGE_TEST_RUNS", "/tmp"))


def start_time(pid: int) -> str | None:
    """When the process started, in clock ticks since boot, as proc(5) gives it; None: no process.

    A zombie counts as dead.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def boot_id() -> str:
    """What tells this boot from another, so that a pid of an earlier one means nothing."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def is_dead(run: Path) -> bool:
    """Whether the run's owner is gone for certain."""
    try:
        owner = json.loads((run / OWNER).read_text())
        return bool(owner["boot"] != boot_id() or start_time(owner["pid"]) != owner["start"])
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            return time.time() - run.stat().st_mtime > _YOUNG
        return False
    except (OSError, ValueError, KeyError):
        return False


def processes(run: Path) -> list[int]:
    """The processes in a mount namespace or control group of this run, ours excepted."""
    found: list[int] = []
    marks = (f"{run}/".encode(), f"{run} ".encode())
    group = run.name.encode()
    for entry in os.listdir("/proc"):
        if not entry.isdecimal() or int(entry) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            mounts = Path(f"/proc/{entry}/mountinfo").read_bytes()
            groups = Path(f"/proc/{entry}/cgroup").read_bytes()
            in_group = any(group in line.split(b"/") for line in groups.splitlines())
            if in_group or any(mark in mounts for mark in marks):
                found.append(int(entry))
    return found


def end_processes(run: Path, seconds: float = 20.0) -> list[int]:
    """Kill them until there are none; gives those that would not go."""
    deadline = time.monotonic() + seconds
    while left := processes(run):
        if time.monotonic() > deadline:
            return left
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    return []


def control_groups(run: Path) -> Iterator[Path]:
    """The run's top control group in each hierarchy that has one."""
    root = Path("/sys/fs/cgroup")
    for parent in (root, *(root.iterdir() if root.is_dir() else ())):
        if (group := parent / run.name).is_dir():
            yield group


def remove_control_groups(run: Path, seconds: float = 5.0) -> None:
    """Remove the emptied groups; the kernel may need a moment after the last process."""
    deadline = time.monotonic() + seconds
    for group in control_groups(run):
        while group.is_dir():
            for folder, _, _ in os.walk(group, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
            if time.monotonic() > deadline:
                break
            if group.is_dir():
                time.sleep(0.02)


def unmount(run: Path) -> bool:
    """Detach what is mounted below the run in this namespace; whether nothing is left."""
    for _ in range(3):
        below = _mounted_below(run)
        if not below:
            return True
        for point in sorted(below, key=len, reverse=True):
            subprocess.run(["umount", "-l", point], check=False, stderr=subprocess.DEVNULL)
    return not _mounted_below(run)


def _mounted_below(run: Path) -> list[str]:
    points = (
        line.split()[4].encode().decode("unicode_escape")
        for line in Path("/proc/self/mountinfo").read_text().splitlines()
    )
    return [point for point in points if point == str(run) or point.startswith(f"{run}/")]


def sweep(run: Path) -> None:
    """End one run, whoever owned it. Safe to repeat, and for two to do at once."""
    if not run.name.startswith(PREFIX):
        raise ValueError(f"{run} is no run of the rig")
    try:
        lock = os.open(run, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        remove_control_groups(run)
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        end_processes(run)
        remove_control_groups(run)
        if unmount(run):
            shutil.rmtree(run, ignore_errors=True)
    finally:
        os.close(lock)


def sweep_dead(folder: Path | None = None) -> list[Path]:
    """End every run whose owner is dead; gives their directories."""
    swept: list[Path] = []
    for run in sorted((folder or base()).glob(f"{PREFIX}*")):
        if run.is_dir() and not run.is_symlink() and is_dead(run):
            sweep(run)
            swept.append(run)
    return swept


def main(argv: list[str]) -> int:
    """The guard: ``sweep.py RUN`` waits until standard input ends, then ends the run.

    The owner holds the other end of that pipe, so the run ends with it, however it died.
    ``sweep.py`` alone ends all dead runs and names them.
    """
    if not argv:
        for run in sweep_dead():
            print(run)
        return 0
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    while os.read(0, 4096):
        pass
    sweep(Path(argv[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
