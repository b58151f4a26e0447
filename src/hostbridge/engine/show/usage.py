"""``system df``, short and with ``-v``."""

from __future__ import annotations

import time
from typing import Any

from hostbridge.contract.engine import Query
from hostbridge.engine.adapting import iso
from hostbridge.engine.show import docker_rows, human
from hostbridge.engine.show.layout import Layout
from hostbridge.engine.show.output import FAILED, complain, failing, out
from hostbridge.engine.show.row import Row
from hostbridge.engine.show.table import JSON, docker_text, podman_text, table
from hostbridge.engine.usage import TYPES, VERBOSE
from hostbridge.template import Record, parse
from hostbridge.template.goformat import to_json
from hostbridge.template.table import escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

    Item = dict[str, Any]

_SHORT = Layout(
    "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
    {"TotalCount": "TOTAL"},
    ("Active", "Reclaimable", "Size", "TotalCount", "Type"),
)
_LONG = {
    "docker": {
        "Images": "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}"
                  "\t{{.UniqueSize}}\t{{.Containers}}",
        "Containers": "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}"
                      "\t{{.Status}}\t{{.Names}}",
        "Local Volumes": "{{.Name}}\t{{.Links}}\t{{.Size}}",
        "Build Cache": "{{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}"
                       "\t{{.UsageCount}}\t{{.Shared}}",
    },
    "podman": {
        "Images": "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.Created}}\t{{.Size}}\t{{.SharedSize}}"
                  "\t{{.UniqueSize}}\t{{.Containers}}",
        "Containers": "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.Created}}"
                      "\t{{.Status}}\t{{.Names}}",
        "Local Volumes": "{{.Name}}\t{{.Links}}\t{{.Size}}",
    },
}  # fmt: skip
_LONG_HEADINGS: dict[str, dict[str, str]] = {
    "Images": {"ID": "IMAGE ID", "CreatedSince": "CREATED"},
    "Containers": {"ID": "CONTAINER ID", "RunningFor": "CREATED"},
    "Local Volumes": {"Name": "VOLUME NAME"},
    "Build Cache": {"ID": "CACHE ID", "CreatedSince": "CREATED", "LastUsedSince": "LAST USED", "UsageCount": "USAGE"},
}  # fmt: skip
_LONG_JSON = {"Images": docker_rows.LAYOUTS["image"].json, "Containers": docker_rows.LAYOUTS["container"].json,
              "Local Volumes": docker_rows.LAYOUTS["volume"].json}  # fmt: skip


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Sums, or with ``-v`` what they are made of."""
    call, dialect = rendering.call, rendering.dialect
    verbose, wanted = call.has("--verbose"), call.value("--format") or ""
    if verbose and wanted and dialect == "podman":
        complain("Error: cannot combine --format and --verbose flags")
        return FAILED[dialect]
    query = Query(options=(VERBOSE,) if verbose else ())
    known: dict[str, Any] = {
        record["type"]: record for record in engine.records(session, "usage", query)
    }
    if dialect == "docker":
        found = [known.get(name) or {**_NONE, "type": name} for name in TYPES]
    else:
        found = [known[name] for name in TYPES[:3] if name in known]
    with failing(FAILED[dialect], "" if verbose else "template parsing error: "):
        if verbose:
            text = _long(found, rendering, wanted)
        elif dialect == "docker":
            text = docker_text(wanted, [_short(record) for record in found], _SHORT)
        else:
            rows = [_podman_short(record) for record in found]
            text = podman_text(wanted, rows, lambda: map(_podman_json, found), _SHORT)
        out(stdout, text, json=bool(JSON.fullmatch(wanted)))
    return 0


def _short(record: Any) -> Row:
    size, back = record["size"], record["reclaimable"]
    share = f" ({back * 100 // size}%)" if size > 0 and record["type"] != "Build Cache" else ""
    return Row(
        {
            "Active": lambda: str(record["active"]),
            "Reclaimable": lambda: human.size(back, digits=4) + share,
            "Size": lambda: human.size(size, digits=4),
            "TotalCount": lambda: str(record["total"]),
            "Type": lambda: record["type"],
            "Total": lambda: record["total"],
            "RawSize": lambda: size,
            "RawReclaimable": lambda: back,
        }
    )


def _podman_reclaimable(record: Any) -> str:
    size, back = record["size"], record["reclaimable"]
    return f"{human.size(back, digits=4)} ({round(back / size * 100) if size > 0 else 0}%)"


def _podman_short(record: Any) -> Row:
    return Row(
        {
            "Type": lambda: record["type"],
            "Total": lambda: record["total"],
            "TotalCount": lambda: record["total"],
            "Active": lambda: record["active"],
            "RawSize": lambda: record["size"],
            "RawReclaimable": lambda: record["reclaimable"],
            "Size": lambda: human.size(record["size"], digits=4),
            "Reclaimable": lambda: _podman_reclaimable(record),
        }
    )


def _podman_json(record: Any) -> Item:
    return {
        "Type": record["type"], "Total": record["total"], "Active": record["active"],
        "RawSize": record["size"], "RawReclaimable": record["reclaimable"], "TotalCount": record["total"],
        "Size": human.size(record["size"], digits=4), "Reclaimable": _podman_reclaimable(record),
    }  # fmt: skip


def _long(found: list[Any], rendering: Rendering, wanted: str) -> str:
    dialect, now = rendering.dialect, time.time()
    columns = _LONG[dialect]
    whole = bool(wanted) and not wanted.startswith("table")
    rows = {record["type"]: _items(record, dialect, now, whole=whole) for record in found}
    if wanted and wanted != "table":
        whole_record = Record(
            Images=rows["Images"], Containers=rows["Containers"], Volumes=rows["Local Volumes"],
            BuildCache=rows["Build Cache"],
        )  # fmt: skip
        if JSON.fullmatch(wanted):
            return to_json(Record((key, _plain(key, told)) for key, told in whole_record.items()))
        return parse(escapes(wanted)).render(whole_record)
    parts: list[str] = []
    for record in found:
        name = record["type"]
        title = f"{name} space usage:"
        if name == "Build Cache":
            title = f"Build cache usage: {human.size(record['size'], digits=4)}"
        text = table(columns[name], rows[name], _LONG_HEADINGS[name], dialect)
        parts.append(f"{title}\n\n{text}")
    return "\n".join(parts)


def _plain(key: str, rows: list[Row]) -> list[Record]:
    names = _LONG_JSON.get({"Volumes": "Local Volumes"}.get(key, key))
    return [Record((name, row[name]()) for name in names or row) for row in rows]


def _items(record: Any, dialect: str, now: float, *, whole: bool) -> list[Row]:
    make = {"Images": _image, "Containers": _container, "Local Volumes": _volume}.get(
        record["type"], _cache
    )
    items = record.get("items") or []
    if record["type"] == "Containers":
        # docker lists the newest first, podman the oldest.
        items = sorted(items, key=lambda item: item["created"], reverse=dialect == "docker")
    return [make(item, dialect, now, whole=whole) for item in items]


def _image(item: Any, dialect: str, now: float, *, whole: bool) -> Row:
    since = human.duration(now - item["created"])
    docker = dialect == "docker"
    return _row(
        Containers=str(item["containers"]),
        Created=since,
        CreatedAt=iso(item["created"]),
        CreatedSince=f"{since} ago",
        Digest=item["digest"],
        ID=f"sha256:{item['id']}" if whole and docker else item["id"][:12],
        ImageID=item["id"][:12],
        Repository=docker_rows.familiar(item["repository"]) if docker else item["repository"],
        SharedSize=human.size(item["shared"], digits=4),
        Size=human.size(item["size"], digits=3 if docker else 4),
        Tag=item["tag"],
        UniqueSize=human.size(item["unique"], digits=4),
        VirtualSize=human.size(item["size"], digits=4),
    )


def _container(item: Any, dialect: str, now: float, *, whole: bool) -> Row:
    known = _Listed(item)
    size = human.size(item["size_rw"])
    if dialect == "docker":
        row = docker_rows.container(known, now, whole=whole)
        row["Size"] = lambda: size
        return row
    return _row(
        ID=item["id"][:12], ContainerID=item["id"][:12], Image=str(known.get("image_id") or item["image"])[:12],
        Command=" ".join(known["command"]) if "command" in item else str(known.told("command_text") or ""),
        LocalVolumes=item["local_volumes"], Size=human.size(item["size_rw"], digits=4),
        RWSize=human.size(item["size_rw"], digits=4), Created=human.duration(now - item["created"]),
        Status=item["state"], Names=",".join(item["names"]),
    )  # fmt: skip


def _volume(item: Any, dialect: str, now: float, *, whole: bool) -> Row:
    del dialect, now, whole
    return _row(
        Availability="N/A", Driver=item["driver"], Group="N/A", Labels=item["labels"], Links=str(item["links"]),
        Mountpoint=item["mountpoint"], Name=item["name"], VolumeName=item["name"], Scope=item["scope"],
        Size=human.size(item["size"], digits=4), Status="N/A",
    )  # fmt: skip


def _cache(item: Any, dialect: str, now: float, *, whole: bool) -> Row:
    del dialect, now, whole
    return _row(**{str(key): value for key, value in item.items()})


def _row(**fields: Any) -> Row:
    return Row({name: lambda value=value: value for name, value in fields.items()})  # type: ignore[misc]


class _Listed(dict[str, Any]):
    """What a listing told, as the rows of lists read it."""

    def told(self, key: str, default: Any = None) -> Any:
        """What is known already."""
        return self.get(key, default)


_NONE: Item = {"type": "", "total": 0, "active": 0, "size": 0, "reclaimable": 0, "items": []}
