"""A container command: from its words to the plan and its doing. The hot path runs through here."""

from __future__ import annotations

import os

from hostbridge.catalogue import parse
from hostbridge.catalogue.parse import GroupAlone, NoCommand, UnknownCommand
from hostbridge.dispatch.make import CLIENTS_OWN, Target, make_plan
from hostbridge.dispatch.perform import perform
from hostbridge.dispatch.where import Where
from hostbridge.errors import Unavailable, UsageError
from hostbridge.plugins import engine_on
from hostbridge.select import gone
from hostbridge.settings.effective import effective

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.cli.options import Options
    from hostbridge.contract.engine import Dialect
    from hostbridge.dispatch.plan import Plan
    from hostbridge.select import Selection
    from hostbridge.settings.effective import Settings

PASSED_ON = ("compose",)
"""Commands that explain themselves: a plug-in's."""


def container(words: Sequence[str], options: Options, named: Dialect | None) -> int:
    """Run one container command; returns its exit code, or does not return where it is replaced.

    words begin with the engine's global options or the command. named is the dialect of the name
    that hostbridge was called by.
    """
    env = os.environ
    cwd = working_directory(env)
    dialect = named or dialect_from(env) or _dialect_set(effective(env, cwd))
    where = Where(
        env, cwd, dialect,
        backend=options.backend, machine=options.machine, engine=options.engine,
    )  # fmt: skip
    if words[0][:1] == "-":
        where.look_at(words)
    try:
        call = parse(words, dialect, where.takes_value)
    except GroupAlone as alone:
        from hostbridge.cli.help import group

        return group(alone.group, dialect, named or "hostbridge", asked=alone.asked)
    except NoCommand as none:
        return _alone(none, named, dialect)
    except UnknownCommand as unknown:
        from hostbridge.cli.unknown import explained

        raise explained(unknown) from None
    if call.has("--help") and call.command.name not in PASSED_ON:
        from hostbridge.cli.help import command_help

        return command_help(call, named or "hostbridge")
    where.command = call.command.name
    if call.command.name.startswith(CLIENTS_OWN):
        where.stay_with_client(call.command.dialects[0])
    try:
        with where.session() as session:
            if call.globals and not call.command.name.startswith(CLIENTS_OWN):
                here = session.features.local or session.features.client_here
                call = where.without_selecting(call, here=here)
            engine = engine_on(where.selection().engine, session, where.selection().words)
            target = Target(
                engine,
                session.features,
                session.paths,
                cwd,
                where.env,
                where.selection().machine,
                os.isatty(0),
            )
            plan = make_plan(call, target)
            if options.plan:
                return _show(options, where.selection(), plan)
            if options.verbose or options.log_file or _log_to(effective(env, cwd)):
                _tell(where.selection(), plan)
            return perform(plan, session, engine, env=env, state=where.state(), dialect=dialect)
    except Unavailable as error:
        if where.selection().recorded:
            raise gone(where.selection(), error.summary, error.remedy) from error
        raise


def _alone(none: NoCommand, named: Dialect | None, dialect: Dialect) -> int:
    """``docker --debug --version`` and the like: an answer behind options of the client."""
    import sys

    if not {"--version", "-v"}.isdisjoint(none.options):
        from hostbridge.engine import version_line

        sys.stdout.write(version_line(dialect) + "\n")
        return 0
    if not {"--help", "-h"}.isdisjoint(none.options):
        from hostbridge.cli.help import answer

        return answer((), named, asked=True)
    raise none


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


def _dialect_set(settings: Settings) -> Dialect:
    return "podman" if settings.get("dialect").value == "podman" else "docker"


def _log_to(settings: Settings) -> bool:
    """Start the log that settings name; whether there is one."""
    path = settings.get("log_file").value
    if path:
        from hostbridge.log import start

        start(0, os.path.expanduser(path))
    return bool(path)


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
