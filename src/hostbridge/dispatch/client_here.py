"""The plan where the engine's client runs on this host and its containers run elsewhere.

The client reads and writes host files itself. What containers mount has to be something that the
other side sees; published ports may answer there alone, and the caller is told.
"""

from __future__ import annotations

from hostbridge.clients.discover import find
from hostbridge.dispatch import crossing as local
from hostbridge.dispatch.make import ASK, client_for, in_engines_words, with_logins
from hostbridge.dispatch.paths import absolute
from hostbridge.dispatch.plan import Exec, Local, Render, Rewrite
from hostbridge.errors import NotFound, NotShared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hostbridge.catalogue import Call, Word
    from hostbridge.dispatch.make import Target
    from hostbridge.dispatch.plan import Plan


class ClientHereCrossing(local.Crossing):
    """A crossing by a client of this host to containers on another machine."""

    def __init__(self, call: Call, target: Target) -> None:
        super().__init__(
            call, dialect=call.dialect, engine=target.engine.dialect, cwd=target.cwd, env=target.env
        )
        self._target = target
        self.published: list[str] = []

    def host_path(self, path: str) -> str:
        """Where containers see it. Raises NotShared."""
        whole = absolute(path, self.cwd)
        try:
            return self._target.paths.to_machine(whole)
        except NotShared as error:
            raise self._not_shared(whole) from error

    def why(self, path: str) -> str:
        """As on this host where the path is the same, else the share's reason."""
        same = self.host_path(path) == absolute(path, self.cwd)
        return local.RELATIVE if same else "containers there see this path so"

    def missing_bind(self, path: str) -> None:
        """Docker's callers get a missing directory made here, in what is shared."""
        self.host_path(path)
        super().missing_bind(path)

    def _not_shared(self, path: str) -> NotShared:
        machine = self._target.machine
        listed = ", ".join(share.host for share in self._target.paths.shares)
        setting = f'[machines."{machine}"] shares'
        if listed:
            return NotShared(
                f"{path}: containers of {machine} do not see it",
                f"it shows them {listed}",
                f"move it below one of these, or share it there and write it into {setting}",
            )
        return NotShared(
            f"{path}: containers of {machine} do not see this host's files",
            f"{machine} is another machine, and none of this host's directories is shared with it",
            "copy it into a volume (docker cp) or build it into the image; where that machine does see "
            f"the directory, say so: {setting}",
        )


def client_here_plan(call: Call, target: Target) -> Plan:
    """The plan for one call; raises what make_plan does."""
    written = call
    env: dict[str, str] = {}
    if call.dialect != target.engine.dialect and call.command.name in ASK:
        from hostbridge.dispatch.proxies import with_proxies

        call, env = with_proxies(call, target)
    crossing = ClientHereCrossing(call, target)
    local.cross(crossing, RULES)
    made = in_engines_words(crossing, target.engine)
    if isinstance(made, (Render, Local)):
        return made
    argv = (*client_for(call, target, crossing.rewrites, here=True), *made.argv())
    rewrites = (*crossing.rewrites, *(Rewrite(*note) for note in made.notes))
    say = _where_published(crossing, target) if call.command.name in ("run", "create") else ()
    plan = Exec(
        argv, tuple(env.items()), rewrites, tuple(crossing.make), before=crossing.before, say=say
    )
    return with_logins(plan, written, target)


def published(crossing: ClientHereCrossing, word: Word) -> None:
    """``-p``: the port is a port of the other machine."""
    crossing.published.append(word.value or "")


def host_path(crossing: ClientHereCrossing, word: Word) -> None:
    """A path that has to be the same thing on both sides."""
    text = word.value or ""
    crossing.change(word, crossing.host_path(text), crossing.why(text))


def _where_published(crossing: ClientHereCrossing, target: Target) -> tuple[str, ...]:
    if not crossing.published or target.features.published_here:
        return ()
    place = _host_of(target.machine, target.env)
    if place in ("", "localhost", "127.0.0.1", "::1"):
        return ()
    ports = ", ".join(crossing.published)
    return (f"{target.machine} publishes {ports} on {place}, not on this host",)


def _host_of(machine: str, env: Mapping[str, str]) -> str:
    from urllib.parse import urlsplit

    try:
        address = find(machine, env).address
        return urlsplit(address if "://" in address else f"tcp://{address}").hostname or ""
    except (NotFound, ValueError):
        return ""


RULES: Mapping[str, Callable[[ClientHereCrossing, Word], None]] = {
    "volume": local.volume,
    "mount": local.mount,
    "host-path": host_path,
    "publish": published,
}
