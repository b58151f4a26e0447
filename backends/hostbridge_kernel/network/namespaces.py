"""Being in another network namespace for a moment: sockets that are made there stay of it."""

from __future__ import annotations

import os

NEWNET, NEWUSER = 0x40000000, 0x10000000
_setns = getattr(os, "setns", None)


def setns(descriptor: int, kind: int) -> None:
    """Enter a namespace of a kind (CLONE_NEW…). Python has it from 3.12 on. Raises OSError."""
    if _setns is not None:
        _setns(descriptor, kind)
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, kind) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def of_process(pid: int) -> int:
    """A descriptor of a process's network namespace. Raises OSError."""
    return os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)


class within:
    """``with within(descriptor)``: this thread in a network namespace, back in its own at the end."""

    def __init__(self, descriptor: int) -> None:
        self._there = descriptor
        self._home = -1

    def __enter__(self) -> None:
        self._home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            setns(self._there, NEWNET)
        except BaseException:
            os.close(self._home)
            raise

    def __exit__(self, *_error: object) -> None:
        try:
            setns(self._home, NEWNET)
        finally:
            os.close(self._home)


def enter_user(pid: int) -> None:
    """Become the root of a process's user namespace, for good. Raises OSError."""
    descriptor = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    try:
        setns(descriptor, NEWUSER)
    finally:
        os.close(descriptor)
