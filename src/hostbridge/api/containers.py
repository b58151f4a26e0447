"""Containers: a handle for one, and the collection of all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar, Literal

from hostbridge.api.container_io import ContainerIO
from hostbridge.api.failures import error_for
from hostbridge.api.finding import Change, changes
from hostbridge.api.handle import Collection
from hostbridge.api.options import CREATE
from hostbridge.api.records import ContainerInfo, Port
from hostbridge.api.running import remove_container
from hostbridge.api.stream import Feed, Stream
from hostbridge.api.watching import STATS_FORMAT, ContainerProcess, Stats, read_stats, read_top
from hostbridge.api.words import name_of, words
from hostbridge.contract.session import NULL, PIPE, Stdio
from hostbridge.errors import HostbridgeError, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from hostbridge.api.options import Command, CreateOptions
    from hostbridge.contract.engine import Kind

_POLL = 0.1


class Container(ContainerIO):
    """One container. As a context manager it is removed, running or not, when the block is left."""

    kind: ClassVar[Kind] = "container"

    def info(self) -> ContainerInfo:
        """What the engine knows of it now; raises NotFound."""
        from hostbridge.engine.adapting import container_record

        return ContainerInfo.of(container_record(self.inspect()))

    @property
    def status(self) -> str:
        """Its state now: ``created``, ``running``, ``paused``, ``restarting``, ``exited``, ``dead``."""
        return self.info().state

    @property
    def id(self) -> str:
        """Its full id, asked of the engine."""
        return self.info().id

    @property
    def name(self) -> str:
        """Its name, asked of the engine."""
        return self.info().name

    def start(self) -> None:
        """Start it; nothing happens when it runs."""
        self._channel.ask(["start", name_of(self)])

    def stop(self, *, timeout: int | None = None) -> None:
        """Ask it to end, and kill it after ``timeout`` seconds (None: its own, usually 10)."""
        self._channel.ask(["stop", *_time(timeout), name_of(self)])

    def restart(self, *, timeout: int | None = None) -> None:
        """Stop and start."""
        self._channel.ask(["restart", *_time(timeout), name_of(self)])

    def kill(self, signal: str | int = "KILL") -> None:
        """Send a signal, by name or Linux number; raises Conflict when it does not run."""
        self._channel.ask(["kill", f"--signal={signal}", name_of(self)])

    def pause(self) -> None:
        """Freeze its processes."""
        self._channel.ask(["pause", name_of(self)])

    def unpause(self) -> None:
        """Let them go on."""
        self._channel.ask(["unpause", name_of(self)])

    def rename(self, name: str) -> None:
        """Give it another name; the handle goes on to find it where it was made of an id."""
        self._channel.ask(["rename", name_of(self), name_of(name)])

    def wait(self, *, timeout: float | None = None) -> int:
        """Its exit code, when it has ended; TimeoutError after ``timeout`` seconds."""
        done = self._channel.ask(["wait", name_of(self)], timeout=timeout)
        return int(done.stdout.split()[-1])

    def wait_for(
        self, condition: Literal["running", "healthy", "exited"], *, timeout: float = 60.0
    ) -> None:
        """Wait until it is so; TimeoutError after ``timeout`` seconds.

        Raises HostbridgeError as soon as it cannot become so: it has ended, or nothing checks its
        health.
        """
        deadline = time.monotonic() + timeout
        while True:
            told = self.info()
            if condition in (told.state, told.health):
                return
            if told.state in ("exited", "dead"):
                raise HostbridgeError(
                    f"{told.name}: has ended with exit code {told.exit_code} and is not {condition}",
                    "", f"see what it wrote: hostbridge logs {told.name}",
                )  # fmt: skip
            if condition == "healthy" and told.state == "running" and not told.health:
                raise HostbridgeError(f"{told.name}: has no health check")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{told.name}: is not {condition} after {timeout:g} s")
            time.sleep(_POLL)

    def remove(self, *, force: bool = False, volumes: bool = False) -> None:
        """Remove it; force kills it first, volumes takes its anonymous ones along.

        Raises NotFound, and Conflict when it runs and not ``force``.
        """
        done = remove_container(self._channel, name_of(self), force=force, volumes=volumes)
        if done.returncode:
            raise error_for(done.argv, done.returncode, done.stdout, done.stderr)
        if not done.stdout.strip():
            # With --force a newer client is content when there is nothing to remove.
            raise NotFound(f"no such container: {self.key}")

    def ports(self) -> tuple[Port, ...]:
        """Its ports, with where they are published."""
        return self.info().ports

    def address(self, port: int, protocol: str = "tcp") -> tuple[str, int]:
        """The host's address and port by which a published port of the container is reached.

        Raises NotFound when it is not published, or the container does not run.
        """
        for one in self.ports():
            if (one.container_port, one.protocol) == (port, protocol) and one.host_port:
                anywhere = ("", "0.0.0.0", "::")  # noqa: S104
                return ("127.0.0.1" if one.host_ip in anywhere else one.host_ip), one.host_port
        raise NotFound(f"{self.key}: port {port}/{protocol} is not published")

    def stats(self) -> Stats:
        """What it uses now; takes a second or two, in which the engine measures."""
        argv = ["stats", "--no-stream", "--no-trunc", "--format", STATS_FORMAT, name_of(self)]
        done = self._channel.ask(argv)
        for line in done.stdout.splitlines():
            if (told := read_stats(line)) is not None:
                return told
        raise NotFound(f"{self.key}: no statistics")

    def watch_stats(self) -> Feed[Stats]:
        """What it uses, about once a second, until the feed is closed."""
        argv = ["stats", "--no-trunc", "--format", STATS_FORMAT, name_of(self)]
        return Feed(Stream(self._channel.start(argv, stdio=_OUTPUT)), read_stats)

    def top(self) -> list[ContainerProcess]:
        """Its processes; raises Conflict when it does not run."""
        return read_top(self._channel.lines(["top", name_of(self)]))

    def diff(self) -> list[Change]:
        """The paths that are not as in its image."""
        return changes(self._channel.lines(["diff", name_of(self)]))

    def _clean_up(self) -> None:
        try:
            self.remove(force=True, volumes=True)
        except NotFound:
            pass


class Containers(Collection[Container]):
    """All containers of the engine."""

    handle = Container

    def create(
        self, image: str, command: Command = (), **options: Unpack[CreateOptions]
    ) -> Container:
        """Make a container without starting it; see CreateOptions.

        Raises NotFound for an image that cannot be had, Conflict for a name that is taken.
        """
        argv = ["create", *words(CREATE, options), name_of(image), *command_words(command)]
        return Container(self._channel, self._channel.lines(argv, translated=True)[-1].strip())

    def infos(self, *, all: bool = True) -> Sequence[ContainerInfo]:
        """What the engine knows of each, in one call."""
        return [ContainerInfo.of(one) for one in self._records(all, ())]


_OUTPUT = Stdio(NULL, PIPE, PIPE)


def command_words(command: Command) -> list[str]:
    """A container's command as words."""
    return [command] if isinstance(command, str) else [str(word) for word in command]


def _time(timeout: int | None) -> list[str]:
    return [] if timeout is None else [f"--time={int(timeout)}"]
