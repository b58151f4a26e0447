"""The process that serves one container's ports and names for as long as the container lives.

It is forked where the container is started, with its sockets open already, so that a port answers
before the start returns; it ends with the container's first process (a pidfd tells), and takes away
what the container had on the network. It holds no state: what it has to know of other containers it
reads from the leases. Containers without published ports on the network ``bridge`` have none.
"""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from hostbridge_kernel.network.loop import Loop
    from hostbridge_kernel.network.ports import Bound

_NAME = b"hostbridge-net\0"
_SET_NAME = 15


def start(
    pid: int, keep: Sequence[int], serve: Callable[[Loop], Any], cleanup: Callable[[], None]
) -> int:
    """Fork the keeper of the container whose first process is pid; gives the keeper's own pid.

    keep are the descriptors that it goes on to use; serve puts its sockets into its loop, cleanup is
    called when the container has ended.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            grandchild = os.fork()
            if grandchild:
                os.write(writer, b"%d\n" % grandchild)
            else:
                _live(pid, keep, serve, cleanup)
        finally:
            os._exit(0)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as told:
            answer = told.readline()
    finally:
        while True:
            try:
                os.waitpid(child, 0)
            except InterruptedError:
                continue
            except ChildProcessError:
                pass
            break
    return int(answer or b"0")


def _live(
    pid: int, keep: Sequence[int], serve: Callable[[Loop], Any], cleanup: Callable[[], None]
) -> None:
    """The life of the keeper, which ends with the process."""
    try:
        container = os.pidfd_open(pid)
    except OSError:
        container = -1
    _detach_from_starter({*keep, container})
    from hostbridge_kernel.network.loop import READ, Loop

    loop = Loop()
    if container >= 0:
        loop.watch(container, READ, lambda _events: loop.stop())
        serving = serve(loop)
        loop.run()
        for one in serving or ():
            one.close()
    cleanup()


def _detach_from_starter(keep: set[int]) -> None:
    """Nothing of the starter's: its streams, pipes, directory, signals, name."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        if stream not in keep:
            os.dup2(null, stream)
    for name in os.listdir("/proc/self/fd"):
        number = int(name)
        if number > 2 and number not in keep:
            try:
                os.close(number)
            except OSError:
                pass
    os.chdir("/")
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    signal.set_wakeup_fd(-1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _raise_limit()
    import ctypes

    ctypes.CDLL(None).prctl(_SET_NAME, _NAME, 0, 0, 0)


def _raise_limit() -> None:
    """As many connections as this process may have."""
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def serve_ports(loop: Loop, bound: Sequence[Bound], addresses: Sequence[bytes]) -> list[Any]:
    """Carry what comes to the ports to a container's address: of the same family, else the first."""
    import socket

    from hostbridge_kernel.network.datagrams import Datagrams
    from hostbridge_kernel.network.streams import Listener, dial_to
    from hostbridge_kernel.network.subnets import shown

    serving: list[Any] = []
    for one in bound:
        same = [address for address in addresses if len(address) == len(one.host)]
        address = (same or list(addresses))[0]
        family = socket.AF_INET if len(address) == 4 else socket.AF_INET6
        target = (shown(address), one.port)
        opened = socket.socket(fileno=one.socket.detach())
        if one.protocol == "tcp":
            serving.append(Listener(loop, opened, dial_to(family, target)))
        else:
            serving.append(Datagrams(loop, opened, _connecting(family, target)))
    return serving


def _connecting(family: int, target: tuple[str, int]) -> Callable[[], Any]:
    import socket

    def make() -> socket.socket:
        made = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        made.connect(target)
        return made

    return make
