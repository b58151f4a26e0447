"""A plan: what is to happen for one command, as a value that can be looked at before it is done.

``Exec`` replaces this process with the engine's client. ``Relay`` runs the client while something
stays here: a file read or written on the host, a forward that lives as long as the command.
``Render`` fetches the engine's records and writes them in the caller's dialect. ``Local`` is
answered here. Paths called ``host`` are the host's, those called ``machine`` the machine's.
"""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hostbridge.contract.engine import Emulation, Engine, Site
    from hostbridge.dispatch.relayed import Relay
    from hostbridge.engine.render import Rendering


@value
class Rewrite:
    """One word that is not what the caller wrote, and why.

    ``before`` is empty for a word that was added, ``after`` for one that was taken away.
    """

    before: str
    after: str
    reason: str


@value
class Exec:
    """``session.replace(argv)``. make: host directories that docker would make for ``-v``.

    before: what hostbridge does first because the engine lacks it; the command follows if it is 0.
    reads: the client reads standard input (only matters where a stream is carried).
    say: lines for standard error beforehand, about what the caller could not know.
    asks: the engine has to answer (its client's own configuration needs none).
    secret: what the client reads on standard input instead of the caller's; never shown.
    """

    argv: tuple[str, ...]
    env: tuple[tuple[str, str | None], ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    make: tuple[str, ...] = ()
    terminal: bool = False
    before: Emulation | None = None
    reads: bool = True
    say: tuple[str, ...] = ()
    asks: bool = True
    secret: bytes = b""


@value
class Render:
    """The engine's records, written in the caller's dialect."""

    rendering: Rendering
    engine: Engine
    rewrites: tuple[Rewrite, ...] = ()


@value
class Local:
    """Answered by hostbridge. what and reason are for ``--plan``; perform gives the exit code."""

    what: str
    reason: str
    perform: Callable[[Site], int]
    engine: Engine | None = None


if TYPE_CHECKING:
    Plan = Exec | Relay | Render | Local
    Env = Mapping[str, str]
