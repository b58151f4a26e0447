"""The output of a command that runs, as it comes."""

from __future__ import annotations

import contextlib
import queue
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Generic, Literal, Self, TypeVar

from hostbridge.api.failures import error_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from hostbridge.contract.session import Process

T = TypeVar("T")

_PART = 1 << 16
_WAITING = 64
"""Parts that are kept for a slow reader before the command has to wait."""
_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes as they came, and which output they are of."""

    source: Literal["stdout", "stderr"]
    data: bytes


class Stream:
    """A command that runs. Iterating gives its lines (bytes, with their ends) until it has ended.

    Both outputs come in the order in which they were written, as nearly as pipes tell. A context
    manager: leaving the block ends the command if it still runs. ``close`` may be called from any
    thread; whoever iterates then comes to the end. The command waits while nobody reads.
    """

    def __init__(self, process: Process, *, check: bool = True) -> None:
        self._process = process
        self._check = check
        self._parts: queue.Queue[Part | None] = queue.Queue(_WAITING)
        self._tail = bytearray()
        self._closed = threading.Event()
        streams: list[tuple[Literal["stdout", "stderr"], IO[bytes] | None]] = [
            ("stdout", process.stdout), ("stderr", process.stderr),
        ]  # fmt: skip
        self._readers = [
            threading.Thread(target=self._read, args=(name, stream), daemon=True)
            for name, stream in streams
            if stream is not None
        ]
        self._running = len(self._readers)
        self._lock = threading.Lock()
        for reader in self._readers:
            reader.start()

    def parts(self) -> Iterator[Part]:
        """The output as it comes, in parts of up to 64 KiB.

        At the end raises the error that fits, where the command is the engine's own and failed.
        """
        while self._running or not self._parts.empty():
            part = self._parts.get()
            if part is None:
                continue
            yield part
        if self._check and not self._closed.is_set():
            code = self._process.wait()
            if code:
                raise error_for(self._process.argv, code, b"", bytes(self._tail))

    def __iter__(self) -> Iterator[bytes]:
        """Lines; a line of one output is never broken by the other."""
        kept: dict[str, bytes] = {}
        for part in self.parts():
            *lines, rest = (kept.pop(part.source, b"") + part.data).split(b"\n")
            for line in lines:
                yield line + b"\n"
            if rest:
                kept[part.source] = rest
        yield from kept.values()

    def text(self) -> Iterator[str]:
        """Lines as text (UTF-8, other bytes replaced), without their ends."""
        for line in self:
            yield line.decode("utf-8", "replace").rstrip("\r\n")

    def write(self, data: bytes) -> None:
        """Send to its standard input, where it was asked to be open (``interactive``).

        Raises BrokenPipeError when it no longer reads.
        """
        if self._process.stdin is None:
            raise ValueError("standard input is not open: ask for it with interactive=True")
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) or 0 :]

    def end_input(self) -> None:
        """End its standard input. Idempotent."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code when it has ended, 128+N where signal N ended it; what is not read by then is
        dropped. TimeoutError after ``timeout`` seconds, and it runs on.
        """
        drop = threading.Thread(target=self._drop, daemon=True)
        drop.start()
        code = self._process.wait(timeout)
        drop.join()
        return 128 - code if code < 0 else code

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End the command if it runs. Idempotent, and safe from another thread."""
        self._closed.set()
        self._finish()
        self._process.close()
        self._drop()

    def _finish(self) -> None:
        """What has to happen before the engine's client is ended; for whoever knows more."""

    def _read(self, name: Literal["stdout", "stderr"], stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := stream.read(_PART):
                if name == "stderr" or self._process.stderr is None:
                    self._tail += data
                    del self._tail[:-_TAIL]
                self._put(Part(name, data))
        with self._lock:
            self._running -= 1
        self._put(None)

    def _put(self, part: Part | None) -> None:
        while not self._closed.is_set():
            try:
                self._parts.put(part, timeout=0.5)
            except queue.Full:
                continue
            return
        with contextlib.suppress(queue.Full):
            self._parts.put_nowait(None)

    def _drop(self) -> None:
        while self._running or not self._parts.empty():
            with contextlib.suppress(queue.Empty):
                self._parts.get(timeout=0.1)
        # For a thread that still waits for a part.
        with contextlib.suppress(queue.Full):
            self._parts.put_nowait(None)

    def __enter__(self) -> Self:
        """The stream itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


class Feed(Generic[T]):
    """Values as they come: what a command prints, a line each. Ends when it is closed, from any
    thread, or when the command ends. A context manager.
    """

    def __init__(self, stream: Stream, read: Callable[[bytes], T | None]) -> None:
        self._stream = stream
        self._read = read
        self._values = self._each()

    def __iter__(self) -> Iterator[T]:
        """The values; raises the error that fits when the engine's command fails."""
        return self

    def __next__(self) -> T:
        """Wait for the next one."""
        return next(self._values)

    def close(self) -> None:
        """End the command; whoever waits for a value comes to the end. Idempotent."""
        self._stream.close()

    def __enter__(self) -> Self:
        """The feed itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def _each(self) -> Iterator[T]:
        kept = b""
        for part in self._stream.parts():
            if part.source != "stdout":
                continue
            *lines, kept = (kept + part.data).split(b"\n")
            for line in lines:
                if (made := self._read(line)) is not None:
                    yield made
