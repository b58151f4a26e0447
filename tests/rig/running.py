"""A program under test while it runs: on pipes or on a terminal of our own, always with a limit."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Result:
    """How a program ended: its exit code (minus the signal's number, if one ended it) and words.

    On a terminal ``out`` has everything, and line ends are the terminal's ``\\r\\n``.
    """

    argv: tuple[str, ...]
    code: int
    out: bytes
    err: bytes
    seconds: float

    @property
    def text(self) -> str:
        """Standard output, decoded, without space around it."""
        return self.out.decode(errors="surrogateescape").strip()

    @property
    def error(self) -> str:
        """Standard error, decoded, without space around it."""
        return self.err.decode(errors="surrogateescape").strip()

    def ok(self) -> Result:
        """This result, if the program succeeded; otherwise an AssertionError with its words."""
        if self.code != 0:
            raise AssertionError(f"{' '.join(self.argv)}\nended with {self.code}\n{self._said()}")
        return self

    def _said(self) -> str:
        return f"out: {self.out[-2000:]!r}\nerr: {self.err[-2000:]!r}"


class _Collector(threading.Thread):
    """Reads a descriptor to its end, for others to look at meanwhile."""

    def __init__(self, descriptor: int, changed: threading.Condition) -> None:
        super().__init__(daemon=True)
        self.data = bytearray()
        self.ended = False
        self._descriptor = descriptor
        self._changed = changed
        self.start()

    def run(self) -> None:
        while True:
            try:
                part = os.read(self._descriptor, 65536)
            except OSError as error:
                # A terminal whose last user has gone reads as EIO, see pty(7).
                part = b""
                if error.errno not in (errno.EIO, errno.EBADF):
                    raise
            with self._changed:
                self.data += part
                self.ended = not part
                self._changed.notify_all()
            if not part:
                return


class Running:
    """A started program. Leaving the ``with`` block kills what is left of it.

    With ``terminal`` (rows, columns) it has a controlling terminal of that size for its standard
    streams, else three pipes.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str | None = None,
        terminal: tuple[int, int] | None = None,
    ) -> None:
        self.argv = tuple(argv)
        self._began = time.monotonic()
        self._changed = threading.Condition()
        self._mark = 0
        self._terminal: int | None = None
        if terminal is None:
            self.process = subprocess.Popen(
                self.argv,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                bufsize=0,
            )
            assert self.process.stdout is not None and self.process.stderr is not None
            self._out = _Collector(self.process.stdout.fileno(), self._changed)
            self._err = _Collector(self.process.stderr.fileno(), self._changed)
            return
        ours, its = os.openpty()
        self._terminal = ours
        self.resize(*terminal)
        try:
            # setsid(1) replaces itself with the program, which then owns the terminal.
            self.process = subprocess.Popen(
                ("setsid", "--ctty", *self.argv),
                env=dict(env),
                cwd=cwd,
                stdin=its,
                stdout=its,
                stderr=its,
            )
        finally:
            os.close(its)
        self._out = self._err = _Collector(ours, self._changed)

    @property
    def pid(self) -> int:
        """The program's process (``nsenter`` and ``env`` have replaced themselves with it)."""
        return self.process.pid

    @property
    def out(self) -> bytes:
        """What it wrote to standard output so far (to the terminal: everything)."""
        return bytes(self._out.data)

    @property
    def err(self) -> bytes:
        """What it wrote to standard error so far."""
        return b"" if self._terminal is not None else bytes(self._err.data)

    def send(self, data: bytes | str) -> None:
        """Write to its standard input; on a terminal: type."""
        left = memoryview(data.encode() if isinstance(data, str) else data)
        if self._terminal is not None:
            descriptor = self._terminal
        else:
            assert self.process.stdin is not None
            descriptor = self.process.stdin.fileno()
        while left:
            left = left[os.write(descriptor, left) :]

    def close_input(self) -> None:
        """End its standard input; on a terminal: type Control-D."""
        if self._terminal is not None:
            self.send(b"\x04")
        elif self.process.stdin is not None:
            self.process.stdin.close()

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size; the kernel sends SIGWINCH to its foreground group."""
        assert self._terminal is not None
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def expect(
        self, pattern: bytes | str, timeout: float = 20, *, error: bool = False
    ) -> re.Match[bytes]:
        """Wait for a regular expression in its output (with ``error``: in standard error).

        Standard output is searched from where the last match ended. Raises AssertionError with
        what was written instead, when time is over or the program ended.
        """
        wanted = re.compile(pattern.encode() if isinstance(pattern, str) else pattern)
        stream = self._err if error else self._out
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                ended = stream.ended
                if match := wanted.search(stream.data, 0 if error else self._mark):
                    if not error:
                        self._mark = match.end()
                    copied = wanted.search(bytes(stream.data), match.start())
                    assert copied is not None
                    return copied
                left = deadline - time.monotonic()
                if ended or left <= 0:
                    why = "it ended" if ended else f"not within {timeout} s"
                    said = f"out: {self.out[-2000:]!r}\nerr: {self.err[-2000:]!r}"
                    raise AssertionError(f"{wanted.pattern!r} was not written, {why}\n{said}")
                self._changed.wait(left)

    def wait(self, timeout: float = 60) -> Result:
        """Wait for its end and for the end of its output.

        Raises AssertionError with what was written, when time is over (it is killed then), and
        when something that it left behind keeps its output open: a reader would wait for ever.
        """
        if not self._ends_within(timeout):
            said = f"out: {self.out[-2000:]!r}\nerr: {self.err[-2000:]!r}"
            self.close()
            words = " ".join(self.argv)
            raise AssertionError(f"{words}\nstill ran after {timeout} s\n{said}")
        code = self.process.wait()
        seconds = time.monotonic() - self._began
        for collector in {self._out, self._err}:
            collector.join(timeout=30)
            if collector.is_alive():
                self.close()
                words = " ".join(self.argv)
                raise AssertionError(f"{words}\nended, and something of it keeps its output open")
        result = Result(self.argv, code, self.out, self.err, seconds)
        self.close()
        return result

    def _ends_within(self, timeout: float) -> bool:
        """Wait without asking again and again, which Popen.wait does with a time limit."""
        if self.process.poll() is not None:
            return True
        ends = os.pidfd_open(self.process.pid)
        try:
            poll = select.poll()
            poll.register(ends, select.POLLIN)
            return bool(poll.poll(timeout * 1000))
        finally:
            os.close(ends)

    def close(self) -> None:
        """Kill what is left of it, and let go of its streams. Safe to repeat."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait(timeout=30)
        if self._terminal is not None and self._terminal >= 0:
            os.close(self._terminal)
            self._terminal = -1
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
