"""Reading files, directories and rights so that nothing hangs, is huge, or raises."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 1 << 20
"""Bytes that are read of one file: 512 processors make 0.7 MiB of /proc/cpuinfo."""
ENTRIES = 4096

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def text(path: str) -> str | None:
    """The start of a regular file, undecodable bytes replaced; None where it cannot be read.

    Nothing but regular files is read: a FIFO would block, a device has no end.
    """
    try:
        handle = os.open(path, _OPEN | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        parts: list[bytes] = []
        left = LIMIT
        while left:
            part = os.read(handle, min(left, 1 << 16))
            if not part:
                break
            parts.append(part)
            left -= len(part)
        return b"".join(parts).decode("utf-8", "replace")
    except OSError:
        return None
    finally:
        os.close(handle)


def texts(paths: Iterable[str]) -> dict[str, str]:
    """Those of the paths that can be read, with their text."""
    found = ((path, text(path)) for path in paths)
    return {path: content for path, content in found if content is not None}


def entries(path: str) -> tuple[str, ...]:
    """The names in a directory, sorted; empty where it cannot be listed."""
    try:
        return tuple(sorted(os.listdir(path))[:ENTRIES])
    except (OSError, ValueError):
        return ()


def rights(paths: Iterable[str]) -> dict[str, str]:
    """For each path that exists, which of ``rwx`` this user has. A link to nothing does not exist."""
    found: dict[str, str] = {}
    for path in paths:
        try:
            if os.access(path, os.F_OK):
                modes = (("r", os.R_OK), ("w", os.W_OK), ("x", os.X_OK))
                found[path] = "".join(letter for letter, mode in modes if os.access(path, mode))
            elif os.path.lexists(path) or _hidden(path):
                found[path] = ""
        except (OSError, ValueError):
            continue
    return found


def _hidden(path: str) -> bool:
    """Whether a directory above keeps this user from knowing."""
    try:
        os.stat(path)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def space(path: str) -> tuple[str, int, int] | None:
    """``(directory, bytes in all, bytes free for this user)`` of the nearest directory that exists."""
    folder = path
    while folder and not os.path.isdir(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    try:
        if hasattr(os, "statvfs"):
            told = os.statvfs(folder)
            return folder, told.f_frsize * told.f_blocks, told.f_frsize * told.f_bavail
        import shutil

        usage = shutil.disk_usage(folder)
    except (OSError, ValueError):
        return None
    return folder, usage.total, usage.free
