"""The mounts of a container, made inside of its root, where every path is its own.

Each is made in no namespace first, then attached to a descriptor of its place: nothing that the
image or another container does to the path in between matters (runc's CVE-2021-30465).
"""

from __future__ import annotations

import errno
import os
from _stat import S_ISDIR

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import cgroup_mount, place
from hostbridge_kernel.runtime.options import split
from hostbridge_kernel.runtime.sources import is_bind, is_directory
from hostbridge_kernel.syscalls import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.runtime.sources import Sources

_OWN_TREES = ("proc", "sysfs")
"""File systems whose place may not be moved by a link of the image (CVE-2019-19921)."""
_IN_PROC = (
    "cpuinfo",
    "diskstats",
    "meminfo",
    "stat",
    "swaps",
    "uptime",
    "loadavg",
    "slabinfo",
    "version",
)
"""What may be replaced in /proc, as runc has it, for what shows limits there."""


def make_own(spec: dict[str, Any], sources: Sources) -> None:
    """Make /proc and /sys while the host's are still to be seen: in a user namespace the kernel
    allows them only there (mount_too_revealing in fs/namespace.c).
    """
    for number, row in enumerate(spec.get("mounts") or ()):
        kind = row.get("type") or "bind"
        if kind in _OWN_TREES:
            on, _off, _propagation, data = split(row.get("options") or ())
            whole = sources.whole.get(row["destination"], -1)
            try:
                sources.binds[number] = _made(kind, row, on, data, whole)
            except OSError as error:
                raise _failed(row, error) from error


def mount_all(spec: dict[str, Any], sources: Sources, cgroups: bool) -> None:
    """Make the mounts of a spec, in order; cgroups: those of cgroups alone, else all others."""
    for number, row in enumerate(spec.get("mounts") or ()):
        if (row.get("type") in ("cgroup", "cgroup2")) is cgroups:
            try:
                _mount(row, sources.binds.get(number, -1), sources)
            except OSError as error:
                raise _failed(row, error) from error


def _failed(row: dict[str, Any], error: OSError) -> HostbridgeError:
    what = row.get("source") or row.get("type")
    return HostbridgeError(
        f"cannot mount {what} on {row['destination']}", error.strerror or str(error)
    )


def _mount(row: dict[str, Any], tree: int, sources: Sources) -> None:
    where, kind = row["destination"], row.get("type") or "bind"
    on, off, propagation, data = split(row.get("options") or ())
    if kind in ("cgroup", "cgroup2") and tree < 0:
        cgroup_mount.mount(where, on)
        return
    prepared = tree >= 0
    copied = kind == "tmpfs" and "tmpcopyup" in (row.get("options") or ())
    if prepared and is_bind(row):
        _set(tree, on, off, propagation or mounts.MS_REC | mounts.MS_PRIVATE)
    elif not prepared:
        tree = _made(kind, row, on, data, sources.whole.get(where, -1))
    directory = is_directory(tree)
    target = place.find(
        where, "dir" if directory else "file", links=kind not in _OWN_TREES
    )  # fmt: skip
    try:
        _allow(where, target)
        if S_ISDIR(os.fstat(target).st_mode) is not directory:
            raise OSError(
                errno.ENOTDIR, "not a directory" if directory else "is a directory", where
            )
        if copied:
            _copy_up(target, tree)
        mounts.attach(tree, target)
    finally:
        os.close(target)
        if not prepared:
            os.close(tree)
    if prepared and not is_bind(row) and on & mounts.ATTR_RDONLY:
        mounts.set_attributes(tree, mounts.ATTR_RDONLY)


def _made(
    kind: str, row: dict[str, Any], attributes: int, data: dict[str, Optional[str]], whole: int
) -> int:
    if kind == "devpts" and "newinstance" in data:
        data = {name: text for name, text in data.items() if name != "newinstance"}
    try:
        return mounts.new_mount(kind, data, attributes, str(row.get("source") or kind))
    except OSError as error:
        if whole >= 0:  # the host's own network or processes: its tree, as it may be seen
            tree = os.dup(whole)
            mounts.set_attributes(tree, attributes, recursive=True)
            return tree
        if kind == "devpts" and "gid" in data and error.errno == errno.EINVAL:
            # A single user is mapped: the group of terminals does not exist.
            data = {name: text for name, text in data.items() if name != "gid"}
            return mounts.new_mount(kind, data, attributes, kind)
        raise


def _set(tree: int, on: int, off: int, propagation: int) -> None:
    """A bind's attributes and propagation; both reach what is mounted below."""
    recursive = bool(propagation & mounts.MS_REC)
    kind = propagation & ~mounts.MS_REC
    if on or off & ~on:
        mounts.set_attributes(tree, on, off & ~on | (0x70 if on & 0x70 else 0), recursive=True)
    mounts.set_attributes(tree, 0, propagation=kind, recursive=recursive)


def _allow(where: str, target: int) -> None:
    """Refuse a place in /proc: what is mounted there would stand in for what is masked."""
    try:
        proc = os.stat("/proc/self")
    except FileNotFoundError:
        return
    here = os.fstat(target)
    if here.st_dev != proc.st_dev or where == "/proc":
        return
    name = where.rstrip("/").rpartition("/")[2]
    if where.rstrip("/") != f"/proc/{name}" or name not in _IN_PROC:
        raise HostbridgeError(f"{where}: cannot be mounted because it is inside /proc")


def _copy_up(place_of: int, tree: int) -> None:
    import shutil

    source, target = f"/proc/self/fd/{place_of}", f"/proc/self/fd/{tree}"
    for name in os.listdir(source):
        one, other = f"{source}/{name}", f"{target}/{name}"
        if os.path.isdir(one) and not os.path.islink(one):
            shutil.copytree(one, other, symlinks=True)
        else:
            shutil.copy2(one, other, follow_symlinks=False)


def hide(spec: dict[str, Any]) -> None:
    """Mask and write-protect what the spec's ``maskedPaths`` and ``readonlyPaths`` name."""
    linux = spec.get("linux", {})
    for path in linux.get("readonlyPaths") or ():
        _cover(path, readonly=True)
    for path in linux.get("maskedPaths") or ():
        _cover(path, readonly=False)


def _cover(path: str, *, readonly: bool) -> None:
    try:
        target = place.find(path)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return
        raise
    try:
        if readonly:
            tree = mounts.open_tree("", directory=target, recursive=True)
            mounts.set_attributes(tree, mounts.ATTR_RDONLY, recursive=True)
        elif is_directory(target):
            tree = mounts.new_mount("tmpfs", {}, mounts.ATTR_RDONLY, "tmpfs")
        else:
            tree = mounts.open_tree("/dev/null")
        mounts.attach(tree, target)
        os.close(tree)
    finally:
        os.close(target)
