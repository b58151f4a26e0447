"""What a monitor writes down of a container: a start that failed, an end, a restart given up."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import state
from hostbridge_kernel.containers.events import Events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.containers.records import Container
    from hostbridge_kernel.containers.restarting import Policy
    from hostbridge_kernel.containers.starting import Starter


def told(error: Exception) -> HostbridgeError:
    """The error of a start in words: a full disk and its like have the kernel's."""
    if isinstance(error, HostbridgeError):
        return error
    return HostbridgeError(str(error), "", "make room, or see what forbids it, then start it again")


def failed(starter: Starter, container: Container, error: HostbridgeError) -> None:
    """Its process could not be started: the error stays in its state; ``--rm`` removes it."""
    try:
        container.change(lambda content: state.failed(content, error.exit_code, error.summary))
    except HostbridgeError:  # it has just been removed
        return
    except OSError:  # the disk is full: its state is what it was
        pass
    starter.clean(container)
    if container.auto_remove:
        starter.remove(container)


def over(
    starter: Starter, container: Container, policy: Policy, status: int, ran: float, *, oom: bool
) -> Optional[float]:
    """Its process has ended: clean up, then write it down; what a crash leaves between is cleaned again.

    Returns the pause in seconds before its next start, None where there is none; ``--rm`` has
    removed it then.
    """
    pause: Optional[float] = None
    keep = False

    def change(content: dict[str, Any]) -> None:
        nonlocal pause, keep
        pause = policy.after(status, ran, stopped=content["ManuallyStopped"])
        keep = bool(content.get("Keep"))
        state.ended(content, status, oom=oom, restarting=pause is not None)

    starter.clean(container)
    try:
        container.change(change)
    except HostbridgeError:  # ``rm -f`` was quicker
        pause = None
    events = Events(container.places.events)
    if oom:
        events.container("oom", container.config)
    events.container("die", container.config, exitCode=str(status))
    if pause is None and container.auto_remove and not keep:
        starter.remove(container)
    return pause


def given_up(container: Container) -> None:
    """A command ended it while it waited for its next start; the last exit code stays."""
    try:
        container.change(lambda content: state.ended(content, content["State"]["ExitCode"]))
    except HostbridgeError:  # it has just been removed
        pass
