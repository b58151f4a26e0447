"""What is true of a container: docker's State, and the processes that it can be checked by.

``state.json`` holds ``State`` (docker's fields, and ``StartTime`` of its process), ``Monitor``
(``Pid``, ``StartTime``: the process that owns its streams), ``Starting``, ``BootId``, ``RestartCount``,
``NetworkSettings``, ``ManuallyStopped`` and ``Keep`` (in spite of ``--rm``, for ``restart``). It is written whole, under the container's lock.
Readers take it as it is and ask the kernel: a machine that was switched off and a monitor that was
killed wrote nothing.
"""

from __future__ import annotations

from hostbridge_kernel.containers import processes
from hostbridge_kernel.containers.clock import ZERO, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    Life = Literal["idle", "starting", "running", "ending", "lost"]

LOST = 255
"""The exit code of a container whose end nobody saw, as dockerd has it after a crash."""


def fresh() -> dict[str, Any]:
    """The state of a container that was created."""
    return {
        "State": {
            "Status": "created", "Running": False, "Paused": False, "Restarting": False,
            "OOMKilled": False, "Dead": False, "Pid": 0, "ExitCode": 0, "Error": "",
            "StartedAt": ZERO, "FinishedAt": ZERO,
        },
        "RestartCount": 0,
        "Monitor": {"Pid": 0, "StartTime": 0},
        "BootId": "",
        "Starting": False,
        "ManuallyStopped": False,
        "Keep": False,
        "NetworkSettings": {},
    }  # fmt: skip


def life(content: dict[str, Any]) -> Life:
    """What a state amounts to now.

    idle: created or exited. starting: its monitor is at it, with the lock held. running: its process or its monitor lives. ending: the process is gone
    and the monitor will write so at once. lost: it is recorded as running and nothing of it is left.
    """
    state = content["State"]
    starting = bool(content.get("Starting"))
    if not (state["Running"] or state["Restarting"] or starting):
        return "idle"
    if content.get("BootId") != processes.boot_id():
        return "lost"
    monitor = content["Monitor"]
    if starting:
        return "starting" if processes.alive(monitor["Pid"], monitor["StartTime"]) else "lost"
    if state["Running"] and processes.alive(state["Pid"], state.get("StartTime", 0)):
        return "running"
    if processes.alive(monitor["Pid"], monitor["StartTime"]):
        return "running" if state["Restarting"] else "ending"
    return "lost"


def starting(content: dict[str, Any], pid: int, monitor: int) -> None:
    """Write down that its process is there, and runs nothing yet: a journal for what is made for it."""
    content["State"].update(Pid=pid, StartTime=processes.start_time(pid))
    content["BootId"] = processes.boot_id()
    content["Monitor"] = {"Pid": monitor, "StartTime": processes.start_time(monitor)}
    content["Starting"] = True


def started(content: dict[str, Any], pid: int, monitor: int) -> None:
    """Write down that its process runs."""
    content["Starting"] = False
    content["State"].update(
        Status="running", Running=True, Paused=False, Restarting=False, Dead=False, OOMKilled=False,
        Pid=pid, StartTime=processes.start_time(pid), ExitCode=0, Error="", StartedAt=stamp(),
        FinishedAt=ZERO if content["State"]["FinishedAt"] == ZERO else content["State"]["FinishedAt"],
    )  # fmt: skip
    content["BootId"] = processes.boot_id()
    content["ManuallyStopped"] = content["Keep"] = False
    content["Monitor"] = {"Pid": monitor, "StartTime": processes.start_time(monitor)}


def ended(
    content: dict[str, Any],
    code: int,
    *,
    oom: bool = False,
    error: str = "",
    restarting: bool = False,
) -> None:
    """Write down that its process has ended; restarting: the monitor will start it again."""
    content["State"].update(
        Status="restarting" if restarting else "exited", Running=restarting, Paused=False,
        Restarting=restarting, OOMKilled=oom, Pid=0, StartTime=0, ExitCode=code, Error=error,
        FinishedAt=stamp(),
    )  # fmt: skip
    if not restarting:
        content["Monitor"] = {"Pid": 0, "StartTime": 0}
    health = content["State"].get("Health")
    if health and not restarting:
        health["Status"] = "unhealthy"


def failed(content: dict[str, Any], code: int, error: str) -> None:
    """Write down that it could not be started: as docker, it stays what it was, with the error."""
    content["Starting"] = False
    content["State"].update(
        Running=False,
        Paused=False,
        Restarting=False,
        Pid=0,
        StartTime=0,
        ExitCode=code,
        Error=error,
    )
    if content["State"]["Status"] in ("running", "restarting"):
        content["State"]["Status"] = "exited"
    content["Monitor"] = {"Pid": 0, "StartTime": 0}
