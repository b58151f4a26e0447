"""``--init``: a process 1 that passes signals on and reaps orphans, as docker's own init does.

It is the first process itself, in Python, already without privileges and behind the seccomp filter;
the user's program is its child and leads a process group, with the terminal where there is one.
"""

from __future__ import annotations

import ctypes
import os

from hostbridge_kernel.syscalls import privileges
from hostbridge_kernel.syscalls import processes as do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, sigwait
    from typing import Callable, NoReturn
else:  # the module signal makes enumerations, which cost 3 ms
    from _signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, sigwait

_CHILD, _TTIN, _TTOU = 17, 21, 22
_NOT_PASSED = (4, 5, 7, 8, 11, 31)
"""Signals of this process's own faults (as tini has them)."""


def run(begin: Callable[[], NoReturn], argv: list[str]) -> NoReturn:
    """Start the program in a child (``begin`` executes it), and be its init until it ends.

    Ends with the program's exit code, 128 + N after a signal.
    """
    # Nobody in the container may look into this process: its program is the host's interpreter.
    privileges.dumpable(False)
    _rename(argv)
    passed = [one for one in range(1, 65) if one not in (9, 19, 32, 33, *_NOT_PASSED)]
    pthread_sigmask(SIG_BLOCK, passed)

    def child() -> NoReturn:
        os.setpgid(0, 0)
        for descriptor in (0, 1, 2):
            if os.isatty(descriptor):
                os.tcsetpgrp(descriptor, os.getpgrp())  # SIGTTOU is blocked still
                break
        pthread_sigmask(SIG_SETMASK, ())
        privileges.dumpable(True)
        begin()

    main, _pidfd = do.clone(0, child)
    do.close_from(3)
    while True:
        number = int(sigwait(passed))
        if number != _CHILD:
            if number not in (_TTIN, _TTOU):
                try:
                    os.kill(main, number)
                except OSError:
                    pass
            continue
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                os._exit(0)
            if pid == 0:
                break
            if pid == main:
                signaled = os.WIFSIGNALED(status)
                os._exit(128 + os.WTERMSIG(status) if signaled else os.WEXITSTATUS(status))


def _rename(argv: list[str]) -> None:
    """Show ``ps`` what docker's init shows: this memory's arguments are still those of the caller."""
    privileges.name("docker-init")
    try:
        with open("/proc/self/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        start, end = int(fields[45]), int(fields[46])  # proc(5)'s fields 48 and 49
    except (OSError, ValueError, IndexError):
        return
    text = os.fsencode("\0".join(["/sbin/docker-init", "--", *argv]))
    if 0 < start < end:
        ctypes.memmove(start, text[: end - start - 1].ljust(end - start, b"\0"), end - start)
