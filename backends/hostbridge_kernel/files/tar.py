"""Files as tar streams, with numbers for owners and without a look at any database of users."""

from __future__ import annotations

import os
import stat
import tarfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any

_BLOCK = 1 << 16
_KINDS = {
    stat.S_IFREG: tarfile.REGTYPE, stat.S_IFDIR: tarfile.DIRTYPE, stat.S_IFLNK: tarfile.SYMTYPE,
    stat.S_IFIFO: tarfile.FIFOTYPE, stat.S_IFCHR: tarfile.CHRTYPE, stat.S_IFBLK: tarfile.BLKTYPE,
}  # fmt: skip
_KEPT = "security.capability"
"""The attribute that docker keeps, too."""


class Writer:
    """Writes trees to a stream; close it at the end.

    skip: names below the top (``etc/hosts``) that are left out. other_mounts: whether what is mounted
    below the top is written, too.
    """

    def __init__(
        self,
        out: IO[bytes],
        *,
        skip: Callable[[str], bool] = lambda _name: False,
        other_mounts: bool = True,
    ) -> None:
        self._tar = tarfile.open(
            fileobj=out, mode="w|", format=tarfile.PAX_FORMAT, errors="surrogateescape"
        )
        self._links: dict[tuple[int, int], str] = {}
        self._skip = skip
        self._other_mounts = other_mounts

    def add(self, folder: int, name: str, arcname: str) -> None:
        """Add what is at a name in an open directory, and all below it. "." is the directory.

        What goes away meanwhile is left out. Raises OSError where something cannot be read.
        """
        self._entry(
            folder, name, arcname, os.stat(name, dir_fd=folder, follow_symlinks=False).st_dev
        )

    def below(self, folder: int) -> None:
        """Add everything in an open directory, by its path below it."""
        self._below(folder, ".", "", os.fstat(folder).st_dev)

    def close(self) -> None:
        """End the stream."""
        self._tar.close()

    def _entry(self, folder: int, name: str, arcname: str, device: int) -> None:
        try:
            about = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return
        kind = _KINDS.get(stat.S_IFMT(about.st_mode))
        if kind is None:  # a socket: tar has none
            return
        entry = tarfile.TarInfo(arcname)
        entry.type, entry.mode = kind, stat.S_IMODE(about.st_mode)
        entry.uid, entry.gid, entry.mtime = about.st_uid, about.st_gid, about.st_mtime
        if kind == tarfile.SYMTYPE:
            entry.linkname = os.readlink(name, dir_fd=folder)
        elif kind in (tarfile.CHRTYPE, tarfile.BLKTYPE):
            entry.devmajor, entry.devminor = os.major(about.st_rdev), os.minor(about.st_rdev)
        elif kind == tarfile.DIRTYPE:
            self._tar.addfile(entry)
            if self._other_mounts or about.st_dev == device:
                self._below(folder, name, arcname, device)
            return
        if about.st_nlink > 1:
            key = (about.st_dev, about.st_ino)
            if key in self._links:
                entry.type, entry.linkname = tarfile.LNKTYPE, self._links[key]
                self._tar.addfile(entry)
                return
            self._links[key] = arcname
        if kind == tarfile.REGTYPE:
            self._file(folder, name, entry)
        else:
            self._tar.addfile(entry)

    def _below(self, folder: int, name: str, arcname: str, device: int) -> None:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            here = os.open(name, flags, dir_fd=folder)
        except (FileNotFoundError, NotADirectoryError):
            return
        try:
            for one in sorted(os.listdir(here)):
                below = f"{arcname}/{one}" if arcname else one
                if not self._skip(below):
                    self._entry(here, one, below, device)
        finally:
            os.close(here)

    def _file(self, folder: int, name: str, entry: tarfile.TarInfo) -> None:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            descriptor = os.open(name, flags, dir_fd=folder)
        except FileNotFoundError:
            return
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                return  # exchanged since it was looked at
            entry.size = about.st_size
            entry.pax_headers = _attributes(descriptor)
            self._tar.addfile(entry, _Exact(file, entry.size))  # type: ignore[arg-type]


class _Exact:
    """Reads exactly so many bytes: a file that shrinks meanwhile is filled up with zeros."""

    def __init__(self, file: Any, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int) -> bytes:
        """The next bytes."""
        part: bytes = self._file.read(min(size, self._left, _BLOCK))
        if not part:
            part = bytes(min(size, self._left))
        self._left -= len(part)
        while len(part) < size and self._left:
            more = self._file.read(min(size - len(part), self._left))
            more = more or bytes(min(size - len(part), self._left))
            self._left -= len(more)
            part += more
        return part


def _attributes(descriptor: int) -> dict[str, str]:
    try:
        return {
            f"SCHILY.xattr.{_KEPT}": os.getxattr(descriptor, _KEPT).decode(
                "utf-8", "surrogateescape"
            )
        }
    except OSError:
        return {}
