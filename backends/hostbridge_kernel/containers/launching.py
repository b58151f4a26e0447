"""Making a monitor: this process for a plain foreground run, else a child that outlives it."""

from __future__ import annotations

import _socket
import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.containers.records import Container
    from hostbridge_kernel.containers.starting import Starter


def in_front(
    container: Container, starter: Starter, *, stdin: bool, stdout: bool, stderr: bool, proxy: bool
) -> int:
    """Run a container with the caller's own streams; its exit code. Raises HostbridgeError."""
    from hostbridge_kernel.containers.foreground import Foreground
    from hostbridge_kernel.containers.monitor import Monitor

    front = Foreground(stdin=stdin, stdout=stdout, stderr=stderr, proxy=proxy)
    front.catch()
    try:
        return Monitor(container, starter, front=front).run()
    finally:
        front.release()


def behind(container: Container, starter: Starter) -> _socket.socket:
    """Fork a monitor of its own session; returns a connection to it, which it hears first."""
    ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        child = os.fork()
    except OSError as error:
        raise HostbridgeError(f"no monitor can be started: {error.strerror}") from error
    if child:
        theirs.close()
        return ours
    code = 1
    try:
        ours.close()
        code = _as_monitor(container, starter, theirs)
    finally:
        os._exit(code)


def _as_monitor(container: Container, starter: Starter, first: _socket.socket) -> int:
    os.setsid()
    os.chdir("/")
    for number in (1, 2, 3, 13, 15):  # those of a terminal or of a caller are not for it
        signals.handle(number, signals.IGNORE if number in (1, 13) else signals.DEFAULT)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    kept = os.dup2(first.detach(), 3, inheritable=False)
    # What the caller had open (a pipe that somebody reads to its end) must not live on here.
    os.closerange(4, _highest() + 1)
    connection = _socket.socket(fileno=kept)
    from hostbridge_kernel.containers.monitor import Monitor

    try:
        Monitor(container, starter, first=connection).run()
    except HostbridgeError:
        return 1
    except BaseException:
        import traceback

        with open(f"{container.folder}/monitor.log", "a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
        return 1
    return 0


def _highest() -> int:
    try:
        return max(int(name) for name in os.listdir("/proc/self/fd"))
    except OSError:
        return 4096
