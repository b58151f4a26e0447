"""What podman's ``inspect`` calls otherwise, or leaves out, as docker's does it.

Fields by docker's Engine API v1.47 (ContainerInspect, ImageInspect). What podman tells besides stays:
a caller finds what either engine's documentation names.
"""

from __future__ import annotations

from hostbridge.engine.asking import mapping, sequence
from hostbridge.engine.show.docker_rows import familiar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Item = dict[str, Any]

DEFAULT_NETWORK = "podman"
_LISTS = (
    "BlkioWeightDevice", "BlkioDeviceReadBps", "BlkioDeviceWriteBps", "BlkioDeviceReadIOps",
    "BlkioDeviceWriteIOps", "Devices", "Dns", "DnsOptions", "DnsSearch",
)  # fmt: skip
"""Of a container's HostConfig: lists that docker shows empty and podman as null."""
_NULLS = (
    "Binds", "CapAdd", "CapDrop", "GroupAdd", "Links", "SecurityOpt", "VolumesFrom", "ExtraHosts",
    "Ulimits",
)  # fmt: skip
"""Of a container's HostConfig: lists that docker shows as null when nobody has asked for any."""
_ABSENT: dict[str, Any] = {
    "DeviceCgroupRules": None, "DeviceRequests": None, "KernelMemoryTCP": 0, "Isolation": "",
    "VolumeDriver": "", "ContainerIDFile": "", "Cgroup": "", "ConsoleSize": [0, 0], "MaskedPaths": None,
    "ReadonlyPaths": None, "OomKillDisable": False, "PublishAllPorts": False, "CpuCount": 0, "CpuPercent": 0,
    "IOMaximumIOps": 0, "IOMaximumBandwidth": 0,
}  # fmt: skip
"""Of a container's HostConfig: what podman has no word for, as docker shows it when it is not set."""
_IMAGE_CONFIG: dict[str, Any] = {
    "Hostname": "", "Domainname": "", "User": "", "AttachStdin": False, "AttachStdout": False,
    "AttachStderr": False, "Tty": False, "OpenStdin": False, "StdinOnce": False, "Env": None,
    "Cmd": None, "Image": "", "Volumes": None, "WorkingDir": "", "Entrypoint": None, "OnBuild": None,
    "Labels": None,
}  # fmt: skip
"""An image's Config as docker shows it when nothing is set; podman leaves out what is not."""


def is_podmans(item: Item) -> bool:
    """Whether podman has inspected it: a container or an image."""
    return "ImageName" in item or "NamesHistory" in item


def container(item: Item) -> Item:
    """A container that podman has inspected."""
    host = dict(mapping(item.get("HostConfig")))
    settings = dict(mapping(item.get("NetworkSettings")))
    config = dict(mapping(item.get("Config")))
    for name, change in _HOST.items():
        if name in host:
            host[name] = change(host[name])
    for name in _LISTS:
        host[name] = sequence(host.get(name))
    for name in _NULLS:
        host[name] = sequence(host.get(name)) or None
    host = {**_ABSENT, **host}
    host.setdefault("CgroupnsMode", host.get("CgroupMode") or "host")
    if item.get("OCIRuntime"):
        host["Runtime"] = item["OCIRuntime"]  # podman says "oci" for any of them
    log = mapping(host.get("LogConfig"))
    host["LogConfig"] = {**log, "Config": mapping(log.get("Config"))}
    networks = [str(name) for name in mapping(settings.get("Networks"))]
    if host.get("NetworkMode") == "bridge" and networks and DEFAULT_NETWORK not in networks:
        host["NetworkMode"] = networks[0]
    settings["Networks"] = _with_wishes(settings, sequence(config.get("CreateCommand")))
    ports = mapping(settings.get("Ports"))
    settings["Ports"] = {name: _bindings(told) for name, told in ports.items()}
    for name in ("SecondaryIPAddresses", "SecondaryIPv6Addresses"):
        settings.setdefault(name, None)
    settings.setdefault("Networks", {})
    config["Image"] = familiar(str(config.get("Image") or ""))
    if ports:
        config.setdefault("ExposedPorts", {name: {} for name in ports})
    return {
        **item,
        "LogPath": item.get("LogPath") or log.get("Path") or "",
        "Platform": item.get("Platform") or "linux",
        "ExecIDs": sequence(item.get("ExecIDs")) or None,
        "HostConfig": host,
        "Config": config,
        "NetworkSettings": settings,
    }


def image(item: Item) -> Item:
    """An image that podman has inspected."""
    return {
        "Container": "", "DockerVersion": "", "Variant": "", "OsVersion": "", "Metadata": {"LastTagTime": "0001-01-01T00:00:00Z"}, **item,
        "RepoTags": [familiar(str(name)) for name in sequence(item.get("RepoTags"))],
        "RepoDigests": [_digested(str(name)) for name in sequence(item.get("RepoDigests"))],
        "Config": {**_IMAGE_CONFIG, **mapping(item.get("Config"))},
    }  # fmt: skip


def _digested(name: str) -> str:
    """``busybox@sha256:…`` as docker shows what its own registry has."""
    place, at, digest = name.partition("@")
    return f"{familiar(place)}{at}{digest}"


def _with_wishes(settings: Item, command: list[Any]) -> Item:
    """Each network with the addresses that were asked for, as docker's IPAMConfig tells them.

    podman keeps them in the command line that made the container.
    """
    found = {name: mapping(told) for name, told in mapping(settings.get("Networks")).items()}
    words = [str(word) for word in command]
    wished = {
        key: value
        for option, key in (("--ip", "IPv4Address"), ("--ip6", "IPv6Address"))
        if (value := _value_of(words, option))
    }
    return {
        name: {**told, "IPAMConfig": told.get("IPAMConfig") or (wished or None)}
        for name, told in found.items()
    }


def _value_of(words: list[str], option: str) -> str:
    """An option's last value in a command line, written in one word or in two."""
    found = ""
    for word, behind in zip(words, [*words, ""][1:], strict=True):
        if word == option:
            found = behind
        elif word.startswith(f"{option}="):
            found = word.partition("=")[2]
    return found


def _bindings(told: Any) -> list[Item] | None:
    """Where a port is published: docker names the address that means every one."""
    rows = [mapping(row) for row in sequence(told)]
    return [{**row, "HostIp": row.get("HostIp") or "0.0.0.0"} for row in rows] or None  # noqa: S104  shown, not bound


def _not_private(mode: Any) -> Any:
    return "" if mode == "private" else mode


def _policy(told: Any) -> Item:
    policy = mapping(told)
    return {**policy, "Name": policy.get("Name") or "no"}


def _published(told: Any) -> Item:
    """As it was asked for, where docker leaves the address empty."""
    return {name: sequence(rows) for name, rows in mapping(told).items()}


def _limits(told: Any) -> list[Item]:
    limits = [mapping(one) for one in sequence(told)]
    return [
        {**one, "Name": str(one.get("Name", "")).removeprefix("RLIMIT_").lower()} for one in limits
    ]


def _devices(told: Any) -> list[Item]:
    devices = [mapping(one) for one in sequence(told)]
    return [{**one, "CgroupPermissions": one.get("CgroupPermissions") or "rwm"} for one in devices]


_HOST: dict[str, Callable[[Any], Any]] = {
    "Devices": _devices,
    "MemorySwappiness": lambda told: None if told == -1 else told,
    "PidMode": _not_private,
    "PortBindings": _published,
    "RestartPolicy": _policy,
    "UTSMode": _not_private,
    "Ulimits": _limits,
    "UsernsMode": _not_private,
}
"""Of a container's HostConfig: what docker says otherwise."""
