"""``syscall(2)`` by name. Numbers are those of the kernel's tables for x86_64 and aarch64.

Since Linux 5.1 new calls have one number everywhere (arch/*/entry/syscalls).
"""

from __future__ import annotations

import ctypes
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NUMBERS = {
    "x86_64": {
        "clone": 56, "prctl": 157, "pivot_root": 155, "mount": 165, "umount2": 166, "capget": 125,
        "capset": 126, "keyctl": 250, "unshare": 272, "setns": 308, "seccomp": 317, "execveat": 322,
        "setdomainname": 171, "sethostname": 170,
    },
    "aarch64": {
        "clone": 220, "prctl": 167, "pivot_root": 41, "mount": 40, "umount2": 39, "capget": 90,
        "capset": 91, "keyctl": 219, "unshare": 97, "setns": 268, "seccomp": 277, "execveat": 281,
        "setdomainname": 162, "sethostname": 161,
    },
}  # fmt: skip
_NEWER = {
    "pidfd_send_signal": 424, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
    "fsmount": 432, "fspick": 433, "pidfd_open": 434, "clone3": 435, "close_range": 436,
    "openat2": 437, "pidfd_getfd": 438, "mount_setattr": 442,
}  # fmt: skip

MACHINE = os.uname().machine
NUMBERS = {**_NUMBERS.get(MACHINE, {}), **_NEWER}

_libc = ctypes.CDLL(None, use_errno=True)
# Keeps the interpreter's lock: what clones has to own it on both sides.
_held = ctypes.PyDLL(None, use_errno=True)


def call(name: str, *args: Any, held: bool = False) -> int:
    """Do a system call; returns what it returns, raises OSError where that is -1.

    Arguments are integers, bytes, None, or ctypes buffers. Raises OSError(ENOSYS) for a machine
    whose numbers are not known. held: without giving up the interpreter's lock.
    """
    number = NUMBERS.get(name, -1)
    plain = [ctypes.c_long(one) if isinstance(one, int) else one for one in args]
    done: int = (_held if held else _libc).syscall(ctypes.c_long(number), *plain)
    if done == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return done
