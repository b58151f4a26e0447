"""Which backend, machine and engine a command goes to, and why.

Command line, environment and settings first; then the choice that was recorded the first time;
only where there is none are engines asked, in the order of ``ORDER``. A recorded choice is never
changed by what happens to be installed, so that containers do not vanish. Hot where a choice is
recorded: nothing is imported or started then.
"""

from __future__ import annotations

from hostbridge.errors import Unavailable
from hostbridge.plugins import load_backend
from hostbridge.selection import Selection, forget, machine_for, recorded
from hostbridge.settings.effective import effective

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.settings.effective import Settings


def select(
    env: Mapping[str, str],
    cwd: str,
    *,
    backend: str = "",
    machine: str = "",
    engine: str = "",
    choose: bool = False,
) -> Selection:
    """The choice for one command; backend, machine and engine are what options name.

    choose: forget the record and choose anew. Raises Unavailable, with every reason, when nothing
    works; NotFound for a name that does not exist; HostbridgeError for broken settings.
    """
    settings = effective(env, cwd)
    backend, backend_why = _named("backend", backend, settings)
    machine, machine_why = _named("machine", machine, settings)
    engine, engine_why = _named("engine", engine, settings)
    if not backend and "://" in machine:
        backend = machine.partition("://")[0]
        backend_why = f"the machine's name begins with {backend}://"
    if choose:
        forget(env)
    kept = recorded(env)
    if backend and engine:
        machine = machine or load_backend(backend).default_machine()
        return Selection(
            backend, machine, engine, backend_why, machine_why or "the backend's own", engine_why
        )
    if not backend and kept.get("backend"):
        backend, backend_why = kept["backend"], "recorded"
    if backend:
        machine = machine or (kept.get("machine", "") if backend == kept.get("backend") else "")
        machine = machine or load_backend(backend).default_machine()
        known = engine or kept.get("engines", {}).get(f"{backend}/{machine}", "")
        if known:
            return Selection(
                backend, machine, known, backend_why, machine_why or "the backend's own",
                engine_why or "recorded", not engine,
            )  # fmt: skip
    # Engines are asked, which starts processes: the first command on a machine alone.
    from hostbridge.choosing import choose_and_record

    return choose_and_record(
        env, settings, backend, backend_why, machine, machine_why, engine, engine_why
    )


def gone(selection: Selection, why: str, remedy: str) -> Unavailable:
    """The error for a recorded choice that no longer works."""
    return Unavailable(
        f"the recorded choice no longer works: {selection.engine} on {selection.machine}",
        why,
        f"{remedy}\nor choose anew: hostbridge host --choose",
    )


def _named(name: str, option: str, settings: Settings) -> tuple[str, str]:
    if option:
        return option, f"--{name}"
    setting = settings.get(name)
    return setting.value, setting.source


__all__ = ["Selection", "gone", "machine_for", "select"]
