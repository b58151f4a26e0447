"""System call numbers by name, for each architecture that a filter knows.

``syscalls.txt`` beside this module holds the kernel's tables (the same facts as ``unistd.h``; a test
compares it with libseccomp). On 32-bit x86 the older calls for sockets and System V IPC go through
one call each, which says in its first argument what is meant (ipc(2), socketcall(2)).
"""

from __future__ import annotations

from typing import Dict, NamedTuple, Tuple

from hostbridge_kernel.seccomp import read


class Architecture(NamedTuple):
    """audit: AUDIT_ARCH_* of linux/audit.h; bit: set in all numbers; wide: arguments have 64 bits."""

    column: int
    audit: int
    bit: int
    wide: bool


X32_BIT = 0x40000000
ARCHITECTURES = {
    "SCMP_ARCH_X86_64": Architecture(1, 0xC000003E, 0, True),
    "SCMP_ARCH_X86": Architecture(2, 0x40000003, 0, False),
    "SCMP_ARCH_X32": Architecture(3, 0xC000003E, X32_BIT, False),
    "SCMP_ARCH_AARCH64": Architecture(4, 0xC00000B7, 0, True),
    "SCMP_ARCH_ARM": Architecture(5, 0x40000028, 0, False),
}
NATIVE = {"x86_64": "SCMP_ARCH_X86_64", "aarch64": "SCMP_ARCH_AARCH64"}
"""By the machine's name in uname(2)."""
GO_NAMES = {"x86_64": "amd64", "aarch64": "arm64"}

SOCKETCALL, IPC = 102, 117
MULTIPLEXED = {
    "socket": (SOCKETCALL, 1), "bind": (SOCKETCALL, 2), "connect": (SOCKETCALL, 3),
    "listen": (SOCKETCALL, 4), "accept": (SOCKETCALL, 5), "getsockname": (SOCKETCALL, 6),
    "getpeername": (SOCKETCALL, 7), "socketpair": (SOCKETCALL, 8), "send": (SOCKETCALL, 9),
    "recv": (SOCKETCALL, 10), "sendto": (SOCKETCALL, 11), "recvfrom": (SOCKETCALL, 12),
    "shutdown": (SOCKETCALL, 13), "setsockopt": (SOCKETCALL, 14), "getsockopt": (SOCKETCALL, 15),
    "sendmsg": (SOCKETCALL, 16), "recvmsg": (SOCKETCALL, 17), "accept4": (SOCKETCALL, 18),
    "recvmmsg": (SOCKETCALL, 19), "sendmmsg": (SOCKETCALL, 20),
    "semop": (IPC, 1), "semget": (IPC, 2), "semctl": (IPC, 3), "semtimedop": (IPC, 4),
    "msgsnd": (IPC, 11), "msgrcv": (IPC, 12), "msgget": (IPC, 13), "msgctl": (IPC, 14),
    "shmat": (IPC, 21), "shmdt": (IPC, 22), "shmget": (IPC, 23), "shmctl": (IPC, 24),
}  # fmt: skip
"""32-bit x86: the number of the common call, and what its first argument says."""


def table(name: str) -> Dict[str, int]:
    """The numbers of one architecture (an ``SCMP_ARCH_…``), by the call's name."""
    column, bit = ARCHITECTURES[name].column, ARCHITECTURES[name].bit
    rows = (line.split() for line in read("syscalls.txt").decode().splitlines() if line[0] != "#")
    return {row[0]: int(row[column]) | bit for row in rows if row[column] != "-"}


def multiplexed(name: str, architecture: str) -> Tuple[int, int] | None:
    """The common call and its first argument, where the architecture has such a way."""
    return MULTIPLEXED.get(name) if architecture == "SCMP_ARCH_X86" else None
