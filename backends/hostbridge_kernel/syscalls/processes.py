"""Processes: clone(2), namespaces, pidfds."""

from __future__ import annotations

import ctypes
import errno
import os

from hostbridge_kernel.syscalls.call import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, NoReturn, Sequence

FILES, PARENT, PIDFD = 0x400, 0x8000, 0x1000
NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
_SIGCHLD = 17

NAMESPACES = {
    "user": NEWUSER, "mnt": NEWNS, "pid": NEWPID, "net": NEWNET, "uts": NEWUTS, "ipc": NEWIPC,
    "cgroup": NEWCGROUP,
}  # fmt: skip
"""By the name of their file in /proc/PID/ns."""


def clone(flags: int, body: Callable[[], NoReturn]) -> tuple[int, int]:
    """A child that runs ``body``, which must not return; gives (pid, pidfd).

    As fork(2), with flags of clone(2). The caller must be the only thread of its process: nothing
    else of it exists in the child. pidfd is -1 before Linux 5.2.
    """
    told = ctypes.c_int(-1)
    # aarch64 and x86_64 differ in the last two arguments, which are not used.
    try:
        pid = call("clone", flags | PIDFD | _SIGCHLD, 0, ctypes.byref(told), 0, 0, held=True)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        pid = call("clone", flags | _SIGCHLD, 0, 0, 0, 0, held=True)
    if pid == 0:
        try:
            body()
        finally:
            os._exit(255)
    if told.value < 0 or flags & PARENT:
        return pid, told.value
    return pid, told.value


def unshare(flags: int) -> None:
    """Get new namespaces, by their flags."""
    call("unshare", flags)


def setns(descriptor: int, kinds: int) -> None:
    """Enter (setns(2)) the namespace of a descriptor, or with a pidfd (Linux 5.8) several at once."""
    call("setns", descriptor, kinds)


def pidfd_open(pid: int) -> int:
    """Open a process's pidfd (Linux 5.3)."""
    return call("pidfd_open", pid, 0)


def pidfd_signal(pidfd: int, number: int) -> None:
    """Do pidfd_send_signal(2): never to a process that has taken over the number."""
    call("pidfd_send_signal", pidfd, number, None, 0)


def close_on_exec(first: int) -> None:
    """Every descriptor from ``first`` on is closed by execve (close_range(2), Linux 5.11)."""
    try:
        call("close_range", first, 0xFFFFFFFF, 4)
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EINVAL):
            raise
        for name in os.listdir("/proc/self/fd"):
            if int(name) >= first:
                try:
                    os.set_inheritable(int(name), False)
                except OSError:
                    pass  # the one that the listing itself had open


def close_from(first: int, keep: Sequence[int] = ()) -> None:
    """Close every descriptor from ``first`` on, but some."""
    for one in [*sorted(one for one in keep if one >= first), 0xFFFFFFFF + 1]:
        if one > first:
            _close(first, one - 1)
        first = max(first, one + 1)


def _close(first: int, last: int) -> None:
    try:
        call("close_range", first, last, 0)
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        os.closerange(first, min(last + 1, os.sysconf("SC_OPEN_MAX")))


def leave_keyring() -> None:
    """A session keyring of its own (keyctl(2)): the caller's keys stay the caller's."""
    try:
        call("keyctl", 1, None)
    except OSError:
        pass  # kernels without keys, and sandboxes that forbid the call


def set_domain(name: str) -> None:
    """Do setdomainname(2)."""
    raw = os.fsencode(name)
    call("setdomainname", raw, len(raw))


def set_host(name: str) -> None:
    """Do sethostname(2)."""
    raw = os.fsencode(name)
    call("sethostname", raw, len(raw))
