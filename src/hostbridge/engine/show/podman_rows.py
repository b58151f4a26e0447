"""podman's lists: the columns, fields, headings and JSON of ``ps``, ``images``, ``network|volume ls``.

As podman 5's client has them (cmd/podman/*/list.go, pkg/domain/entities), from the records of either
engine. podman has no ``Label`` method before 5.6; it is there all the same.
"""

from __future__ import annotations

from hostbridge.engine import ports
from hostbridge.engine.adapting import go_time, iso, rfc3339
from hostbridge.engine.show import human
from hostbridge.engine.show.layout import Layout
from hostbridge.engine.show.row import Row, labels_text
from hostbridge.template.values import Nil
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHORT = 12
_COMMAND = 17
_NEVER = -62135596800
"""Go's zero time in seconds since 1970."""

_IMAGE = Layout(
    "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.Created}}\t{{.Size}}",
    {"ID": "IMAGE ID", "CreatedSince": "CREATED", "ReadOnly": "R/O"},
)
LAYOUTS = {
    "container": Layout(
        "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.CreatedHuman}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}",
        {"ID": "CONTAINER ID", "CreatedHuman": "CREATED", "Pod": "POD ID", "PodName": "PODNAME"},
        indent=2,
    ),
    "image": _IMAGE,
    "digests": replace(
        _IMAGE,
        columns="{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.Created}}\t{{.Size}}",
    ),
    "network": Layout("{{.ID}}\t{{.Name}}\t{{.Driver}}", {"ID": "NETWORK ID"}, indent=2),
    "volume": Layout("{{.Driver}}\t{{.Name}}", {"Name": "VOLUME NAME"}, indent=2),
}


def container(record: Any, now: float, *, whole: bool) -> Row:
    """A container. docker's fields are there too, where podman has none of the name."""
    ago = lambda: f"{human.duration(now - record['created'])} ago"  # noqa: E731
    width = None if whole else SHORT
    return Row(
        {
            "AutoRemove": lambda: record["auto_remove"],
            "Command": lambda: _command(record, whole=whole),
            "Created": lambda: iso(record["created"]),
            "CreatedAt": lambda: iso(record["created"]),
            "CreatedHuman": ago,
            "ExitCode": lambda: record["exit_code"],
            "Exited": lambda: record["state"] == "exited",
            "ExitedAt": lambda: int(record["finished"]) or _NEVER,
            "ID": lambda: record["id"][:width],
            "Image": lambda: record["image"],
            "ImageID": lambda: record["image_id"][:width],
            "IsInfra": lambda: record["infra"],
            "Labels": lambda: dict(record["labels"]) or Nil("map[string]string"),
            "LocalVolumes": lambda: str(record["local_volumes"]),
            "Mounts": lambda: record["destinations"],
            "Names": lambda: record["names"][0],
            "Networks": lambda: ",".join(_networks(record)),
            "Pid": lambda: record["pid"],
            "Pod": lambda: record["pod"][:width],
            "PodName": lambda: record["pod_name"],
            "Ports": lambda: ports.for_podman(record["ports"]),
            "Restarts": lambda: str(record["restarts"]),
            "RunningFor": ago,
            "Size": lambda: human.size_text(record),
            "StartedAt": lambda: int(record["started"]) or _NEVER,
            "State": lambda: record["state"],
            "Status": lambda: human.podman_status(record, now),
        },
        lambda name: record["labels"].get(name, ""),
    )


def container_json(record: Any, now: float, *, sized: bool) -> dict[str, Any]:
    """A container in ``ps --format json``."""
    published = ports.published(record["ports"])
    exposed: dict[str, list[str]] = {}
    for port in record["ports"]:
        if not port["host_port"]:
            exposed.setdefault(str(port["container_port"]), []).append(port["protocol"])
    sizes = {"rootFsSize": record["size_root"], "rwSize": record["size_rw"]} if sized else None
    return {
        "AutoRemove": record["auto_remove"],
        "Command": record["command"] or None,
        "CreatedAt": f"{human.duration(now - record['created'])} ago",
        "CIDFile": "",
        "Exited": record["state"] == "exited",
        "ExitedAt": int(record["finished"]) or _NEVER,
        "ExitCode": record["exit_code"],
        "ExposedPorts": exposed or None,
        "Id": record["id"],
        "Image": record["image"],
        "ImageID": record["image_id"],
        "IsInfra": record["infra"],
        "Labels": record["labels"] or None,
        "Mounts": record["destinations"],
        "Names": record["names"],
        "Namespaces": {},
        "Networks": _networks(record),
        "Pid": record["pid"],
        "Pod": record["pod"],
        "PodName": record["pod_name"],
        "Ports": published or None,
        "Restarts": record["restarts"],
        "Size": sizes,
        "StartedAt": int(record["started"]) or _NEVER,
        "State": record["state"],
        "Status": human.podman_status(record, now),
        "Created": int(record["created"]),
    }


def image(record: Any, now: float, *, whole: bool) -> Row:
    """An image."""
    ago = lambda: f"{human.duration(now - record['created'])} ago"  # noqa: E731
    created = lambda: iso(record["created"])  # noqa: E731
    return Row(
        {
            "Containers": lambda: record["containers"],
            "Created": ago,
            "CreatedAt": created,
            "CreatedSince": ago,
            "CreatedTime": created,
            "Digest": lambda: record["digest"],
            "History": lambda: ", ".join(record["history"]),
            "ID": lambda: f"sha256:{record['id']}" if whole else record["id"][:SHORT],
            "Labels": lambda: dict(record["labels"]),
            "Names": lambda: record["tags"],
            "ParentId": lambda: record["parent"],
            "ReadOnly": lambda: False,
            "RepoDigests": lambda: record["digests"],
            "RepoTags": lambda: record["tags"],
            "Repository": lambda: record["repository"],
            "SharedSize": lambda: 0,
            "Size": lambda: _image_size(record),
            "Tag": lambda: record["tag"],
            "VirtualSize": lambda: record["size"],
        }
    )


def image_json(record: Any, now: float, *, sized: bool) -> dict[str, Any]:
    """An image in ``images --format json``; one object for each of its names, as podman does it."""
    del now, sized
    named = record["repository"] != "<none>"
    return {
        "Id": record["id"],
        "ParentId": record["parent"],
        # podman's summary has the names under another key, and this one empty.
        "RepoTags": None,
        "RepoDigests": record["digests"],
        "Size": record["size"],
        "SharedSize": 0,
        "VirtualSize": record["size"],
        "Labels": record["labels"] or None,
        "Containers": record["containers"],
        "Names": record["tags"],
        "Digest": record["digest"],
        "History": record["history"] or record["tags"],
        "Created": int(record["created"]),
        "CreatedAt": rfc3339(record["created"]),
        **({"Repository": record["repository"], "Tag": record["tag"]} if named else {}),
    }


def network(record: Any, now: float, *, whole: bool) -> Row:
    """A network."""
    del now
    return Row(
        {
            "Created": lambda: go_time(record["created_text"]),
            "DNSEnabled": lambda: record["dns"],
            "Driver": lambda: record["driver"],
            "ID": lambda: record["id"] if whole else record["id"][:SHORT],
            "IPv6Enabled": lambda: record["ipv6"],
            "Internal": lambda: record["internal"],
            "Labels": lambda: labels_text(record["labels"]),
            "Name": lambda: record["name"],
            "NetworkInterface": lambda: record["interface"],
            "Options": lambda: record["options"],
            "Subnets": lambda: record["subnets"],
        },
        lambda name: record["labels"].get(name, ""),
    )


def network_json(record: Any, now: float, *, sized: bool) -> dict[str, Any]:
    """A network in ``network ls --format json``; what is empty is left out, as Go's omitempty does."""
    del now, sized
    told = {
        "name": record["name"], "id": record["id"], "driver": record["driver"],
        "network_interface": record["interface"], "created": record["created_text"],
        "subnets": record["subnets"], "ipv6_enabled": record["ipv6"], "internal": record["internal"],
        "dns_enabled": record["dns"], "labels": record["labels"], "options": record["options"],
        "ipam_options": {"driver": "host-local"},
    }  # fmt: skip
    return {key: value for key, value in told.items() if value is False or value}


def volume(record: Any, now: float, *, whole: bool) -> Row:
    """A volume."""
    del now, whole
    return Row(
        {
            "Anonymous": lambda: "com.docker.volume.anonymous" in record["labels"],
            "CreatedAt": lambda: go_time(record["created_text"]),
            "Driver": lambda: record["driver"],
            "Labels": lambda: dict(record["labels"]),
            "Mountpoint": lambda: record["mountpoint"],
            "Name": lambda: record["name"],
            "Options": lambda: dict(record["options"]),
            "Scope": lambda: record["scope"],
        },
        lambda name: record["labels"].get(name, ""),
    )


def volume_json(record: Any, now: float, *, sized: bool) -> dict[str, Any]:
    """A volume in ``volume ls --format json``."""
    del now, sized
    return {
        "Name": record["name"], "Driver": record["driver"], "Mountpoint": record["mountpoint"],
        "CreatedAt": record["created_text"], "Labels": record["labels"], "Scope": record["scope"],
        "Options": record["options"], "MountCount": 0,
    }  # fmt: skip


ROWS = {"container": container, "image": image, "network": network, "volume": volume}
JSON = {
    "container": container_json, "image": image_json, "network": network_json, "volume": volume_json,
}  # fmt: skip


def _command(record: Any, *, whole: bool) -> str:
    text = record.told("command_text")
    text = " ".join(record["command"]) if text is None else text
    return text if whole or len(text) <= _COMMAND else f"{text[:_COMMAND]}..."


def _networks(record: Any) -> list[str]:
    # podman lists the networks that it made itself; the host's and none are modes to it.
    return [name for name in record["networks"] if name not in ("host", "none")]


def _image_size(record: Any) -> str:
    told = record.told("size_text")
    if not told:
        return human.size(record["size"], " ")
    number = str(told).rstrip("BkMGTP")
    return f"{number} {told[len(number) :]}"
