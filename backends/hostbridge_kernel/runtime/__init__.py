"""A container's process, from an OCI runtime-spec ``config.json`` (a plain dict) to execve.

``start`` makes one, ``enter`` adds a process to one that runs; ``ids`` maps users. Both need a
process of one thread, since they clone it. What the caller owns afterwards: the process (to be
waited for), its pidfd, and with a terminal its console; mounts belong to the container and end with
it. The work is divided by where it happens: ``starting`` and ``sources`` in the caller, ``child`` and
what it uses in the container's first process, which imports nothing any more.
"""

from __future__ import annotations

from hostbridge_kernel.runtime.entering import enter
from hostbridge_kernel.runtime.starting import start
from hostbridge_kernel.runtime.values import Rootfs, Started, Stdio

__all__ = ["Rootfs", "Started", "Stdio", "enter", "start"]
