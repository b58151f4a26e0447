"""From what ``inspect`` of either engine says to the records that both dialects are written from.

A record's keys are lower-case and the same for both engines; ``rows`` of a dialect make its fields
of them. Times are seconds since the epoch (0.0: never), ids are bare digits, sizes are bytes.
"""

from __future__ import annotations

import time

from hostbridge.engine.asking import mapping, number, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Item = dict[str, Any]

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EPOCH = 719468
"""Days from March of the year 0 to 1970."""
POD_LABEL = "hostbridge.pod"
_ANONYMOUS = "com.docker.volume.anonymous"
"""The label that docker gives a volume which nobody named."""


def moment(text: Any) -> float:
    """Seconds since the epoch of a time in RFC 3339 or as Go prints it; 0.0 for Go's zero time."""
    if isinstance(text, (int, float)):
        return float(text)
    if not isinstance(text, str) or text.startswith("0001-"):
        return 0.0
    known = _quick(text)
    if known is not None:
        return known
    from datetime import datetime

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


def _quick(text: str) -> float | None:
    """A time with its zone, as both engines write them; None for any other.

    Reckoned here (days of the Gregorian calendar, counted from March): the library of dates takes
    3 ms to load, and a list asks for nothing else of it.
    """
    try:
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
        hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19])
    except ValueError:
        return None
    if (
        text[4:5] + text[7:8] != "--"
        or text[10:11] not in ("T", " ")
        or text[13:14] + text[16:17] != "::"
    ):
        return None
    rest = text[19:]
    fraction = rest[: len(rest) - len(rest[1:].lstrip("0123456789"))] if rest[:1] == "." else ""
    zone = rest[len(fraction) :].strip().partition(" ")[0].replace(":", "")
    if zone == "Z":
        offset = 0
    elif len(zone) == 5 and zone[0] in "+-" and zone[1:].isdigit():
        offset = (int(zone[1:3]) * 60 + int(zone[3:])) * (60 if zone[0] == "+" else -60)
    else:
        return None
    if not (
        1 <= month <= 12
        and 1 <= day <= _DAYS[month - 1]
        and hour < 24
        and minute < 60
        and second < 60
    ):
        return None
    if month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400)):
        return None
    march = year - (month < 3)
    days = 365 * march + march // 4 - march // 100 + march // 400
    days += (153 * ((month + 9) % 12) + 2) // 5 + day - 1 - _EPOCH
    whole = ((days * 24 + hour) * 60 + minute) * 60 + second - offset
    return whole + float(f"0{fraction[:7]}") if len(fraction) > 1 else float(whole)


def container_record(item: Item) -> Item:
    """A container."""
    return {name: read(item) for name, read in CONTAINER.items()}


def fields_of(adapt: Callable[[Item], Item]) -> dict[str, Callable[[Item], Any]]:
    """The keys of a record that is made as a whole, each with how it is read."""
    return {key: lambda item, key=key: adapt(item)[key] for key in adapt({})}  # type: ignore[misc]


def _config(item: Item) -> Item:
    return mapping(item.get("Config"))


def _host(item: Item) -> Item:
    return mapping(item.get("HostConfig"))


def _state(item: Item) -> Item:
    return mapping(item.get("State"))


def _mounts(item: Item) -> list[Item]:
    return [mapping(mount) for mount in sequence(item.get("Mounts"))]


def _labels(item: Item) -> dict[str, str]:
    return {str(key): str(text) for key, text in mapping(_config(item).get("Labels")).items()}


def _command(item: Item) -> list[str]:
    words = [item.get("Path") or "", *sequence(item.get("Args"))]
    return [str(word) for word in words if word]


def _status(item: Item) -> str:
    status = str(_state(item).get("Status") or "")
    return {"configured": "created", "stopped": "exited"}.get(status, status)


def _health(item: Item) -> str:
    state = _state(item)
    told = mapping(state.get("Health")) or mapping(state.get("Healthcheck"))
    return str(told.get("Status") or "")


def _networks(item: Item) -> list[str]:
    settings = mapping(item.get("NetworkSettings"))
    return [str(name) for name in mapping(settings.get("Networks"))] or _mode(_host(item))


CONTAINER: dict[str, Callable[[Item], Any]] = {
    "id": lambda item: str(item.get("Id", "")),
    "names": lambda item: [str(item.get("Name", "")).lstrip("/")],
    "image": lambda item: item.get("ImageName") or _config(item).get("Image") or "",
    "image_id": lambda item: str(item.get("Image", "")).removeprefix("sha256:"),
    "command": _command,
    "command_text": lambda item: " ".join(_command(item)),
    "created": lambda item: moment(item.get("Created")),
    "state": _status,
    "started": lambda item: moment(_state(item).get("StartedAt")),
    "finished": lambda item: moment(_state(item).get("FinishedAt")),
    "exit_code": lambda item: number(_state(item).get("ExitCode")),
    "pid": lambda item: number(_state(item).get("Pid")),
    "health": _health,
    "ports": lambda item: _ports(mapping(mapping(item.get("NetworkSettings")).get("Ports"))),
    "labels": _labels,
    "mounts": lambda item: [str(m.get("Name") or m.get("Source") or "") for m in _mounts(item)],
    "destinations": lambda item: [str(m.get("Destination", "")) for m in _mounts(item)],
    "local_volumes": lambda item: sum(1 for m in _mounts(item) if m.get("Driver") == "local"),
    "networks": _networks,
    "pod": lambda item: str(item.get("Pod") or "") or _labels(item).get(POD_LABEL, ""),
    "pod_name": lambda item: _labels(item).get(POD_LABEL, ""),
    "restarts": lambda item: number(item.get("RestartCount")),
    "restart_policy": lambda item: str(
        mapping(_host(item).get("RestartPolicy")).get("Name") or "no"
    ),
    "auto_remove": lambda item: bool(_host(item).get("AutoRemove")),
    "infra": lambda item: bool(item.get("IsInfra")),
    "size_rw": lambda item: number(item.get("SizeRw")),
    "size_root": lambda item: number(item.get("SizeRootFs")),
}
"""A container's keys, each with how it is read from an inspected object; read when it is asked for."""


def image_record(item: Item) -> Item:
    """An image, without a name of its own: ``tags`` has all of them."""
    tags = [str(tag) for tag in sequence(item.get("RepoTags")) if not str(tag).startswith("<none>")]
    digests = [str(digest) for digest in sequence(item.get("RepoDigests"))]
    return {
        "id": str(item.get("Id", "")).removeprefix("sha256:"),
        "created": moment(item.get("Created")),
        "size": number(item.get("Size") or item.get("VirtualSize")),
        "labels": mapping(_config(item).get("Labels") or item.get("Labels")),
        "digests": digests,
        "digest": digests[0].partition("@")[2] if digests else "",
        "parent": str(item.get("Parent") or "").removeprefix("sha256:"),
        "tags": tags,
        "containers": 0,
        "history": sequence(item.get("NamesHistory")),
    }


def network_record(item: Item) -> Item:
    """A network."""
    return {
        "id": str(item.get("Id") or item.get("id") or ""),
        "name": str(item.get("Name") or item.get("name") or ""),
        "driver": str(item.get("Driver") or item.get("driver") or ""),
        "labels": mapping(item.get("Labels") or item.get("labels")),
        "created": moment(item.get("Created") or item.get("created")),
        "created_text": str(item.get("Created") or item.get("created") or ""),
        "internal": bool(item.get("Internal") or item.get("internal")),
        "ipv4": bool(item.get("EnableIPv4", True)),
        "ipv6": bool(item.get("EnableIPv6") or item.get("ipv6_enabled")),
        "scope": str(item.get("Scope") or "local"),
        "subnets": subnets(item),
        "dns": bool(item.get("dns_enabled", True)),
        "interface": str(item.get("network_interface") or _bridge(item)),
        "options": mapping(item.get("Options") or item.get("options")),
    }


def _bridge(item: Item) -> str:
    """The interface of a bridge of docker's: as it was named, or by the network's id."""
    if item.get("Driver") != "bridge":
        return ""
    named = mapping(item.get("Options")).get("com.docker.network.bridge.name")
    return str(named or f"br-{str(item.get('Id', ''))[:12]}")


def volume_record(item: Item) -> Item:
    """A volume."""
    return {
        "name": str(item.get("Name", "")),
        "driver": str(item.get("Driver", "")),
        "labels": mapping(item.get("Labels")),
        "options": mapping(item.get("Options")),
        "mountpoint": str(item.get("Mountpoint", "")),
        "created": moment(item.get("CreatedAt")),
        "created_text": str(item.get("CreatedAt") or ""),
        "scope": str(item.get("Scope") or "local"),
        "anonymous": bool(item.get("Anonymous")) or _ANONYMOUS in mapping(item.get("Labels")),
    }


def subnets(item: Item) -> list[Item]:
    """A network's subnets, each with its gateway, in podman's words."""
    if item.get("subnets"):
        return [mapping(one) for one in sequence(item["subnets"])]
    told = [mapping(one) for one in sequence(mapping(item.get("IPAM")).get("Config"))]
    named = [{"subnet": one.get("Subnet", ""), "gateway": one.get("Gateway", "")} for one in told]
    return [{key: text for key, text in one.items() if text} for one in named]


def iso(seconds: float) -> str:
    """``2006-01-02 15:04:05 -0700 MST`` in the caller's zone, as both clients write it in lists."""
    return time.strftime("%Y-%m-%d %H:%M:%S %z %Z", time.localtime(int(_known(seconds))))


def go_time(text: str) -> str:
    """A time of RFC 3339 as Go prints it, its fraction kept; what is printed already stays so."""
    if " " in text or "T" not in text:
        return text
    head, _, rest = text.partition("T")
    clock, zone = (rest[:-1], "+00:00") if rest.endswith("Z") else (rest[:-6], rest[-6:])
    name = "UTC" if zone == "+00:00" else zone.replace(":", "")
    return f"{head} {clock} {zone.replace(':', '')} {name}"


def _known(seconds: float) -> float:
    """A moment that a calendar has; the first one for what lies outside (the years 1 to 9999)."""
    return seconds if -62135596800 <= seconds < 253402214400 else 0.0


def rfc3339(seconds: float) -> str:
    """``2006-01-02T15:04:05Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(_known(seconds))))


def _ports(told: Item) -> list[Item]:
    out: list[Item] = []
    for inner, bindings in told.items():
        inside, _, protocol = str(inner).partition("/")
        for row in map(mapping, sequence(bindings) or [{}]):
            host = str(row.get("HostPort") or "")
            out.append(
                {
                    "host_ip": str(row.get("HostIp") or ""),
                    "host_port": int(host) if host.isdigit() else 0,
                    "container_port": number(inside),
                    "range": 1,
                    "protocol": protocol or "tcp",
                }
            )
    return out


def _mode(host: Item) -> list[str]:
    mode = str(host.get("NetworkMode") or "")
    return [mode] if mode in ("host", "none") else []
