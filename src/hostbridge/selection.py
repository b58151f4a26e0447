"""The choice as a value, where it is recorded, and the machine that it means. Hot."""

from __future__ import annotations

import os

from hostbridge.plugins import load_backend
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
    """The choice. Each ``…_why`` is one line: the option, the setting, the record or the trial.

    words: global options of the engine's client with which the caller said how it is reached.
    """

    backend: str
    machine: str
    engine: str
    backend_why: str
    machine_why: str
    engine_why: str
    recorded: bool = False
    passed_over: tuple[PassedOver, ...] = ()
    words: tuple[str, ...] = ()


def recorded(env: Mapping[str, str]) -> dict[str, Any]:
    """The recorded choice: ``backend``, ``machine``, ``engines`` by ``backend/machine``; or {}."""
    return cached(choice_file(env), f"{cache_dir(env)}/choice", _load) or {}


def forget(env: Mapping[str, str]) -> None:
    """Remove the record; the next command chooses anew. Nothing happens where there is none."""
    try:
        os.unlink(choice_file(env))
    except FileNotFoundError:
        pass


def state_of(selection: Selection, env: Mapping[str, str]) -> str:
    """The directory of what is kept about the chosen machine and engine."""
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in selection.machine)
    return f"{data_dir(env)}/machines/{selection.backend}-{name}/{selection.engine}"


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


def _load(path: str) -> dict[str, Any]:
    from hostbridge.state.files import read

    return read(path, version=CHOICE_VERSION) or {}
