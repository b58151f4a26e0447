"""A session: an open channel into a machine. What everything above the backends programs against.

Commands are sequences of ``str`` (surrogateescape, so any bytes survive). ``env`` is laid over the
session's own environment; a value of None removes the name. ``cwd`` is a machine path; None is the
session's own directory (``native``: the caller's). ``user`` is ``name``, ``uid``, ``name:group`` or
``uid:gid`` of the machine; None is the session's user.

Exit status: 0 to 255 as the process gave it; -N when signal N killed it, if
``features.exit_signals``, otherwise 128+N as a shell tells it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import IO, Literal, NoReturn, Self

    from hostbridge.contract.features import Features
    from hostbridge.contract.forward import Forward, ForwardHandle
    from hostbridge.contract.paths import PathMap

    StrPath = str | os.PathLike[str]
    Stream = int | bytes | Literal["inherit", "pipe", "null", "stdout"]
    Env = Mapping[str, str | None]

INHERIT: Literal["inherit"] = "inherit"
PIPE: Literal["pipe"] = "pipe"
NULL: Literal["null"] = "null"
TO_STDOUT: Literal["stdout"] = "stdout"


@value
class TerminalSize:
    """Character cells of a terminal; ioctl_tty(2)."""

    columns: int = 80
    rows: int = 24


@value
class Stdio:
    """Where a process's streams go.

    Each is ``inherit`` (the caller's own), ``pipe`` (the Process's stream object), ``null``, a file
    descriptor, for stdin the bytes to send, for stderr ``stdout`` to merge both.
    terminal: the process gets a pseudo-terminal of this size in the machine as its controlling
    terminal, standard error is then merged into standard output, and job control works.
    """

    stdin: Stream = "inherit"
    stdout: Stream = "inherit"
    stderr: Stream = "inherit"
    terminal: TerminalSize | None = None


CAPTURE = Stdio("null", "pipe", "pipe")
"""No input; both outputs are kept."""


@value
class Completed:
    """How a process ended. stdout and stderr hold what was piped, else b""."""

    argv: tuple[str, ...]
    returncode: int
    stdout: bytes = b""
    stderr: bytes = b""


class Process(ABC):
    """A process of the machine that runs. Also a context manager: leaving it kills what still runs.

    stdin, stdout and stderr are unbuffered binary streams where ``pipe`` was asked, else None.
    Under a terminal, stdin and stdout are its two directions and stderr is None.
    """

    argv: tuple[str, ...]
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    @abstractmethod
    def poll(self) -> int | None:
        """The exit status, or None while it runs. Raises ConnectionLost when that is not known."""

    @abstractmethod
    def wait(self, timeout: float | None = None) -> int:
        """The exit status, when it has ended; TimeoutError after ``timeout`` seconds.

        Safe to repeat. Does not read the streams: a process that fills a pipe waits for its reader.
        Raises ConnectionLost when the stream to the machine broke before the status was known.
        """

    @abstractmethod
    def send_signal(self, signal: int) -> None:
        """Send a Linux signal number to the process (under a terminal: to its session's leader).

        Nothing happens when it has ended.
        """

    @abstractmethod
    def resize(self, size: TerminalSize) -> None:
        """Set the terminal's size; the process gets SIGWINCH. Nothing happens without a terminal."""

    @abstractmethod
    def communicate(self, data: bytes = b"", timeout: float | None = None) -> tuple[bytes, bytes]:
        """Send ``data``, close stdin, read both outputs to their end and wait.

        TimeoutError leaves the process running; calling again goes on reading.
        """

    @abstractmethod
    def close(self) -> None:
        """End it with SIGKILL if it runs, reap it, close its streams. Idempotent; raises nothing."""

    def __enter__(self) -> Self:
        """The process itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


class Session(ABC):
    """An open channel into a machine. A context manager; threads may share one."""

    features: Features
    paths: PathMap

    @abstractmethod
    def replace(
        self,
        argv: Sequence[str],
        *,
        env: Env | None = None,
        cwd: str | None = None,
        terminal: bool = False,
        reads: bool = True,
    ) -> NoReturn:  # pyright: ignore[reportReturnType] # abstract
        """Become the command: its streams, signals, terminal and exit code are the caller's own.

        terminal: it wants the caller's terminal (only matters where one has to be made there).
        reads: it reads standard input; where not, what waits there stays the caller's.
        Does not return. Raises NotFound (exit code 127) or HostbridgeError (126) when it cannot
        start, ConnectionLost when the machine is gone before it did.
        """

    @abstractmethod
    def spawn(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = Stdio(),
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
    ) -> Process:
        """Start a process. Not idempotent.

        Raises NotFound when there is no such program or cwd (exit code 127; a session that cannot
        tell beforehand ends the process with 127 instead), HostbridgeError with exit code 126 when
        it cannot be executed, Unsupported for a user that the session cannot become.
        """

    @abstractmethod
    def run(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = CAPTURE,
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
        check: bool = False,
        timeout: float | None = None,
    ) -> Completed:
        """Spawn, pass the streams through, and wait.

        Raises what spawn and wait do; CommandFailed, with the command and its output, when
        ``check`` and it did not exit with 0; TimeoutError, the process killed, after ``timeout``
        seconds. A KeyboardInterrupt ends the process before it is raised on.
        """

    @abstractmethod
    def copy_in(self, source: StrPath, target: str) -> None:
        """Copy a host file or tree to exactly the machine path ``target``.

        Modes (without set-id bits unless the session is root), times to the second, symbolic links
        as links, hard links as links, holes as holes, names of any bytes. A directory is laid over
        one that exists; a file replaces a file. Safe to repeat. Raises NotFound for a missing
        source or a missing parent of the target, HostbridgeError for no room or no permission;
        a file is there whole or not at all.
        """

    @abstractmethod
    def copy_out(self, source: str, target: StrPath) -> None:
        """Copy a machine file or tree to exactly the host path ``target``; otherwise as copy_in.

        What the machine sends is not trusted: nothing is written outside ``target``, and no link
        is followed while writing.
        """

    @abstractmethod
    def forward(self, spec: Forward) -> ForwardHandle:
        """Open a forward. It accepts connections when this returns.

        Raises HostbridgeError naming the port when it is taken (with the process that holds it,
        where the host tells) or not permitted, Unsupported for what ``features`` lacks.
        """

    def client(self, engine: str) -> Sequence[str]:
        """Global options that an engine's client takes to work on this machine.

        Empty where the client by itself does, as everywhere but with ``features.client_here`` and
        Unix sockets of this host.
        """
        del engine
        return ()

    def forwards(self) -> Sequence[ForwardHandle]:
        """The forwards of the machine that outlive a session (container, machine), of any session.

        Empty where the backend keeps none.
        """
        return ()

    @abstractmethod
    def close(self) -> None:
        """End the processes of this session that still run, its forwards of lifetime ``session``,
        and the channel. Idempotent; raises nothing.
        """

    def __enter__(self) -> Self:
        """The session itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()
