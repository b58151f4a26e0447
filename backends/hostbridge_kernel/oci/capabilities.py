"""Capabilities by name (include/uapi/linux/capability.h), and which of them a container has."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_ALL = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE"
    " NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN"
    " SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE"
    " MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
)
NAMES = tuple(f"CAP_{name}" for name in _ALL.split())
"""In the order of their numbers."""

_USUAL = (
    "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL"
    " AUDIT_WRITE"
)
DEFAULT = tuple(f"CAP_{name}" for name in _USUAL.split())
"""docker's default set."""


def known() -> tuple[str, ...]:
    """Those that this kernel has (/proc/sys/kernel/cap_last_cap; all, where that cannot be read)."""
    try:
        with open("/proc/sys/kernel/cap_last_cap", "rb") as file:
            return NAMES[: int(file.read()) + 1]
    except (OSError, ValueError):
        return NAMES


def wanted(add: Iterable[str], drop: Iterable[str], *, privileged: bool) -> list[str]:
    """The capabilities of a container, in the order of their numbers (docker's rules for ALL)."""
    add, drop = set(add), set(drop)
    if privileged:
        return list(known())
    if "ALL" in add:
        return [name for name in known() if name not in drop]
    base = () if "ALL" in drop else DEFAULT
    chosen = {name for name in base if name not in drop} | add
    return [name for name in known() if name in chosen]
