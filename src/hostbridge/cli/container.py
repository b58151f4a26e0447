"""A container command: from its words to the plan and its doing. The hot path runs through here."""

from __future__ import annotations

import os

from hostbridge.catalogue import parse
from hostbridge.catalogue.parse import GroupAlone
from hostbridge.dispatch.make import CLIENTS_OWN, Target, make_plan
from hostbridge.dispatch.perform import perform
from hostbridge.errors import HostbridgeError, Unavailable, UsageError
from hostbridge.plugins import engine_on, load_engine
from hostbridge.select import Selection, gone, machine_for, select
from hostbridge.settings.effective import effective
from hostbridge.state.places import data_dir
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.cli.options import Options
    from hostbridge.clients.wanted import Wanted
    from hostbridge.contract.engine import Dialect
    from hostbridge.contract.session import Session
    from hostbridge.dispatch.plan import Plan

PASSED_ON = ("compose",)
"""Commands that explain themselves: a plug-in's."""


def container(words: Sequence[str], options: Options, named: Dialect | None) -> int:
    """Run one container command; returns its exit code, or does not return where it is replaced.

    words begin with the engine's global options or the command. named is the dialect of the name
    that hostbridge was called by.
    """
    env = os.environ
    cwd = working_directory(env)
    dialect = named or dialect_from(env) or _dialect_set(env, cwd)
    where = _Where(options, env, cwd, dialect)
    if words[0][:1] == "-":
        where.look_at(words)
    try:
        call = parse(words, dialect, where.takes_value)
    except GroupAlone as alone:
        from hostbridge.cli.help import group

        return group(alone.group, dialect, named or "hostbridge", asked=alone.asked)
    if call.has("--help") and call.command.name not in PASSED_ON:
        from hostbridge.cli.help import command_help

        return command_help(call, named or "hostbridge")
    where.command = call.command.name
    if call.command.name.startswith(CLIENTS_OWN):
        where.stay_with_client(call.command.dialects[0])
    elif where.wanted is not None:
        call = where.without_selecting(call)
    try:
        with where.session() as session:
            engine = engine_on(where.selection().engine, session, where.selection().words)
            target = Target(
                engine, session.features, session.paths, cwd, env, where.selection().machine
            )
            plan = make_plan(call, target)
            if options.plan:
                return _show(options, where.selection(), plan)
            if options.verbose or options.log_file:
                _tell(where.selection(), plan)
            return perform(plan, session, engine, env=env, state=where.state(), dialect=dialect)
    except Unavailable as error:
        if where.selection().recorded:
            raise gone(where.selection(), error.summary, error.remedy) from error
        raise


def dialect_from(env: Mapping[str, str]) -> Dialect | None:
    """``HOSTBRIDGE_DIALECT``; None when it is not set. Raises UsageError for another word."""
    given = env.get("HOSTBRIDGE_DIALECT", "")
    if given == "docker":
        return "docker"
    if given == "podman":
        return "podman"
    if given:
        raise UsageError(
            f"HOSTBRIDGE_DIALECT={given}: no such dialect", "", "set it to docker or podman"
        )
    return None


def working_directory(env: Mapping[str, str]) -> str:
    """The current directory; where it was deleted, what PWD still says."""
    try:
        return os.getcwd()
    except OSError:
        return env.get("PWD") or "/"


class _Where:
    """The machine that a command goes to: chosen once, and its session opened once."""

    def __init__(
        self, options: Options, env: Mapping[str, str], cwd: str, dialect: Dialect
    ) -> None:
        self._options = options
        self._env = env
        self._cwd = cwd
        self._dialect: Dialect = dialect
        self.wanted: Wanted | None = None
        self.command = ""
        self._selection: Selection | None = None
        self._session: Session | None = None

    def look_at(self, words: Sequence[str]) -> None:
        """Note the endpoint that the words before the command name."""
        from hostbridge.catalogue.parse import leading
        from hostbridge.clients.options import by_options

        self.wanted = by_options(leading(words, self._dialect), self._env)

    def stay_with_client(self, engine: str) -> None:
        """Let a command about the client's own configuration go to that client, wherever it points.

        Unless another machine was named for this command: then it is that machine's client.
        """
        given = self._options
        if not (given.backend or given.machine or self._env.get("HOSTBRIDGE_BACKEND")
                or self._env.get("HOSTBRIDGE_MACHINE")):  # fmt: skip
            why = f"the command is about {engine}'s own client"
            self._selection = Selection("native", "default", engine, why, why, why)

    def without_selecting(self, call: Call) -> Call:
        """The call without the words that the choice speaks for."""
        from hostbridge.clients.options import selecting

        engine = self.selection().engine
        kept = tuple(word for word in call.globals if not selecting(word, engine))
        return replace(call, globals=kept)

    def selection(self) -> Selection:
        """The choice, with its reasons."""
        if self._selection is None:
            given = self._options
            self._selection = select(
                self._env,
                self._cwd,
                backend=given.backend,
                machine=given.machine,
                engine=given.engine,
                dialect=self._dialect,
                wanted=self.wanted,
            )
        return self._selection

    def session(self) -> Session:
        """An open session to the machine, which is started if it has to be."""
        if self._session is None:
            chosen = self.selection()
            if chosen.backend == "context":
                from hostbridge.cli.endpoint import ready

                machine = ready(
                    chosen, effective(self._env, self._cwd), self.command, self._dialect
                )
            else:
                machine = machine_for(chosen, effective(self._env, self._cwd))
                if not machine.features.local:
                    machine.ensure_ready()
            self._session = machine.session()
        return self._session

    def state(self) -> str:
        """The directory of what is kept about this machine."""
        chosen = self.selection()
        name = "".join(c if c.isalnum() or c in "-_." else "_" for c in chosen.machine)
        return f"{data_dir(self._env)}/machines/{chosen.backend}-{name}/{chosen.engine}"

    def takes_value(self, command: str, option: str) -> bool | None:
        """Whether an option that no table has takes a value, by the engine's own ``--help``."""
        from hostbridge.engine.own_help import takes_value

        self.command = self.command or command
        try:
            engine = load_engine(self.selection().engine)
            return takes_value(self.session(), engine, command, option, self._env)
        except HostbridgeError:
            return None


def _dialect_set(env: Mapping[str, str], cwd: str) -> Dialect:
    return "podman" if effective(env, cwd).get("dialect").value == "podman" else "docker"


def _tell(selection: Selection, plan: Plan) -> None:
    """The choice and the plan, for ``-v`` and the log; an ``Exec`` starts nothing that would tell."""
    import logging

    from hostbridge.dispatch.show import show

    log = logging.getLogger(__name__)
    log.info("%s", show(plan, selection))
    for part in (selection.backend_why, selection.machine_why, selection.engine_why):
        log.debug("because: %s", part)


def _show(options: Options, selection: Selection, plan: Plan) -> int:
    import sys

    from hostbridge.dispatch.show import show

    sys.stdout.write(show(plan, selection, as_json=options.plan == "json") + "\n")
    return 0
