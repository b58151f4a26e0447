"""What a file holds, from a marshal cache: the hot path's way to state and settings.

Parsing JSON or TOML costs 8 to 20 ms of imports; loading a marshalled tuple costs 0.1. An entry is
valid for one path, size, modification time and inode of its file, and for this Python. A cache that
is damaged or cannot be written is as good as none.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FORMAT = 1
"""Raised when what is cached changes its shape."""


def cached(path: str, folder: str, load: Callable[[str], Any]) -> Any:
    """What ``load(path)`` gives, kept in ``folder``; None when the file does not exist.

    load returns what marshal can hold (None, numbers, strings, tuples, lists, dicts) and may raise;
    nothing is kept then.
    """
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    key = (
        FORMAT, sys.hexversion, path, found.st_size, found.st_mtime_ns, found.st_ino,
        os.path.getmtime(__file__),
    )  # fmt: skip
    place = f"{folder}/{_name(path)}.marshal"
    try:
        with open(place, "rb") as file:
            kept = marshal.loads(file.read())
        if kept[0] == key:
            return kept[1]
    except (OSError, EOFError, ValueError, TypeError, IndexError, KeyError):
        pass
    content = load(path)
    _keep(place, (key, content))
    return content


def _name(path: str) -> str:
    """A short file name for a path; a collision only costs the cache its use."""
    digest = 0xCBF29CE484222325
    for byte in os.fsencode(path):
        digest = ((digest ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{digest:016x}"


def _keep(place: str, entry: tuple[Any, Any]) -> None:
    beside = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, marshal.dumps(entry))
        finally:
            os.close(handle)
        os.replace(beside, place)
    except (OSError, ValueError):
        try:
            os.unlink(beside)
        except OSError:
            pass
