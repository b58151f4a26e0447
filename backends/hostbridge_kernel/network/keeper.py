"""The process that serves one container's ports and names for as long as the container lives.

It is forked where the container is started, with its sockets open already, so that a port answers
before the start returns; it ends with the container's first process (a pidfd tells), and takes away
what the container had on the network. It holds no state: what it has to know of other containers it
reads from the leases. Containers without published ports on the network ``bridge`` have none.
"""

from __future__ import annotations

import os

from hostbridge.value import value
from hostbridge_kernel.network import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional, Sequence

    from hostbridge_kernel.network.loop import Loop
    from hostbridge_kernel.network.networks import Networks
    from hostbridge_kernel.network.ports import Bound

_SET_NAME = 15


@value
class Work:
    """What a keeper does: ``serve`` puts what it serves into its loop, ``cleanup`` follows the end.

    instance is for its name; pid the process with which it ends (0: when its loop ends); keep the
    descriptors that it goes on to use; within a process in whose namespaces it serves (0: where it
    was started).
    """

    instance: str
    pid: int
    keep: list[int]
    serve: Callable[[Loop], Any]
    cleanup: Optional[Callable[[], None]] = None
    within: int = 0


@value
class Serving:
    """What a keeper is to serve for a container.

    pid and started tell the container's first process; bound are its ports' sockets, resolver the
    UDP and TCP socket inside of its resolver, if it has one; upstream the servers that are asked for
    other names; addresses what is behind the ports; links its own names for others. hold is a
    descriptor that is to stay open; within as in Work.
    """

    networks: Networks
    container: str
    pid: int
    started: int
    bound: list[Bound]
    resolver: Sequence[Any]
    upstream: list[str]
    addresses: list[bytes]
    links: dict[str, str]
    hold: int = -1
    within: int = 0


def serve(serving: Serving) -> int:
    """Fork the keeper of a container; gives its pid. One that serves inside leaves no cleaning."""

    def cleanup() -> None:
        from hostbridge_kernel.network.attach import detach_if

        detach_if(serving.networks, serving.container, serving.pid, serving.started)

    sockets = [*(one.socket for one in serving.bound), *serving.resolver]
    return start(
        Work(
            serving.networks.instance, serving.pid,
            [serving.hold, *(one.fileno() for one in sockets)],
            lambda loop: _serve_ports(loop, serving) + _serve_names(loop, serving),
            None if serving.within else cleanup, serving.within,
        )
    )  # fmt: skip


def start(work: Work) -> int:
    """Fork a keeper; gives its pid. It is nobody's child, so that nobody has to wait for it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            grandchild = os.fork()
            if grandchild:
                os.write(writer, b"%d" % grandchild)
            else:
                _live(work)
        finally:
            os._exit(0)
    os.close(writer)
    try:
        answer = os.read(reader, 32)
    finally:
        os.close(reader)
        try:
            os.waitpid(child, 0)
        except ChildProcessError:
            pass
    return int(answer or b"0")


def _live(work: Work) -> None:
    """The life of the keeper, which ends with the process."""
    container = -1
    if work.pid:
        try:
            container = os.pidfd_open(work.pid)
        except OSError:
            container = -1
    _detach_from_starter({container, *work.keep}, names.keeper(work.instance))
    from hostbridge_kernel.network.loop import READ, Loop

    if container >= 0 or not work.pid:
        loop = Loop()
        if container >= 0:
            loop.watch(container, READ, lambda _events: loop.stop())
        served = work.serve(loop)
        if work.within:
            from hostbridge_kernel.network import entering

            entering.enter(work.within)
        loop.run()
        for one in served:
            one.close()
    if work.cleanup is not None:
        work.cleanup()


def _detach_from_starter(keep: set[int], name: str) -> None:
    """Nothing of the starter's: its streams, pipes, directory, signals, name."""
    import signal

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

    ctypes.CDLL(None).prctl(_SET_NAME, name.encode(), 0, 0, 0)


def _raise_limit() -> None:
    """As many connections as this process may have."""
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _serve_ports(loop: Loop, serving: Serving) -> list[Any]:
    """Carry what comes to the ports to the container's address: of the same family, else the first."""
    import socket

    from hostbridge_kernel.network.datagrams import Datagrams
    from hostbridge_kernel.network.streams import Listener, dial_to
    from hostbridge_kernel.network.subnets import shown

    served: list[Any] = []
    for one in serving.bound:
        same = [address for address in serving.addresses if len(address) == len(one.host)]
        address = (same or serving.addresses)[0]
        family = socket.AF_INET if len(address) == 4 else socket.AF_INET6
        target = (shown(address), one.port)
        opened = socket.socket(fileno=one.socket.detach())
        if one.protocol == "tcp":
            served.append(Listener(loop, opened, dial_to(family, target)))
        else:
            served.append(Datagrams(loop, opened, _connecting(family, target)))
    return served


def _serve_names(loop: Loop, serving: Serving) -> list[Any]:
    """Answer the container's questions for names."""
    if not serving.resolver:
        return []
    import socket

    from hostbridge_kernel.network.naming import Naming
    from hostbridge_kernel.network.resolver import Resolver

    datagrams, stream = (socket.socket(fileno=one.detach()) for one in serving.resolver)
    naming = Naming(serving.networks, serving.container, serving.links)
    return [Resolver(loop, naming, datagrams, stream, serving.upstream)]


def _connecting(family: int, target: tuple[str, int]) -> Callable[[], Any]:
    import socket

    def make() -> socket.socket:
        made = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        made.connect(target)
        return made

    return make
