"""What goes into a container and comes out of it: commands, output, files."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Literal, overload

from hostbridge.api.failures import engine_refused, error_for
from hostbridge.api.handle import Handle
from hostbridge.api.options import EXEC
from hostbridge.api.result import Result
from hostbridge.api.running import stdio_for
from hostbridge.api.stream import Stream
from hostbridge.api.whole import written_whole
from hostbridge.api.words import name_of, words
from hostbridge.contract.session import NULL, PIPE, Stdio
from hostbridge.errors import NotFound, UsageError

if TYPE_CHECKING:
    from typing import Unpack

    from hostbridge.api.options import Command, ExecOptions, Path


class ContainerIO(Handle):
    """The part of a container's handle that runs commands in it and copies files."""

    @overload
    def exec(
        self, command: Command, *, stream: Literal[True], stdin: bytes | IO[bytes] | None = ...,
        **options: Unpack[ExecOptions],
    ) -> Stream: ...  # fmt: skip

    @overload
    def exec(
        self, command: Command, *, stream: Literal[False] = ..., check: bool = ...,
        stdin: bytes | IO[bytes] | None = ..., capture: bool = ..., timeout: float | None = ...,
        **options: Unpack[ExecOptions],
    ) -> Result: ...  # fmt: skip

    def exec(
        self,
        command: Command,
        *,
        stream: bool = False,
        check: bool = False,
        stdin: bytes | IO[bytes] | None = None,
        capture: bool = True,
        timeout: float | None = None,
        **options: Any,
    ) -> Result | Stream:
        """Run a command in the container while it runs; see ExecOptions.

        stream: give the Stream of its output instead of waiting for the Result. stdin: bytes, or an
        open file. capture=False lets it use the caller's own streams. check raises ContainerFailed
        for another exit code than 0. timeout: seconds, after which TimeoutError is raised; the
        command in the container may run on. Raises Conflict when the container does not run,
        NotFound when it does not exist.
        """
        given = dict(options)
        if stdin is not None:
            given["interactive"] = True
        argv = [str(word) for word in ([command] if isinstance(command, str) else command)]
        if not argv:
            raise UsageError("exec: no command is given")
        line = ["exec", *words(EXEC, given), name_of(self), *argv]
        stdio = stdio_for(
            stdin, capture=capture or stream, tty=bool(given.get("tty")),
            interactive=bool(given.get("interactive")) and stream,
        )  # fmt: skip
        process = self._channel.start(line, stdio=stdio)
        if stream:
            return Stream(process, check=False)
        with process:
            out, err = process.communicate(b"", timeout)
            code = process.wait()
        if engine_refused(code, err or out):
            raise error_for(process.argv, code, out, err)
        result = Result(tuple(argv), 128 - code if code < 0 else code, out, err)
        return result.check() if check else result

    def exec_detached(self, command: Command, **options: Unpack[ExecOptions]) -> None:
        """Start a command in the container and leave it to itself."""
        argv = [command] if isinstance(command, str) else list(command)
        self._channel.ask(["exec", "--detach", *words(EXEC, options), name_of(self), *argv])

    def attach(self, *, stdin: bool = False) -> Stream:
        """The streams of its own command, from now on; closing them leaves it running."""
        argv = ["attach", "--sig-proxy=false", *([] if stdin else ["--no-stdin"]), name_of(self)]
        stdio = Stdio(PIPE if stdin else NULL, PIPE, PIPE)
        return Stream(self._channel.start(argv, stdio=stdio), check=False)

    def logs(
        self,
        *,
        follow: bool = False,
        tail: int | None = None,
        since: float | str | None = None,
        until: float | str | None = None,
        timestamps: bool = False,
    ) -> Stream:
        """What it wrote, line after line; with ``follow`` until it ends or the stream is closed.

        tail: only the last lines. since and until: seconds since the epoch, RFC 3339, or ``10m``.
        Raises NotFound while iterating.
        """
        argv = ["logs"]
        argv += ["--follow"] if follow else []
        argv += ["--timestamps"] if timestamps else []
        for name, given in (("--tail", tail), ("--since", since), ("--until", until)):
            argv += [] if given is None else [f"{name}={given}"]
        return Stream(self._channel.start([*argv, name_of(self)], stdio=Stdio(NULL, PIPE, PIPE)))

    def copy_in(self, source: Path, target: str, *, archive: bool = False) -> None:
        """Copy a host file or directory into the container, running or not, as ``cp`` does.

        target: a path in the container. A directory that exists gets it below its own name; a source
        that ends in ``/.`` is a directory's contents. archive keeps owners. Raises NotFound.
        """
        path = os.fsdecode(source)
        if not os.path.lexists(path):
            raise NotFound(f"{path}: no such file or directory", exit_code=125)
        options = ["--archive"] if archive else []
        self._channel.ask(["cp", *options, _absolute(path), f"{name_of(self)}:{target}"])

    def copy_out(self, source: str, target: Path, *, archive: bool = False) -> None:
        """Copy a file or directory of the container to the host, as ``cp`` does; raises NotFound."""
        options = ["--archive"] if archive else []
        path = _absolute(os.fsdecode(target))
        self._channel.ask(["cp", *options, f"{name_of(self)}:{source}", path])

    def export(self, target: Path) -> None:
        """Write its file system to a host file, as a tar archive, whole or not at all."""
        with written_whole(target) as path:
            self._channel.ask(["export", f"--output={path}", name_of(self)])

    def commit(self, tag: str, *, message: str = "", author: str = "") -> str:
        """Make an image of it; returns its id."""
        argv = ["commit", *([f"--message={message}"] if message else [])]
        argv += [f"--author={author}"] if author else []
        done = self._channel.lines([*argv, name_of(self), name_of(tag)])
        return done[-1].strip().removeprefix("sha256:")


def _absolute(path: str) -> str:
    """Absolute, with the ending that means a directory's contents, or a directory, kept."""
    ending = "/." if path.endswith("/.") or path == "." else "/" if path.endswith("/") else ""
    return os.path.abspath(path) + ending
