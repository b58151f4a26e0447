"""A file or tree as a tar stream, and back: how sessions copy.

The sending side is ``tar``, which knows holes, hard links and every name; the receiving side on the
host is written here, because what comes may be made by someone hostile: nothing is written outside
of the target and no link is followed while writing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from typing import IO, TYPE_CHECKING

from hostbridge import process
from hostbridge.errors import HostbridgeError, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

TAR = ("tar", "--sparse", "--format=gnu", "-cf", "-")


def pack_argv(source: str, *, is_directory: bool) -> tuple[str, ...]:
    """The command that writes a tree (as ``./…``) or one file (by its own name) to its output."""
    if is_directory:
        return (*TAR, "-C", source, ".")
    parent, name = os.path.split(source.rstrip("/") or source)
    return (*TAR, "-C", parent or ".", "--", f"./{name}")


def copy(source: str, target: str) -> None:
    """Copy within this host, see Session.copy_in."""
    is_directory = checked(source)
    packing = process.start(
        pack_argv(source, is_directory=is_directory), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        if packing.stdout is None:
            return
        unpack(packing.stdout, target, is_directory=is_directory)
        _, said = packing.communicate()
    finally:
        process.end(packing)
    if packing.returncode:
        raise process.failed(packing.args, packing.returncode, b"", said)  # type: ignore[arg-type]


def checked(source: str) -> bool:
    """Whether a source of the host is a directory; raises NotFound when it is not there."""
    if not os.path.lexists(source):
        raise NotFound(f"{source}: no such file or directory", exit_code=125)
    return os.path.isdir(source) and not os.path.islink(source)


def unpack(stream: IO[bytes], target: str, *, is_directory: bool) -> None:
    """Write what ``pack_argv`` sent to exactly ``target``.

    A directory is laid over one that exists; a file replaces a file, whole or not at all. Device
    nodes are left out. Raises NotFound for a missing parent, HostbridgeError for an archive that
    leaves the target, for no room and no permission.
    """
    parent = os.path.dirname(target.rstrip("/")) or "."
    if not os.path.isdir(parent):
        raise NotFound(f"{parent}: no such directory", exit_code=125)
    try:
        if is_directory:
            if os.path.islink(target) or (os.path.lexists(target) and not os.path.isdir(target)):
                raise HostbridgeError(f"{target}: is not a directory")
            os.makedirs(target, exist_ok=True)
            _extract(stream, target)
            return
        if os.path.isdir(target) and not os.path.islink(target):
            raise HostbridgeError(f"{target}: is a directory")
        near = tempfile.mkdtemp(prefix=".hostbridge-", dir=parent)
        try:
            _extract(stream, near)
            (name,) = os.listdir(near)
            os.replace(os.path.join(near, name), target)
        except ValueError as error:
            raise HostbridgeError(f"{target}: nothing came, or more than one file") from error
        finally:
            shutil.rmtree(near, ignore_errors=True)
    except OSError as error:
        raise HostbridgeError(f"{error.filename or target}: {error.strerror or error}") from error
    except tarfile.TarError as error:
        raise HostbridgeError(f"{target}: what came is no archive: {error}") from error


def _extract(stream: IO[bytes], top: str) -> None:
    directories: list[tuple[str, tarfile.TarInfo]] = []
    with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
        for member in archive:
            names = [name for name in member.name.split("/") if name not in ("", ".")]
            if ".." in names or member.name.startswith("/"):
                raise HostbridgeError(
                    f"{member.name!r}: leaves the target; nothing more is written"
                )
            path = _place(top, names)
            if member.isdir():
                _clear(path, keep_directory=True)
                os.makedirs(path, mode=0o700, exist_ok=True)
                directories.append((path, member))
            elif member.issym():
                _clear(path)
                os.symlink(member.linkname, path)
                os.utime(path, (member.mtime, member.mtime), follow_symlinks=False)
            elif member.islnk():
                inside = [name for name in member.linkname.split("/") if name not in ("", ".")]
                if ".." in inside:
                    raise HostbridgeError(f"{member.linkname!r}: leaves the target")
                _clear(path)
                os.link(_place(top, inside), path, follow_symlinks=False)
            elif member.isfile():
                _clear(path)
                _write(archive, member, path)
                _attributes(path, member)
            elif member.isfifo():
                _clear(path)
                os.mkfifo(path)
                _attributes(path, member)
    for path, member in reversed(directories):
        _attributes(path, member)


def _place(top: str, names: Sequence[str]) -> str:
    """The path of a member; a link that stands where a directory has to be is taken away."""
    path = top
    for name in names[:-1]:
        path = f"{path}/{name}"
        if os.path.islink(path):
            os.unlink(path)
        os.makedirs(path, mode=0o700, exist_ok=True)
    return f"{path}/{names[-1]}" if names else top


def _clear(path: str, *, keep_directory: bool = False) -> None:
    if os.path.islink(path) or (os.path.lexists(path) and not os.path.isdir(path)):
        os.unlink(path)
    elif not keep_directory and os.path.isdir(path):
        raise HostbridgeError(f"{path}: a file would replace a directory")


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        content = archive.extractfile(member)
        # What tar told as holes is read as zeros by blocks; seeking over them makes holes again.
        while content is not None and (part := content.read(1 << 20)):
            if part.count(0) == len(part):
                file.seek(len(part), os.SEEK_CUR)
            else:
                file.write(part)
        file.truncate(member.size)


def _attributes(path: str, member: tarfile.TarInfo) -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        with contextlib.suppress(PermissionError):
            os.chown(path, member.uid, member.gid, follow_symlinks=False)
    os.chmod(path, member.mode & (0o7777 if os.geteuid() == 0 else 0o1777))
    os.utime(path, (member.mtime, member.mtime))
