"""What every Process shares: sending its input while reading both outputs, and running to the end.

A process of any session has ordinary descriptors behind its streams, so one exchange serves all.
"""

from __future__ import annotations

import contextlib
import threading
from typing import IO, TYPE_CHECKING

from hostbridge.contract.session import Completed
from hostbridge.process import failed

if TYPE_CHECKING:
    from hostbridge.contract.session import Process

_PART = 1 << 16


class Exchange:
    """The input and the outputs of one process, moved by threads so that no pipe can fill up.

    data given when it is made is sent at once (``Stdio.stdin`` as bytes).
    """

    def __init__(self, process: Process, data: bytes | None) -> None:
        self._process = process
        self._out = bytearray()
        self._err = bytearray()
        self._threads: list[threading.Thread] = []
        self._reading = False
        self._sender: threading.Thread | None = None
        if data is not None:
            self._send(data)

    def finish(self, data: bytes, timeout: float | None) -> tuple[bytes, bytes]:
        """See Process.communicate."""
        if self._sender is None and self._process.stdin is not None:
            self._send(data)
        if not self._reading:
            self._reading = True
            self._read(self._process.stdout, self._out)
            self._read(self._process.stderr, self._err)
        self._process.wait(timeout)
        for thread in self._threads:
            thread.join()
        return bytes(self._out), bytes(self._err)

    def close(self) -> None:
        """Wait for the threads; the process has ended, so its pipes have too."""
        for thread in self._threads:
            thread.join(1)

    def _send(self, data: bytes) -> None:
        self._sender = self._thread(_feed, self._process.stdin, data)

    def _read(self, stream: IO[bytes] | None, into: bytearray) -> None:
        if stream is not None:
            self._threads.append(self._thread(_drain, stream, into))

    def _thread(self, target: object, *args: object) -> threading.Thread:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        thread.start()
        return thread


def run_process(process: Process, *, check: bool, timeout: float | None) -> Completed:
    """Pass the streams of a process through and wait; see Session.run."""
    with process:
        out, err = process.communicate(b"", timeout)
        code = process.wait()
    if check and code:
        raise failed(process.argv, code, out, err)
    return Completed(process.argv, code, out, err)


def _feed(stream: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):
        view = memoryview(data)
        while view:
            sent = stream.write(view[: _PART * 16])
            view = view[sent or 0 :]
    with contextlib.suppress(OSError, ValueError):
        stream.close()


def _drain(stream: IO[bytes], into: bytearray) -> None:
    with contextlib.suppress(OSError, ValueError):
        while part := stream.read(_PART):
            into += part
