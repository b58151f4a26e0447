"""Reading a container's log: since, until, the last lines, and what comes while one watches."""

from __future__ import annotations

import os

from hostbridge_kernel import quickjson
from hostbridge_kernel.containers.clock import nanoseconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO, Optional

    Entry = tuple[str, bytes, str]
    """Stream, bytes, time."""

_PART = 1 << 20


def entry(line: bytes) -> Optional[Entry]:
    """One line of the file; None for a damaged one, as a crash of the machine leaves it."""
    try:
        row = quickjson.loads(line)
        return row["stream"], row["log"].encode("utf-8", "surrogateescape"), row["time"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def files(path: str) -> list[str]:
    """The files of a log that are there, oldest first."""
    found = [path] if os.path.exists(path) else []
    number = 1
    while os.path.exists(f"{path}.{number}"):
        found.insert(0, f"{path}.{number}")
        number += 1
    return found


def last_lines(path: str, count: int) -> tuple[list[str], int]:
    """Where to begin to read so that the last ``count`` entries come: the files, and an offset.

    Blocks are read from the end, so that a large log costs what is shown of it.
    """
    todo = files(path)
    if count <= 0:
        return todo[-1:], _size(todo[-1]) if todo else 0
    for at in range(len(todo) - 1, -1, -1):
        with open(todo[at], "rb") as file:
            offset, found = _backwards(file, count)
        if found >= count or at == 0:
            return todo[at:], offset
        count -= found
    return [], 0


def _backwards(file: IO[bytes], count: int) -> tuple[int, int]:
    """The offset of the count-th entry from the end, or 0, and how many there are from there on."""
    end = file.seek(0, os.SEEK_END)
    at = end
    seen = 0
    while at > 0:
        begin = max(0, at - _PART)
        file.seek(begin)
        block = file.read(at - begin)
        place = len(block)
        while True:
            place = block.rfind(b"\n", 0, place)
            if place < 0:
                break
            if begin + place == end - 1:
                continue  # the end of the last entry
            seen += 1
            if seen == count:
                return begin + place + 1, count
        at = begin
    return 0, seen + (1 if end else 0)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def read(
    path: str,
    *,
    tail: int = -1,
    follow: bool = False,
    ended: Callable[[], bool] = lambda: True,
    wait: Callable[[], None] = lambda: None,
) -> Iterator[Entry]:
    """The entries of a log, oldest first; tail: the last ones alone (-1: all).

    follow: go on with what is written, until ``ended`` says that nothing comes any more; ``wait``
    returns when something may have changed. Rotation meanwhile is followed.
    """
    todo, offset = last_lines(path, tail) if tail >= 0 else (files(path), 0)
    current: Optional[IO[bytes]] = None
    try:
        for at, name in enumerate(todo):
            if current is not None:
                current.close()
            current = open(name, "rb")
            if at == 0:
                current.seek(offset)
            yield from _whole_lines(current)
        while follow:
            over = ended()  # asked before the last look: what was written until then is shown
            if current is None:
                if os.path.exists(path):
                    current = open(path, "rb")
            elif not _same(current, path):
                yield from _whole_lines(current)
                current.close()
                current = None
                continue
            if current is not None:
                yield from _whole_lines(current)
            if over:
                return
            wait()
    finally:
        if current is not None:
            current.close()


def _same(file: IO[bytes], path: str) -> bool:
    try:
        return os.fstat(file.fileno()).st_ino == os.stat(path).st_ino
    except FileNotFoundError:
        return not os.path.exists(os.path.dirname(path))


def _whole_lines(file: IO[bytes]) -> Iterator[Entry]:
    """The entries from here on; a line that is being written is left for the next look."""
    while True:
        begin = file.tell()
        lines = file.readlines(_PART)
        if not lines:
            return
        if not lines[-1].endswith(b"\n"):
            file.seek(begin + sum(map(len, lines[:-1])))
            lines.pop()
            if not lines:
                return
        for line in lines:
            found = entry(line)
            if found is not None:
                yield found


def chosen(entries: Iterator[Entry], since: int, until: int) -> Iterator[Entry]:
    """Those of a span of time, in nanoseconds since 1970; 0: no limit."""
    for one in entries:
        at = nanoseconds(one[2]) if since or until else 0
        if since and at < since:
            continue
        if until and at > until:
            return
        yield one
