"""The freezer: v1's controller, or the file that every group of v2 has."""

from __future__ import annotations

import errno
import time

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.cgroups.hierarchy import read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.cgroups.group import Cgroup

PATIENCE = 10.0
"""Seconds for what the kernel does at once, as a rule."""


def frozen(group: Cgroup) -> bool:
    """Whether they stand, or are being stopped."""
    if group.where.version("freezer") == 1 and not group.rootless:
        return read(f"{group.directory('freezer')}/freezer.state") in ("FROZEN\n", "FREEZING\n")
    return (read(f"{group.unified}/cgroup.freeze") or "0").strip() == "1"


def switch(group: Cgroup, *, wanted: bool) -> None:
    """Stop or go; returns when it is so. Raises HostbridgeError after ten seconds."""
    old = group.where.version("freezer") == 1 and not group.rootless
    at = group.directory("freezer") if old else group.unified
    file = "freezer.state" if old else "cgroup.freeze"
    word = ("FROZEN" if wanted else "THAWED") if old else str(int(wanted))
    until = time.monotonic() + PATIENCE
    pause = 0.0002
    try:
        if not group.usable or not at:
            raise FileNotFoundError(errno.ENOENT, "it has no control group of its own")
        write(f"{at}/{file}", word)
        while not _stands(at, old, wanted):
            if time.monotonic() > until:
                write(f"{at}/{file}", "THAWED" if old else "0")
                raise TimeoutError(errno.ETIMEDOUT, "its processes did not stand still")
            time.sleep(pause)
            pause = min(pause * 2, 0.05)
            if old:
                write(f"{at}/{file}", word)  # v1 gives up on processes that came in between
    except OSError as error:
        what = "paused" if wanted else "unpaused"
        raise HostbridgeError(
            f"the container cannot be {what}: {error.strerror or error}", at, ""
        ) from error


def _stands(at: str, old: bool, wanted: bool) -> bool:
    if old:
        return read(f"{at}/freezer.state") == ("FROZEN\n" if wanted else "THAWED\n")
    return f"frozen {int(wanted)}" in (read(f"{at}/cgroup.events") or "")
