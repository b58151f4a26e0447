"""Making a record true again: what a killed monitor or a switched-off machine did not write down."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import processes, state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.containers.records import Container, Containers
    from hostbridge_kernel.containers.state import Life

_PATIENCE = 30.0
"""Seconds that a monitor may take to clean up after its container."""


def settled(containers: Containers, container: Container) -> Life:
    """What is true of a container now; ``ending`` is waited for, ``lost`` is written down.

    Gives ``running`` or ``idle``. A lost one with ``--rm`` is removed.
    """
    content = container.state()
    life = state.life(content)
    if life == "ending":
        monitor = content["Monitor"]
        processes.wait_gone(monitor["Pid"], monitor["StartTime"], _PATIENCE)
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
        if state.life(content) == "lost":
            starter.clean(container)
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
