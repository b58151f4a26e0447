"""Doing a plan. Only ``Exec`` on native is on the hot path; the rest is loaded when it is needed."""

from __future__ import annotations

import gc
import os

from hostbridge.dispatch.plan import Exec, Local, Render
from hostbridge.errors import EXIT_NOT_FOUND, HostbridgeError, NotFound, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.engine import Dialect, Engine, Site
    from hostbridge.contract.session import Session
    from hostbridge.dispatch.plan import Plan


def perform(
    plan: Plan,
    session: Session,
    engine: Engine,
    *,
    env: Mapping[str, str],
    state: str,
    dialect: Dialect,
) -> int:
    """Do a plan and return the exit code; ``Exec`` does not return where the session can replace.

    env is the caller's environment; state a directory for what an emulation has to remember.
    """
    prepare(plan, session, engine, env)
    if not isinstance(plan, (Render, Local)):
        if plan.before is not None:
            code = plan.before.perform(site(session, engine, state=state, dialect=dialect))
            if code:
                return code
            if plan.before.words is not None:
                from hostbridge.value import replace

                plan = replace(plan, argv=tuple(map(plan.before.words, plan.argv)))
    if not isinstance(plan, Exec) or not session.features.local:
        gc.enable()
    try:
        return _done(plan, session, engine, state=state, dialect=dialect)
    except NotFound as error:
        raise without_client(error, engine) from error
    except OSError as error:
        if session.features.local or isinstance(plan, (Render, Local)):
            raise
        from hostbridge.dispatch.full import told

        return told(error, plan.argv[len(engine.client) :], dialect)


def prepare(plan: Plan, session: Session, engine: Engine, env: Mapping[str, str]) -> None:
    """What comes before any plan: the engine's own look, and directories that are missing."""
    if not isinstance(plan, Render) and session.features.local and getattr(plan, "asks", True):
        engine.preflight(env)
    if not isinstance(plan, (Render, Local)):
        make_directories(plan.make)


def without_client(error: NotFound, engine: Engine) -> HostbridgeError:
    """The error for a client that is missing; 127 would say that the container's own command is."""
    if error.exit_code != EXIT_NOT_FOUND:
        return error
    return Unavailable(f"{engine.name} is not installed", error.summary, f"install {engine.name}")


def _done(plan: Plan, session: Session, engine: Engine, *, state: str, dialect: Dialect) -> int:
    wording = plan.before.wording if not isinstance(plan, (Render, Local)) and plan.before else None
    if isinstance(plan, Exec):
        for line in plan.say:
            os.write(2, os.fsencode(f"hostbridge: {line}\n"))
        if plan.secret:
            _feed(plan.secret)
        if wording is not None:
            from hostbridge.dispatch.worded import worded

            return worded(plan, wording, session)
        if plan.before and plan.before.refusing and session.features.local:
            from hostbridge.dispatch.refusing import watched

            return watched(plan, plan.before.refusing, session)
        if session.features.local:
            from hostbridge.state import bytecode

            bytecode.remember()  # there is no after
        session.replace(
            plan.argv, env=dict(plan.env) or None, terminal=plan.terminal, reads=plan.reads
        )
    if not isinstance(plan, (Render, Local)):
        # Threads, signals and sockets: 20 ms that an Exec does not have to pay.
        from hostbridge.dispatch.relaying import relay

        code = relay(plan, session, engine.client)
        return wording.code(code, "") if wording is not None else code
    if isinstance(plan, Render):
        import sys

        from hostbridge.engine.render import render

        return render(plan.rendering, session, engine, sys.stdout.buffer)
    return plan.perform(site(session, engine, state=state, dialect=dialect))


def _feed(secret: bytes) -> None:
    """Let standard input be a pipe with a secret, which is short enough to fit whole."""
    reading, writing = os.pipe()
    os.write(writing, secret)
    os.close(writing)
    os.dup2(reading, 0)
    os.close(reading)


def site(session: Session, engine: Engine, *, state: str, dialect: Dialect) -> Site:
    """What an emulation works with: this process's own streams."""
    import sys

    from hostbridge.contract.engine import Site

    return Site(session, engine.client, {}, state, dialect, sys.stdout.buffer, sys.stderr.buffer)


def make_directories(paths: tuple[str, ...]) -> None:
    """Make what ``-v`` names and is missing, as docker does. Raises HostbridgeError."""
    for path in paths:
        try:
            os.makedirs(path, exist_ok=True)
        except OSError as error:
            raise HostbridgeError(
                f"{path}: cannot make the missing source of -v",
                error.strerror or "",
                "make the directory yourself, or name one that exists",
            ) from error


__all__ = ["Exec", "Local", "make_directories", "perform", "site"]
