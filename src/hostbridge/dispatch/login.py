"""``login`` and ``logout``: the same registry for either engine, and no password on an argv."""

from __future__ import annotations

import os

from hostbridge.clients.credentials import DOCKER_HUB, server
from hostbridge.dispatch.make import plan_for
from hostbridge.dispatch.plan import Exec, Local
from hostbridge.errors import HostbridgeError, UsageError
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Site
    from hostbridge.dispatch.make import Target
    from hostbridge.dispatch.plan import Plan

_LONGEST = 32 * 1024
STDIN = "a password is given on standard input, where no process list shows it"
NAMED = "podman takes no registry for granted"


def login_plan(call: Call, target: Target) -> Plan:
    """The plan; raises what make_plan does, UsageError for a password without a user."""
    if call.has("--get-login") and target.engine.dialect == "docker":
        return _who(call, target)
    call = _named(call, target)
    secret = b""
    password = call.value("--password")
    if password is not None and not call.has("--password-stdin"):
        if call.value("--username"):
            call = call.without("--password").with_option("--password-stdin")
            call = call.noted("--password ***", "--password-stdin", STDIN)
            secret = os.fsencode(password)
        elif not target.features.local:
            raise UsageError(
                "login: a password without a user", "it would travel on a command line",
                "name the user as well: --username NAME",
            )  # fmt: skip
    if len(secret) > _LONGEST:
        raise UsageError(
            "login: the password is too long", f"more than {_LONGEST} bytes", "use --password-stdin"
        )
    plan = plan_for(call, target)
    return replace(plan, secret=secret) if secret and isinstance(plan, Exec) else plan


def _named(call: Call, target: Target) -> Call:
    """The registry as the engine's client calls it."""
    if target.engine.dialect != "podman" or call.dialect != "docker" or call.has("--all"):
        return call
    operands = call.operands()
    if not operands:
        return call.with_operand(DOCKER_HUB).noted("", DOCKER_HUB, NAMED)
    given = operands[0].value or ""
    # docker's own registry has an address in docker's words.
    return (
        call.with_word(operands[0], DOCKER_HUB)
        if "://" in given and server(given) == DOCKER_HUB
        else call
    )


def _who(call: Call, target: Target) -> Local:
    """Podman's ``--get-login`` on docker: the user that is logged in, from docker's configuration."""
    from hostbridge.clients.logins import credentials

    registry = server((call.operands()[0].value if call.operands() else None) or DOCKER_HUB)

    def perform(site: Site) -> int:
        if not (target.features.local or target.features.client_here):
            raise HostbridgeError(
                "login --get-login: log-ins of another machine are its own", "", "ask there"
            )
        found = credentials([registry], target.env, "docker")
        if not found or not found[0].user:
            raise HostbridgeError(f"not logged into {registry}", "", f"hostbridge login {registry}")
        site.stdout.write(os.fsencode(found[0].user) + b"\n")
        site.stdout.flush()
        return 0

    return Local(
        f"the user who is logged in at {registry}",
        "docker has no --get-login",
        perform,
        target.engine,
    )
