"""Whether a process that was noted down is still the same one (a pid alone may be another's by now)."""

from __future__ import annotations

import os
import signal


def start_time(pid: int) -> int:
    """Clock ticks since boot at which a process started, 0 where it is gone or a zombie.

    Field 22 of /proc/PID/stat, proc_pid_stat(5).
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] in (b"Z", b"X") else int(fields[19])


def alive(pid: int, started: int) -> bool:
    """Whether the process of a pid is the one that started then."""
    return pid > 0 and started > 0 and start_time(pid) == started


def end(pid: int, started: int, seconds: float = 5) -> None:
    """Kill a process, if it is the same one, and wait until it is gone."""
    if not alive(pid, started):
        return
    try:
        descriptor = os.pidfd_open(pid)
    except (OSError, AttributeError):
        descriptor = -1
    try:
        if not alive(pid, started):
            return
        os.kill(pid, signal.SIGKILL)
        if descriptor >= 0:
            import select

            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            poll.poll(seconds * 1000)
    except ProcessLookupError:
        pass
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def boot_id() -> str:
    """What tells one boot of this kernel from another."""
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()
