"""``pod ps`` and ``pod inspect`` of emulated pods, in podman's output."""

from __future__ import annotations

import json
import time

from hostbridge.engine import human
from hostbridge.engine.adapting import iso
from hostbridge.template import Record, parse
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.catalogue import Call

_COLUMNS = "{{.ID}}\t{{.Name}}\t{{.Status}}\t{{.Created}}\t{{.NumberOfContainers}}"
_HEADINGS = "POD ID\tNAME\tSTATUS\tCREATED\t# OF CONTAINERS"


def write_pods(call: Call, pods: list[dict[str, Any]], stdout: IO[bytes]) -> int:
    """The pods as a table, JSON, ids, or by a template."""
    wanted = escapes(call.value("--format") or "")
    if call.has("--quiet"):
        wanted = "{{.ID}}"
    if wanted == "json" or (call.command.name == "pod inspect" and not wanted):
        listed = [{**pod, "Created": iso(pod["Created"]), "Status": _status(pod)} for pod in pods]
        stdout.write((json.dumps(listed, indent=2, ensure_ascii=False) + "\n").encode())
        return 0
    template = parse(wanted.removeprefix("table").strip() or _COLUMNS)
    lines = [template.render(_row(pod, whole=call.has("--no-trunc"))) for pod in pods]
    if wanted and not wanted.startswith("table"):
        stdout.write("".join(f"{line}\n" for line in lines).encode())
        return 0
    stdout.write(aligned([_HEADINGS, *lines]).encode())
    return 0


def _row(pod: dict[str, Any], *, whole: bool) -> Record:
    return Record(
        ID=pod["Id"] if whole else pod["Id"][:12],
        Id=pod["Id"],
        Name=pod["Name"],
        Status=_status(pod),
        Created=f"{human.duration(time.time() - pod['Created'])} ago",
        NumberOfContainers=len(pod["Containers"]),
        Labels=pod["Labels"],
        Containers=pod["Containers"],
    )


def _status(pod: dict[str, Any]) -> str:
    states = {container["Status"] for container in pod["Containers"]}
    if not states:
        return "Created"
    if states == {"running"}:
        return "Running"
    return "Degraded" if "running" in states else "Exited"
