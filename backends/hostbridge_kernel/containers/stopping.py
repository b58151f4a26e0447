"""Signals to a container's process, and ending it: politely, then by force."""

from __future__ import annotations

import os

from hostbridge.errors import Conflict, HostbridgeError
from hostbridge_kernel.containers import processes, signals, state
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.settling import clear, settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.containers.records import Container, Containers

_USUAL = 10
"""Seconds between the stop signal and SIGKILL, as docker has it."""
_REMOVAL = 30.0
"""Seconds for a monitor to remove its container."""
_FAILED = 1


def send(container: Container, number: int) -> bool:
    """Signal its process; False where it does not run. Never signals another one with its pid."""
    told = container.state()["State"]
    if not told["Pid"]:
        return False
    try:
        descriptor = os.pidfd_open(told["Pid"])
    except ProcessLookupError:
        return False
    except (OSError, AttributeError):
        descriptor = -1
    try:
        if not processes.alive(told["Pid"], told.get("StartTime", 0)):
            return False
        if descriptor >= 0:
            import signal

            signal.pidfd_send_signal(descriptor, number)
        else:
            os.kill(told["Pid"], number)
    except ProcessLookupError:
        return False
    except PermissionError as error:
        raise HostbridgeError(
            f"{container.name}: its process may not be signalled", str(error), "", exit_code=_FAILED
        ) from error
    finally:
        if descriptor >= 0:
            os.close(descriptor)
    return True


def kill(containers: Containers, container: Container, text: str) -> None:
    """``kill``: send a signal by name; raises Conflict in docker's words where it does not run."""
    number = signals.number(text) if text else signals.KILL
    if settled(containers, container) != "running" or not container.state()["State"]["Pid"]:
        raise Conflict(
            f"Cannot kill container: {container.name}: Container {container.id} is not running",
            exit_code=_FAILED,
        )
    _note_stop(container, keep=False)
    if number == signals.KILL:
        _thaw(container)
    send(container, number)
    Events(container.places.events).container("kill", container.config, signal=str(number))
    if number == signals.KILL:
        _until_gone(containers, container, None)


def stop(
    containers: Containers, container: Container, seconds: Optional[int] = None, *, word: str = "",
    keep: bool = False,
) -> None:  # fmt: skip
    """End it: its stop signal, then SIGKILL after seconds (None: its own timeout; -1: never).

    Nothing where it does not run. keep: it stays there in spite of ``--rm``, for ``restart``.
    """
    if settled(containers, container) != "running":
        return
    config = container.config["Config"]
    number = signals.number(word or config.get("StopSignal") or "TERM")
    if seconds is None:
        own = config.get("StopTimeout")
        seconds = _USUAL if own is None else int(own)
    content = _note_stop(container, keep=keep)
    events = Events(container.places.events)
    if content["State"]["Pid"]:
        _thaw(container)
        if send(container, number):
            events.container("kill", container.config, signal=str(number))
        if not _until_gone(containers, container, None if seconds < 0 else float(seconds)):
            events.container("kill", container.config, signal=str(signals.KILL))
            send(container, signals.KILL)
    _until_gone(containers, container, None)
    events.container("stop", container.config)


def _until_gone(containers: Containers, container: Container, seconds: Optional[float]) -> bool:
    """Wait for its end, and until that is written down; False where it has not come in time."""
    content = container.state()
    told = content["State"]
    if told["Pid"] and not processes.wait_gone(told["Pid"], told.get("StartTime", 0), seconds):
        return False
    if told["Restarting"]:
        from hostbridge_kernel.containers.attaching import wake

        wake(container)
        monitor = content["Monitor"]
        processes.wait_gone(monitor["Pid"], monitor["StartTime"], seconds)
    settled(containers, container)
    if container.auto_remove and container.there() and not container.state().get("Keep"):
        monitor = content["Monitor"]  # it removes the container, and has gone then
        processes.wait_gone(monitor["Pid"], monitor["StartTime"], _REMOVAL)
    return True


def _note_stop(container: Container, *, keep: bool) -> dict[str, Any]:
    """A user wants it to end: its monitor does not start it again."""

    def change(content: dict[str, Any]) -> None:
        content["ManuallyStopped"] = True
        if keep:
            content["Keep"] = True

    return container.change(change)


def _thaw(container: Container) -> None:
    """A paused container takes no signal."""
    if not container.state()["State"]["Paused"]:
        return
    from hostbridge_kernel.containers.making import control_group

    control_group(container.places, container).thaw()


def remove(
    containers: Containers, container: Container, *, force: bool, volumes: bool = False
) -> None:
    """``rm``: raises Conflict in docker's words for one that runs, without force."""
    from hostbridge_kernel.containers import starting

    if settled(containers, container) == "running":
        if not force:
            told = container.state()["State"]
            how = "paused" if told["Paused"] else "restarting" if told["Restarting"] else "running"
            what = (
                "Unpause and then stop the container before attempting removal or force remove"
                if how == "paused"
                else "Stop the container before attempting removal or force remove"
            )
            raise Conflict(
                f"You cannot remove a {how} container {container.id}. {what}", exit_code=_FAILED
            )
        stop(containers, container, 0, word="KILL")
    if not container.there():
        return  # its monitor was quicker
    with container.lock():
        if container.there():
            if state.life(container.state()) != "idle":
                raise Conflict(f"{container.name}: was started meanwhile", exit_code=_FAILED)
            clear(starting.Starter(containers), container)
            # What ``--rm`` would have taken goes with a container that never came so far.
            starting.remove(containers, container, volumes=volumes or container.auto_remove)
