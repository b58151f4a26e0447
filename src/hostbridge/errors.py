"""One tree of errors: what went wrong, the detail, and the remedy.

The library raises these for everything that a user can cause; the command line prints them as
three lines and exits with ``exit_code``. A mistake in hostbridge itself raises what Python raises.
"""

from __future__ import annotations

EXIT_FAILED = 125
"""hostbridge or the engine failed before the container's process started (docker's code)."""
EXIT_NOT_EXECUTABLE = 126
"""The command was found and cannot be executed (POSIX, docker)."""
EXIT_NOT_FOUND = 127
"""The command was not found (POSIX, docker)."""


class HostbridgeError(Exception):
    """What a user can cause and mend.

    summary names the thing and the cause in one line, detail adds evidence (a command and its
    output, a path), remedy says what to do about it. exit_code is what a command line ends with.
    """

    exit_code = EXIT_FAILED

    def __init__(
        self, summary: str, detail: str = "", remedy: str = "", *, exit_code: int | None = None
    ) -> None:
        super().__init__(summary, detail, remedy)
        self.summary = summary
        self.detail = detail
        self.remedy = remedy
        if exit_code is not None:
            self.exit_code = exit_code

    def __str__(self) -> str:
        return "\n".join(part for part in (self.summary, self.detail, self.remedy) if part)


class UsageError(HostbridgeError):
    """The words of the command line make no sense."""


class NotFound(HostbridgeError):
    """A named thing (machine, backend, engine, file) does not exist."""


class Conflict(HostbridgeError):
    """A name is taken, or a thing is in use by another one."""


class Unsupported(HostbridgeError):
    """A backend, machine or engine lacks this; the summary says which and why."""


class Unavailable(HostbridgeError):
    """A backend, machine or engine is there and does not answer."""


class NotShared(HostbridgeError):
    """A host path lies in no share of the machine; the remedy names the share to add."""


class StateError(HostbridgeError):
    """A file of hostbridge's own state cannot be read, written or understood."""


class ConnectionLost(HostbridgeError):
    """The stream to the machine broke in the middle of something."""


class CommandFailed(HostbridgeError):
    """An outside command failed; detail holds it so that it can be pasted, with its output.

    returncode is what it ended with (-N: signal N), stderr all that it said there. exit_code is what
    a command line of ours ends with, which is the command's own where ``exit_code`` names it.
    """

    def __init__(
        self,
        summary: str,
        detail: str = "",
        remedy: str = "",
        *,
        returncode: int = EXIT_FAILED,
        stderr: bytes = b"",
        exit_code: int | None = None,
    ) -> None:
        super().__init__(summary, detail, remedy, exit_code=exit_code)
        self.returncode = returncode
        self.stderr = stderr


class ContainerFailed(HostbridgeError):
    """A command in a container ended with another exit code than 0, and that was not allowed.

    exit_code is the command's own; stdout and stderr hold what was captured.
    """

    def __init__(
        self,
        summary: str,
        detail: str = "",
        remedy: str = "",
        *,
        exit_code: int = EXIT_FAILED,
        stdout: bytes = b"",
        stderr: bytes = b"",
    ) -> None:
        super().__init__(summary, detail, remedy, exit_code=exit_code)
        self.stdout = stdout
        self.stderr = stderr
