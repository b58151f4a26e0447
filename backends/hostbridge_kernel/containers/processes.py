"""Whether a process that a record names is still that one: a pid is used again, its start is not."""

from __future__ import annotations

import os

_START_FIELD = 22
"""``starttime`` in /proc/PID/stat, counted from 1 (proc(5)): clock ticks since the boot."""
_STATE_FIELD = 3


def boot_id() -> str:
    """The kernel's id of this boot; empty where /proc does not tell."""
    try:
        with open("/proc/sys/kernel/random/boot_id", "rb", buffering=0) as file:
            return file.read(64).decode().strip()
    except OSError:
        return ""


def start_time(pid: int) -> int:
    """When a process started, in clock ticks since the boot; 0 where it is gone or a zombie."""
    if pid <= 0:
        return 0
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            raw = file.read(1024)
    except OSError:
        return 0
    # The name in parentheses may hold anything, spaces and parentheses too.
    fields = raw[raw.rfind(b")") + 2 :].split()
    if fields[_STATE_FIELD - 3] in (b"Z", b"X", b"x"):
        return 0
    return int(fields[_START_FIELD - 3])


def alive(pid: int, started: int) -> bool:
    """Whether the process that had this pid and start runs."""
    return started > 0 and start_time(pid) == started


def wait_gone(pid: int, started: int, seconds: float | None) -> bool:
    """Wait until a process (no child of ours) has ended; False when the time is over. None: for ever.

    It waits on a pidfd (pidfd_open(2), Linux 5.3), or looks every few milliseconds without.
    """
    import select
    import time

    end = None if seconds is None else time.monotonic() + seconds
    try:
        descriptor = os.pidfd_open(pid)
    except (OSError, AttributeError):
        descriptor = -1
    try:
        poller = select.poll()
        if descriptor >= 0:
            poller.register(descriptor, select.POLLIN)
        while alive(pid, started):
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return False
            step = 20.0 if descriptor < 0 else 500.0
            poller.poll(step if left is None else min(step, left * 1000 + 1))
    finally:
        if descriptor >= 0:
            os.close(descriptor)
    return True
