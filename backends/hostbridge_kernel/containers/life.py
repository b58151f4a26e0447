"""A container's process while it runs, as its parent sees it."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Life:
    """pid and pidfd of the process (our child), console its terminal, -1 without one.

    oom: whether the kernel killed something of it for lack of memory; asked after the end.
    """

    def __init__(
        self, pid: int, pidfd: int, console: int = -1, oom: Callable[[], bool] = lambda: False
    ) -> None:
        self.pid = pid
        self.console = console
        self.oom = oom
        self.pidfd = pidfd if pidfd >= 0 else _told_by_signal(pid)

    def wait(self) -> int:
        """Its exit code, 128 and the number for a signal. Call it when the pidfd is ready."""
        _, status = os.waitpid(self.pid, 0)
        os.close(self.pidfd)
        self.pidfd = -1
        if os.WIFSIGNALED(status):
            return 128 + os.WTERMSIG(status)
        return os.WEXITSTATUS(status)


def _told_by_signal(pid: int) -> int:
    """A descriptor that becomes readable with the process's end, on kernels without pidfds (< 5.3)."""
    from hostbridge_kernel.containers import signals

    try:
        return os.pidfd_open(pid)
    except (OSError, AttributeError):
        pass
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def ended(_number: int, _frame: object) -> None:
        try:
            about = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if about is not None:
                os.write(writing, b"!")
        except OSError:
            pass

    signals.handle(signals.CHLD, ended)
    ended(0, None)
    return reading
