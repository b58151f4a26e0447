"""A new volume gets what the image has at the place where it is mounted (docker's rule)."""

from __future__ import annotations

import os
import shutil
import stat

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.volumes.layered import Layered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any


def fill(points: Iterable[Mapping[str, Any]], layers: Sequence[str], user: str = "") -> None:
    """Copy what the image has into the volumes among a container's mounts that are still empty.

    layers: the image's layer directories, topmost first. user: who owns what is mounted with ``U``
    then. Safe to repeat; raises HostbridgeError.
    """
    from hostbridge_kernel.runtime import owning

    chosen = [point for point in points if _wanted(point)]
    if chosen:
        # Layers and volumes have owners that only root of the container's namespace may name.
        owning.call(lambda: _fill(chosen, layers, user))


def _wanted(point: Mapping[str, Any]) -> bool:
    return point["Type"] == "volume" or "U" in point["Mode"].split(",")


def _fill(points: Iterable[Mapping[str, Any]], layers: Sequence[str], user: str) -> None:
    view = Layered(layers)
    for point in points:
        try:
            _one(point, view)
        except OSError as error:
            raise HostbridgeError(
                f"{point['Destination']}: cannot be copied into the volume {point['Name']}",
                str(error),
            ) from error
        if "U" in point["Mode"].split(","):
            _give(point["Source"], *numbers(user, view))


def _one(point: Mapping[str, Any], view: Layered) -> None:
    target = point["Source"]
    if (
        point["Type"] != "volume"
        or point.get("NoCopy")
        or point.get("Subpath")
        or os.listdir(target)
    ):
        return
    folders = view.find(point["Destination"])
    if folders and stat.S_ISDIR(os.lstat(folders[0]).st_mode):
        _copy_directory(view, folders, target, {})


def numbers(user: str, view: Layered) -> tuple[int, int]:
    """User and group of ``--user`` by the image's own files. Raises HostbridgeError."""
    name, _, group = user.partition(":")
    uid = gid = 0
    if name.isdecimal():
        uid = int(name)
    elif name:
        found = _row(view, "/etc/passwd", name)
        uid, gid = int(found[2]), int(found[3])
    if group:
        gid = int(group) if group.isdecimal() else int(_row(view, "/etc/group", group)[2])
    return uid, gid


def _row(view: Layered, path: str, name: str) -> list[str]:
    for place in view.find(path)[:1]:
        with open(place, encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                fields = line.rstrip("\n").split(":")
                if fields[0] == name and all(one.isdecimal() for one in fields[2:3]):
                    return fields
    raise HostbridgeError(f"unable to find user {name}: no matching entries in {path}")


def _give(top: str, uid: int, gid: int) -> None:
    """Everything below a directory becomes a user's; links themselves, not what they name."""
    try:
        os.chown(top, uid, gid)
        for _, folders, files, here in os.fwalk(top):
            for name in (*folders, *files):
                os.chown(name, uid, gid, dir_fd=here, follow_symlinks=False)
    except OSError as error:
        raise HostbridgeError(f"{top}: cannot be given to user {uid}", str(error)) from error


def _copy_directory(
    view: Layered, folders: list[str], target: str, links: dict[tuple[int, int], str]
) -> None:
    for name in view.names(folders):
        here = view.child(folders, name)
        if here:
            _copy(view, here, f"{target}/{name}", links)
    _attributes(folders[0], target)


def _copy(view: Layered, here: list[str], target: str, links: dict[tuple[int, int], str]) -> None:
    source = here[0]
    info = os.lstat(source)
    if stat.S_ISDIR(info.st_mode):
        os.mkdir(target, 0o700)
        _copy_directory(view, here, target, links)
        return
    key = (info.st_dev, info.st_ino)
    if info.st_nlink > 1 and key in links:
        os.link(links[key], target, follow_symlinks=False)
        return
    if stat.S_ISLNK(info.st_mode):
        os.symlink(os.readlink(source), target)
    elif stat.S_ISREG(info.st_mode):
        shutil.copyfile(source, target, follow_symlinks=False)
    elif stat.S_ISFIFO(info.st_mode):
        os.mkfifo(target)
    else:
        try:
            os.mknod(target, info.st_mode, info.st_rdev)
        except PermissionError:
            return  # a device, and this is no root
    if info.st_nlink > 1:
        links[key] = target
    _attributes(source, target)


def _attributes(source: str, target: str) -> None:
    """Owner, mode, times and attributes; as an ordinary user those that can be."""
    info = os.lstat(source)
    if os.geteuid() == 0:
        os.chown(target, info.st_uid, info.st_gid, follow_symlinks=False)
    if not stat.S_ISLNK(info.st_mode):
        os.chmod(target, stat.S_IMODE(info.st_mode))
    for name in os.listxattr(source, follow_symlinks=False):
        if ".overlay." in name:
            continue
        try:
            value = os.getxattr(source, name, follow_symlinks=False)
            os.setxattr(target, name, value, follow_symlinks=False)
        except OSError:
            continue  # the file system of the volumes lacks it
    os.utime(target, ns=(info.st_atime_ns, info.st_mtime_ns), follow_symlinks=False)
