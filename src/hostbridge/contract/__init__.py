"""The contracts: what backends, machines, sessions and engines promise one another.

Types and values only, nothing but the standard library underneath. A plug-in imports this package,
``hostbridge.process``, ``hostbridge.errors`` and ``hostbridge.value``. Names are loaded when they
are first asked for, because a container command needs only a few of them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.availability import Availability, untested, unusable, usable
    from hostbridge.contract.backend import Backend
    from hostbridge.contract.check import Check, CheckResult, Command, Edit, Facts
    from hostbridge.contract.engine import Emulation, Engine, Query, Refusal, Site, Wording
    from hostbridge.contract.features import Features
    from hostbridge.contract.forward import Endpoint, Forward, ForwardHandle
    from hostbridge.contract.machine import Machine, MachineSpec, MachineStatus, no_progress
    from hostbridge.contract.paths import IDENTITY, PathMap, Share
    from hostbridge.contract.session import (
        CAPTURE,
        INHERIT,
        NULL,
        PIPE,
        TO_STDOUT,
        Completed,
        Process,
        Session,
        Stdio,
        TerminalSize,
    )

_HOME = {
    "availability": ("Availability", "unusable", "untested", "usable"),
    "backend": ("Backend",),
    "check": ("Check", "CheckResult", "Command", "Edit", "Facts"),
    "engine": ("Emulation", "Engine", "Query", "Refusal", "Site", "Wording"),
    "features": ("Features",),
    "forward": ("Endpoint", "Forward", "ForwardHandle"),
    "machine": ("Machine", "MachineSpec", "MachineStatus", "no_progress"),
    "paths": ("IDENTITY", "PathMap", "Share"),
    "session": (
        "CAPTURE", "INHERIT", "NULL", "PIPE", "TO_STDOUT",
        "Completed", "Process", "Session", "Stdio", "TerminalSize",
    ),
}  # fmt: skip

__all__ = [
    "CAPTURE",
    "IDENTITY",
    "INHERIT",
    "NULL",
    "PIPE",
    "TO_STDOUT",
    "Availability",
    "Backend",
    "Check",
    "CheckResult",
    "Command",
    "Completed",
    "Edit",
    "Emulation",
    "Endpoint",
    "Engine",
    "Facts",
    "Features",
    "Forward",
    "ForwardHandle",
    "Machine",
    "MachineSpec",
    "MachineStatus",
    "PathMap",
    "Process",
    "Query",
    "Refusal",
    "Session",
    "Share",
    "Site",
    "Stdio",
    "TerminalSize",
    "Wording",
    "no_progress",
    "untested",
    "unusable",
    "usable",
]  # fmt: skip


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name in names:
            loaded = __import__(f"{__name__}.{module}", fromlist=[name])
            found: object = getattr(loaded, name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
