"""What a file holds, from a marshal cache: the hot path's way to state and settings.

Parsing JSON or TOML costs 8 to 20 ms of imports; loading a marshalled tuple costs 0.1. An entry is
valid for one path, size, modification and change time and inode of its file, and for this Python.
A cache that is damaged or cannot be written is as good as none.

A file that is written twice within one tick of its file system's clock looks the same to stat(2)
after the second time. So nothing is kept of a file that changed less than ``TICK`` ago.
"""

from __future__ import annotations

import _imp
import marshal
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FORMAT = 3
"""Raised when what is cached changes its shape."""
TICK = 20_000_000
"""Nanoseconds: Linux' coarsest clock has 100 ticks a second (CONFIG_HZ), Windows' 64."""
COARSE_TICK = 2_100_000_000
"""For times of whole seconds, as FAT has them (two seconds) and old network file systems."""
_SEAL = 0x68627267
_SEALED = 8


def cached(path: str, folder: str, load: Callable[[str], Any]) -> Any:
    """What ``load(path)`` gives, kept in ``folder``; None when the file does not exist.

    load returns what marshal can hold (None, numbers, strings, tuples, lists, dicts) and may raise;
    nothing is kept then. Raises OSError where stat(2) fails in another way.
    """
    try:
        key = _key(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    place = f"{folder}/{short_name(path)}.marshal"
    try:
        with open(place, "rb") as file:
            raw = file.read()
        # marshal is only safe on what it wrote itself; siphash is built in, and a checksum here.
        if raw[:_SEALED] == _imp.source_hash(_SEAL, raw[_SEALED:]):
            kept = marshal.loads(raw[_SEALED:])
            if kept[0] == key:
                return kept[1]
    except (OSError, EOFError, ValueError, TypeError, IndexError, KeyError):
        pass
    try:
        content = load(path)
    except FileNotFoundError:
        return None
    if _settled(key) and _same(path, key):
        _keep(place, (key, content))
    return content


def _key(path: str) -> tuple[Any, ...]:
    found = os.stat(path)
    return (
        FORMAT, sys.hexversion, path, found.st_size, found.st_mtime_ns, found.st_ctime_ns,
        found.st_ino, found.st_dev, __file__, _own(),
    )  # fmt: skip


def _own() -> int:
    """When this hostbridge was installed; 0 where it is no file, as in a zip archive."""
    try:
        return os.stat(__file__).st_mtime_ns
    except OSError:
        return 0


def _settled(key: tuple[Any, ...]) -> bool:
    """Whether the file's last change is long enough ago for the next one to be told apart."""
    newest: int = max(key[4], key[5])
    tick = TICK if newest % 1_000_000_000 else COARSE_TICK
    return time.time_ns() - newest > tick


def _same(path: str, key: tuple[Any, ...]) -> bool:
    """Whether the file was not changed while it was read."""
    try:
        return _key(path) == key
    except OSError:
        return False


def short_name(path: str) -> str:
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
            data = marshal.dumps(entry)
            data = _imp.source_hash(_SEAL, data) + data
            if os.write(handle, data) != len(data):
                raise ValueError("cut off")
        finally:
            os.close(handle)
        os.replace(beside, place)
    except (OSError, ValueError):
        try:
            os.unlink(beside)
        except OSError:
            pass
