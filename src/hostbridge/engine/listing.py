"""What each engine's listings tell, as records in the engine-neutral shape of ``adapting``.

A listing is one process. Only what it is sure about is told: docker joins labels with commas, so two
labels or more are inspected when somebody asks for one of them (``listed``).
"""

from __future__ import annotations

from hostbridge.engine import ports
from hostbridge.engine.adapting import POD_LABEL, moment
from hostbridge.engine.asking import mapping, number, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Item = dict[str, Any]

_PORTS = 65536
_HEALTH = ("healthy", "unhealthy", "starting")
_STATES = {
    "configured": "created", "initialized": "created", "stopped": "exited", "stopping": "running",
}  # fmt: skip
"""podman's states that docker has another word for."""


def docker_container(row: Item) -> Item:
    """A line of ``docker ps --no-trunc --format '{{json .}}'``."""
    status = str(row.get("Status", ""))
    line = unquoted(str(row.get("Command", "")))
    told: Item = {
        "id": str(row.get("ID") or ""),
        "names": str(row.get("Names", "")).split(","),
        "image": str(row.get("Image", "")),
        "command_line": line,
        "created": moment(row.get("CreatedAt")),
        "state": str(row.get("State") or _state_of(status)),
        "status": status,
        "health": _health(status),
        "ports": ports.read(str(row.get("Ports", ""))),
        "networks": [name for name in str(row.get("Networks", "")).split(",") if name],
        "mounts": [name for name in str(row.get("Mounts", "")).split(",") if name],
        "local_volumes": number(row.get("LocalVolumes")),
        "size_text": str(row.get("Size", "")),
    }
    if not any(quoting in line for quoting in "'\"") and not line.endswith("…"):
        # The daemon puts quotes around words with spaces; without one the words are certain.
        told["command"] = line.split(" ") if line else []
        told["command_text"] = line
    else:
        from hostbridge.engine.quoting import without_quotes

        plain = without_quotes(line)
        if plain is not None:
            told["command_text"] = plain
    if status.startswith(("Exited (", "Restarting (")):
        told["exit_code"] = number(status.partition("(")[2].partition(")")[0])
    elif told["state"] in ("created", "running", "paused"):
        told["exit_code"] = 0
    if not told["mounts"]:
        told["destinations"] = []
    labels = str(row.get("Labels", ""))
    told.update(_labels(labels))
    if f"{POD_LABEL}=" not in labels:
        told["pod"] = told["pod_name"] = ""
    return told


def docker_image(row: Item) -> Item:
    """A line of ``docker images --no-trunc --format '{{json .}}'``: one for each tag."""
    return {
        "id": str(row.get("ID") or "").removeprefix("sha256:"),
        "repository": str(row.get("Repository", "<none>")),
        "tag": str(row.get("Tag", "<none>")),
        "digest": str(row.get("Digest", "")).replace("<none>", ""),
        "created": moment(row.get("CreatedAt")),
        "size_text": str(row.get("Size", "")),
        "virtual_text": str(row.get("VirtualSize", "")),
    }


def docker_network(row: Item) -> Item:
    """A line of ``docker network ls --no-trunc --format '{{json .}}'``."""
    told: Item = {
        "id": str(row.get("ID") or ""),
        "name": str(row.get("Name", "")),
        "driver": str(row.get("Driver", "")),
        "scope": str(row.get("Scope", "local")),
        "internal": row.get("Internal") == "true",
        "ipv4": row.get("IPv4", "true") == "true",
        "ipv6": row.get("IPv6") == "true",
        "created": moment(row.get("CreatedAt")),
        "created_text": _rfc3339(str(row.get("CreatedAt", ""))),
    }
    return {**told, **_labels(str(row.get("Labels", "")))}


def docker_volume(row: Item) -> Item:
    """A line of ``docker volume ls --format '{{json .}}'``."""
    told: Item = {
        "name": str(row.get("Name") or ""),
        "driver": str(row.get("Driver", "")),
        "mountpoint": str(row.get("Mountpoint", "")),
        "scope": str(row.get("Scope", "local")),
    }
    return {**told, **_labels(str(row.get("Labels", "")))}


def podman_container(row: Item) -> Item:
    """An object of ``podman ps --format json``."""
    state = str(row.get("State", "")).lower()
    command = [str(word) for word in sequence(row.get("Command"))]
    size = mapping(row.get("Size"))
    told: Item = {
        "id": str(row.get("Id", "")),
        "names": [str(name) for name in sequence(row.get("Names"))],
        "image": str(row.get("Image", "")),
        "image_id": str(row.get("ImageID", "")),
        "command": command,
        "command_text": " ".join(command),
        "command_line": " ".join(f"'{word}'" if " " in word else word for word in command),
        "created": _seconds(row.get("Created")),
        "state": _STATES.get(state, state),
        "health": _health(str(row.get("Status", ""))),
        "exit_code": number(row.get("ExitCode")),
        "started": _seconds(row.get("StartedAt")),
        "finished": _seconds(row.get("ExitedAt")),
        "pid": number(row.get("Pid")),
        "labels": {str(key): str(text) for key, text in mapping(row.get("Labels")).items()},
        "destinations": [str(path) for path in sequence(row.get("Mounts"))],
        "ports": [_podman_port(mapping(port)) for port in sequence(row.get("Ports"))],
        "pod": str(row.get("Pod", "")),
        "pod_name": str(row.get("PodName", "")),
        "auto_remove": bool(row.get("AutoRemove")),
        "restarts": number(row.get("Restarts")),
        "infra": bool(row.get("IsInfra")),
        "size_rw": number(size.get("rwSize")),
        "size_root": number(size.get("rootFsSize")),
    }
    told["ports"] += _exposed(mapping(row.get("ExposedPorts")), told["ports"])
    if row.get("Networks"):
        told["networks"] = [str(name) for name in sequence(row["Networks"])]
    if not told["destinations"]:
        told["mounts"], told["local_volumes"] = [], 0
    return told


def podman_images(row: Item) -> list[Item]:
    """An object of ``podman images --format json``: a record for each of its names."""
    names = [str(name) for name in sequence(row.get("Names") or row.get("RepoTags"))]
    digests = [str(digest) for digest in sequence(row.get("RepoDigests"))]
    base: Item = {
        "id": str(row.get("Id", "")),
        "created": _seconds(row.get("Created")),
        "size": number(row.get("Size")),
        "labels": mapping(row.get("Labels")),
        "digest": str(row.get("Digest", "")),
        "digests": digests,
        "parent": str(row.get("ParentId", "")),
        "tags": names,
        "containers": number(row.get("Containers")),
        "history": sequence(row.get("History")),
    }
    rows = [{**base, "repository": split_tag(name)[0], "tag": split_tag(name)[1]} for name in names]
    return rows or [{**base, "repository": "<none>", "tag": "<none>"}]


def split_tag(name: str) -> tuple[str, str]:
    """``host:5000/name:tag`` in two; ``<none>`` for no tag."""
    head, colon, tag = name.rpartition(":")
    return (head, tag) if colon and "/" not in tag else (name, "<none>")


def unquoted(text: str) -> str:
    """A string that Go's ``%q`` wrote (strconv.Quote), without its quotes and escapes."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':  # two quotes
        return text
    if "\\" not in text:
        return text[1:-1]
    from hostbridge.engine.quoting import unescaped

    return unescaped(text[1:-1])


def _health(status: str) -> str:
    """What a status text says of the health, in brackets: ``(healthy)``, ``(health: starting)``."""
    if "(" not in status:
        return ""
    told = status.rpartition("(")[2].rstrip(")").removeprefix("health: ")
    return told if told in _HEALTH else ""


def _labels(text: str) -> Item:
    """The labels where one line of ``a=b,c=d`` is certain: none, or one without a comma."""
    if not text:
        return {"labels": {}}
    if "," in text:
        return {}
    key, _, value = text.partition("=")
    return {"labels": {key: value}}


def _state_of(status: str) -> str:
    """The state behind a status text, for clients that do not tell it (docker before 20.10)."""
    if "(Paused)" in status:
        return "paused"
    first = status.partition(" ")[0].lower()
    return {"up": "running", "removal": "removing"}.get(first, first)


def _rfc3339(text: str) -> str:
    """A time that Go printed, as JSON has it, its fraction kept."""
    date, _, rest = text.partition(" ")
    clock, _, zone = rest.partition(" ")
    offset = zone.partition(" ")[0]
    return f"{date}T{clock}{'Z' if offset == '+0000' else f'{offset[:3]}:{offset[3:]}'}"


def _seconds(told: Any) -> float:
    """A time of podman's JSON; 0.0 for Go's zero time, which is long before 1970."""
    return max(moment(told), 0.0)


def _podman_port(port: Item) -> Item:
    return {
        "host_ip": str(port.get("host_ip") or port.get("hostIP") or ""),
        "host_port": number(port.get("host_port") or port.get("hostPort")),
        "container_port": number(port.get("container_port") or port.get("containerPort")),
        "range": max(1, min(number(port.get("range")), _PORTS)),
        "protocol": str(port.get("protocol") or "tcp"),
    }


def _exposed(exposed: Item, published: Iterable[Item]) -> list[Item]:
    if not exposed:
        return []
    known = {
        (port["container_port"] + step, port["protocol"])
        for port in published
        for step in range(port["range"])
    }
    return [
        {
            "host_ip": "",
            "host_port": 0,
            "container_port": number(inside),
            "range": 1,
            "protocol": str(kind),
        }
        for inside, kinds in exposed.items()
        for kind in sequence(kinds)
        if (number(inside), kind) not in known
    ]
