"""Mounts: mount(2), pivot_root(2), and the calls on descriptors of mounts (Linux 5.2 and up).

A mount that ``open_tree`` or ``fsmount`` returns belongs to no namespace until ``move_mount``
attaches it; it goes away with its descriptor. See mount_setattr(2) and fsopen(2).
"""

from __future__ import annotations

import ctypes
import os

from hostbridge_kernel.syscalls.call import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping, Optional

AT_FDCWD = -100
AT_EMPTY_PATH = 0x1000
AT_RECURSIVE = 0x8000

MS_REMOUNT, MS_BIND, MS_REC = 0x20, 0x1000, 0x4000
MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED = 1 << 17, 1 << 18, 1 << 19, 1 << 20
MNT_DETACH = 2

ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 0x1, 0x2, 0x4, 0x8
ATTR_NOATIME, ATTR_STRICTATIME, ATTR_ATIME = 0x10, 0x20, 0x70
ATTR_NODIRATIME, ATTR_IDMAP, ATTR_NOSYMFOLLOW = 0x80, 0x100000, 0x200000

_CLOEXEC = os.O_CLOEXEC
_SET_FLAG, _SET_STRING, _SET_FD, _CREATE = 0, 1, 5, 6


def mount(
    source: Optional[str], target: str, kind: Optional[str], flags: int, data: str = ""
) -> None:
    """Mount in the classic way; flags are MS_ bits, data the file system's own options."""
    call(
        "mount", _path(source), _path(target), _path(kind), flags, os.fsencode(data) or None
    )  # fmt: skip


def unmount(target: str, flags: int = MNT_DETACH) -> None:
    """Do umount2(2)."""
    call("umount2", os.fsencode(target), flags)


def pivot_root(new: str, old: str) -> None:
    """Exchange this namespace's root."""
    call("pivot_root", os.fsencode(new), os.fsencode(old))


def open_tree(
    path: str, *, directory: int = AT_FDCWD, clone: bool = True, recursive: bool = False
) -> int:
    """A descriptor of a copy of the mount at a path (``""``: of the directory's own)."""
    flags = _CLOEXEC | (1 if clone else 0) | (AT_RECURSIVE if recursive else 0)
    return call("open_tree", directory, os.fsencode(path), flags | (0 if path else AT_EMPTY_PATH))


def attach(tree: int, target: int) -> None:
    """Do move_mount(2): a mount that is in no namespace, on what another descriptor names."""
    call("move_mount", tree, b"", target, b"", 0x4 | 0x40)


def attach_at(tree: int, path: str) -> None:
    """Do move_mount(2) to a path."""
    call("move_mount", tree, b"", AT_FDCWD, os.fsencode(path), 0x4)


def set_attributes(
    tree: int,
    on: int,
    off: int = 0,
    *,
    propagation: int = 0,
    namespace: int = 0,
    recursive: bool = False,
) -> None:
    """Do mount_setattr(2) on a descriptor's mount.

    on, off: ATTR_ bits; propagation: one of MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE;
    namespace: the descriptor of the user namespace of ATTR_IDMAP.
    """
    row = (ctypes.c_uint64 * 4)(on, off, propagation, namespace)
    flags = AT_EMPTY_PATH | (AT_RECURSIVE if recursive else 0)
    call("mount_setattr", tree, b"", flags, row, 32)


def new_mount(
    kind: str, options: Mapping[str, Optional[str]], attributes: int = 0, source: str = ""
) -> int:
    """A descriptor of a new mount of a file system; an option without a value is a flag."""
    context = call("fsopen", kind.encode(), 1)
    try:
        if source:
            configure(context, "source", source)
        for name, text in options.items():
            configure(context, name, text)
        return created(context, attributes)
    finally:
        os.close(context)


def open_context(kind: str) -> int:
    """Do fsopen(2): a context to be configured."""
    return call("fsopen", kind.encode(), 1)


def configure(context: int, name: str, text: Optional[str]) -> None:
    """Do fsconfig(2): a flag (None), or a string of at most 255 bytes."""
    if text is None:
        call("fsconfig", context, _SET_FLAG, name.encode(), None, 0)
    else:
        call("fsconfig", context, _SET_STRING, name.encode(), os.fsencode(text), 0)


def configure_descriptor(context: int, name: str, descriptor: int) -> None:
    """Do fsconfig(2) with a descriptor (for overlayfs: Linux 6.13)."""
    call("fsconfig", context, _SET_FD, name.encode(), None, descriptor)


def created(context: int, attributes: int = 0) -> int:
    """The mount of a configured context."""
    call("fsconfig", context, _CREATE, None, None, 0)
    return call("fsmount", context, 1, attributes)


def said(context: int) -> str:
    """What the kernel told about a context that failed: lines of its log."""
    lines: list[str] = []
    while True:
        try:
            lines.append(os.read(context, 4096).decode(errors="replace").strip())
        except OSError:
            return "\n".join(lines)


def _path(text: Optional[str]) -> Optional[bytes]:
    return None if text is None else os.fsencode(text)
