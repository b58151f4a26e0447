"""An engine: the container program inside the machine, spoken to as a command line."""

from __future__ import annotations

from abc import ABC, abstractmethod

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import IO, Any, Literal

    from hostbridge.catalogue import Call
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.session import Session

    Dialect = Literal["docker", "podman"]
    Kind = Literal["container", "image", "inspect", "version", "network", "volume", "pod",
                   "event", "history", "info", "search", "stats", "usage"]  # fmt: skip
    Record = Mapping[str, Any]
    """One thing the engine knows, with the fields of both dialects."""


@value
class Query:
    """Which records: all (also stopped), filters as the user wrote them (``key=value``), names
    (empty: every one), options of the engine that narrow further (``("--latest", "")``).
    """

    all: bool = False
    filters: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


@value
class Site:
    """What an emulation works with: the session, the engine's client as an argv prefix with its
    environment, a directory of the machine's state, and the caller's dialect and streams.
    """

    session: Session
    client: tuple[str, ...]
    env: Mapping[str, str | None]
    state: str
    dialect: Dialect
    stdout: IO[bytes]
    stderr: IO[bytes]


@value
class Wording:
    """How the end of an engine's command is said to a caller of the other dialect.

    line: a line of standard error in the dialect, None to leave it out. code: the exit code, from
    the client's own and the text of standard error. out: all of standard output at the end; None
    lets it pass as it comes. progress: on a terminal standard error stays the client's own.
    """

    line: Callable[[str], str | None]
    code: Callable[[int, str], int]
    out: Callable[[bytes], bytes] | None = None
    progress: bool = False


@value
class Refusing:
    """How the refusal of a command is told whose streams are a container's own.

    holds: whether a line of standard error reads like the engine's refusal. told: the exit code and
    such a line, which was all that was written; says it in the dialect and returns the dialect's exit
    code, or None where it was the container's own after all. terminal: standard output has to stay the
    caller's terminal.
    """

    holds: Callable[[str], bool]
    told: Callable[[int, str], int | None]
    terminal: bool = False


@value
class Emulation:
    """The engine lacks this and hostbridge does it instead. perform returns the exit code.

    then: the engine's own command that follows when perform returned 0; its exit code counts, as
    wording says it. refusing: all of its streams and its code pass, but for a refusal. words: each word of that command, changed by what perform found.
    """

    what: str
    reason: str
    perform: Callable[[Site], int]
    then: Call | None = None
    wording: Wording | None = None
    words: Callable[[str], str] | None = None
    refusing: Refusing | None = None


@value
class Refusal:
    """The engine lacks this and nothing can stand in for it."""

    summary: str
    reason: str
    remedy: str = ""


class Engine(ABC):
    """One container program. Made without arguments; making it does nothing and costs nothing."""

    name: str
    dialect: Dialect
    client: tuple[str, ...]
    """The argv prefix of its command line, found on the machine's PATH."""

    @abstractmethod
    def detect(self, session: Session) -> Availability:
        """Whether it answers there (not: whether its file is there), with its version.

        Never raises for a reason of the user's; takes as long as one command of its own.
        """

    def preflight(self, env: Mapping[str, str]) -> None:
        """What can be told on this host before becoming the client, without a process or a wait.

        env is the client's. Only called where ``features.local``. Raises Unavailable, with the
        remedy, for a socket that is not there or may not be opened. Does nothing by default.
        """
        del env

    def client_for(self, call: Call, read: Callable[[str], bytes]) -> tuple[str, ...]:
        """The argv prefix for one call, ``client`` unless the engine has several ways to do it.

        read gives the bytes of a file of the caller's host (a path as the call has it), none for
        what cannot be read. Decides; starts nothing.
        """
        del call, read
        return self.client

    @abstractmethod
    def translate(self, call: Call) -> Call | Emulation | Refusal:
        """The call in this engine's own words. Pure: no process, no file.

        A call that needs nothing is returned as it is (the same object). Words without a meaning
        for the engine's dialect are never changed.
        """

    @abstractmethod
    def records(self, session: Session, kind: Kind, query: Query) -> Iterable[Record]:
        """What the engine knows. Raises CommandFailed with the engine's own words when it refuses,
        Unavailable when it does not answer.
        """
