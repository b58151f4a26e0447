"""Records as a dialect's templates and JSON see them: the fields of docker's and podman's lists."""

from __future__ import annotations

from hostbridge.engine import human
from hostbridge.engine.adapting import iso
from hostbridge.template import Record, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHORT = 12

HEADINGS = {
    "ID": "CONTAINER ID", "Names": "NAMES", "Image": "IMAGE", "Command": "COMMAND", "CreatedAt": "CREATED AT",
    "RunningFor": "CREATED", "Ports": "PORTS", "State": "STATE", "Status": "STATUS", "Size": "SIZE",
    "Labels": "LABELS", "Mounts": "MOUNTS", "Networks": "NETWORKS", "LocalVolumes": "LOCAL VOLUMES",
    "Platform": "PLATFORM", "Created": "CREATED", "Pod": "POD ID", "PodName": "PODNAME", "ImageID": "IMAGE ID",
    "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "CreatedSince": "CREATED", "Name": "NAME",
    "Driver": "DRIVER", "Scope": "SCOPE", "Internal": "INTERNAL", "IPv6": "IPV6", "Mountpoint": "MOUNTPOINT",
    "Pid": "PID", "ExitCode": "EXIT CODE", "CreatedHuman": "CREATED",
}  # fmt: skip
"""Headings of ``table`` formats, by field."""

COLUMNS = {
    (
        "container",
        "docker",
    ): "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}",
    (
        "container",
        "podman",
    ): "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}",
    ("image", "docker"): "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
    ("image", "podman"): "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
    ("network", "docker"): "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
    ("network", "podman"): "{{.ID}}\t{{.Name}}\t{{.Driver}}",
    ("volume", "docker"): "{{.Driver}}\t{{.Name}}",
    ("volume", "podman"): "{{.Driver}}\t{{.Name}}",
}
FIRST_HEADING = {"image": "IMAGE ID", "network": "NETWORK ID", "volume": "VOLUME NAME"}


def container(record: dict[str, Any], now: float, *, whole: bool, with_size: bool) -> Record:
    """A container for templates: docker's fields and podman's, docker's spelling where they meet."""
    labels = record["labels"]
    command = " ".join(record["command"])
    shown = command if whole or len(command) <= 20 else command[:19] + "…"
    sizes = (
        f"{human.size(record['size_rw'])} (virtual {human.size(record['size_root'])})"
        if with_size
        else "0B"
    )
    short = record["id"] if whole else record["id"][:SHORT]
    mounts = ",".join(record["mounts"])
    return Record(
        Command=f'"{shown}"',
        CreatedAt=iso(record["created"]),
        ID=short,
        Image=record["image"],
        Labels=Text(_joined(labels), labels),
        LocalVolumes=str(sum(1 for mount in record["mounts"] if not mount.startswith("/"))),
        Mounts=mounts,
        Names=",".join(record["names"]),
        Networks=",".join(record["networks"]),
        Ports=human.ports(record),
        RunningFor=f"{human.duration(now - record['created'])} ago",
        Size=sizes,
        State=record["state"],
        Status=human.status(record, now),
        Platform=None,
        Label=lambda name: labels.get(name, ""),
        Created=f"{human.duration(now - record['created'])} ago",
        CreatedHuman=f"{human.duration(now - record['created'])} ago",
        ImageID=record["image_id"] if whole else record["image_id"][:SHORT],
        Pod=record["pod"][:SHORT],
        PodName=record["pod"],
        Pid=record["pid"],
        Exited=record["state"] == "exited",
        ExitCode=record["exit_code"],
        ExitedAt=int(record["finished"]),
        StartedAt=int(record["started"]),
        Restarts=record["restarts"],
    )


DOCKER_CONTAINER = ("Command", "CreatedAt", "ID", "Image", "Labels", "LocalVolumes", "Mounts", "Names",
                    "Networks", "Platform", "Ports", "RunningFor", "Size", "State", "Status")  # fmt: skip


def podman_container(record: dict[str, Any], now: float) -> dict[str, Any]:
    """A container in podman's JSON."""
    return {
        "AutoRemove": record["auto_remove"],
        "Command": record["command"] or None,
        "Created": int(record["created"]),
        "CreatedAt": f"{human.duration(now - record['created'])} ago",
        "CIDFile": "",
        "ExitCode": record["exit_code"],
        "Exited": record["state"] == "exited",
        "ExitedAt": int(record["finished"]) if record["finished"] else -62135596800,
        "Id": record["id"],
        "Image": record["image"],
        "ImageID": record["image_id"],
        "IsInfra": False,
        "Labels": record["labels"] or None,
        "Mounts": record["destinations"],
        "Names": record["names"],
        "Namespaces": {},
        "Networks": record["networks"],
        "Pid": record["pid"],
        "Pod": record["pod"],
        "PodName": record["pod"],
        "Ports": [{**port, "range": 1} for port in record["ports"] if port["host_port"]] or None,
        "Restarts": record["restarts"],
        "Size": None,
        "StartedAt": int(record["started"]) if record["started"] else -62135596800,
        "State": record["state"],
        "Status": human.status(record, now),
    }


def image(record: dict[str, Any], now: float, *, whole: bool, dialect: str) -> Record:
    """An image for templates."""
    prefix = "sha256:" if dialect == "docker" or whole else ""
    labels = record["labels"]
    repository = record["repository"]
    if dialect == "docker":
        repository = (
            repository.removeprefix("docker.io/library/")
            .removeprefix("docker.io/")
            .removeprefix("localhost/")
        )
    since = f"{human.duration(now - record['created'])} ago"
    return Record(
        Containers="N/A",
        CreatedAt=iso(record["created"]),
        CreatedSince=since,
        Digest=record["digest"] or "<none>",
        ID=f"{prefix}{record['id']}" if whole else record["id"][:SHORT],
        Repository=repository,
        SharedSize="N/A",
        Size=human.size(record["size"], "" if dialect == "docker" else " "),
        Tag=record["tag"],
        UniqueSize="N/A",
        VirtualSize=human.size(record["size"], "" if dialect == "docker" else " "),
        Id=record["id"],
        Labels=Text(_joined(labels), labels),
        Created=since,
    )


DOCKER_IMAGE = ("Containers", "CreatedAt", "CreatedSince", "Digest", "ID", "Repository", "SharedSize",
                "Size", "Tag", "UniqueSize", "VirtualSize")  # fmt: skip


def podman_image(record: dict[str, Any]) -> dict[str, Any]:
    """An image in podman's JSON."""
    return {
        "Id": record["id"],
        "ParentId": record["parent"].removeprefix("sha256:"),
        "RepoTags": record["tags"] or None,
        "RepoDigests": record["digests"],
        "Size": record["size"],
        "SharedSize": 0,
        "VirtualSize": record["size"],
        "Labels": record["labels"] or None,
        "Containers": 0,
        "Names": record["tags"],
        "Digest": record["digest"],
        "Created": int(record["created"]),
        "CreatedAt": iso(record["created"]).replace(" +0000 UTC", "Z").replace(" ", "T"),
    }


def network(record: dict[str, Any], *, whole: bool) -> Record:
    """A network for templates."""
    labels = record["labels"]
    return Record(
        CreatedAt=iso(record["created"]),
        Driver=record["driver"],
        ID=record["id"] if whole else record["id"][:SHORT],
        IPv6="true" if record["ipv6"] else "false",
        Internal="true" if record["internal"] else "false",
        Labels=Text(_joined(labels), labels),
        Name=record["name"],
        Scope=record["scope"],
        Label=lambda name: labels.get(name, ""),
        Subnets=record["subnets"],
        DNSEnabled=record["dns"],
        Options=record["options"],
    )


DOCKER_NETWORK = ("CreatedAt", "Driver", "ID", "IPv6", "Internal", "Labels", "Name", "Scope")


def podman_network(record: dict[str, Any]) -> dict[str, Any]:
    """A network in podman's JSON."""
    return {
        "name": record["name"], "id": record["id"], "driver": record["driver"],
        "network_interface": record["interface"], "created": iso(record["created"]),
        "subnets": record["subnets"], "ipv6_enabled": record["ipv6"], "internal": record["internal"],
        "dns_enabled": record["dns"], "labels": record["labels"], "options": record["options"],
    }  # fmt: skip


def volume(record: dict[str, Any]) -> Record:
    """A volume for templates."""
    labels = record["labels"]
    return Record(
        Availability="N/A", Driver=record["driver"], Group="N/A", Labels=Text(_joined(labels), labels),
        Links="N/A", Mountpoint=record["mountpoint"], Name=record["name"], Scope=record["scope"],
        Size="N/A", Status="N/A", Label=lambda name: labels.get(name, ""),
        CreatedAt=iso(record["created"]), Options=record["options"],
    )  # fmt: skip


DOCKER_VOLUME = ("Availability", "Driver", "Group", "Labels", "Links", "Mountpoint", "Name", "Scope",
                 "Size", "Status")  # fmt: skip


def podman_volume(record: dict[str, Any]) -> dict[str, Any]:
    """A volume in podman's JSON."""
    return {
        "Name": record["name"], "Driver": record["driver"], "Mountpoint": record["mountpoint"],
        "CreatedAt": iso(record["created"]), "Labels": record["labels"], "Scope": record["scope"],
        "Options": record["options"],
    }  # fmt: skip


def _joined(labels: dict[str, str]) -> str:
    return ",".join(f"{key}={text}" for key, text in sorted(labels.items()))
