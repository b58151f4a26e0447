"""What holds a container by default: capabilities, hidden and read-only paths, devices.

The tables are docker's (github.com/moby/moby, ``daemon/pkg/oci/defaults.go`` and ``caps``) and those
that the OCI runtime specification names; a test compares them with what runs beside a real dockerd.
"""

from __future__ import annotations

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

_BY_NUMBER = """
    CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
    NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
    SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE
    AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ
    PERFMON BPF CHECKPOINT_RESTORE"""
CAPABILITIES = tuple(f"CAP_{name}" for name in _BY_NUMBER.split())
"""All, at the place that is their number (linux/capability.h)."""

DEFAULT_CAPABILITIES = (
    "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW",
    "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE",
    "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
)  # fmt: skip

MASKED_PATHS = (
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
    "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
    "/sys/devices/virtual/powercap", "/sys/firmware",
)  # fmt: skip
"""Hidden: a file behind /dev/null, a directory behind an empty read-only tmpfs."""
READONLY_PATHS = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")

DEVICES = {
    "null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9),
    "tty": (5, 0),
}  # fmt: skip
"""The character devices that every container has in /dev (OCI runtime specification)."""

_CONSOLE, _PTMX, _PTS = (5, 1), (5, 2), (136, None)


def device_rules(privileged: bool = False) -> list[dict[str, Any]]:
    """OCI ``linux.resources.devices``: nothing but making nodes, the common devices and terminals."""
    if privileged:
        return [{"allow": True, "access": "rwm"}]
    rules: list[dict[str, Any]] = [{"allow": False, "access": "rwm"}]
    rules += [{"allow": True, "type": kind, "access": "m"} for kind in "cb"]
    for major, minor in (*DEVICES.values(), _CONSOLE, _PTMX, _PTS):
        rule = {"allow": True, "type": "c", "major": major, "access": "rwm"}
        rules.append(rule if minor is None else {**rule, "minor": minor})
    return rules


def supported() -> Sequence[str]:
    """The capabilities that this kernel knows."""
    try:
        with open("/proc/sys/kernel/cap_last_cap", "rb") as file:
            return CAPABILITIES[: int(file.read()) + 1]
    except (OSError, ValueError):
        return CAPABILITIES


def capabilities(
    add: Iterable[str] = (), drop: Iterable[str] = (), privileged: bool = False
) -> list[str]:
    """The capabilities of a container, as ``--cap-add`` and ``--cap-drop`` change the default.

    Names with and without ``CAP_``, in either case, and ALL. Raises HostbridgeError for others.
    """
    more, less = _names("CapAdd", add), _names("CapDrop", drop)
    if privileged:
        return list(supported())
    if "ALL" in more:
        return [name for name in supported() if name not in less]
    if "ALL" in less:
        return list(dict.fromkeys(more))
    return list(dict.fromkeys([*(n for n in DEFAULT_CAPABILITIES if n not in less), *more]))


def _names(what: str, words: Iterable[str]) -> list[str]:
    known, found = supported(), []
    for word in words:
        name = word.upper()
        if name != "ALL" and not name.startswith("CAP_"):
            name = f"CAP_{name}"
        if name != "ALL" and name not in known:
            raise HostbridgeError(
                f'invalid {what}: unknown capability: "{name}"', "", "see capabilities(7)"
            )
        found.append(name)
    return found
