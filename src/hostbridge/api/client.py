"""A connection to one engine on one machine: where a program begins."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Literal, Self, overload

from hostbridge.api.about import (
    DiskUsage,
    EngineInfo,
    EngineVersion,
    info_of,
    usage_of,
    version_of,
)
from hostbridge.api.containers import Container, Containers, command_words
from hostbridge.api.failures import error_for
from hostbridge.api.images import Images
from hostbridge.api.machines import Forwards, Machines
from hostbridge.api.networks import Networks, Volumes
from hostbridge.api.options import CREATE
from hostbridge.api.result import Result
from hostbridge.api.running import Run, collect, mark_words, new_mark, stdio_for
from hostbridge.api.stream import Feed, Stream
from hostbridge.api.watching import Event, read_event
from hostbridge.api.words import name_of, words
from hostbridge.contract.session import NULL, PIPE, Stdio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Unpack

    from hostbridge.api.channel import Channel
    from hostbridge.api.options import Command, CreateOptions
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.session import Process
    from hostbridge.selection import Selection

    Input = bytes | IO[bytes]


class Client:
    """Containers, images, networks, volumes, machines, forwards and events of one engine.

    Made by ``connect``. A context manager: leaving the block ends what still runs in the foreground
    and closes the connection; detached containers go on. Threads may share one.
    """

    def __init__(self, channel: Channel, env: Mapping[str, str]) -> None:
        self._channel = channel
        self.containers = Containers(channel)
        self.images = Images(channel)
        self.networks = Networks(channel)
        self.volumes = Volumes(channel)
        self.forwards = Forwards(channel)
        self.machines = Machines(env, os.getcwd())

    @property
    def selection(self) -> Selection:
        """Which backend, machine and engine it is, and why."""
        return self._channel.selection

    def ping(self) -> Availability:
        """Whether the engine answers, with its version; ``why`` and ``remedy`` where it does not."""
        return self._channel.engine.detect(self._channel.session)

    def version(self) -> EngineVersion:
        """The engine's version. Raises Unavailable, or CommandFailed with its words, without an answer."""
        return version_of(self._channel)

    def info(self) -> EngineInfo:
        """What the engine says of itself and of the machine that its containers run on."""
        return info_of(self._channel)

    def disk_usage(self) -> tuple[DiskUsage, ...]:
        """What images, containers, volumes and build caches take of the disk, one for each type."""
        return usage_of(self._channel)

    @overload
    def run(
        self, image: str, command: Command = ..., *, detach: Literal[True],
        **options: Unpack[CreateOptions],
    ) -> Container: ...  # fmt: skip

    @overload
    def run(
        self, image: str, command: Command = ..., *, stream: Literal[True],
        stdin: Input | None = ..., **options: Unpack[CreateOptions],
    ) -> Run: ...  # fmt: skip

    @overload
    def run(
        self, image: str, command: Command = ..., *, check: bool = ...,
        stdin: Input | None = ..., capture: bool = ..., timeout: float | None = ...,
        **options: Unpack[CreateOptions],
    ) -> Result: ...  # fmt: skip

    def run(
        self,
        image: str,
        command: Command = (),
        *,
        detach: bool = False,
        stream: bool = False,
        check: bool = False,
        stdin: Input | None = None,
        capture: bool = True,
        timeout: float | None = None,
        **options: Any,
    ) -> Result | Run | Container:
        """Run a command in a new container; see CreateOptions for what it is given.

        Waits for its end and gives the Result with both outputs. With stream, gives the Run that
        yields its output as it comes; with detach, the handle of the Container, which goes on.

        stdin: bytes, or an open file of the host. capture=False lets it use the caller's own streams,
        which with tty and interactive is a session for a person. check raises ContainerFailed for
        another exit code than 0. timeout: seconds, after which the container is killed and
        TimeoutError raised.

        Whatever interrupts it (an exception, Ctrl-C) kills the container, and removes it where
        ``remove`` is given. Raises NotFound for an image that cannot be had, Conflict for a name or
        port that is taken, CommandFailed with the engine's words for what else it refuses.
        """
        given = dict(options)
        mark = new_mark()
        given.setdefault("name", mark)
        if stdin is not None:
            given["interactive"] = True
        name_of(str(given["name"]))
        remove = bool(given.get("remove"))
        argv = command_words(command)
        line = [*words(CREATE, given), *mark_words(mark), name_of(image), *argv]
        if detach:
            return self._detached(line, mark)
        stdio = stdio_for(
            stdin, capture=capture or stream, tty=bool(given.get("tty")),
            interactive=bool(given.get("interactive")) and stream,
        )  # fmt: skip

        def start() -> Process:
            return self._channel.start(["run", *line], stdio=stdio, translated=True)

        if stream:
            return Run(self._channel, start(), mark, argv, remove=remove)
        result = collect(self._channel, start, mark, argv, remove=remove, timeout=timeout)
        return result.check() if check else result

    def _detached(self, line: Sequence[str], mark: str) -> Container:
        def start() -> Process:
            stdio = Stdio(NULL, PIPE, PIPE)
            return self._channel.start(["run", "--detach", *line], stdio=stdio, translated=True)

        told = collect(self._channel, start, mark, (), remove=True)
        if told.exit_code:
            raise error_for(["run", *line], told.exit_code, told.stdout, told.stderr)
        return Container(self._channel, told.stdout.decode().split()[-1])

    def events(
        self,
        *,
        since: float | str | None = None,
        until: float | str | None = None,
        filters: Mapping[str, Any] | Sequence[str] = (),
    ) -> Feed[Event]:
        """What happens at the engine from now on (or since), as it comes, until the feed is closed.

        since and until: seconds since the epoch, RFC 3339, or ``10m`` (ago); with until it ends by
        itself. Raises UsageError for what is no time.
        filters: as ``--filter`` takes them.
        """
        from hostbridge.api.handle import filter_words
        from hostbridge.api.watching import instant
        from hostbridge.engine.events import argv as telling

        start, end = instant(since), instant(until)
        # How an engine is asked for what was, and where to cut what it tells instead.
        times, stop = telling((), self._channel.engine.dialect, start, end)
        argv = ["events", "--format", "{{json .}}", *filter_words(filters), *times[3:]]

        def read(line: bytes) -> Event | None:
            event = read_event(line)
            late = event is not None and stop is not None and event.time > stop / 1e9
            return None if late else event

        stdio = Stdio(NULL, PIPE, PIPE)
        return Feed(Stream(self._channel.start(argv, stdio=stdio)), read)

    def command(
        self,
        *argv: str,
        stdin: bytes | None = None,
        check: bool = True,
        timeout: float | None = None,
    ) -> Result:
        """Any container command, as on the command line (``client.command("ps", "-a")``).

        The words are docker's, and are translated for another engine. Raises the error that fits what
        the engine says when it fails and ``check``.
        """
        done = self._channel.ask(
            list(argv), data=stdin, check=check, timeout=timeout, translated=True
        )
        return Result(tuple(argv), done.returncode, done.stdout, done.stderr)

    def close(self) -> None:
        """End what still runs in the foreground and close the connection. Idempotent."""
        self._channel.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def __repr__(self) -> str:
        chosen = self.selection
        return f"Client({chosen.engine} on {chosen.machine})"
