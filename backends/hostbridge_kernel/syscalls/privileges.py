"""Privileges of this process: capabilities(7), seccomp(2), prctl(2)."""

from __future__ import annotations

import ctypes

from hostbridge_kernel.syscalls.call import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

CAPABILITIES = (
    "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
    "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW",
    "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
    "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
    "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
    "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
)  # fmt: skip
"""By number (include/uapi/linux/capability.h)."""
SYS_ADMIN = 1 << 21

_SET_DUMPABLE, _SET_KEEPCAPS, _SET_NAME, _CAPBSET_READ, _CAPBSET_DROP = 4, 8, 15, 23, 24
_SET_NO_NEW_PRIVS, _CAP_AMBIENT = 38, 47
_VERSION_3 = 0x20080522


def mask(names: Iterable[str]) -> int:
    """The bits of capabilities, with or without CAP_; those that are not known are passed over."""
    bits = 0
    for name in names:
        plain = name.upper()
        plain = plain[4:] if plain.startswith("CAP_") else plain
        if plain in CAPABILITIES:
            bits |= 1 << CAPABILITIES.index(plain)
    return bits


def capabilities() -> tuple[int, int, int]:
    """Tell this process's effective, permitted and inheritable sets."""
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    call("capget", header, data)
    return data[0] | data[3] << 32, data[1] | data[4] << 32, data[2] | data[5] << 32


def set_capabilities(effective: int, permitted: int, inheritable: int) -> None:
    """Do capset(2)."""
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    rows = (effective, permitted, inheritable)
    low, high = [one & 0xFFFFFFFF for one in rows], [one >> 32 for one in rows]
    call("capset", header, (ctypes.c_uint32 * 6)(*low, *high))


def bound(keep: int) -> None:
    """Drop everything else from the bounding set."""
    for number in range(64):
        if not keep >> number & 1:
            try:
                call("prctl", _CAPBSET_DROP, number, 0, 0, 0)
            except OSError:
                if number < 32:
                    raise
                return  # the kernel has no more of them


def ambient(bits: int) -> None:
    """Make the ambient set this one; its bits must be permitted and inheritable."""
    call("prctl", _CAP_AMBIENT, 4, 0, 0, 0)
    for number in range(bits.bit_length()):
        if bits >> number & 1:
            call("prctl", _CAP_AMBIENT, 2, number, 0, 0)


def keep_capabilities(on: bool) -> None:
    """Whether they survive the change to another user than root (PR_SET_KEEPCAPS)."""
    call("prctl", _SET_KEEPCAPS, int(on), 0, 0, 0)


def no_new_privileges() -> None:
    """Let execve give no privileges any more (PR_SET_NO_NEW_PRIVS)."""
    call("prctl", _SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def dumpable(on: bool) -> None:
    """Whether others of this user may look into this process (PR_SET_DUMPABLE)."""
    call("prctl", _SET_DUMPABLE, int(on), 0, 0, 0)


def name(text: str) -> None:
    """The name that ``ps`` shows, of at most 15 bytes (PR_SET_NAME)."""
    call("prctl", _SET_NAME, text.encode()[:15], 0, 0, 0)


def seccomp(program: bytes, flags: int = 0) -> None:
    """Load a filter of ``struct sock_filter`` (8 bytes each); no_new_privs or CAP_SYS_ADMIN first."""
    kept = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    row = Program(len(program) // 8, ctypes.addressof(kept))
    call("seccomp", 1, flags, ctypes.byref(row))
