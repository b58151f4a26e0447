"""``pod ps`` and ``pod inspect`` of emulated pods, in podman's output."""

from __future__ import annotations

import json
import re
import time

from hostbridge.engine.adapting import rfc3339
from hostbridge.engine.show import human
from hostbridge.engine.show.row import Headings
from hostbridge.errors import UsageError
from hostbridge.template import Record, parse
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any

    from hostbridge.catalogue import Call

_COLUMNS = "{{.Id}}\t{{.Name}}\t{{.Status}}\t{{.Created}}\t{{.InfraID}}\t{{.NumberOfContainers}}"
_HEADINGS = {
    "Id": "POD ID",
    "ID": "POD ID",
    "InfraID": "INFRA ID",
    "NumberOfContainers": "# OF CONTAINERS",
}
_EXTRA = (
    ("--ctr-ids", "ContainerIds"),
    ("--ctr-names", "ContainerNames"),
    ("--ctr-status", "ContainerStatuses"),
)
_INDENT = {"pod ps": 2, "pod inspect": 5}


def chosen(pods: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    """The pods that fulfil ``--filter``, in the order of ``--sort``. Raises UsageError."""
    for text in call.values("--filter"):
        key, _, value = text.partition("=")
        holds = _FILTERS.get(key)
        if holds is None:
            raise UsageError(f"invalid filter: {key!r}", "", f"one of: {', '.join(_FILTERS)}")
        pods = [pod for pod in pods if holds(pod, value)]
    if call.has("--latest"):
        return sorted(pods, key=lambda pod: float(pod["Created"]))[-1:]
    order: dict[str, Callable[[dict[str, Any]], str | float]] = {
        "id": lambda pod: str(pod["Id"]),
        "name": lambda pod: str(pod["Name"]),
        "status": _status,
        "number": lambda pod: float(len(pod["Containers"])),
    }
    return sorted(
        pods, key=order.get(call.value("--sort") or "", lambda pod: float(pod["Created"]))
    )


def write_pods(call: Call, pods: list[dict[str, Any]], stdout: IO[bytes]) -> int:
    """The pods as a table, JSON, ids, or by a template."""
    wanted = (call.value("--format") or "").strip()
    inspecting = call.command.name == "pod inspect"
    if wanted in ("json", "{{json .}}") or (inspecting and not wanted):
        made = _inspected if inspecting else _listed
        told = json.dumps(
            [made(pod) for pod in pods], indent=_INDENT[call.command.name], ensure_ascii=False
        )
        stdout.write((told + "\n").encode())
        return 0
    whole = call.has("--no-trunc")
    records = [Record(_inspected(pod)) if inspecting else _row(pod, whole=whole) for pod in pods]
    if call.has("--quiet"):
        wanted = "{{.Id}}"
    table = not wanted or wanted.startswith("table ")
    columns = "".join(f"\t{{{{.{field}}}}}" for option, field in _EXTRA if call.has(option))
    pattern = wanted[len("table ") :].replace(" ", "\t") if wanted else _COLUMNS + columns
    template = parse(escapes(pattern if table else wanted))
    lines = [template.render(record) for record in records]
    if table and not call.has("--noheading"):
        lines.insert(0, template.render(Headings(_HEADINGS)))
    text = (
        aligned(lines, minimum=12, padding=2) if table else "".join(f"{line}\n" for line in lines)
    )
    stdout.write(text.encode())
    return 0


def _listed(pod: dict[str, Any]) -> dict[str, Any]:
    return {
        "Cgroup": "", "Containers": pod["Containers"], "Created": rfc3339(pod["Created"]), "Id": pod["Id"],
        "InfraId": "", "Name": pod["Name"], "Namespace": "", "Networks": [], "Status": _status(pod),
        "Labels": pod["Labels"],
    }  # fmt: skip


def _inspected(pod: dict[str, Any]) -> dict[str, Any]:
    members = [{"Id": c["Id"], "Name": c["Names"], "State": c["Status"]} for c in pod["Containers"]]
    return {
        "Id": pod["Id"], "Name": pod["Name"], "Created": rfc3339(pod["Created"]), "State": _status(pod),
        "Labels": pod["Labels"], "Hostname": "", "CreateCgroup": False, "CreateInfra": False,
        "InfraContainerID": "", "SharedNamespaces": [], "NumContainers": len(members),
        "Containers": members,
    }  # fmt: skip


def _row(pod: dict[str, Any], *, whole: bool) -> Record:
    members = pod["Containers"]
    name = pod["Id"] if whole else pod["Id"][:12]
    return Record(
        Id=name,
        ID=name,
        Name=pod["Name"],
        Status=_status(pod),
        Created=f"{human.duration(time.time() - pod['Created'])} ago",
        InfraID="",
        NumberOfContainers=len(members),
        ContainerIds=",".join(c["Id"] if whole else c["Id"][:12] for c in members),
        ContainerNames=",".join(c["Names"] for c in members),
        ContainerStatuses=",".join(c["Status"] for c in members),
        Labels=pod["Labels"],
        Cgroup="",
        Namespace="",
        Networks="",
    )


def _status(pod: dict[str, Any]) -> str:
    states = {container["Status"] for container in pod["Containers"]}
    if not states:
        return "Created"
    if states == {"running"}:
        return "Running"
    return "Degraded" if "running" in states else "Exited"


def _has_label(pod: dict[str, Any], value: str) -> bool:
    key, equals, text = value.partition("=")
    return key in pod["Labels"] and (not equals or pod["Labels"][key] == text)


_FILTERS: dict[str, Callable[[dict[str, Any], str], bool]] = {
    "id": lambda pod, value: pod["Id"].startswith(value),
    "name": lambda pod, value: re.search(value, pod["Name"]) is not None,
    "label": _has_label,
    "status": lambda pod, value: _status(pod).lower() == value.lower(),
    "ctr-ids": lambda pod, value: any(c["Id"].startswith(value) for c in pod["Containers"]),
    "ctr-names": lambda pod, value: any(c["Names"] == value for c in pod["Containers"]),
    "ctr-status": lambda pod, value: any(c["Status"] == value for c in pod["Containers"]),
    "ctr-number": lambda pod, value: str(len(pod["Containers"])) == value,
}
