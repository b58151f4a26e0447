"""A container's root: layers stacked by overlayfs, seen through the container's user ids.

Layers lie in the store with the ids of their archives. Where the container has a user namespace and
the caller is privileged, each layer is an id-mapped mount (mount_setattr(2)) and the upper directory
holds the host's ids: an id-mapped upper would be read-only. In a caller's own user namespace the
layers were unpacked with its ids, and overlayfs keeps its marks in ``user.*`` attributes.
"""

from __future__ import annotations

import errno
import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.syscalls import mounts, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, Optional

    from hostbridge_kernel.runtime.values import IdMap, Rootfs

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_MARKER = "hostbridge"


def make_directories(rootfs: Rootfs, ids: Optional[IdMap]) -> None:
    """Make upper and work; upper gets the owner and mode of the image's own root. May be repeated."""
    for path in (rootfs.upper, rootfs.work):
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            continue
        if path == rootfs.upper:
            like = os.stat(rootfs.layers[-1])
            os.chmod(path, like.st_mode & 0o7777)
            if ids is not None:
                os.chown(path, ids.uid(like.st_uid), ids.gid(like.st_gid))
            elif (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(path, like.st_uid, like.st_gid)
        elif ids is not None:
            os.chown(path, ids.uid(0), ids.gid(0))


def detached(rootfs: Rootfs, namespace: int = -1) -> int:
    """A descriptor of the mounted root, in no namespace; for a privileged caller.

    namespace: the user namespace whose ids the layers get, -1 for the host's. Raises OSError; EINVAL
    where layers cannot be id-mapped.
    """
    layers = [mounts.open_tree(path) for path in reversed(rootfs.layers)]
    try:
        for tree in layers if namespace >= 0 else ():
            mounts.set_attributes(tree, mounts.ATTR_IDMAP, namespace=namespace)
        try:
            return _by_descriptors(rootfs, layers)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
                raise
            return _by_paths(rootfs, layers)
    finally:
        for tree in layers:
            os.close(tree)


def _by_descriptors(rootfs: Rootfs, layers: list[int]) -> int:
    """Linux 6.13 and up."""
    context = mounts.open_context("overlay")
    opened = [os.open(path, _DIRECTORY) for path in (rootfs.upper, rootfs.work)]
    try:
        mounts.configure(context, "source", _MARKER)
        for tree in layers:
            mounts.configure_descriptor(context, "lowerdir+", tree)
        mounts.configure_descriptor(context, "upperdir", opened[0])
        mounts.configure_descriptor(context, "workdir", opened[1])
        return mounts.created(context)
    finally:
        for one in (context, *opened):
            os.close(one)


def _by_paths(rootfs: Rootfs, layers: list[int]) -> int:
    """Before Linux 6.13: layers are attached in a mount namespace that lasts as long as this call.

    A process that shares this one's descriptors does it, so that the caller's namespace stays.
    """
    folder = os.path.dirname(os.path.abspath(rootfs.upper))
    upper, work = (os.path.abspath(path) for path in (rootfs.upper, rootfs.work))
    names = [str(number) for number in range(len(layers))]
    reader, writer = os.pipe()

    def body() -> NoReturn:
        try:
            mounts.mount(None, "/", None, mounts.MS_REC | mounts.MS_PRIVATE)
            kept = [os.open(path, _DIRECTORY) for path in (upper, work)]
            mounts.mount("tmpfs", folder, "tmpfs", 0, "mode=700")
            os.chdir(folder)
            for name, tree in zip([*names, "root"], [*layers, -1]):
                os.mkdir(name)
                if tree >= 0:
                    mounts.attach_at(tree, name)
            mounts.mount(_MARKER, "root", "overlay", 0, options(names, *kept))
            os.write(writer, str(mounts.open_tree("root")).encode())
        except OSError as error:
            os.write(writer, f"-{error.errno}".encode())
        os._exit(0)

    try:
        pid, pidfd = processes.clone(processes.NEWNS | processes.FILES, body)
        os.waitpid(pid, 0)
        if pidfd >= 0:
            os.close(pidfd)
        found = int(os.read(reader, 32) or b"-22")
    finally:
        os.close(reader)
        os.close(writer)
    if found < 0:
        raise OSError(-found, os.strerror(-found), "overlay")
    return found


def options(layers: list[str], upper: int, work: int, *, user: bool = False) -> str:
    """mount(2)'s data; upper and work are descriptors. user: attributes of a user namespace."""
    rows = [
        f"lowerdir={':'.join(layers)}",
        f"upperdir=/proc/self/fd/{upper}",
        f"workdir=/proc/self/fd/{work}",
    ]
    return ",".join([*rows, "userxattr"] if user else rows)


def in_user_namespace(rootfs: Rootfs) -> int:
    """A descriptor of the root, for a process that is root in a user namespace of its own.

    It is attached over the current ``/`` first. Raises OSError where overlayfs is not allowed there
    (before Linux 5.11), or where the file system cannot carry it.
    """
    opened = [
        os.open(path, _DIRECTORY) for path in (*reversed(rootfs.layers), rootfs.upper, rootfs.work)
    ]
    try:
        layers = [f"/proc/self/fd/{one}" for one in opened[:-2]]
        data = options(layers, opened[-2], opened[-1], user=True)
        if len(data) >= os.sysconf("SC_PAGE_SIZE"):
            raise HostbridgeError(f"an image of {len(layers)} layers is more than overlayfs takes")
        mounts.mount(_MARKER, rootfs.upper, "overlay", 0, data)
        return mounts.open_tree(rootfs.upper)
    finally:
        for one in opened:
            os.close(one)
