"""Files that are there whole or not at all, and locks that the kernel frees with their holder."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import tempfile
from typing import Any, Generator

from hostbridge.errors import HostbridgeError, StateError


@contextlib.contextmanager
def locked(path: str, *, shared: bool = False) -> Generator[None]:
    """Hold flock(2) on a file, made if need be; waits."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked_if_free(path: str) -> Generator[bool]:
    """Hold the lock alone if nobody has it; gives whether it is held."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def write_whole(path: str, data: bytes) -> None:
    """Put a file in place by rename(2), after its bytes and before its directory are on the disk."""
    folder = os.path.dirname(path)
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        sync_directory(folder)
    except OSError as error:
        raise disk_error(path, error) from error


def sync_directory(path: str) -> None:
    """fsync(2) of a directory: the names in it survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_json(path: str) -> dict[str, Any] | None:
    """The object in a file of ours, None where there is none; raises StateError for a damaged one."""
    try:
        with open(path, "rb") as file:
            content = json.loads(file.read())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(path, error) from error
    except ValueError as error:
        raise StateError(f"{path}: is damaged", str(error)) from error
    if not isinstance(content, dict):
        raise StateError(f"{path}: is damaged", "no JSON object")
    return content


def disk_error(path: str, error: OSError) -> HostbridgeError:
    """The error for a file that cannot be read or written, with what to do about it."""
    remedies = {
        errno.ENOSPC: "make room, then run the command again",
        errno.EDQUOT: "make room within the quota, then run the command again",
        errno.EROFS: "name a data directory that can be written: HOSTBRIDGE_DATA_DIR",
        errno.EACCES: "name a data directory that can be written: HOSTBRIDGE_DATA_DIR",
    }
    what = error.filename if isinstance(error.filename, str) else path
    return HostbridgeError(
        f"{what}: {error.strerror or error}", "", remedies.get(error.errno or 0, "")
    )
