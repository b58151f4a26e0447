"""cgroup v2's controllers reach a group only where every group above it lets them through.

A group with processes in it may not do so (``cgroup-v2.rst``, "No Internal Process Constraint"); at
the root of a container's or a login's part of the tree those are moved to a group below it.
"""

from __future__ import annotations

import errno

from hostbridge_kernel.cgroups.delegation import make_room
from hostbridge_kernel.cgroups.hierarchy import read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.cgroups.group import Cgroup


def enable(group: Cgroup) -> None:
    """Let v2's controllers through, from the root of what is ours down to the group's parent.

    What cannot be had is passed over: who needs it is told when the limit is set.
    """
    at = f"{group.where.v2}{group.base}"
    for part in ("", *group.path.split("/")[:-1]):
        at = f"{at}/{part}" if part else at
        offered = (read(f"{at}/cgroup.controllers") or "").split()
        there = (read(f"{at}/cgroup.subtree_control") or "").split()
        missing = [name for name in offered if name not in there]
        if missing and not _let(at, missing, ours=not part):
            for name in missing:
                _let(at, [name], ours=not part)


def _let(at: str, names: list[str], *, ours: bool) -> bool:
    """ours: it is the root of what is ours, where processes may be moved out of the way."""
    words = " ".join(f"+{name}" for name in names)
    for _ in range(2):
        try:
            write(f"{at}/cgroup.subtree_control", words)
            return True
        except OSError as error:
            if error.errno != errno.EBUSY or not ours or not make_room(at):
                return False
    return False
