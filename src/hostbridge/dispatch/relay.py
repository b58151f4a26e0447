"""The plan for a machine that is not this host: ``Exec`` where nothing has to stay, else ``Relay``."""

from __future__ import annotations

from hostbridge.dispatch.crossing import cross
from hostbridge.dispatch.far import FarCrossing
from hostbridge.dispatch.far_rules import FAR_RULES
from hostbridge.dispatch.make import ASK, client_for, in_engines_words
from hostbridge.dispatch.plan import Exec, Local, Render, Rewrite
from hostbridge.dispatch.relayed import Logins, Relay
from hostbridge.dispatch.streams import reads_input, wants_terminal, without_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Site
    from hostbridge.dispatch.make import Target
    from hostbridge.dispatch.plan import Plan

STARTS = ("start", "restart", "pod start", "pod restart")
ENDS = ("stop", "kill", "rm", "restart", "pod stop", "pod kill", "pod rm", "system prune")


def far_plan(call: Call, target: Target) -> Plan:
    """The plan for one call over a session with other paths; raises what make_plan does."""
    engine = target.engine
    written = call
    if call.globals:
        from hostbridge.dispatch.far_globals import check

        check(call.globals, target.machine)
    configured: dict[str, str] = {}
    if call.dialect == "docker" and call.command.name in ASK:
        from hostbridge.dispatch.proxies import with_configured

        call, configured = with_configured(call, target)
    far = FarCrossing(
        call,
        dialect=call.dialect,
        engine=engine.dialect,
        cwd=target.cwd,
        env=target.env,
        paths=target.paths,
        features=target.features,
    )
    far.session_env.update(configured)
    cross(far, FAR_RULES)
    if call.dialect != engine.dialect and not target.tty:
        without_terminal(far)
    runs = call.command.name == "run"
    detached = runs and call.has("--detach")
    publish = tuple(far.publish) if runs else ()
    publish_all = runs and call.has("--publish-all")
    cid = ""
    if not detached and (publish_all or any(port.port == 0 for port in publish)):
        cid = _cid(far)
    made = in_engines_words(far, engine)
    if call.command.name == "compose" and not isinstance(made, Render):
        from hostbridge.dispatch.composing import compose_plan

        return compose_plan(written, far, made, target)
    if isinstance(made, Local):
        return _with_forwards(made, call)
    if isinstance(made, Render):
        return made
    starts = call.command.name in STARTS
    plan = Relay(
        (*client_for(call, target, far.rewrites, here=False), *made.argv()),
        tuple(far.session_env.items()),
        (*far.rewrites, *(Rewrite(*note) for note in made.notes)),
        tuple(far.make),
        wants_terminal(call),
        far.stdin,
        far.stdout,
        far.scratch,
        tuple(far.send),
        tuple(far.fetch),
        cid,
        publish,
        publish_all,
        detached,
        tuple(word.value or "" for word in call.operands()) if starts else (),
        call.command.name in ENDS,
        far.before,
        reads_input(call),
        _logins(written, target),
    )
    return plan if _stays(plan) else _exec(plan)


def _with_forwards(plan: Local, call: Call) -> Local:
    """What hostbridge does itself may start and end containers, too."""
    name = call.command.name
    started = [word.value or "" for word in call.operands()] if name in STARTS else []
    if not started and name not in ENDS:
        return plan

    def perform(site: Site) -> int:
        from hostbridge.dispatch.relaying import offer_started

        code = plan.perform(site)
        offer_started(site.session, site.client, started)
        return code

    return Local(plan.what, plan.reason, perform, plan.engine)


def _logins(call: Call, target: Target) -> Logins | None:
    """Log-ins of this host for the registries that a call may ask over there."""
    if call.command.name not in ASK:
        return None
    from hostbridge.dispatch.registries import from_elsewhere, unless_there

    found = from_elsewhere(call, target.cwd, target.env)
    if not found:
        return None
    return Logins(found, call.dialect, target.engine.name, target.env, unless_there(call))


def _stays(plan: Relay) -> bool:
    return bool(
        plan.stdin or plan.stdout or plan.scratch or plan.publish or plan.publish_all
        or plan.attach or plan.reconcile or plan.logins
    )  # fmt: skip


def _exec(plan: Relay) -> Exec:
    return Exec(
        plan.argv, plan.env, plan.rewrites, plan.make, plan.terminal, plan.before, plan.reads
    )


def _cid(far: FarCrossing) -> str:
    """The machine file that will hold the container's id: the caller's own, or one of ours."""
    for fetch in far.fetch:
        if fetch.when == "exists":
            return fetch.machine
    named = far.call.value("--cidfile")
    if named:
        return named
    machine = far.stage("cid")
    far.call = far.call.with_option("--cidfile", machine)
    far.rewrites.append(
        Rewrite("", f"--cidfile {machine}", "tells which container's ports are to be forwarded")
    )
    return machine
