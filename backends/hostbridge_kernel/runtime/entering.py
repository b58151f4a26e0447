"""Entering a running container: one more process in all its namespaces."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import (
    channel,
    child,
    executing,
    namespaces,
    preparing,
    starting,
    terminal,
)
from hostbridge_kernel.runtime.values import Filter, Started, Stdio
from hostbridge_kernel.syscalls import processes as do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn, Optional


def enter(
    pid: int,
    process: dict[str, Any],
    stdio: Stdio = Stdio(),
    between: Callable[[int], None] = lambda _pid: None,
    *,
    filtered: Filter = Filter(),
    body: Optional[Callable[[], int]] = None,
) -> Started:
    """Start an OCI ``process`` in the namespaces of a container; returns when execve has succeeded.

    pid: the container's first process, as seen here. between: called with the new process's id
    while it waits (its cgroup). filtered, body, errors and ownership: as with start.
    """
    joins = _joins(pid)
    mapped = any(kinds & do.NEWUSER for _descriptor, kinds in joins)
    near, far = channel.pair()
    given = preparing.given(pid) if mapped else None

    def run() -> NoReturn:
        text, _descriptors = far.expect(channel.GO)
        if mapped:
            child.become_root(setgroups=text != b"single")
        os.umask(0o022)
        os.chdir("/")
        os.setsid()
        do.leave_keyring()
        child.forget_host()
        streams = (stdio.stdin, stdio.stdout, stdio.stderr)
        if process.get("terminal"):
            side = terminal.opened(process, far, console=False)
            terminal.control(side)
            streams = (side, side, side)
        if body is not None:
            child.inside(body, streams, far)
        executing.become(process, streams, filtered, (far.fileno(),))

    def first() -> NoReturn:
        near.close()
        child.guarded(far, run)

    made = pidfd = -1
    try:
        made, pidfd = namespaces.spawn(joins, 0, first, nowhere=True)
        far.close()
        if given is not None:
            for one in (stdio.stdin, stdio.stdout, stdio.stderr):
                preparing.give(one, *given[:2])
        between(made)
        starting.allow(process, made)
        single = given is not None and not given[2]
        near.send(channel.GO, b"single" if single else b"")
        console = starting.answer(near)
    except BaseException as error:
        failed = starting.end(near, made, pidfd)
        if failed is not None and isinstance(error, (OSError, HostbridgeError)):
            raise failed from error
        raise
    finally:
        near.close()
        far.close()
        for descriptor, _kinds in joins:
            os.close(descriptor)
    return Started(made, pidfd, console)


def _joins(pid: int) -> list[tuple[int, int]]:
    """The namespaces of a process that are not the caller's own, the user namespace first."""
    found: list[tuple[int, int]] = []
    try:
        for name, kind in do.NAMESPACES.items():
            path = f"/proc/{pid}/ns/{name}"
            if os.stat(path).st_ino != os.stat(f"/proc/self/ns/{name}").st_ino:
                found.append((os.open(path, os.O_RDONLY | os.O_CLOEXEC), kind))
    except OSError as error:
        for descriptor, _kind in found:
            os.close(descriptor)
        raise HostbridgeError("cannot enter the container", str(error), "is it running?") from error
    # The mount namespace last: its paths are the container's.
    return sorted(found, key=lambda one: (one[1] != do.NEWUSER, one[1] == do.NEWNS))
