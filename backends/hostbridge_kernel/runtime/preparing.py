"""What a privileged caller prepares for a container, since its own users may not: root, binds, nodes."""

from __future__ import annotations

import os
from _stat import S_ISFIFO, S_ISSOCK

from hostbridge_kernel.runtime import devices, overlay, sources
from hostbridge_kernel.syscalls import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.runtime.values import IdMap, Rootfs, Stdio


class NoRootError(Exception):
    """The layers cannot be stacked in this way, and nothing else has happened yet."""


def nodes(spec: dict[str, Any], opened: sources.Sources, mapped: Optional[IdMap]) -> None:
    """/dev with nodes of its own; where they may not be made, the host's are shown."""
    for number, mount in enumerate(spec.get("mounts") or ()):
        if mount["destination"] == "/dev" and mount.get("type") == "tmpfs":
            try:
                opened.binds[number] = devices.filled(spec, mount, mapped)
                return
            except PermissionError:
                break
    for row in sources.devices(spec):
        opened.devices[row["path"]] = mounts.open_tree(row["path"])


def root(
    spec: dict[str, Any],
    rootfs: Optional[Rootfs],
    pid: int,
    mapped: Optional[IdMap],
    opened: sources.Sources,
    stdio: Stdio,
    notes: list[str],
) -> list[int]:
    """What a privileged caller prepares once the user namespace has its ids: root, binds, pipes."""
    namespace = -1
    if mapped is not None:
        namespace = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if rootfs is not None:
            made = _stacked(rootfs, mapped, namespace)
        else:
            made = mounts.open_tree(spec["root"]["path"], recursive=True)
        if mapped is not None:
            notes += _show_ids(spec, opened, namespace)
            for one in (stdio.stdin, stdio.stdout, stdio.stderr):
                give(one, mapped.uid(0), mapped.gid(0))
    finally:
        if namespace >= 0:
            os.close(namespace)
    return [made]


def _stacked(rootfs: Rootfs, mapped: Optional[IdMap], namespace: int) -> int:
    """The root of a privileged caller's container."""
    try:
        if rootfs.driver == "copy":
            from hostbridge_kernel.runtime import copies  # shutil costs 10 ms

            return mounts.open_tree(copies.make(rootfs, mapped))
        overlay.make_directories(rootfs, mapped)
        return overlay.detached(rootfs, namespace)
    except OSError as error:
        raise NoRootError(error.strerror or str(error)) from error


def _show_ids(spec: dict[str, Any], opened: sources.Sources, namespace: int) -> list[str]:
    """Binds show the host's ids 0, 1, 2 … as the container's, where the file system can.

    Gives a note for each that cannot and was asked to (``idmap``, ``ridmap``).
    """
    notes: list[str] = []
    for number, tree in opened.binds.items():
        mount = spec["mounts"][number]
        words = mount.get("options") or ()
        if not sources.is_bind(mount) or "noidmap" in words:
            continue
        for recursive in (True, False):
            try:
                mounts.set_attributes(
                    tree, mounts.ATTR_IDMAP, namespace=namespace, recursive=recursive
                )
                break
            except OSError:
                continue  # what is mounted below cannot, or the file system itself
        else:
            if "idmap" in words or "ridmap" in words:
                notes.append(
                    f"{mount['source']}: its file system cannot show its owners to the container, "
                    "which sees its files as nobody's"
                )
    return notes


def given(pid: int) -> tuple[int, int, bool]:
    """The host's user and group behind a container's root, and whether groups can be set in it."""
    pair = [0, 0]
    for place, name in enumerate(("uid_map", "gid_map")):
        with open(f"/proc/{pid}/{name}") as rows:
            for row in rows:
                inside, outside, _count = row.split()
                if inside == "0":
                    pair[place] = int(outside)
    with open(f"/proc/{pid}/setgroups") as file:
        return pair[0], pair[1], file.read().strip() != "deny"


def give(descriptor: int, uid: int, gid: int) -> None:
    """A pipe becomes the container root's, who may give it on: /dev/stdout can be opened again."""
    try:
        mode = os.fstat(descriptor).st_mode
        if S_ISFIFO(mode) or S_ISSOCK(mode):
            os.fchown(descriptor, uid, gid)
    except OSError:
        pass
