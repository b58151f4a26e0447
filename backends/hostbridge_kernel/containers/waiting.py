"""Waiting for a container's end, its next end, or its removal."""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge_kernel.containers import processes, state
from hostbridge_kernel.containers.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.containers.records import Container, Containers


def wait_for(containers: Containers, container: Container, condition: str = "stopped") -> int:
    """Its exit code, when it has come so far.

    condition: ``stopped`` (docker's not-running), ``next-exit``, ``removed``, or podman's
    ``running``. A container that is restarted meanwhile runs on. Raises UsageError, NotFound.
    """
    from hostbridge_kernel.containers.watching import Watch

    if condition not in ("stopped", "exited", "not-running", "next-exit", "removed", "running"):
        raise UsageError(f"invalid condition: {condition!r}", exit_code=1)
    content = container.state()
    before = content["State"]["FinishedAt"]
    with Watch(container.folder) as watch:
        while True:
            if not container.there():
                return int(content["State"]["ExitCode"])
            content = container.state()
            told = content["State"]
            if condition == "running":
                if state.life(content) == "running":
                    return -1
            elif condition == "next-exit":
                if told["FinishedAt"] != before:
                    return int(told["ExitCode"])
            elif not told["Running"] and condition != "removed":
                return int(told["ExitCode"])
            if state.life(content) == "lost":
                settled(containers, container)
                if not container.there():
                    return state.LOST
                continue
            if told["Pid"] and condition not in ("running", "removed"):
                # The kernel tells the end at once; its monitor writes it down then.
                processes.wait_gone(told["Pid"], told.get("StartTime", 0), 1.0)
                watch.wait(0.02)
            else:
                watch.wait()
