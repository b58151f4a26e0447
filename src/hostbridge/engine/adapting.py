"""From what ``inspect`` of either engine says to records that both dialects can be written from."""

from __future__ import annotations

import json
from datetime import datetime, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.contract.engine import Dialect

    Item = dict[str, Any]

POD_LABEL = "hostbridge.pod"


def moment(text: Any) -> float:
    """Seconds since the epoch of an RFC 3339 time; 0.0 for none (Go's zero time)."""
    if isinstance(text, (int, float)):
        return float(text)
    if not isinstance(text, str) or text.startswith("0001-"):
        return 0.0
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
    """A container: lower-case keys, engine-neutral."""
    config, state = item.get("Config") or {}, item.get("State") or {}
    settings = item.get("NetworkSettings") or {}
    labels = config.get("Labels") or {}
    health = state.get("Health") or state.get("Healthcheck") or {}
    command = [item.get("Path") or "", *(item.get("Args") or [])]
    status = str(state.get("Status") or "")
    return {
        "id": str(item.get("Id", "")),
        "names": [str(item.get("Name", "")).lstrip("/")],
        "image": item.get("ImageName") or config.get("Image") or "",
        "image_id": str(item.get("Image", "")).removeprefix("sha256:"),
        "command": [word for word in command if word],
        "created": moment(item.get("Created")),
        "state": {"configured": "created", "stopped": "exited"}.get(status, status),
        "started": moment(state.get("StartedAt")),
        "finished": moment(state.get("FinishedAt")),
        "exit_code": int(state.get("ExitCode") or 0),
        "pid": int(state.get("Pid") or 0),
        "health": str(health.get("Status") or ""),
        "ports": _ports(settings.get("Ports") or {}),
        "labels": {str(key): str(text) for key, text in labels.items()},
        "mounts": [_mount(mount) for mount in item.get("Mounts") or []],
        "destinations": [str(mount.get("Destination", "")) for mount in item.get("Mounts") or []],
        "networks": list(settings.get("Networks") or {}) or _mode(item),
        "pod": str(item.get("Pod") or "") or labels.get(POD_LABEL, ""),
        "restarts": int(item.get("RestartCount") or 0),
        "auto_remove": bool((item.get("HostConfig") or {}).get("AutoRemove")),
        "size_rw": int(item.get("SizeRw") or 0),
        "size_root": int(item.get("SizeRootFs") or 0),
        "raw": item,
    }


def image_records(item: Item, references: tuple[str, ...] = ()) -> list[Item]:
    """An image: a record for each of its tags, or one without a tag."""
    tags = [str(tag) for tag in item.get("RepoTags") or [] if not str(tag).startswith("<none>")]
    wanted = [tag for tag in tags if _matches(tag, references)] if references else tags
    digests = [str(digest) for digest in item.get("RepoDigests") or []]
    base = {
        "id": str(item.get("Id", "")).removeprefix("sha256:"),
        "created": moment(item.get("Created")),
        "size": int(item.get("Size") or item.get("VirtualSize") or 0),
        "labels": (item.get("Config") or {}).get("Labels") or item.get("Labels") or {},
        "digests": digests,
        "digest": digests[0].partition("@")[2] if digests else "",
        "parent": str(item.get("Parent") or ""),
        "tags": tags,
    }
    rows = [
        {**base, "repository": tag.rpartition(":")[0], "tag": tag.rpartition(":")[2]}
        for tag in wanted or tags
    ]
    return rows or [{**base, "repository": "<none>", "tag": "<none>"}]


def network_record(item: Item) -> Item:
    """A network."""
    return {
        "id": str(item.get("Id") or item.get("id") or ""),
        "name": str(item.get("Name") or item.get("name") or ""),
        "driver": str(item.get("Driver") or item.get("driver") or ""),
        "labels": item.get("Labels") or item.get("labels") or {},
        "created": moment(item.get("Created") or item.get("created")),
        "internal": bool(item.get("Internal") or item.get("internal")),
        "ipv6": bool(item.get("EnableIPv6") or item.get("ipv6_enabled")),
        "scope": str(item.get("Scope") or "local"),
        "subnets": _subnets(item),
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
        "scope": str(item.get("Scope") or "local"),
    }


def adapted(item: Item, dialect: Dialect) -> Item:
    """An inspected object with what the other dialect's callers look for added; nothing is lost."""
    out = dict(item)
    if isinstance(out.get("State"), dict):
        state = dict(out["State"])
        health = state.get("Health") or state.get("Healthcheck")
        if health and health.get("Status"):
            state["Health"] = state["Healthcheck"] = health
        if dialect == "docker" and state.get("Status") in ("configured", "stopped"):
            state["Status"] = {"configured": "created", "stopped": "exited"}[state["Status"]]
        out["State"] = state
        name = str(out.get("Name", "")).lstrip("/")
        out["Name"] = f"/{name}" if dialect == "docker" else name
        config = dict(out.get("Config") or {})
        config.setdefault("Image", out.get("ImageName", ""))
        config["Labels"] = config.get("Labels") or {}
        if dialect == "docker" and isinstance(config.get("Entrypoint"), str):
            config["Entrypoint"] = config["Entrypoint"].split() or None
        out["Config"] = config
        out.setdefault("ImageName", config.get("Image", ""))
        out.setdefault("Pod", config["Labels"].get(POD_LABEL, ""))
        out["Image"] = _digest(out.get("Image"), dialect)
    elif "RepoTags" in out:
        out["Id"] = _digest(out.get("Id"), dialect)
        config = out.get("Config") or {}
        out.setdefault("Labels", config.get("Labels"))
        out.setdefault(
            "Digest", next((d.partition("@")[2] for d in out.get("RepoDigests") or []), "")
        )
    elif "Driver" in out or "driver" in out:
        _both_cases(out)
    return out


def _both_cases(out: Item) -> None:
    """Podman writes a network's keys in lower case, docker in camel case."""
    if "Mountpoint" in out:
        out["Labels"] = out.get("Labels") or {}
        return
    record = network_record(out)
    known = {"Id": "id", "Name": "name", "Driver": "driver", "Labels": "labels", "Internal": "internal",
             "Scope": "scope", "EnableIPv6": "ipv6", "Options": "options"}  # fmt: skip
    for upper, key in known.items():
        out.setdefault(upper, record[key])
    for key in ("id", "name", "driver", "labels", "internal", "options"):
        out.setdefault(key, record[key])
    out.setdefault("subnets", record["subnets"])
    out.setdefault("dns_enabled", record["dns"])
    out.setdefault("ipv6_enabled", record["ipv6"])
    config = [{"Subnet": s["subnet"], "Gateway": s.get("gateway", "")} for s in record["subnets"]]
    out.setdefault("IPAM", {"Driver": "default", "Options": {}, "Config": config})
    out.setdefault("Containers", {})


def iso(seconds: float) -> str:
    """``2006-01-02 15:04:05 +0000 UTC``, as both clients write times in lists."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")


def as_json(value: Any, indent: int) -> str:
    """JSON for people; characters that drive a terminal stay escaped."""
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _digest(text: Any, dialect: Dialect) -> Any:
    if not isinstance(text, str) or not text:
        return text
    bare = text.removeprefix("sha256:")
    return f"sha256:{bare}" if dialect == "docker" else bare


def _ports(ports: dict[str, Any]) -> list[Item]:
    out: list[Item] = []
    for inner, bindings in ports.items():
        number, _, protocol = inner.partition("/")
        rows = bindings or [{}]
        for row in rows:
            host = str(row.get("HostPort") or "")
            out.append(
                {
                    "container_port": int(number),
                    "protocol": protocol or "tcp",
                    "host_ip": str(row.get("HostIp") or ""),
                    "host_port": int(host) if host.isdigit() else 0,
                }
            )
    return out


def _mount(mount: Item) -> str:
    return str(mount.get("Name") or mount.get("Source") or "")


def _mode(item: Item) -> list[str]:
    mode = str((item.get("HostConfig") or {}).get("NetworkMode") or "")
    return [mode] if mode in ("host", "none") else []


def _subnets(item: Item) -> list[Item]:
    if item.get("subnets"):
        return list(item["subnets"])
    config = (item.get("IPAM") or {}).get("Config") or []
    return [{"subnet": c.get("Subnet", ""), "gateway": c.get("Gateway", "")} for c in config]


def _matches(tag: str, references: tuple[str, ...]) -> bool:
    bare = [tag, tag.rpartition(":")[0]]
    short = [
        name.removeprefix("docker.io/library/")
        .removeprefix("docker.io/")
        .removeprefix("localhost/")
        for name in bare
    ]
    return any(reference in (*bare, *short) for reference in references)
