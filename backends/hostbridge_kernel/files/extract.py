"""A tar stream laid over a directory, without following any link that lies below it."""

from __future__ import annotations

import errno
import os
import stat
import tarfile

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PART = 1 << 16


def extract(
    stream: IO[bytes],
    top: int,
    *,
    rename: Callable[[str], str] = lambda name: name,
    owners: bool = False,
    whole: bool = False,
) -> None:
    """Write the entries of a stream below an open directory.

    rename gives the name below top (``a/b``; "" for top itself) of an entry's name. owners: keep the
    archive's, where this user can; else everything is the caller's. whole: top gets the mode of its
    own entry. A directory is laid over one that is there, anything
    else replaces a file. Raises HostbridgeError for names that lead out and for a file in a
    directory's place, OSError for the disk.
    """
    work = _Work(top, owners=owners, whole=whole)
    try:
        with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
            for entry in archive:
                parts = _parts(rename(entry.name))
                target = _parts(rename(entry.linkname)) if entry.islnk() else ()
                work.add(archive, entry, parts, target)
                archive.members = []  # type: ignore[attr-defined] # it keeps all that it has read
        work.finish()
    except tarfile.TarError as error:
        raise HostbridgeError("what came is no tar archive", str(error), exit_code=1) from error


def _parts(name: str) -> tuple[str, ...]:
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts or any("\0" in part for part in parts):
        raise HostbridgeError(f"{name!r}: leads out of where it is copied to", exit_code=1)
    return parts


class _Work:
    def __init__(self, top: int, *, owners: bool, whole: bool) -> None:
        self._top = top
        self._whole: tarfile.TarInfo | None = None
        self._wants_whole = whole
        self._owners = owners
        self._directories: dict[tuple[str, ...], tarfile.TarInfo] = {}

    def add(
        self,
        archive: tarfile.TarFile,
        entry: tarfile.TarInfo,
        parts: tuple[str, ...],
        target: tuple[str, ...],
    ) -> None:
        if not parts:
            self._whole = entry if entry.isdir() else None
            return
        name = parts[-1]
        for folder in self._opened(parts[:-1]):
            if entry.isdir():
                self._directory(folder, name)
                self._directories[parts] = entry
                return
            self._clear(folder, name)
            if entry.islnk():
                for other in self._opened(target[:-1]):
                    os.link(
                        target[-1], name, src_dir_fd=other, dst_dir_fd=folder, follow_symlinks=False
                    )
                return
            if entry.issym():
                os.symlink(entry.linkname, name, dir_fd=folder)
            elif entry.isfile():
                self._file(archive, entry, folder, name)
            elif entry.isfifo():
                os.mkfifo(name, 0o600, dir_fd=folder)
            elif entry.ischr() or entry.isblk():
                self._device(entry, folder, name)
            else:
                return
            self._attributes(entry, folder, name)

    def finish(self) -> None:
        """Modes and times of directories, innermost first."""
        for parts, entry in sorted(self._directories.items(), reverse=True):
            for folder in self._opened(parts[:-1]):
                self._attributes(entry, folder, parts[-1])
        if self._wants_whole and self._whole is not None:
            self._attributes(self._whole, self._top, ".")

    def _opened(self, parts: tuple[str, ...]) -> Iterator[int]:
        """The directory of an entry, made where it is missing; no step of it may be a link."""
        here = os.dup(self._top)
        try:
            for part in parts:
                try:
                    step = os.open(part, _DIRECTORY, dir_fd=here)
                except FileNotFoundError:
                    os.mkdir(part, 0o755, dir_fd=here)
                    step = os.open(part, _DIRECTORY, dir_fd=here)
                except OSError as error:
                    raise HostbridgeError(
                        f"{'/'.join(parts)}: {part!r} is a link or a file, and no directory",
                        error.strerror or "", exit_code=1,
                    ) from error  # fmt: skip
                os.close(here)
                here = step
            yield here
        finally:
            os.close(here)

    def _directory(self, folder: int, name: str) -> None:
        try:
            os.mkdir(name, 0o700, dir_fd=folder)
        except FileExistsError:
            about = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(about.st_mode):
                raise HostbridgeError(
                    f"cannot overwrite non-directory {name!r} with directory", exit_code=1
                ) from None

    def _clear(self, folder: int, name: str) -> None:
        try:
            os.unlink(name, dir_fd=folder)
        except FileNotFoundError:
            pass
        except (IsADirectoryError, PermissionError) as error:
            raise HostbridgeError(
                f"cannot overwrite directory {name!r} with non-directory", error.strerror or "",
                exit_code=1,
            ) from error  # fmt: skip

    def _file(
        self, archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: int, name: str
    ) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(name, flags, 0o600, dir_fd=folder)
        source = archive.extractfile(entry)
        with os.fdopen(descriptor, "wb") as file:
            while source is not None:
                part = source.read(_PART)
                if not part:
                    break
                file.write(part)
            for key, text in entry.pax_headers.items():
                if key.startswith("SCHILY.xattr.security.") and self._owners:
                    value = text.encode("utf-8", "surrogateescape")
                    try:
                        os.setxattr(descriptor, key[len("SCHILY.xattr.") :], value)
                    except OSError:
                        continue

    def _device(self, entry: tarfile.TarInfo, folder: int, name: str) -> None:
        kind = stat.S_IFCHR if entry.ischr() else stat.S_IFBLK
        number = os.makedev(entry.devmajor, entry.devminor)
        os.mknod(name, kind | 0o600, number, dir_fd=folder)

    def _attributes(self, entry: tarfile.TarInfo, folder: int, name: str) -> None:
        if self._owners:
            try:
                os.chown(name, entry.uid, entry.gid, dir_fd=folder, follow_symlinks=False)
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.EINVAL):
                    raise  # else an id that this user, or the container, does not have
        if not entry.issym():
            # The name may have been exchanged for a link: only what was made here is changed.
            descriptor = os.open(
                name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder
            ) if entry.isfile() or entry.isdir() else -1  # fmt: skip
            mode = entry.mode & (0o7777 if self._owners else 0o1777)
            if descriptor >= 0:
                try:
                    os.fchmod(descriptor, mode)
                finally:
                    os.close(descriptor)
        os.utime(name, (entry.mtime, entry.mtime), dir_fd=folder, follow_symlinks=False)
