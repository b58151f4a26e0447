"""A container's process, from an OCI runtime-spec ``config.json`` (a plain dict) to execve.

``start`` makes one, ``enter`` adds a process to one that runs; ``ids`` maps users. Both need a
process of one thread, since they clone it. What the caller owns afterwards: the process (to be
waited for), its pidfd, and with a terminal its console; mounts belong to the container and end with
it. The work is divided by where it happens: ``starting`` and ``sources`` in the caller, ``child`` and
what it uses in the container's first process, which imports nothing any more.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.runtime.entering import enter
    from hostbridge_kernel.runtime.starting import start
    from hostbridge_kernel.runtime.values import Filter, Rootfs, Started, Stdio

_PLACES = {
    "enter": "entering", "start": "starting", "Filter": "values", "Rootfs": "values",
    "Started": "values", "Stdio": "values",
}  # fmt: skip

__all__ = ["Filter", "Rootfs", "Started", "Stdio", "enter", "start"]


def __getattr__(name: str) -> Any:
    """Import what is asked for: a command that only needs ``ids`` does not pay for the rest."""
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(name)
    return getattr(__import__(f"{__name__}.{place}", fromlist=[name]), name)
