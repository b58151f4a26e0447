"""docker's lists: the columns, fields, headings and JSON of ``ps``, ``images``, ``network|volume ls``.

As docker 28's client has them (cli/command/formatter); where it reads the daemon's times, sizes and
names, so does this, from the records of either engine.
"""

from __future__ import annotations

from hostbridge.engine import ports
from hostbridge.engine.adapting import go_time, iso
from hostbridge.engine.show import human
from hostbridge.engine.show.layout import Layout
from hostbridge.engine.show.row import Row, labels_text
from hostbridge.template.values import Nil
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHORT = 12
_COMMAND, _MOUNT = 20, 15

_IMAGE = Layout(
    "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
    {"ID": "IMAGE ID", "CreatedSince": "CREATED"},
    ("Containers", "CreatedAt", "CreatedSince", "Digest", "ID", "Repository", "SharedSize", "Size",
     "Tag", "UniqueSize", "VirtualSize"),
)  # fmt: skip
LAYOUTS = {
    "container": Layout(
        "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}",
        {"ID": "CONTAINER ID", "RunningFor": "CREATED", "Pod": "POD ID", "PodName": "PODNAME"},
        ("Command", "CreatedAt", "ID", "Image", "Labels", "LocalVolumes", "Mounts", "Names", "Networks",
         "Platform", "Ports", "RunningFor", "Size", "State", "Status"),
    ),
    "image": _IMAGE,
    "digests": replace(
        _IMAGE,
        columns="{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
    ),
    "network": Layout(
        "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
        {"ID": "NETWORK ID", "IPv4": "IPV4", "IPv6": "IPV6"},
        ("CreatedAt", "Driver", "ID", "IPv4", "IPv6", "Internal", "Labels", "Name", "Scope"),
    ),
    "volume": Layout(
        "{{.Driver}}\t{{.Name}}",
        {"Name": "VOLUME NAME"},
        ("Availability", "Driver", "Group", "Labels", "Links", "Mountpoint", "Name", "Scope", "Size",
         "Status"),
    ),
}  # fmt: skip
_PREFIXES = ("docker.io/library/", "docker.io/", "localhost/")


def quoted(text: str) -> str:
    """As ``docker ps`` shows a command: strconv.Quote."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    from hostbridge.template.goformat import quote

    return quote(text)


def container(record: Any, now: float, *, whole: bool) -> Row:
    """A container. podman's fields are there too, where docker has none of the name."""
    ago = lambda: f"{human.duration(now - record['created'])} ago"  # noqa: E731
    cut = human.uncut if whole else human.ellipsis
    return Row(
        {
            "Command": lambda: quoted(cut(record["command_line"], _COMMAND)),
            "CreatedAt": lambda: iso(record["created"]),
            "ID": lambda: record["id"] if whole else record["id"][:SHORT],
            "Image": lambda: record["image"] if whole else familiar(record["image"]),
            "Labels": lambda: labels_text(record["labels"]),
            "LocalVolumes": lambda: str(record["local_volumes"]),
            "Mounts": lambda: ",".join(cut(name, _MOUNT) for name in record["mounts"]),
            "Names": lambda: ",".join(record["names"]),
            "Networks": lambda: ",".join(record["networks"]),
            "Platform": lambda: Nil("*formatter.Platform"),
            "Ports": lambda: ports.for_docker(record["ports"]),
            "RunningFor": ago,
            "Size": lambda: human.size_text(record),
            "State": lambda: record["state"],
            "Status": lambda: human.docker_status(record, now),
            "HealthStatus": lambda: record["health"],
            "Created": ago,
            "CreatedHuman": ago,
            "ExitCode": lambda: record["exit_code"],
            "Exited": lambda: record["state"] == "exited",
            "ImageID": lambda: record["image_id"] if whole else record["image_id"][:SHORT],
            "Pid": lambda: record["pid"],
            "Pod": lambda: record["pod"],
            "PodName": lambda: record["pod_name"],
        },
        lambda name: record["labels"].get(name, ""),
    )


def image(record: Any, now: float, *, whole: bool) -> Row:
    """An image."""
    since = lambda: f"{human.duration(now - record['created'])} ago"  # noqa: E731
    return Row(
        {
            "Containers": lambda: "N/A",
            "CreatedAt": lambda: iso(record["created"]),
            "CreatedSince": since,
            "Digest": lambda: record["digest"] or "<none>",
            "ID": lambda: f"sha256:{record['id']}" if whole else record["id"][:SHORT],
            "Repository": lambda: familiar(record["repository"]),
            "SharedSize": lambda: "N/A",
            "Size": lambda: str(record.told("size_text") or human.size(record["size"])),
            "Tag": lambda: record["tag"],
            "UniqueSize": lambda: "N/A",
            "VirtualSize": lambda: str(
                record.told("virtual_text") or human.size(record["size"], digits=4)
            ),
            "Created": since,
            "Labels": lambda: labels_text(record["labels"]),
        }
    )


def network(record: Any, now: float, *, whole: bool) -> Row:
    """A network."""
    del now
    return Row(
        {
            "CreatedAt": lambda: go_time(record["created_text"]),
            "Driver": lambda: record["driver"],
            "ID": lambda: record["id"] if whole else record["id"][:SHORT],
            "IPv4": lambda: "true" if record["ipv4"] else "false",
            "IPv6": lambda: "true" if record["ipv6"] else "false",
            "Internal": lambda: "true" if record["internal"] else "false",
            "Labels": lambda: labels_text(record["labels"]),
            "Name": lambda: record["name"],
            "Scope": lambda: record["scope"],
        },
        lambda name: record["labels"].get(name, ""),
    )


def volume(record: Any, now: float, *, whole: bool) -> Row:
    """A volume."""
    del now, whole
    return Row(
        {
            "Availability": lambda: "N/A",
            "Driver": lambda: record["driver"],
            "Group": lambda: "N/A",
            "Labels": lambda: labels_text(record["labels"]),
            "Links": lambda: "N/A",
            "Mountpoint": lambda: record["mountpoint"],
            "Name": lambda: record["name"],
            "Scope": lambda: record["scope"],
            "Size": lambda: "N/A",
            "Status": lambda: "N/A",
        },
        lambda name: record["labels"].get(name, ""),
    )


ROWS = {"container": container, "image": image, "network": network, "volume": volume}


def familiar(name: str) -> str:
    """A reference as docker shows it: without its own registry's name, and without a digest."""
    bare = name.partition("@")[0] if "@" in name and not name.startswith("sha256:") else name
    return next((bare.removeprefix(p) for p in _PREFIXES if bare.startswith(p)), bare)
