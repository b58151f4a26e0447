"""Frames between a monitor and those who attach, over a unix socket.

As in docker's attached streams, a frame is a header of eight bytes (its kind, three zeros, the
length as a big-endian number) and its bytes. A client begins with HELLO; the monitor answers
STARTED at once where the container runs.
"""

from __future__ import annotations

import os

from hostbridge_kernel import quickjson

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

STDIN, STDOUT, STDERR = 0, 1, 2
"""Bytes of a stream; empty ones of STDIN are its end."""
HELLO = 16
"""JSON of ``stdin``, ``stdout``, ``stderr`` (whether they are wanted) and ``size`` (rows, columns)."""
RESIZE = 17
"""JSON of rows and columns."""
WAKE = 18
"""The container's state was changed by a command: look at it."""
STARTED = 32
"""Empty: the container's process runs."""
FAILED = 33
"""JSON of ``summary``, ``detail``, ``remedy``, ``exit_code``: it could not be started."""
EXIT = 34
"""JSON of ``code`` and ``restarting``: its process has ended, and all of its output has been sent.

Where it is not started again, the monitor hangs up when nothing of it is left.
"""

_HEADER = 8
_LARGEST = 1 << 24


class ProtocolError(Exception):
    """The other side speaks something else."""


def frame(kind: int, data: bytes = b"") -> bytes:
    """One frame."""
    return bytes((kind, 0, 0, 0)) + len(data).to_bytes(4, "big") + data


def json_frame(kind: int, content: dict[str, Any]) -> bytes:
    """One frame that holds JSON."""
    return frame(kind, quickjson.dumps(content).encode())


class Frames:
    """Cuts what arrives into frames."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The frames that are whole now; raises ProtocolError for what is no frame."""
        self._kept += data
        while len(self._kept) >= _HEADER:
            kind, length = self._kept[0], int.from_bytes(self._kept[4:_HEADER], "big")
            if any(self._kept[1:4]) or length > _LARGEST:
                raise ProtocolError(bytes(self._kept[:_HEADER]))
            if len(self._kept) < _HEADER + length:
                return
            body = bytes(self._kept[_HEADER : _HEADER + length])
            del self._kept[: _HEADER + length]
            yield kind, body


def read_object(body: bytes) -> dict[str, Any]:
    """The object of a JSON frame; empty for what is none."""
    try:
        found = quickjson.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def write_all(descriptor: int, data: bytes) -> None:
    """Write everything to a blocking descriptor, in spite of short writes."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
