"""Making a record true again: what a killed monitor or a switched-off machine did not write down."""

from __future__ import annotations

import os
import time

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import processes, signals, state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.containers.records import Container, Containers
    from hostbridge_kernel.containers.starting import Starter
    from hostbridge_kernel.containers.state import Life

_PATIENCE = 30.0
"""Seconds that a monitor may take to clean up after its container."""


def settled(containers: Containers, container: Container) -> Life:
    """What is true of a container now; ``ending`` is waited for, ``lost`` is written down.

    Gives ``running`` or ``idle``. A lost one with ``--rm`` is removed.
    """
    content = container.state()
    life = state.life(content)
    if life == "starting":
        with container.lock():
            content = container.state()
        life = state.life(content)
    end = time.monotonic() + _PATIENCE
    while life == "ending" and time.monotonic() < end:
        # Its monitor ends with it, or goes on to the next start: what it writes down counts.
        monitor = content["Monitor"]
        processes.wait_gone(monitor["Pid"], monitor["StartTime"], 0.02)
        content = container.state()
        life = state.life(content)
    if life == "lost":
        bury(containers, container)
        return "idle"
    return "running" if life == "running" else "idle"


def bury(containers: Containers, container: Container) -> None:
    """Write down the end that nobody saw, and take away what the container had. Safe to repeat."""
    from hostbridge_kernel.containers.events import Events
    from hostbridge_kernel.containers.starting import Starter

    starter = Starter(containers)
    code = state.LOST
    wrote = [False]

    def change(content: dict[str, Any]) -> None:
        if state.life(content) != "lost":
            return
        told = content["State"]
        if processes.alive(told["Pid"], told.get("StartTime", 0)):
            os.kill(told["Pid"], signals.KILL)  # it was to be started, and nobody owns it
        clear(starter, container)
        if content.get("Starting"):
            state.failed(content, code, "the command that started it was killed")
        else:
            state.ended(content, code)
        wrote[0] = True

    try:
        container.change(change)
    except HostbridgeError:
        if container.there():
            raise
        return
    if wrote[0]:
        Events(container.places.events).container("die", container.config, exitCode=str(code))
        if container.auto_remove:
            starter.remove(container)


def clear(starter: Starter, container: Container) -> None:
    """Take away what a start made, and the socket of a monitor that is no more. Safe to repeat."""
    starter.clean(container)
    try:
        os.unlink(container.places.socket(container.id))
    except OSError:
        pass
