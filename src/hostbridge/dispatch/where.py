"""Where calls go: the choice and an open session, for the command line and for programs alike. Hot."""

from __future__ import annotations

from hostbridge.contract.machine import no_progress
from hostbridge.errors import HostbridgeError
from hostbridge.plugins import load_engine
from hostbridge.select import Selection, machine_for, select
from hostbridge.selection import state_of
from hostbridge.settings.effective import effective
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.clients.wanted import Wanted
    from hostbridge.contract.engine import Dialect
    from hostbridge.contract.machine import Progress
    from hostbridge.contract.session import Session


class Where:
    """The machine that calls go to: chosen once, and its session opened once.

    backend, machine and engine are what the caller names (empty: settings and the record decide);
    env and cwd are the caller's. Nothing happens before something is asked for.
    """

    def __init__(
        self,
        env: Mapping[str, str],
        cwd: str,
        dialect: Dialect,
        *,
        backend: str = "",
        machine: str = "",
        engine: str = "",
    ) -> None:
        self._backend = backend
        self._machine = machine
        self._engine = engine
        self.env = env
        self._cwd = cwd
        self._dialect: Dialect = dialect
        self.wanted: Wanted | None = None
        self.command = ""
        self._selection: Selection | None = None
        self._session: Session | None = None

    def look_at(self, words: Sequence[str]) -> None:
        """Note the endpoint that the words before the command name."""
        from hostbridge.catalogue.parse import leading
        from hostbridge.clients.options import by_options, configured

        found = leading(words, self._dialect)
        self.env = configured(found, self.env, self._cwd)
        self.wanted = by_options(found, self.env)

    def stay_with_client(self, engine: str) -> None:
        """Let a command about the client's own configuration go to that client, wherever it points.

        Unless another machine was named for this command: then it is that machine's client.
        """
        if not (self._backend or self._machine or self.env.get("HOSTBRIDGE_BACKEND")
                or self.env.get("HOSTBRIDGE_MACHINE")):  # fmt: skip
            why = f"the command is about {engine}'s own client"
            self._selection = Selection("native", "default", engine, why, why, why)

    def without_selecting(self, call: Call, *, here: bool) -> Call:
        """The call without the words that the choice speaks for; here: its client is this host's."""
        from hostbridge.clients.options import left_out

        engine = self.selection().engine
        chosen = self.wanted is not None and (self.wanted.named or bool(self.selection().words))
        gone = [word for word in call.globals if left_out(word, engine, chosen=chosen, here=here)]
        return (
            replace(call, globals=tuple(w for w in call.globals if w not in gone)) if gone else call
        )

    def selection(self) -> Selection:
        """The choice, with its reasons."""
        if self._selection is None:
            self._selection = select(
                self.env,
                self._cwd,
                backend=self._backend,
                machine=self._machine,
                engine=self._engine,
                dialect=self._dialect,
                wanted=self.wanted,
            )
        return self._selection

    def session(self, progress: Progress = no_progress) -> Session:
        """An open session to the machine, which is started if it has to be."""
        if self._session is None:
            chosen = self.selection()
            if chosen.backend == "context":
                from hostbridge.dispatch.endpoint import ready

                machine = ready(chosen, effective(self.env, self._cwd), self.command, self._dialect)
            else:
                machine = machine_for(chosen, effective(self.env, self._cwd))
                if not machine.features.local:
                    machine.ensure_ready(progress)
            self._session = machine.session()
        return self._session

    def state(self) -> str:
        """The directory of what is kept about this machine."""
        return state_of(self.selection(), self.env)

    def takes_value(self, command: str, option: str) -> bool | None:
        """Whether an option that no table has takes a value, by the engine's own ``--help``."""
        from hostbridge.engine.own_help import takes_value

        self.command = self.command or command
        try:
            engine = load_engine(self.selection().engine)
            return takes_value(self.session(), engine, command, option, self.env)
        except HostbridgeError:
            return None
