"""A client's output while it runs: the lines of ``events``, the pieces of ``stats``.

Signals that come meanwhile are the client's, so that Ctrl-C ends it as it would without hostbridge
between, and its exit code is the command's.
"""

from __future__ import annotations

import os
import select
import tempfile
from contextlib import suppress

from hostbridge.contract.session import Stdio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType
    from typing import IO, Self

    from hostbridge.contract.session import Process, Session

_CHUNK = 1 << 16
_SIGNAL_BASE = 128


class Following:
    """One client that runs. A context manager: leaving it ends a client that still does.

    code: its exit code, 128+N for signal N, and said: its standard error; both after the last line.
    """

    def __init__(self, session: Session, argv: Sequence[str]) -> None:
        self.code = 0
        self.said = b""
        self._errors: IO[bytes] = tempfile.TemporaryFile()
        self._process: Process = session.spawn(
            argv, stdio=Stdio("null", "pipe", self._errors.fileno())
        )
        self._ended = False

    @property
    def process(self) -> Process:
        """The client's process, to send signals to."""
        return self._process

    def pieces(self, quiet: float) -> Iterator[bytes]:
        """What it writes, and an empty piece each time it then wrote nothing for ``quiet`` seconds."""
        stream = self._process.stdout
        assert stream is not None
        while True:
            data = _read(stream)
            if not data:
                break
            yield data
            if quiet and not _more(stream, quiet):
                yield b""
        self._end()

    def lines(self) -> Iterator[bytes]:
        """Its lines, each as soon as it is whole, without their ends."""
        rest = b""
        for data in self.pieces(0):
            *whole, rest = (rest + data).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def _end(self) -> None:
        code = self._process.wait()
        self.code = _SIGNAL_BASE - code if code < 0 else code
        self._errors.seek(0)
        self.said = self._errors.read()
        self._ended = True

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the client if it runs."""
        self._process.close()
        self._errors.close()


def _read(stream: IO[bytes]) -> bytes:
    """What is there, at least a byte; empty at the end."""
    try:
        return os.read(stream.fileno(), _CHUNK)
    except (OSError, ValueError):
        # No descriptor behind it (a fake, a far stream): what one read gives.
        return stream.read(_CHUNK) or b""


def _more(stream: IO[bytes], seconds: float) -> bool:
    """Whether something comes within a time; False where that cannot be told."""
    with suppress(OSError, ValueError):
        return bool(select.select([stream], [], [], seconds)[0])
    return False
