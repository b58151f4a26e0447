"""Control groups: what a container may use, on cgroup v1, v2 and both at once.

``open_or_make`` gives the group of a container, ``find`` one that is there. ``hierarchy`` knows where
the kernel's controllers are, ``limits`` says in files what the OCI runtime specification calls
resources, ``group`` is one container's group, ``usage`` reads what it used; ``devicefilter`` writes
the BPF program that stands for v1's device controller on v2, ``delegation`` finds what an ordinary
user may use. All groups of an instance lie in ``hostbridge-INSTANCE``, which goes with the last one.
What is imported on the way from ``run`` to the container's process needs neither json nor typing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Optional

    from hostbridge_kernel.cgroups.group import Cgroup


def open_or_make(
    instance: str,
    name: str,
    resources: Optional[Mapping[str, Any]] = None,
    rootless: bool = False,
    *,
    parent: str = "",
    warn: Optional[Callable[[str], None]] = None,
) -> Cgroup:
    """The group of a container, made where it is not there, with its limits set. Safe to repeat.

    instance: six hex digits; name: the container's id; resources: OCI ``linux.resources``; parent: a
    group of the host's to put it in instead of ``hostbridge-INSTANCE`` (``--cgroup-parent``).
    Raises HostbridgeError for a limit that cannot be set, and leaves nothing then; with warn that is told instead, and the
    container goes without it.
    """
    from hostbridge_kernel.cgroups.group import Cgroup

    group = Cgroup.named(instance, name, rootless=rootless, parent=parent)
    there = group.exists
    try:
        group.make(resources or {}, warn)
    except BaseException:
        if not there:
            group.remove()
        raise
    return group


def find(instance: str, name: str, rootless: bool = False, *, parent: str = "") -> Cgroup:
    """The group of a container as it is now; nothing is made."""
    from hostbridge_kernel.cgroups.group import Cgroup

    return Cgroup.named(instance, name, rootless=rootless, parent=parent)


__all__ = ["find", "open_or_make"]
