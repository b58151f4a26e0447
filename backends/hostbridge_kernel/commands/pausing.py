"""``pause``, ``unpause``: all processes of a container stand still, or go on."""

from __future__ import annotations

from hostbridge.errors import Conflict
from hostbridge_kernel.commands.ending import each
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.making import control_group
from hostbridge_kernel.containers.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_FAILED = 1


def pause(context: Context) -> int:
    """``pause CONTAINER…``."""
    return each(context, lambda one: _switch(context, one, wanted=True))


def unpause(context: Context) -> int:
    """``unpause CONTAINER…``."""
    return each(context, lambda one: _switch(context, one, wanted=False))


def _switch(context: Context, container: Container, *, wanted: bool) -> None:
    """Raises Conflict in docker's words where it does not run, or is so already."""
    if settled(context.containers, container) != "running":
        _refuse(container, "is not running")
    with container.lock():
        content = container.state()
        told = content["State"]
        if told["Restarting"] or not told["Pid"]:
            _refuse(container, "is restarting, wait until the container is running")
        if told["Paused"] == wanted:
            _refuse(container, "is already paused" if wanted else "is not paused")
        group = control_group(container.places, container)
        if wanted:
            group.freeze()
        else:
            group.thaw()
        told.update(Paused=wanted, Status="paused" if wanted else "running")
        container.write_state(content)
    Events(container.places.events).container("pause" if wanted else "unpause", container.config)


def _refuse(container: Container, why: str) -> None:
    raise Conflict(f"Container {container.name} {why}", exit_code=_FAILED)
