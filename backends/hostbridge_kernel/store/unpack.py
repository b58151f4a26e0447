"""A layer's tar stream as a directory for overlayfs.

Nothing is written outside of the directory, whatever the stream says (store.place). Whiteouts of the
OCI image specification become those of overlayfs (Documentation/filesystems/overlayfs.rst).
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tarfile
from typing import IO, Callable

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime.ids import initial
from hostbridge_kernel.store.place import Tree, parts_of

_PART = 1 << 20
_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_PLUMBING = ".wh..wh."
_XATTR = "SCHILY.xattr."
_LOOK = 64 << 20
"""Bytes between two looks at the space that is left."""
_SPARE = 64 << 20
"""Bytes that an image may not take from the disk."""


class Totals:
    """What was unpacked: bytes of files, and entries."""

    def __init__(self) -> None:
        self.bytes = 0
        self.entries = 0


def unpack(stream: IO[bytes], top: str, *, root: bool | None = None) -> Totals:
    """Fill the empty directory ``top``; returns what it holds.

    root: owners can be kept (default: whether this is root); else everything belongs to the caller.
    In a user namespace devices cannot be made, and overlayfs needs ``userxattr``. Raises HostbridgeError
    for a hostile or damaged stream, OSError for a full disk.
    """
    as_root = os.geteuid() == 0 if root is None else root
    layer = _Layer(top, as_root)
    try:
        with tarfile.open(
            fileobj=stream, mode="r|", errors="surrogateescape", bufsize=_PART
        ) as archive:
            for member in archive:
                layer.add(archive, member)
                archive.members = []  # type: ignore[attr-defined] # it keeps all that it has read
        layer.finish()
    except tarfile.TarError as error:
        raise HostbridgeError("a layer is no tar archive", str(error)) from error
    finally:
        layer.close()
    return layer.totals


class _Layer:
    def __init__(self, top: str, as_root: bool) -> None:
        self.totals = Totals()
        self._top = top
        self._tree = Tree(top)
        self._root = as_root
        # Devices and trusted attributes are for the host's own root.
        self._host = as_root and os.geteuid() == 0 and initial()
        self._namespace = "trusted" if self._host else "user"
        self._directories: dict[tuple[str, ...], tarfile.TarInfo] = {}
        self._look = _LOOK
        self._makers: dict[bytes, Callable[[int, str, tarfile.TarInfo], None]] = {
            tarfile.SYMTYPE: self._symlink,
            tarfile.FIFOTYPE: self._special,
            tarfile.CHRTYPE: self._special,
            tarfile.BLKTYPE: self._special,
        }

    def add(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        parts = parts_of(member.name)
        if not parts:
            if member.isdir():
                self._directories[()] = member
            return
        self.totals.entries += 1
        name = parts[-1]
        parent = self._tree.parent(parts)
        if name.startswith(_WHITEOUT):
            self._whiteout(parent, name)
            return
        if member.isdir():
            self._directory(parent, name, parts, member)
            return
        self._clear(parent, name)
        if member.islnk():
            self._link(parent, name, member)
            return
        if member.isfile():
            self._file(archive, parent, name, member)
            return
        maker = self._makers.get(member.type)
        if maker is None:
            raise HostbridgeError(f"{member.name!r}: an entry of a type that images do not have")
        maker(parent, name, member)
        self._attributes(parent, name, member)

    def finish(self) -> None:
        """Modes and times of directories, innermost first: their contents are complete."""
        self._tree.forget()
        for parts, member in sorted(self._directories.items(), reverse=True):
            if not parts:
                os.chmod(self._top, member.mode & 0o7777)
                if self._root:
                    os.chown(self._top, member.uid, member.gid)
                continue
            descriptor = self._tree.directory(parts[:-1], make=False)
            try:
                self._attributes(descriptor, parts[-1], member)
            finally:
                os.close(descriptor)

    def close(self) -> None:
        self._tree.close()

    def _directory(
        self, parent: int, name: str, parts: tuple[str, ...], member: tarfile.TarInfo
    ) -> None:
        try:
            os.mkdir(name, 0o700, dir_fd=parent)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(name, dir_fd=parent).st_mode):
                self._clear(parent, name)
                os.mkdir(name, 0o700, dir_fd=parent)
        self._directories[parts] = member

    def _file(
        self, archive: tarfile.TarFile, parent: int, name: str, member: tarfile.TarInfo
    ) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(name, flags, 0o600, dir_fd=parent)
        try:
            content = archive.extractfile(member)
            assert content is not None
            left = member.size
            while left:
                part = content.read(min(_PART, left))
                if not part:
                    raise HostbridgeError(f"{member.name!r}: the layer ends in the middle of it")
                left -= len(part)
                self._room(len(part))
                # Long runs of zeros become holes: a bomb of zeros takes no room.
                if len(part) == _PART and part.count(0) == _PART:
                    os.lseek(descriptor, _PART, os.SEEK_CUR)
                else:
                    _write(descriptor, part)
            os.ftruncate(descriptor, member.size)
            if self._root:
                os.fchown(descriptor, member.uid, member.gid)
            os.fchmod(descriptor, member.mode & 0o7777)
            self._extended(descriptor, member)
            os.utime(descriptor, (member.mtime, member.mtime))
        finally:
            os.close(descriptor)

    def _link(self, parent: int, name: str, member: tarfile.TarInfo) -> None:
        target = parts_of(member.linkname)
        if not target:
            raise HostbridgeError(f"{member.name!r}: a link to the image's top")
        folder = self._tree.directory(target[:-1], make=False)
        try:
            os.link(target[-1], name, src_dir_fd=folder, dst_dir_fd=parent, follow_symlinks=False)
        finally:
            os.close(folder)

    def _symlink(self, parent: int, name: str, member: tarfile.TarInfo) -> None:
        if "\0" in member.linkname or not member.linkname:
            raise HostbridgeError(f"{member.name!r}: a link to nothing")
        os.symlink(member.linkname, name, dir_fd=parent)

    def _special(self, parent: int, name: str, member: tarfile.TarInfo) -> None:
        if member.isfifo():
            os.mkfifo(name, 0o600, dir_fd=parent)
            return
        kind = stat.S_IFBLK if member.isblk() else stat.S_IFCHR
        device = os.makedev(member.devmajor, member.devminor)
        if device == 0 and member.ischr():
            raise HostbridgeError(f"{member.name!r}: a device that overlayfs takes for a whiteout")
        if self._host:
            os.mknod(name, kind | 0o600, device, dir_fd=parent)
        else:
            # Only the host's root can make one; the file says that there would be one.
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=parent))

    def _whiteout(self, parent: int, name: str) -> None:
        if name == _OPAQUE:
            os.setxattr(parent, f"{self._namespace}.overlay.opaque", b"y")
            return
        if name.startswith(_PLUMBING):  # AUFS' own files
            return
        hidden = name[len(_WHITEOUT) :]
        if hidden in ("", ".", ".."):
            raise HostbridgeError(f"{name!r}: hides nothing that can be hidden")
        self._clear(parent, hidden)
        os.mknod(hidden, stat.S_IFCHR, os.makedev(0, 0), dir_fd=parent)

    def _attributes(self, parent: int, name: str, member: tarfile.TarInfo) -> None:
        if self._root:
            os.chown(name, member.uid, member.gid, dir_fd=parent, follow_symlinks=False)
        if not member.issym():
            os.chmod(name, member.mode & 0o7777, dir_fd=parent)
            if member.isdir() and any(key.startswith(_XATTR) for key in member.pax_headers):
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
                descriptor = os.open(name, flags, dir_fd=parent)
                try:
                    self._extended(descriptor, member)
                finally:
                    os.close(descriptor)
        os.utime(name, (member.mtime, member.mtime), dir_fd=parent, follow_symlinks=False)

    def _extended(self, descriptor: int, member: tarfile.TarInfo) -> None:
        for key, text in member.pax_headers.items():
            if not key.startswith(_XATTR):
                continue
            name = key[len(_XATTR) :]
            # What steers overlayfs is ours alone.
            if not name.startswith(("user.", "security.capability")) or ".overlay." in name:
                continue
            with contextlib.suppress(OSError, ValueError):
                os.setxattr(descriptor, name, text.encode("utf-8", "surrogateescape"))

    def _clear(self, parent: int, name: str) -> None:
        """Take away what stands there, a tree included; a later entry replaces an earlier one."""
        try:
            mode = os.lstat(name, dir_fd=parent).st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(mode):
            os.unlink(name, dir_fd=parent)
            return
        path = os.readlink(f"/proc/self/fd/{parent}")
        shutil.rmtree(os.path.join(path, name))
        gone = os.path.relpath(os.path.join(path, name), self._top).split("/")
        for parts in [one for one in self._directories if list(one[: len(gone)]) == gone]:
            del self._directories[parts]

    def _room(self, count: int) -> None:
        self.totals.bytes += count
        if self.totals.bytes < self._look:
            return
        self._look = self.totals.bytes + _LOOK
        told = os.statvfs(self._top)
        if told.f_bavail * told.f_frsize < _SPARE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._top)


def _write(descriptor: int, part: bytes) -> None:
    view = memoryview(part)
    while view:
        view = view[os.write(descriptor, view) :]
