"""Which backend, machine and engine a command goes to, and why.

Command line, environment and settings first; then the choice that was recorded the first time;
only where there is none are engines asked, in the order of ``ORDER``. A recorded choice is never
changed by what happens to be installed, so that containers do not vanish. Hot where a choice is
recorded: nothing is imported or started then.
"""

from __future__ import annotations

import os

from hostbridge.errors import Unavailable
from hostbridge.plugins import load_backend
from hostbridge.settings.effective import effective
from hostbridge.state.cached import cached
from hostbridge.state.places import cache_dir, data_dir
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge.contract.machine import Machine
    from hostbridge.settings.effective import Settings

ORDER = ("native", "wsl", "context", "vm")
"""Backends in the order in which they are tried; ``ssh`` is only used when it is named."""
ENGINE_ORDER = ("docker", "podman", "nerdctl", "kernel")
CHOICE_VERSION = 1


@value
class PassedOver:
    """A backend or engine that was not chosen, why, and what would make it usable."""

    name: str
    why: str
    remedy: str = ""


@value
class Selection:
    """The choice. Each ``…_why`` is one line: the option, the setting, the record or the trial."""

    backend: str
    machine: str
    engine: str
    backend_why: str
    machine_why: str
    engine_why: str
    recorded: bool = False
    passed_over: tuple[PassedOver, ...] = ()


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
    if not backend:
        backend, backend_why = kept.get("backend", ""), "recorded"
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


def recorded(env: Mapping[str, str]) -> dict[str, Any]:
    """The recorded choice: ``backend``, ``machine``, ``engines`` by ``backend/machine``; or {}."""
    return cached(choice_file(env), f"{cache_dir(env)}/choice", _load) or {}


def forget(env: Mapping[str, str]) -> None:
    """Remove the record; the next command chooses anew. Nothing happens where there is none."""
    try:
        os.unlink(choice_file(env))
    except FileNotFoundError:
        pass


def choice_file(env: Mapping[str, str]) -> str:
    """Where the choice is recorded."""
    return f"{data_dir(env)}/choice.json"


def machine_for(selection: Selection, settings: Settings) -> Machine:
    """The chosen machine, with what settings say of it. Does not start it."""
    backend = load_backend(selection.backend)
    told = settings.machine(selection.machine)
    if told is None:
        return backend.machine(selection.machine)
    from hostbridge.contract.machine import MachineSpec, no_progress
    from hostbridge.contract.paths import Share

    spec = MachineSpec(
        selection.machine, told["cpus"], told["memory"], told["disk"],
        tuple(Share(os.path.expanduser(s["host"]), s["machine"], s["read_only"]) for s in told["shares"]),
        told["image"], tuple(told["options"].items()),
    )  # fmt: skip
    return backend.create(spec, no_progress)


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


def _load(path: str) -> dict[str, Any]:
    from hostbridge.state.files import read

    return read(path, version=CHOICE_VERSION) or {}
