"""Which namespaces a container has of its own, and which it joins."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge_kernel.oci.spec import Site

    IdRows = tuple[tuple[int, int, int], ...]


def namespaces(host: Mapping[str, Any], site: Site) -> list[dict[str, str]]:
    """linux.namespaces. A mode ``container:NAME`` is what site.join names."""
    joined = dict(site.join)
    own = {
        "mount": True,
        "pid": host["PidMode"] != "host",
        "network": host["NetworkMode"] != "host",
        "ipc": host["IpcMode"] != "host",
        "uts": host["UTSMode"] != "host",
        "cgroup": host["CgroupnsMode"] != "host",
        "user": site.ids is not None,
    }
    made: list[dict[str, str]] = []
    for kind, there in own.items():
        if kind in joined:
            made.append({"type": kind, "path": joined[kind]})
        elif there:
            made.append({"type": kind})
    return made


def others(host: Mapping[str, Any]) -> dict[str, str]:
    """The containers whose namespaces are joined: OCI type -> name or id."""
    modes = {"network": host["NetworkMode"], "pid": host["PidMode"], "ipc": host["IpcMode"]}
    return {
        kind: mode.partition(":")[2]
        for kind, mode in modes.items()
        if mode.startswith("container:")
    }


def on_host(host: Mapping[str, Any]) -> bool:
    """Whether the container's root is to be the caller: ``--userns=host``, and ``--privileged`` as root.

    A container with all privileges is meant to use the host's devices and kernel, and those only
    listen to the host's own root.
    """
    return host["UsernsMode"] == "host" or bool(host["Privileged"])
