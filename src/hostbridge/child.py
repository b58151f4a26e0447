"""A child process of this host as a ``Process``: pipes, or a terminal of its own.

What ``native`` runs is one; what a session through a local client (``ssh``) runs is that client.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pty
import struct
import subprocess
import termios
from typing import IO, TYPE_CHECKING

from hostbridge import process
from hostbridge.contract.session import Process, Stdio, TerminalSize
from hostbridge.running import Exchange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.contract.session import Stream


class Child(Process):
    """Started when it is made; see Session.spawn for what that raises.

    apart: signals of the caller's terminal do not reach it.
    """

    def __init__(
        self,
        argv: Sequence[str],
        stdio: Stdio,
        env: Mapping[str, str] | None,
        cwd: str | None,
        user: str | None,
        *,
        apart: bool = False,
    ) -> None:
        self.argv = tuple(argv)
        self.stdin: IO[bytes] | None = None
        self.stdout: IO[bytes] | None = None
        self.stderr: IO[bytes] | None = None
        self._terminal: int | None = None
        self._data: bytes | None = stdio.stdin if isinstance(stdio.stdin, bytes) else None
        if stdio.terminal is not None:
            self._popen = self._on_terminal(stdio.terminal, env, cwd, user)
        else:
            self._popen = process.start(
                argv,
                stdin=subprocess.PIPE if self._data is not None else _descriptor(stdio.stdin),
                stdout=_descriptor(stdio.stdout),
                stderr=_descriptor(stdio.stderr),
                env=env,
                cwd=cwd,
                user=user,
                new_session=apart,
            )
            self.stdin, self.stdout, self.stderr = (
                self._popen.stdin,
                self._popen.stdout,
                self._popen.stderr,
            )
        self._exchange = Exchange(self, self._data)

    @property
    def ended(self) -> bool:
        """Whether its exit status is known and nothing is left to close."""
        streams = (self.stdin, self.stdout, self.stderr)
        return self._popen.returncode is not None and all(s is None or s.closed for s in streams)

    def poll(self) -> int | None:
        """waitpid(2) without waiting."""
        return self._popen.poll()

    def wait(self, timeout: float | None = None) -> int:
        """waitpid(2)."""
        try:
            return self._popen.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{self.argv[0]}: still runs after {timeout:g} s") from error

    def send_signal(self, signal: int) -> None:
        """kill(2)."""
        with contextlib.suppress(ProcessLookupError):
            self._popen.send_signal(signal)

    def resize(self, size: TerminalSize) -> None:
        """TIOCSWINSZ, see ioctl_tty(2)."""
        if self._terminal is not None:
            _set_size(self._terminal, size)

    def communicate(self, data: bytes = b"", timeout: float | None = None) -> tuple[bytes, bytes]:
        """All of its output."""
        return self._exchange.finish(data, timeout)

    def close(self) -> None:
        """SIGKILL to it, and under a terminal to its whole session's foreground by hanging up."""
        process.end(self._popen)
        self._exchange.close()
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if self._terminal is not None:
            with contextlib.suppress(OSError):
                os.close(self._terminal)
            self._terminal = None

    def _on_terminal(
        self,
        size: TerminalSize,
        env: Mapping[str, str] | None,
        cwd: str | None,
        user: str | None,
    ) -> subprocess.Popen[bytes]:
        ours, theirs = pty.openpty()
        try:
            _set_size(ours, size)
            popen = process.start(self.argv, terminal=theirs, env=env, cwd=cwd, user=user)
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        self._terminal = ours
        self.stdin = os.fdopen(os.dup(ours), "wb", buffering=0)
        self.stdout = _TerminalReader(os.dup(ours), "rb")
        return popen


class _TerminalReader(io.FileIO):
    """Reads a terminal's master side; the EIO of a terminal without users is the end, see pty(7)."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to ``size`` bytes as they come; all until the end for -1."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(1 << 16), b""))
        try:
            return super().read(size) or b""
        except OSError:
            return b""


def _set_size(descriptor: int, size: TerminalSize) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))


def _descriptor(stream: Stream) -> int | None:
    if isinstance(stream, int):
        return stream
    names = {"pipe": subprocess.PIPE, "null": subprocess.DEVNULL, "stdout": subprocess.STDOUT}
    return names.get(stream) if isinstance(stream, str) else None
