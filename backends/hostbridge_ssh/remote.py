"""A process over there: an ssh client here, and a small script around the command there.

The script notes its own process id, so that signals can be sent through another channel to what it
started, and notes an exit code of 255, which ssh also gives when the connection breaks.
"""

from __future__ import annotations

import contextlib
import os
from subprocess import DEVNULL, PIPE
from typing import IO, TYPE_CHECKING

from hostbridge import process
from hostbridge.child import Child
from hostbridge.contract.session import Process, Stdio, TerminalSize
from hostbridge.errors import ConnectionLost, HostbridgeError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence

    from hostbridge_ssh.filling import Filling
    from hostbridge_ssh.session import SshSession

SSH_FAILED = 255
_SIGNAL_BASE = 128


class RemoteProcess(Process):
    """A command over there; made by SshSession.spawn."""

    def __init__(
        self,
        session: SshSession,
        argv: tuple[str, ...],
        local: Child,
        note: str,
        kill: Sequence[str] | None,
        filling: Filling | None = None,
    ) -> None:
        """note: names it among the session's. kill: the command that ends it if we are killed.

        filling: copies its output where that may be full; what cannot be written is raised by ``wait``.
        """
        self.argv = argv
        self._session = session
        self._local = local
        self.note = note
        self._code: int | None = None
        self._guard = None if kill is None else _guard(kill)
        self.stdin: IO[bytes] | None = local.stdin
        self._filling = filling
        self.stdout: IO[bytes] | None = None if filling else local.stdout
        self.stderr: IO[bytes] | None = local.stderr

    @property
    def ended(self) -> bool:
        """Whether its exit status is known."""
        return self._code is not None

    @property
    def tidy(self) -> bool:
        """Whether the script around it came to its end, and so removed what it had noted."""
        return self._code is not None and self._code != SSH_FAILED

    def poll(self) -> int | None:
        """The status, if the client has ended."""
        code = self._local.poll()
        return None if code is None else self._status(code)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the client; an end of its own is told from the command's."""
        try:
            code = self._local.wait(timeout)
        except TimeoutError as error:
            # The client here is not what the caller started.
            raise TimeoutError(f"{self.argv[0]}: still runs after {timeout:g} s") from error
        return self._status(code)

    def send_signal(self, signal: int) -> None:
        """Through another channel of the shared connection."""
        if self._code is None and self._local.poll() is None:
            self._session.signal(self.note, signal)

    def resize(self, size: TerminalSize) -> None:
        """Ssh hands the size of its own terminal on."""
        self._local.resize(size)

    def communicate(self, data: bytes = b"", timeout: float | None = None) -> tuple[bytes, bytes]:
        """All of its output."""
        out, err = self._local.communicate(data, timeout)
        self.wait(0)
        return out, err

    def close(self) -> None:
        """Kill what still runs over there, then the client."""
        if self._local.poll() is None:
            with contextlib.suppress(HostbridgeError, TimeoutError):
                self._session.signal(self.note, 9)
        self._local.close()
        self._dismiss_guard()
        if self._code is None:
            self._code = SSH_FAILED

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.communicate(b"\n")
            self._guard = None

    def _status(self, code: int) -> int:
        self._dismiss_guard()
        if self._filling is not None and self._code is None:
            filling, self._filling = self._filling, None
            try:
                filling.finish()
            except OSError:
                self._code = SSH_FAILED
                raise
        if self._code is None:
            if code < 0 or (code == SSH_FAILED and not self._session.noted(self.note)):
                raise ConnectionLost(
                    f"{self._session.host}: the connection broke while {os.path.basename(self.argv[0])} ran",
                    "whether it still runs over there is not known",
                    "run the command again",
                    exit_code=SSH_FAILED,
                )
            self._code = code
        return self._code


def _guard(kill: Sequence[str]) -> subprocess.Popen[bytes]:
    """A process that runs ``kill`` when its input ends without a line: when this one was killed.

    The shared connection holds the caller's streams, and what runs over there holds the connection.
    """
    argv = ["/bin/sh", "-c", 'read -r line && exit; exec "$@"', "sh", *kill]
    return process.start(argv, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, new_session=True)


def terminal_stdio(stdio: Stdio) -> Stdio:
    """What the local client gets: the caller's own terminal where it is one, else one of ours."""
    inherits = stdio.stdin == "inherit" and stdio.stdout == "inherit"
    return Stdio("inherit", "inherit", "inherit") if inherits else stdio


def exit_code(code: int) -> int:
    """A local exit status as a shell would tell it."""
    return _SIGNAL_BASE - code if code < 0 else code
