"""Which backend, machine and engine a command goes to, and why.

Command line, environment and settings first; then the choice that was recorded the first time;
only where there is none are engines asked, in the order of ``ORDER``. A recorded choice is never
changed by what happens to be installed, so that containers do not vanish. What the engines' own
clients are told (``-H``, DOCKER_HOST, docker's current context …) is honoured as they do it:
see ``hostbridge.clients.wanted``. Hot where a choice is recorded: nothing is imported or started then.
"""

from __future__ import annotations

from hostbridge.clients.wanted import by_variables, current_context
from hostbridge.errors import EXIT_FAILED, NotFound, Unavailable, UsageError
from hostbridge.plugins import BACKENDS, ENGINES, backends, engines, load_backend
from hostbridge.selection import Selection, forget, machine_for, recorded
from hostbridge.settings.effective import effective

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hostbridge.clients.wanted import Wanted
    from hostbridge.settings.effective import Settings


def select(
    env: Mapping[str, str],
    cwd: str,
    *,
    backend: str = "",
    machine: str = "",
    engine: str = "",
    choose: bool = False,
    dialect: str = "docker",
    wanted: Wanted | None = None,
    may_choose: bool = True,
) -> Selection:
    """The choice for one command; backend, machine and engine are what options name.

    choose: forget the record and choose anew. wanted: the endpoint that the container command line
    itself names (``-H``, ``--connection`` …). may_choose: where nothing is chosen yet, ask engines and
    record the choice; without, raise Unavailable. Raises Unavailable, with every reason, when nothing
    works; NotFound for a name that does not exist; UsageError where two options contradict;
    HostbridgeError for broken settings.
    """
    if wanted is not None and wanted.named:
        return _told(wanted, backend, machine, engine)
    settings = effective(env, cwd)
    backend, backend_why = _named("backend", backend, settings)
    machine, machine_why = _named("machine", machine, settings)
    engine, engine_why = _named("engine", engine, settings)
    if wanted is not None and backend in ("", "context", "native") and not machine:
        return _told(wanted, backend, machine, engine if _sure(engine_why) else "")
    _exists("backend", backend, backend_why, BACKENDS, backends)
    _exists("engine", engine, engine_why, ENGINES, engines)
    if not _sure(backend_why) and not _sure(machine_why):
        by_name = engine if _sure(engine_why) else ""
        wanted = by_variables(env, dialect, by_name)
        if wanted is not None:
            return _told(wanted, "", "", by_name)
    if not backend and machine:
        backend, backend_why = _backend_of(machine, env)
    if choose:
        forget(env)
    kept = recorded(env)
    if backend and engine:
        machine = machine or load_backend(backend).default_machine()
        return Selection(
            backend, machine, engine, backend_why, machine_why or "the backend's own", engine_why
        )
    free = not backend and not machine
    if not backend and kept.get("backend"):
        backend, backend_why = kept["backend"], "recorded"
    if backend:
        machine = machine or (kept.get("machine", "") if backend == kept.get("backend") else "")
        machine = machine or load_backend(backend).default_machine()
        known = engine or kept.get("engines", {}).get(f"{backend}/{machine}", "")
        own = "" if known or backend == "native" else load_backend(backend).engine_of(machine)
        if own:
            why = f"{machine} has this one"
            return Selection(
                backend, machine, own, backend_why, machine_why or "its current one", why
            )
        if known:
            chosen = Selection(
                backend, machine, known, backend_why, machine_why or "the backend's own",
                engine_why or "recorded", not engine,
            )  # fmt: skip
            return _current(chosen, env) if free else chosen
    if not may_choose:
        raise Unavailable("nothing is chosen yet", "", "hostbridge host --choose")
    # Engines are asked, which starts processes: the first command on a machine alone.
    from hostbridge.choosing import choose_and_record

    chosen = choose_and_record(
        env, settings, backend, backend_why, machine, machine_why, engine, engine_why
    )
    return _current(chosen, env) if free else chosen


def _told(wanted: Wanted, backend: str, machine: str, engine: str) -> Selection:
    """What the caller names for the engine's client; options of ours must not say otherwise."""
    native = wanted.native
    for option, given, own in (
        ("--backend", backend, "native" if native else "context"),
        ("--machine", machine, "default" if native else wanted.machine),
        ("--engine", engine, wanted.engine),
    ):
        if given and given != own:
            raise UsageError(
                f"{option} {given} and {wanted.source} contradict",
                f"{wanted.source} names {wanted.machine or 'a remote engine'}, which is {wanted.engine}'s",
                "leave one of them out",
            )
    if native:
        why = f"{wanted.source} names its own place"
        return Selection("native", "default", wanted.engine, why, why, wanted.source)
    place = wanted.machine
    if not place:
        # --remote: podman's own default.
        from hostbridge.clients.remote import default_of

        place = default_of(wanted)
    return Selection(
        "context", place, wanted.engine, wanted.source, wanted.source, wanted.source, words=wanted.words
    )  # fmt: skip


def _current(chosen: Selection, env: Mapping[str, str]) -> Selection:
    """The choice, where docker's client would go to its current context."""
    if chosen.engine != "docker" or chosen.backend not in ("native", "context"):
        return chosen
    current = current_context(env)
    if current is None:
        return chosen
    why = current.source
    return Selection("context", current.machine, "docker", why, why, chosen.engine_why)


def _backend_of(machine: str, env: Mapping[str, str]) -> tuple[str, str]:
    """The backend of a machine that is named without one; empty where the name does not tell."""
    scheme, found, _ = machine.partition("://")
    if found and scheme in ("unix", "tcp", "npipe", "fd", "http", "https"):
        return "context", f"the machine is an address of the kind {scheme}"
    if found:
        return scheme, f"the machine's name begins with {scheme}://"
    if machine == "default":
        return "", ""
    from hostbridge.clients.discover import find

    try:
        one = find(machine, env)
    except NotFound:
        return "", ""
    return "context", f"{machine} is {one.product.name if one.product else one.engine}'s"


def _sure(source: str) -> bool:
    """Whether a name was given for this command: by an option or the environment, not by a file."""
    return source.startswith(("--", "HOSTBRIDGE_"))


def gone(selection: Selection, why: str, remedy: str) -> Unavailable:
    """The error for a recorded choice that no longer works."""
    return Unavailable(
        f"the recorded choice no longer works: {selection.engine} on {selection.machine}",
        why,
        f"{remedy}\nor choose anew: hostbridge host --choose",
    )


def _exists(
    kind: str, name: str, why: str, built_in: Mapping[str, str], known: Callable[[], dict[str, str]]
) -> None:
    """Raise NotFound, with the nearest name and where this one came from, unless it is installed."""
    if not name or name in built_in or name in known():
        return
    from difflib import get_close_matches

    names = sorted(known())
    near = get_close_matches(name, names, n=1, cutoff=0.0)[0]
    raise NotFound(
        f"there is no {kind} {name!r}", f"it comes from {why}; there are {', '.join(names)}",
        f"did you mean {near}?", exit_code=EXIT_FAILED,
    )  # fmt: skip


def _named(name: str, option: str, settings: Settings) -> tuple[str, str]:
    if option:
        return option, f"--{name}"
    setting = settings.get(name)
    return setting.value, setting.source


__all__ = ["Selection", "gone", "machine_for", "select"]
