"""A container command: from its words to the plan and its doing. The hot path runs through here."""

from __future__ import annotations

import os

from hostbridge.catalogue import parse
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.perform import perform
from hostbridge.errors import HostbridgeError, UsageError
from hostbridge.plugins import load_engine
from hostbridge.select import machine_for, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.cli.options import Options
    from hostbridge.contract.engine import Dialect, Engine
    from hostbridge.contract.session import Session
    from hostbridge.select import Selection


def container(words: Sequence[str], options: Options, named: Dialect | None) -> int:
    """Run one container command; returns its exit code, or does not return where it is replaced.

    words begin with the engine's global options or the command. named is the dialect of the name
    that hostbridge was called by.
    """
    env = os.environ
    cwd = working_directory(env)
    dialect = named or dialect_from(env)
    lookup = _Lookup(options, env, cwd)
    if dialect is None:
        dialect = lookup.setting_dialect()
    call = parse(words, dialect, lookup.takes_value)
    if call.has("--help"):
        from hostbridge.cli.help import command_help

        return command_help(call)
    selection = lookup.selection()
    engine = lookup.engine()
    with lookup.session() as session:
        target = Target(engine, session.features, session.paths, cwd, env)
        plan = make_plan(call, target)
        if options.plan:
            return _show(options, selection, plan)
        state = lookup.state()
        return perform(plan, session, engine, env=env, state=state, dialect=dialect)


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
