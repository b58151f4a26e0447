"""/sys/fs/cgroup of a container, in its cgroup namespace: as the host has it, v2, v1 or both."""

from __future__ import annotations

import os

from hostbridge_kernel.runtime import place
from hostbridge_kernel.syscalls import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional


def mount(where: str, attributes: int) -> None:
    """Mount it. With v1 a tmpfs holds a directory for each hierarchy (cgroup_namespaces(7))."""
    rows = _hierarchies()
    if all(not names for names in rows):
        _attach(mounts.new_mount("cgroup2", {}, attributes, "cgroup"), where)
        return
    top = mounts.new_mount("tmpfs", {"mode": "755"}, attributes & ~mounts.ATTR_RDONLY, "tmpfs")
    _attach(os.dup(top), where)
    for names in rows:
        # v2 beside v1 holds no controllers worth showing; a v1 hierarchy may have several.
        if not names:
            continue
        named = names[5:] if names.startswith("name=") else ""
        data: dict[str, Optional[str]] = (
            {"none": None, "name": named} if named else dict.fromkeys(names.split(","))
        )
        folder = named or names
        try:
            tree = mounts.new_mount("cgroup", data, attributes, "cgroup")
        except OSError:
            continue  # a hierarchy that this kernel shows to the host alone
        os.mkdir(f"{where}/{folder}", 0o755)
        _attach(tree, f"{where}/{folder}")
        for name in names.split(",") if "," in names else ():
            os.symlink(folder, f"{where}/{name}")
    if attributes & mounts.ATTR_RDONLY:
        mounts.set_attributes(top, mounts.ATTR_RDONLY)
    os.close(top)


def _attach(tree: int, where: str) -> None:
    target = place.find(where, "dir")
    try:
        mounts.attach(tree, target)
    finally:
        os.close(target)
        os.close(tree)


def _hierarchies() -> list[str]:
    """The controllers of each hierarchy, ``""`` for v2, as proc(5)'s /proc/PID/cgroup has them."""
    with open("/proc/self/cgroup") as lines:
        return sorted(line.split(":", 2)[1] for line in lines)
