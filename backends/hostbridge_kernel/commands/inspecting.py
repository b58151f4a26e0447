"""``inspect`` and ``container inspect``: docker's objects of containers, images, networks, volumes."""

from __future__ import annotations

from hostbridge.errors import NotFound, UsageError
from hostbridge_kernel.commands import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_OURS = ("StartTime",)
"""Fields of State that docker does not have."""
_POINT = ("Type", "Name", "Source", "Destination", "Driver", "Mode", "RW", "Propagation")


def containers(context: Context) -> int:
    """``container inspect NAME…``."""
    return shown.inspected(context, context.operands(), lambda name: _container(context, name))


def inspect(context: Context) -> int:
    """``inspect NAME…``: of whatever kind it is; ``--type`` names one."""
    wanted = context.call.value("--type")
    if wanted is not None and wanted not in _KINDS:
        raise UsageError(f'"{wanted}" is not a valid value for --type', "", ", ".join(_KINDS), exit_code=1)  # fmt: skip

    def find(name: str) -> Mapping[str, Any]:
        for kind, finder in _KINDS.items():
            if wanted in (None, kind):
                try:
                    return finder(context, name)
                except NotFound:
                    if wanted is not None:
                        raise
        raise NotFound(f"No such object: {name}", exit_code=1)

    return shown.inspected(context, context.operands(), find)


def _container(context: Context, name: str) -> Mapping[str, Any]:
    return describe(context.containers.find(name), context, sized=context.call.has("--size"))


def describe(container: Container, context: Context, *, sized: bool = False) -> dict[str, Any]:
    """A container as docker's API has it (``/containers/{id}/json``, version 1.41)."""
    from hostbridge_kernel.containers.settling import settled

    settled(context.containers, container)
    record, content = container.config, container.state()
    state = {key: one for key, one in content["State"].items() if key not in _OURS}
    if record["Config"].get("Healthcheck") is None:
        state.pop("Health", None)
    made = {
        "Id": record["Id"], "Created": record["Created"], "Path": record["Path"], "Args": record["Args"],
        "State": state, "Image": record["Image"], "ResolvConfPath": record.get("ResolvConfPath", ""),
        "HostnamePath": record.get("HostnamePath", ""), "HostsPath": record.get("HostsPath", ""),
        "LogPath": record.get("LogPath", ""), "Name": record["Name"],
        "RestartCount": content.get("RestartCount", 0), "Driver": record.get("Driver", "overlay2"),
        "Platform": record.get("Platform", "linux"), "MountLabel": "", "ProcessLabel": "",
        "AppArmorProfile": "", "ExecIDs": None, "HostConfig": record["HostConfig"],
        "GraphDriver": record.get("GraphDriver") or {"Data": None, "Name": "overlay2"},
    }  # fmt: skip
    if sized:
        made["SizeRw"], made["SizeRootFs"] = sizes(container, context)
    made["Mounts"] = [
        {key: point[key] for key in _POINT if key in point} for point in record.get("Mounts") or ()
    ]
    made["Config"] = record["Config"]
    made["NetworkSettings"] = _network(record, content)
    return made


def sizes(container: Container, context: Context) -> tuple[int, int]:
    """Bytes that the container wrote, and all that it sees with those of its image."""
    from hostbridge_kernel.volumes.store import disk_usage

    own = disk_usage(f"{container.folder}/upper")
    try:
        image = context.store.images.find(container.config["Image"])
        return own, own + context.store.size(image)
    except NotFound:
        return own, own


def _network(record: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Docker's NetworkSettings; those of a container that does not run have no addresses."""
    known = dict(content.get("NetworkSettings") or {})
    empty: dict[str, Any] = {
        "Bridge": "", "SandboxID": "", "HairpinMode": False, "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0, "Ports": {}, "SandboxKey": "", "SecondaryIPAddresses": None,
        "SecondaryIPv6Addresses": None, "EndpointID": "", "Gateway": "", "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0, "IPAddress": "", "IPPrefixLen": 0, "IPv6Gateway": "", "MacAddress": "",
    }  # fmt: skip
    if not content["State"]["Running"]:
        known["Networks"] = _planned(record)
        known.pop("Ports", None)
        return {**empty, "Networks": known["Networks"]}
    return {**empty, **known, "Networks": known.get("Networks") or _planned(record)}


def _planned(record: Mapping[str, Any]) -> dict[str, Any]:
    """The networks that a container will be in."""
    asked = (record.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
    mode = record["HostConfig"]["NetworkMode"]
    names = list(asked) or [] if mode.startswith("container:") else list(asked) or [mode]
    return {
        "bridge" if name == "default" else name: {
            "IPAMConfig": None, "Links": None, "Aliases": None, "NetworkID": "", "EndpointID": "", "Gateway": "",
            "IPAddress": "", "IPPrefixLen": 0, "IPv6Gateway": "", "GlobalIPv6Address": "",
            "GlobalIPv6PrefixLen": 0, "MacAddress": "", "DriverOpts": None, **(asked.get(name) or {}),
        }
        for name in names
    }  # fmt: skip


def _image(context: Context, name: str) -> Mapping[str, Any]:
    from hostbridge_kernel.commands.listing import describe as image

    return image(context, context.store.images.find(name))


def _of_network(context: Context, name: str) -> Mapping[str, Any]:
    from hostbridge_kernel.commands.networks import shown as network
    from hostbridge_kernel.network.networks import Networks

    networks = Networks(context.data)
    return network(networks, networks.find(name))


def _volume(context: Context, name: str) -> Mapping[str, Any]:
    from hostbridge_kernel.volumes import Volumes

    return Volumes(context.data).find(name)


_KINDS: dict[str, Callable[[Context, str], Mapping[str, Any]]] = {
    "container": _container, "image": _image, "network": _of_network, "volume": _volume,
}  # fmt: skip
