"""A container's /dev: real nodes where the caller may make them, the host's nodes where not."""

from __future__ import annotations

import os
from _stat import S_IFBLK, S_IFCHR, S_IFIFO

from hostbridge_kernel.runtime import place
from hostbridge_kernel.runtime.options import split
from hostbridge_kernel.runtime.sources import devices
from hostbridge_kernel.syscalls import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.runtime.sources import Sources
    from hostbridge_kernel.runtime.values import IdMap

_KINDS = {"c": S_IFCHR, "u": S_IFCHR, "b": S_IFBLK, "p": S_IFIFO}
_LINKS = (
    ("/proc/self/fd", "/dev/fd"), ("/proc/self/fd/0", "/dev/stdin"),
    ("/proc/self/fd/1", "/dev/stdout"), ("/proc/self/fd/2", "/dev/stderr"),
    ("pts/ptmx", "/dev/ptmx"),
)  # fmt: skip
"""runtime-spec, runtime-linux.md, "Dev symbolic links"; ptmx is the container's own devpts."""


def filled(spec: dict[str, Any], mount: dict[str, Any], ids: Optional[IdMap]) -> int:
    """A tmpfs with the nodes of /dev, in no namespace; for a privileged caller.

    Made in the host's user namespace, so that its nodes work, and owned by the container's root.
    Raises OSError where no nodes may be made.
    """
    attributes, _off, _propagation, data = split(mount.get("options") or ())
    if ids is not None:
        data = {**data, "uid": str(ids.uid(0)), "gid": str(ids.gid(0))}
    tree = mounts.new_mount("tmpfs", data, attributes & ~mounts.ATTR_RDONLY, "tmpfs")
    try:
        for row in devices(spec):
            path = row["path"]
            if not path.startswith("/dev/"):
                continue
            _node(f"/proc/self/fd/{tree}{path[4:]}", row, ids)
    except OSError:
        os.close(tree)
        raise
    return tree


def _node(path: str, row: dict[str, Any], ids: Optional[IdMap]) -> None:
    parent = os.path.dirname(path)
    if parent.count("/") > 4:  # deeper than /proc/self/fd/N
        os.makedirs(parent, 0o755, exist_ok=True)
    mode = int(row.get("fileMode") or 0o666) & 0o7777
    number = os.makedev(int(row.get("major") or 0), int(row.get("minor") or 0))
    os.mknod(path, _KINDS[row["type"]] | mode, number)
    os.chmod(path, mode)
    uid, gid = int(row.get("uid") or 0), int(row.get("gid") or 0)
    if ids is not None:
        os.chown(path, ids.uid(uid), ids.gid(gid))
    elif uid or gid:
        os.chown(path, uid, gid)


def bound(sources: Sources) -> None:
    """In the child: the host's nodes over empty files."""
    for path, tree in sources.devices.items():
        target = place.find(path, "file")
        try:
            mounts.attach(tree, target)
        finally:
            os.close(target)


def linked() -> None:
    """In the child: the links of /dev, which an image's own file or a mount may stand in for."""
    for target, path in _LINKS:
        try:
            os.symlink(target, path)
        except FileExistsError:
            if path == "/dev/ptmx":  # a node of the image's would be the host's terminals
                os.unlink(path)
                os.symlink(target, path)
        except OSError:
            pass  # a /dev that the user has mounted, read-only
