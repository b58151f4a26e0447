"""A container's root as a plain copy of its layers: where nothing can stack them.

Slow and large, and right: for kernels and file systems without overlayfs or id-mapped layers. The
copy stands beside the upper directory and is made once.
"""

from __future__ import annotations

import os
import shutil
from _stat import S_ISCHR, S_ISDIR, S_ISLNK, S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from hostbridge_kernel.runtime.values import IdMap, Rootfs

_OPAQUE = ("trusted.overlay.opaque", "user.overlay.opaque")


def path(rootfs: Rootfs) -> str:
    """Where the copy stands."""
    return f"{os.path.dirname(rootfs.upper)}/copy"


def make(rootfs: Rootfs, ids: Optional[IdMap]) -> str:
    """Copy the layers together unless that was done before; gives the directory.

    ids: the container's ids become the host's. Killed midway, it is begun anew. Raises OSError.
    """
    top, begun = path(rootfs), f"{path(rootfs)}.new"
    if os.path.isdir(top):
        return top
    shutil.rmtree(begun, ignore_errors=True)
    os.mkdir(begun)
    for layer in rootfs.layers:
        _Layer(ids).directory(layer, begun)
    os.rename(begun, top)
    return top


class _Layer:
    def __init__(self, ids: Optional[IdMap]) -> None:
        self._ids = ids
        self._links: dict[tuple[int, int], str] = {}

    def directory(self, source: str, target: str) -> None:
        for entry in os.scandir(source):
            self._entry(entry.path, f"{target}/{entry.name}")
        self._attributes(source, target, os.lstat(source))

    def _entry(self, source: str, target: str) -> None:
        info = os.lstat(source)
        if S_ISCHR(info.st_mode) and info.st_rdev == 0:
            _clear(target)
            return
        if S_ISDIR(info.st_mode):
            if os.path.islink(target) or not os.path.isdir(target) or _opaque(source):
                _clear(target)
                os.mkdir(target, 0o700)
            self.directory(source, target)
            return
        _clear(target)
        known = self._links.get((info.st_dev, info.st_ino))
        if known is not None:
            os.link(known, target, follow_symlinks=False)
            return
        if S_ISLNK(info.st_mode):
            os.symlink(os.readlink(source), target)
        elif S_ISREG(info.st_mode):
            shutil.copyfile(source, target, follow_symlinks=False)
        else:
            try:
                os.mknod(target, info.st_mode, info.st_rdev)
            except PermissionError:
                return  # a device, which only the host's root makes
        if info.st_nlink > 1:
            self._links[info.st_dev, info.st_ino] = target
        self._attributes(source, target, info)

    def _attributes(self, source: str, target: str, info: os.stat_result) -> None:
        uid, gid = info.st_uid, info.st_gid
        if self._ids is not None:
            uid, gid = self._ids.uid(uid), self._ids.gid(gid)
        try:
            os.chown(target, uid, gid, follow_symlinks=False)
        except OSError:
            pass  # an owner that is not mapped: the file stays this user's
        if not S_ISLNK(info.st_mode):
            os.chmod(target, info.st_mode & 0o7777)
        for name in os.listxattr(source, follow_symlinks=False):
            if ".overlay." not in name:
                try:
                    value = os.getxattr(source, name, follow_symlinks=False)
                    os.setxattr(target, name, value, follow_symlinks=False)
                except OSError:
                    continue
        os.utime(target, ns=(info.st_atime_ns, info.st_mtime_ns), follow_symlinks=False)


def _opaque(folder: str) -> bool:
    for name in _OPAQUE:
        try:
            if os.getxattr(folder, name) == b"y":
                return True
        except OSError:
            continue
    return False


def _clear(target: str) -> None:
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)
    elif os.path.lexists(target):
        os.unlink(target)
