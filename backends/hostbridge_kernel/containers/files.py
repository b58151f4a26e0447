"""Locks and whole files for records, on the hot path: as ``store.files``, without its imports."""

from __future__ import annotations

import fcntl
import os

from hostbridge_kernel import quickjson

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any


class Lock:
    """flock(2) on a file, made if need be, as a context manager; waits for its turn.

    A directory of containers that is gone meanwhile raises FileNotFoundError. The kernel frees the
    lock with the process, however that ends.
    """

    def __init__(self, path: str, *, wait: bool = True) -> None:
        self._path = path
        self._how = fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB
        self._held = -1

    def __enter__(self) -> Lock:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.free()

    def take(self) -> None:
        """Take it; BlockingIOError where another one has it and we do not wait."""
        held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, self._how)
        except BaseException:
            os.close(held)
            raise
        self._held = held

    def free(self) -> None:
        """Give it back. Safe to repeat."""
        if self._held >= 0:
            os.close(self._held)
            self._held = -1


def write_json(path: str, content: dict[str, Any], *, durable: bool = False) -> None:
    """Put a file in place whole, by rename(2).

    durable: its bytes and its name are on the disk when this returns. Without, a loss of power may
    leave an old or an empty one, which is enough for what does not outlive the machine's run.
    """
    temporary = f"{path}.{os.getpid()}.new"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        try:
            view = memoryview(quickjson.dumps(content).encode())
            while view:
                view = view[os.write(descriptor, view) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(temporary, path)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise
    if durable:
        folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_json(path: str) -> dict[str, Any] | None:
    """The object in a file; None where there is none, or where a crash of the machine damaged it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        parts = []
        while True:
            part = os.read(descriptor, 1 << 16)
            if not part:
                break
            parts.append(part)
    finally:
        os.close(descriptor)
    try:
        content = quickjson.loads(b"".join(parts))
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
