"""State files: versioned JSON, written whole under a lock.

A file is replaced by rename(2) after its bytes and before its directory are fsync'ed, so that
``kill -9`` at any moment leaves the old or the new one. The lock is an fcntl lock on a file beside
it: the kernel frees it with its holder, so a stale one cannot exist. Windows is locked with msvcrt.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from typing import IO, TYPE_CHECKING, Any

from hostbridge.errors import StateError
from hostbridge.host.system import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    Migration = Callable[[dict[str, Any]], dict[str, Any]]

LOCK_PATIENCE = 20.0
"""Seconds that a writer waits while one other holds the lock; a write takes milliseconds."""
ABANDONED = 600.0
"""Seconds after which a temporary file has no writer any more."""
_RANDOM = 8  # the characters that tempfile.mkstemp adds


def read(
    path: str, *, version: int, migrations: Mapping[int, Migration] | None = None
) -> dict[str, Any] | None:
    """The content of a state file, brought to ``version``; None where there is none.

    migrations maps a version to the function that makes the next one. A damaged file is kept aside
    under another name and the error says so; one of a newer version is left alone. Both raise
    StateError.
    """
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed(path, "cannot be read", error) from error
    try:
        content = json.loads(raw)
        found = content.pop("version")
        if not isinstance(found, int):
            raise TypeError(found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        kept = f"{path}.damaged-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
        with contextlib.suppress(OSError):
            os.replace(path, kept)
        raise StateError(
            f"{path}: is damaged", f"{error}; it is kept as {kept}", "run the command again"
        ) from error
    if found > version:
        raise StateError(
            f"{path}: was written by a newer hostbridge",
            f"version {found}; this one knows {version}",
            "update hostbridge, or set HOSTBRIDGE_DATA_DIR to another directory",
        )
    while found < version:
        content = (migrations or {})[found](content)
        found += 1
    return dict(content)


def update(
    path: str,
    change: Callable[[dict[str, Any] | None], dict[str, Any]],
    *,
    version: int,
    migrations: Mapping[int, Migration] | None = None,
) -> dict[str, Any]:
    """Read, change and write a state file under its lock; returns what is now in it.

    Safe to repeat as far as ``change`` is. Raises StateError when the lock is not had in
    LOCK_PATIENCE seconds, and when nothing can be written (no room, no permission): the file is
    then what it was.
    """
    with locked(path):
        content = change(read(path, version=version, migrations=migrations))
        write(path, content, version=version)
        return content


def write(path: str, content: Mapping[str, Any], *, version: int) -> None:
    """Put a file in its place whole; the caller holds its lock."""
    replace_whole(
        path, json.dumps({"version": version, **content}, indent=1, ensure_ascii=True).encode()
    )


def replace_whole(path: str, data: bytes, *, mode: int = 0o600) -> None:
    """Put bytes in the place of a file at once; its directory is made, its mode is kept.

    mode: of a file that is new.

    Raises StateError where it cannot be written; the file is then what it was.
    """
    folder = os.path.dirname(path)
    name = ""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        _like(path, name)
        os.replace(name, path)
        name = ""
        _sync_directory(folder)
        _clear(path)
    except OSError as error:
        raise _failed(path, "cannot be written", error) from error
    finally:
        if name:
            with contextlib.suppress(OSError):
                os.unlink(name)


def _clear(path: str) -> None:
    """Remove what writers that were killed left beside a file; a live one takes milliseconds."""
    folder, base = os.path.split(path)
    old = time.time() - ABANDONED
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(f".{base}.") and len(name) == len(base) + 2 + _RANDOM:
                place = os.path.join(folder, name)
                with contextlib.suppress(OSError):
                    if os.lstat(place).st_mtime < old:
                        os.unlink(place)


def _like(path: str, name: str) -> None:
    """Give a new file the mode and, where this user may, the owner of the one that it replaces."""
    try:
        old = os.stat(path)
    except OSError:
        return
    with contextlib.suppress(OSError):
        if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(name, old.st_uid, old.st_gid)
    with contextlib.suppress(OSError):
        os.chmod(name, old.st_mode & 0o777)


@contextlib.contextmanager
def locked(path: str, patience: float = LOCK_PATIENCE) -> Generator[None]:
    """Hold the lock of a state file. Not reentrant. Raises StateError, see ``update``."""
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        file = open(f"{path}.lock", "a+b", buffering=0)
    except OSError as error:
        raise _failed(path, "cannot be locked", error) from error
    with file:
        holder, since = b"", time.monotonic()
        while not _try_lock(file):
            file.seek(0)
            now = file.read(32)
            if now != holder:  # many writers take turns: only one that does not go on is a reason
                holder, since = now, time.monotonic()
            if time.monotonic() - since > patience:
                name = holder.decode(errors="replace").strip() or "unknown"
                raise StateError(
                    f"{path}: another process holds its lock",
                    f"process {name}, for more than {patience:g} s",
                    "end that process, or wait for it",
                )
            time.sleep(0.01)
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if SYSTEM == "windows":
            import msvcrt

            file.seek(1 << 30)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_directory(folder: str) -> None:
    if SYSTEM == "windows":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failed(path: str, what: str, error: OSError) -> StateError:
    remedies = {
        28: "make room on that disk, or set HOSTBRIDGE_DATA_DIR to another",
        30: "it is read-only: set HOSTBRIDGE_DATA_DIR to a directory that can be written",
        13: "give this user the right to it, or set HOSTBRIDGE_DATA_DIR to another directory",
    }
    return StateError(f"{path}: {what}", error.strerror or "", remedies.get(error.errno or 0, ""))
