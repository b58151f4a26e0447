"""Work in another process's user and network namespace, by a child that hands descriptors back.

An ordinary user may enter a user namespace of its own making and is root there (user_namespaces(7)),
but for good: so a child does it.
"""

from __future__ import annotations

import _socket
import os
import struct

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.network import namespaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_MOST = 16


def inside(pid: int, work: Callable[[], list[int]]) -> list[int]:
    """Call work as root of a process's namespaces; gives the descriptors that it gives, as ours.

    Raises HostbridgeError with what went wrong there.
    """
    ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ours.close()
            enter(pid)
            made = work()
            rights = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack(f"={len(made)}i", *made))
            theirs.sendmsg([b"+"], [rights] if made else [])
            code = 0
        except BaseException as error:
            theirs.sendmsg([f"-{error}".encode()[:4000]])
        finally:
            os._exit(code)
    theirs.close()
    try:
        data, extra, _flags, _from = ours.recvmsg(4096, _socket.CMSG_SPACE(4 * _MOST))
    finally:
        ours.close()
        os.waitpid(child, 0)
    made = [
        number
        for _level, _kind, body in extra
        for (number,) in struct.iter_unpack("=i", body[: len(body) // 4 * 4])
    ]
    for number in made:
        os.set_inheritable(number, False)
    if data[:1] != b"+":
        reason = data[1:].decode(errors="replace") or "its helper was killed"
        raise HostbridgeError(f"the container's network namespace cannot be entered: {reason}")
    return made


def enter(pid: int) -> None:
    """Become root of a process's user and network namespace, for good. Raises OSError."""
    network = namespaces.of_process(pid)
    try:
        namespaces.enter_user(pid)
        namespaces.setns(network, namespaces.NEWNET)
    finally:
        os.close(network)
