"""The part of cgroup v2's tree that this user may use, and room in it.

systemd gives a user's own manager a subtree (``Delegate=yes``, systemd's CGROUP_DELEGATION); a
process may be moved within it by its owner. Docker in docker has the same need at the root of its
cgroup namespace.
"""

from __future__ import annotations

import os

from hostbridge_kernel.cgroups.hierarchy import own_group, read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from hostbridge_kernel.cgroups.hierarchy import Hierarchies

ROOM = "hostbridge-host"
"""Where processes go that stand in the way of their own group's controllers."""


def delegated(where: Hierarchies, own: Optional[str] = None) -> Optional[str]:
    """The topmost group above this process that this user may use; None where there is none.

    As a path below v2's mount (``/user.slice/…``); empty for the mount's root itself.
    """
    at = (own_group() if own is None else own).rstrip("/")
    if not where.v2 or at.startswith("/.."):
        return None
    best: Optional[str] = None
    while True:
        directory = f"{where.v2}{at}"
        needed = (directory, f"{directory}/cgroup.procs", f"{directory}/cgroup.subtree_control")
        if all(os.access(path, os.W_OK) for path in needed):
            best = at
        elif best is not None:
            break  # a process may only be moved below what is one's own all the way
        if not at:
            break
        at = at.rpartition("/")[0]
    if best is not None and best.endswith(f"/{ROOM}"):
        best = best.rpartition("/")[0]
    return best


def make_room(directory: str) -> bool:
    """Move the processes of a group into one below it; False where that is not ours to do.

    Only at the root of a cgroup namespace or of a delegated subtree, never at the host's own root,
    where processes are in nobody's way.
    """
    if read(f"{directory}/cgroup.type") is None:
        return False
    leaf = f"{directory}/{ROOM}"
    try:
        os.makedirs(leaf, exist_ok=True)
        for _ in range(16):
            pids = (read(f"{directory}/cgroup.procs") or "").split()
            if not pids:
                return True
            for pid in pids:
                try:
                    write(f"{leaf}/cgroup.procs", pid)
                except ProcessLookupError:
                    continue  # it ended meanwhile
    except OSError:
        return False
    return not (read(f"{directory}/cgroup.procs") or "").split()
