"""From a parsed call to a plan. Decides; does nothing."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.dispatch.crossing import LOCAL_RULES, Crossing, cross
from hostbridge.dispatch.plan import Exec, Local, Render, Rewrite
from hostbridge.engine.render import needs_render
from hostbridge.errors import Unsupported
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Engine
    from hostbridge.contract.features import Features
    from hostbridge.contract.paths import PathMap
    from hostbridge.dispatch.plan import Plan

ASK = ("pull", "push", "run", "create", "build")
"""Commands that may ask a registry, or hand proxy variables on."""
CLIENTS_OWN = ("context ", "system connection ")
"""Commands about the client's own configuration: they have to work where no engine answers."""


@value
class Target:
    """Where a call goes: the engine, what the machine can do and sees, and the caller's place.

    tty: whether the caller's standard input is a terminal.
    """

    engine: Engine
    features: Features
    paths: PathMap
    cwd: str
    env: Mapping[str, str]
    machine: str = ""
    tty: bool = True


def make_plan(call: Call, target: Target) -> Plan:
    """The plan for one call.

    Raises UsageError, NotFound, NotShared or Unsupported, all of exit code 125, for words that
    cannot cross, and Unsupported for what the engine lacks and nothing can stand in for.
    """
    if call.command.name in ("login", "logout"):
        from hostbridge.dispatch.login import login_plan

        return login_plan(call, target)
    return plan_for(call, target)


def plan_for(call: Call, target: Target) -> Plan:
    """The plan by where the machine is; see make_plan."""
    if target.features.local:
        return _local(call, target)
    if target.features.client_here:
        from hostbridge.dispatch.client_here import client_here_plan

        return client_here_plan(call, target)
    # The far side's rules take 2 ms to load, and a local command never needs them.
    from hostbridge.dispatch.relay import far_plan

    return far_plan(call, target)


def in_engines_words(crossing: Crossing, engine: Engine) -> Call | Render | Local:
    """The crossed call in the engine's own words, or what stands in for the engine's client."""
    rendering = needs_render(crossing.call, engine)
    if rendering is not None:
        return Render(rendering, engine, tuple(crossing.rewrites))
    result = engine.translate(crossing.call)
    if isinstance(result, Refusal):
        raise Unsupported(result.summary, result.reason, result.remedy)
    if isinstance(result, Emulation):
        if result.then is None:
            return Local(result.what, result.reason, result.perform, engine)
        crossing.before = result
        crossing.call = result.then
        return in_own_words(result.then, engine)
    return result


def client_for(
    call: Call, target: Target, rewrites: list[Rewrite], *, here: bool
) -> tuple[str, ...]:
    """The engine's argv prefix for a call whose paths are still the caller's; noted if it is another.

    here: the client runs on this host, whatever machine it speaks to.
    """
    from hostbridge.host.system import SYSTEM

    engine = target.engine
    if here and SYSTEM == "windows":
        # What looks for another client is a shell's script.
        return engine.client

    def read(path: str) -> bytes:
        from hostbridge.dispatch.paths import absolute

        try:
            with open(absolute(path, target.cwd), "rb") as file:
                return file.read(1 << 20)
        except OSError:
            return b""

    client = engine.client_for(call, read)
    if client == engine.client:
        return client
    name = engine.client[0]
    rewrites.append(Rewrite(name, f"whichever {name} can", "not every client can do it"))
    if not here:
        return client
    from hostbridge.shims import client_path

    # A shell would start the shim that a script named docker may be, which is hostbridge again.
    real = client_path(name, target.env) or name
    return tuple(real if word == name else word for word in client)


def in_own_words(call: Call, engine: Engine) -> Call:
    """What follows an emulated beginning: the rest of the table's rows are applied to it."""
    from hostbridge.engine.applying import follow

    result = follow(call, engine.dialect)
    if isinstance(result, Refusal):
        raise Unsupported(result.summary, result.reason, result.remedy)
    return result


def _local(call: Call, target: Target) -> Plan:
    engine = target.engine
    written = call
    env: dict[str, str] = {}
    if call.dialect != engine.dialect and call.command.name in ASK:
        from hostbridge.dispatch.proxies import with_proxies

        call, env = with_proxies(call, target)
    crossing = Crossing(
        call, dialect=call.dialect, engine=engine.dialect, cwd=target.cwd, env=target.env
    )
    cross(crossing, LOCAL_RULES)
    if call.dialect != engine.dialect and not target.tty:
        from hostbridge.dispatch.streams import without_terminal

        without_terminal(crossing)
    made = in_engines_words(crossing, engine)
    if isinstance(made, (Render, Local)):
        return made
    argv = (*client_for(call, target, crossing.rewrites, here=True), *made.argv())
    rewrites = (*crossing.rewrites, *(Rewrite(*note) for note in made.notes))
    plan = Exec(
        argv, tuple(env.items()), rewrites, tuple(crossing.make),
        before=crossing.before, asks=not call.command.name.startswith(CLIENTS_OWN),
    )  # fmt: skip
    return with_logins(plan, written, target)


def with_logins(plan: Exec, call: Call, target: Target) -> Plan:
    """The plan, which stays for the command where its engine would not find the caller's log-ins."""
    if call.dialect == target.engine.dialect or call.command.name not in ASK:
        return plan
    from hostbridge.dispatch.registries import bridged, unless_there

    found = bridged(call, target.cwd, target.env, target.engine.name)
    if not found:
        return plan
    from hostbridge.dispatch.relayed import Logins, Relay

    return Relay(
        plan.argv, plan.env, plan.rewrites, plan.make, before=plan.before,
        logins=Logins(found, call.dialect, target.engine.name, target.env, unless_there(call)),
    )  # fmt: skip
