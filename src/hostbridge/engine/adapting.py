"""From what ``inspect`` of either engine says to the records that both dialects are written from.

A record's keys are lower-case and the same for both engines; ``rows`` of a dialect make its fields
of them. Times are seconds since the epoch (0.0: never), ids are bare digits, sizes are bytes.
"""

from __future__ import annotations

from datetime import datetime, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

POD_LABEL = "hostbridge.pod"
_ANONYMOUS = "com.docker.volume.anonymous"
"""The label that docker gives a volume which nobody named."""


def moment(text: Any) -> float:
    """Seconds since the epoch of a time in RFC 3339 or as Go prints it; 0.0 for Go's zero time."""
    if isinstance(text, (int, float)):
        return float(text)
    if not isinstance(text, str) or text.startswith("0001-"):
        return 0.0
    words = text.split(" ")
    if len(words) > 2:  # 2006-01-02 15:04:05.9 -0700 MST
        text = f"{words[0]}T{words[1]}{words[2][:3]}:{words[2][3:]}"
    head, _, tail = text.replace("Z", "+00:00").partition(".")
    zone = ""
    if tail:
        digits = tail.lstrip("0123456789")
        zone = digits
        head = f"{head}.{tail[: len(tail) - len(digits)][:6].ljust(6, '0')}"
    try:
        return datetime.fromisoformat(head + zone).timestamp()
    except ValueError:
        return 0.0


def container_record(item: Item) -> Item:
    """A container."""
    config, state = item.get("Config") or {}, item.get("State") or {}
    settings = item.get("NetworkSettings") or {}
    host = item.get("HostConfig") or {}
    labels = {str(key): str(text) for key, text in (config.get("Labels") or {}).items()}
    health = state.get("Health") or state.get("Healthcheck") or {}
    command = [item.get("Path") or "", *(item.get("Args") or [])]
    status = str(state.get("Status") or "")
    mounts = item.get("Mounts") or []
    pod = str(item.get("Pod") or "") or labels.get(POD_LABEL, "")
    return {
        "id": str(item.get("Id", "")),
        "names": [str(item.get("Name", "")).lstrip("/")],
        "image": item.get("ImageName") or config.get("Image") or "",
        "image_id": str(item.get("Image", "")).removeprefix("sha256:"),
        "command": [str(word) for word in command if word],
        "created": moment(item.get("Created")),
        "state": {"configured": "created", "stopped": "exited"}.get(status, status),
        "started": moment(state.get("StartedAt")),
        "finished": moment(state.get("FinishedAt")),
        "exit_code": int(state.get("ExitCode") or 0),
        "pid": int(state.get("Pid") or 0),
        "health": str(health.get("Status") or ""),
        "ports": _ports(settings.get("Ports") or {}),
        "labels": labels,
        "mounts": [str(mount.get("Name") or mount.get("Source") or "") for mount in mounts],
        "destinations": [str(mount.get("Destination", "")) for mount in mounts],
        "local_volumes": sum(1 for mount in mounts if mount.get("Driver") == "local"),
        "networks": list(settings.get("Networks") or {}) or _mode(host),
        "pod": pod,
        "pod_name": labels.get(POD_LABEL, ""),
        "restarts": int(item.get("RestartCount") or 0),
        "restart_policy": str((host.get("RestartPolicy") or {}).get("Name") or "no"),
        "auto_remove": bool(host.get("AutoRemove")),
        "infra": bool(item.get("IsInfra")),
        "size_rw": int(item.get("SizeRw") or 0),
        "size_root": int(item.get("SizeRootFs") or 0),
    }


def image_record(item: Item) -> Item:
    """An image, without a name of its own: ``tags`` has all of them."""
    tags = [str(tag) for tag in item.get("RepoTags") or [] if not str(tag).startswith("<none>")]
    digests = [str(digest) for digest in item.get("RepoDigests") or []]
    return {
        "id": str(item.get("Id", "")).removeprefix("sha256:"),
        "created": moment(item.get("Created")),
        "size": int(item.get("Size") or item.get("VirtualSize") or 0),
        "labels": (item.get("Config") or {}).get("Labels") or item.get("Labels") or {},
        "digests": digests,
        "digest": digests[0].partition("@")[2] if digests else "",
        "parent": str(item.get("Parent") or "").removeprefix("sha256:"),
        "tags": tags,
        "containers": 0,
        "history": item.get("NamesHistory") or [],
    }


def network_record(item: Item) -> Item:
    """A network."""
    return {
        "id": str(item.get("Id") or item.get("id") or ""),
        "name": str(item.get("Name") or item.get("name") or ""),
        "driver": str(item.get("Driver") or item.get("driver") or ""),
        "labels": item.get("Labels") or item.get("labels") or {},
        "created": moment(item.get("Created") or item.get("created")),
        "created_text": str(item.get("Created") or item.get("created") or ""),
        "internal": bool(item.get("Internal") or item.get("internal")),
        "ipv4": bool(item.get("EnableIPv4", True)),
        "ipv6": bool(item.get("EnableIPv6") or item.get("ipv6_enabled")),
        "scope": str(item.get("Scope") or "local"),
        "subnets": subnets(item),
        "dns": bool(item.get("dns_enabled", True)),
        "interface": str(item.get("network_interface") or ""),
        "options": item.get("Options") or item.get("options") or {},
    }


def volume_record(item: Item) -> Item:
    """A volume."""
    return {
        "name": str(item.get("Name", "")),
        "driver": str(item.get("Driver", "")),
        "labels": item.get("Labels") or {},
        "options": item.get("Options") or {},
        "mountpoint": str(item.get("Mountpoint", "")),
        "created": moment(item.get("CreatedAt")),
        "created_text": str(item.get("CreatedAt") or ""),
        "scope": str(item.get("Scope") or "local"),
        "anonymous": bool(item.get("Anonymous")) or _ANONYMOUS in (item.get("Labels") or {}),
    }


def subnets(item: Item) -> list[Item]:
    """A network's subnets, each with its gateway, in podman's words."""
    if item.get("subnets"):
        return list(item["subnets"])
    told = (item.get("IPAM") or {}).get("Config") or []
    named = [{"subnet": one.get("Subnet", ""), "gateway": one.get("Gateway", "")} for one in told]
    return [{key: text for key, text in one.items() if text} for one in named]


def iso(seconds: float) -> str:
    """``2006-01-02 15:04:05 -0700 MST`` in the caller's zone, as both clients write it in lists."""
    local = datetime.fromtimestamp(seconds, timezone.utc).astimezone()
    return local.strftime("%Y-%m-%d %H:%M:%S %z %Z")


def go_time(text: str) -> str:
    """A time of RFC 3339 as Go prints it, its fraction kept; what is printed already stays so."""
    if " " in text or "T" not in text:
        return text
    head, _, rest = text.partition("T")
    clock, zone = (rest[:-1], "+00:00") if rest.endswith("Z") else (rest[:-6], rest[-6:])
    name = "UTC" if zone == "+00:00" else zone.replace(":", "")
    return f"{head} {clock} {zone.replace(':', '')} {name}"


def rfc3339(seconds: float) -> str:
    """``2006-01-02T15:04:05Z``."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ports(told: Item) -> list[Item]:
    out: list[Item] = []
    for inner, bindings in told.items():
        number, _, protocol = inner.partition("/")
        for row in bindings or [{}]:
            host = str(row.get("HostPort") or "")
            out.append(
                {
                    "host_ip": str(row.get("HostIp") or ""),
                    "host_port": int(host) if host.isdigit() else 0,
                    "container_port": int(number),
                    "range": 1,
                    "protocol": protocol or "tcp",
                }
            )
    return out


def _mode(host: Item) -> list[str]:
    mode = str(host.get("NetworkMode") or "")
    return [mode] if mode in ("host", "none") else []
