"""The facts about the host as lines for people: one subject a line, unknown ones left out."""

from __future__ import annotations

from hostbridge.cli.report import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_GIB = 1 << 30


def describe(host: dict[str, Any]) -> Iterator[str]:
    """Lines that describe a host; host is the plain form that ``--json`` prints."""
    os, cpu = host["os"], host["cpu"]
    build = f" (build {os['build']})" if os["build"] else ""
    yield clean(
        f"{os['name'] or host['system']}{build}, kernel {os['release']}, {_architecture(cpu)}"
    )
    for label, text in _rows(host):
        if text:
            yield f"  {label:<12}{clean(text)}"


def _rows(host: dict[str, Any]) -> Iterator[tuple[str, str]]:
    cpu, memory, ids = host["cpu"], host["memory"], host["ids"]
    count = cpu["count"]
    yield "processor", ", ".join(p for p in (f"{count} CPU{'s' * (count != 1)}", cpu["model"]) if p)
    yield "memory", _memory(memory)
    disks = {(d["filesystem"], d["total"], d["free"]): d for d in reversed(host["disks"])}
    yield (
        "disk",
        "; ".join(
            f"{_size(d['free'])} free at {d['path']} {_in(d['filesystem'])}".strip()
            for d in disks.values()
        ),
    )
    yield "inside", _inside(host["environment"])
    yield (
        "user",
        f"{ids['user'] or ids['uid']}"
        + (f" ({ids['uid']})" if ids["uid"] >= 0 and ids["user"] else ""),
    )
    if host["system"] == "linux":
        yield from _linux(host)
    told = host["virtualisation"]
    yield (
        "virtual",
        ", ".join(
            f"{name} {told[name]}"
            for name in ("kvm", "hvf", "hyperv", "whpx", "wsl")
            if told[name] != "absent"
        ),
    )
    wsl = host["wsl"]
    yield (
        "wsl",
        ", ".join(
            p
            for p in (
                wsl["version"],
                *(
                    f"{d['name']} (WSL {d['version']}{', ' + d['state'] if d['state'] else ''})"
                    for d in wsl["distributions"]
                ),
            )
            if p
        ),
    )
    yield "tools", ", ".join(f"{t['name']} {t['version']}".strip() for t in host["tools"])
    yield (
        "sockets",
        ", ".join(f"{s['path']} ({s['owner']}, {s['access']})" for s in host["sockets"]),
    )
    yield (
        "contexts",
        ", ".join(
            f"{c['kind']} {c['name']}{' *' * c['current']} {c['endpoint']}".strip()
            for c in host["contexts"]
        ),
    )
    yield (
        "proxies",
        ", ".join(f"{p['scheme']} {p['address']} ({p['source']})" for p in host["proxies"]),
    )
    locale = host["locale"]
    yield (
        "locale",
        " ".join(p for p in (locale["name"], locale["encoding"], locale["console"]) if p),
    )


def _linux(host: dict[str, Any]) -> Iterator[tuple[str, str]]:
    groups, spaces, ids = host["cgroups"], host["namespaces"], host["ids"]
    writable = " ".join(groups["writable"]) or "none"
    yield "cgroup", f"{groups['version']}, may set: {writable}" if groups["version"] else "none"
    verdict = {True: "allowed", False: "forbidden", None: "unknown"}[spaces["user"]]
    yield (
        "user ns",
        verdict + (f": {', '.join(spaces['forbidden_by'])}" if spaces["forbidden_by"] else ""),
    )
    if ids["uid"] > 0:
        ranges = ", ".join(f"{r['start']}+{r['count']}" for r in ids["subuid"])
        yield "subuid", (ranges or "none") + ("" if ids["helpers"] else "; newuidmap is missing")
    yield "security", ", ".join(f"{m['name']} {m['mode']}" for m in host["lsms"])


def _architecture(cpu: dict[str, Any]) -> str:
    if cpu["translated_by"]:
        return f"{cpu['architecture']} on {cpu['real']} by {cpu['translated_by']}"
    return str(cpu["architecture"])


def _memory(memory: dict[str, Any]) -> str:
    if not memory["total"]:
        return ""
    text = f"{_size(memory['total'])} of memory"
    text += f", {_size(memory['available'])} free" if memory["available"] else ""
    text += f", limited to {_size(memory['limit'])}" if memory["limit"] else ""
    return text


def _inside(found: dict[str, Any]) -> str:
    words = [
        f"WSL {found['wsl']}{' ' + found['distribution'] if found['distribution'] else ''}"
        if found["wsl"]
        else "",
        f"container ({found['container']})" if found["container"] else "",
        f"virtual machine ({found['vm']})" if found["vm"] and not found["wsl"] else "",
        f"CI ({found['ci']})" if found["ci"] else "",
        "SSH" if found["ssh"] else "",
        f"Codespace {found['codespace']}" if found["codespace"] else "",
        "development container" if found["devcontainer"] else "",
    ]
    return ", ".join(word for word in words if word)


def _size(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"


def _in(filesystem: str) -> str:
    return f"({filesystem})" if filesystem else ""
