"""The plan ``Relay``: what has to stay here while the client runs on a machine that is not this host.

Apart from the other plans, since a command on this host never needs it.
"""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO, Literal

    from hostbridge.contract.engine import Dialect, Emulation
    from hostbridge.contract.session import Process, Stream
    from hostbridge.dispatch.plan import Rewrite

    When = Literal["exists", "end"]


@value
class Send:
    """A host file or tree that is put on the machine before the command starts.

    content: what is written instead of the file's own bytes, when it had to be changed.
    """

    host: str
    machine: str
    content: bytes | None = None


@value
class Fetch:
    """A machine file or tree that is brought to the host: as soon as it exists, or at the end."""

    machine: str
    host: str
    when: When = "end"
    tree: bool = False
    """Placed by the rules of ``cp``: into a directory that exists, else under the given name."""


@value
class Publish:
    """A published port: the host's listening address (empty: not named) and port (0: chosen), and
    the container's.
    """

    address: str
    port: int
    container_port: int
    protocol: str = "tcp"

    def __str__(self) -> str:
        """As ``-p`` takes it."""
        where = f"[{self.address}]" if ":" in self.address else self.address
        head = f"{where}:" if where else ""
        host = f"{head}{self.port or ''}:" if self.port or head else ""
        return f"{host}{self.container_port}/{self.protocol}"


@value
class Logins:
    """Log-ins of this host that the command needs where it runs: registries, whose files are asked
    first, and the engine whose client is to find them. The secrets are read when it starts, by env,
    the caller's environment. image: none are needed where the machine has this one already.
    """

    registries: tuple[str, ...]
    dialect: Dialect
    engine: str
    env: Mapping[str, str]
    image: str = ""


@value
class Relay:
    """The client runs there while something stays here.

    stdin, stdout: host files that stand for the streams (empty: the caller's own).
    scratch: a directory that is made on the machine for this command, empty for none; argv, send
    and fetch name paths below it. cid: machine file in which the client writes the container's id.
    container: its id or name where the caller gave one. publish: ports the host has to offer.
    detached: the container outlives the command, and its forwards with it.
    attach: existing containers whose published ports are offered once they run.
    reconcile: forwards whose container no longer runs are taken back afterwards.
    reads: the client reads standard input; what waits there stays the caller's otherwise.
    logins: registry log-ins that are handed over for this command.
    """

    argv: tuple[str, ...]
    env: tuple[tuple[str, str | None], ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    make: tuple[str, ...] = ()
    terminal: bool = False
    stdin: str = ""
    stdout: str = ""
    scratch: str = ""
    send: tuple[Send, ...] = ()
    fetch: tuple[Fetch, ...] = ()
    cid: str = ""
    publish: tuple[Publish, ...] = ()
    publish_all: bool = False
    detached: bool = False
    attach: tuple[str, ...] = ()
    reconcile: bool = False
    before: Emulation | None = None
    reads: bool = True
    logins: Logins | None = None


@value
class Streams:
    """Where a relayed command reads and writes: its own descriptors, and the stream for what is told
    once at the end. signals: this process's go to the client. started is called with the client.
    """

    stdout: IO[bytes]
    stdin: Stream = "inherit"
    stderr: Stream = "inherit"
    signals: bool = False
    started: Callable[[Process], None] | None = None
