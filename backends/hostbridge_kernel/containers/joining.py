"""``--network|pid|ipc container:NAME``: the namespaces of another container's process."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.containers.records import Containers

_FILES = {"network": "net", "pid": "pid", "ipc": "ipc", "user": "user"}
"""OCI's names of namespaces, and the kernel's (namespaces(7))."""


def namespaces(containers: Containers, host: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """OCI type and path of each namespace that is another container's.

    The user namespace comes with them, since the others belong to it, unless it is the host's. Raises HostbridgeError where
    the other one does not run.
    """
    modes = {
        "network": host.get("NetworkMode"),
        "pid": host.get("PidMode"),
        "ipc": host.get("IpcMode"),
    }
    found: dict[str, str] = {}
    for kind, mode in modes.items():
        if not str(mode or "").startswith("container:"):
            continue
        other = containers.find(str(mode).partition(":")[2])
        content = other.state()
        if state.life(content) != "running" or not content["State"]["Pid"]:
            what = "network of" if kind == "network" else "PID of" if kind == "pid" else "IPC of"
            raise HostbridgeError(
                f"cannot join {what} a non running container: {other.id}", "", f"start {other.name}"
            )
        found[kind] = f"/proc/{content['State']['Pid']}/ns/{_FILES[kind]}"
        path = f"/proc/{content['State']['Pid']}/ns/user"
        if os.stat(path).st_ino != os.stat("/proc/self/ns/user").st_ino:
            found["user"] = path
    return tuple(found.items())
