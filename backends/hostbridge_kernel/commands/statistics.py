"""``stats``: what containers use, once or again every second."""

from __future__ import annotations

import time

from hostbridge.errors import NotFound
from hostbridge_kernel.commands import words
from hostbridge_kernel.containers.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_COLUMNS = {
    "Container": "CONTAINER", "ID": "CONTAINER ID", "Name": "NAME", "CPUPerc": "CPU %",
    "MemUsage": "MEM USAGE / LIMIT", "MemPerc": "MEM %", "NetIO": "NET I/O", "BlockIO": "BLOCK I/O", "PIDs": "PIDS",
}  # fmt: skip
_DEFAULT = ["ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs"]
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_APART, _AT_ONCE = 1.0, 0.25
"""Seconds between two samples: for a list that goes on, and for the two of ``--no-stream``."""
_CLEAR = b"\x1b[2J\x1b[H"
_NOTHING: dict[str, Any] = {
    "cpu_stats": {"cpu_usage": {"total_usage": 0}, "system_cpu_usage": 0, "online_cpus": 1},
    "memory_stats": {"usage": 0, "limit": 0, "stats": {}}, "pids_stats": {"current": 0},
    "blkio_stats": {"io_service_bytes_recursive": []}, "networks": {},
}  # fmt: skip


def stats(context: Context) -> int:
    """``stats [-a] [--no-stream] [--no-trunc] [--format …] [CONTAINER…]``."""
    call = context.call
    names = context.operands()
    once = call.has("--no-stream")
    chosen = [(name, context.containers.find(name)) for name in names]
    before: dict[str, dict[str, Any]] = {}
    if once:
        before = {one.id: _sample(context, one) for _, one in _now(context, chosen)}
        time.sleep(_AT_ONCE)
    while True:
        present = _now(context, chosen)
        if names and not present:
            return 0
        samples = {one.id: _sample(context, one) for _, one in present}
        rows = [
            _row(label, one, before.get(one.id, {}), samples[one.id], full=call.has("--no-trunc"))
            for label, one in present
        ]
        if not once:
            context.out.write(_CLEAR)
        words.write_rows(context.out, rows, _COLUMNS, _DEFAULT, call.value("--format"))
        context.out.flush()
        if once:
            return 0
        before = samples
        time.sleep(_APART)


def _now(context: Context, chosen: list[tuple[str, Container]]) -> list[tuple[str, Container]]:
    """The containers to tell of, with the names they were asked for by."""
    if chosen:
        return [row for row in chosen if row[1].there()]
    everything = [(one.id, one) for one in context.containers.all()]
    if context.call.has("--all"):
        return everything
    return [row for row in everything if row[1].state()["State"]["Running"]]


def _sample(context: Context, container: Container) -> dict[str, Any]:
    """What it used until now, in the shape of docker's API; nothing where it does not run."""
    from hostbridge_kernel.containers.making import control_group

    try:
        if settled(context.containers, container) != "running":
            return _NOTHING
    except NotFound:
        return _NOTHING
    pid = container.state()["State"]["Pid"]
    group = control_group(container.places, container)
    if group.exists:
        return {**group.stats(), "networks": networks(pid)}
    from hostbridge_kernel.cgroups.processes import descendants, usage

    return {**usage(descendants(pid)), "networks": networks(pid)}


def networks(pid: int) -> dict[str, dict[str, int]]:
    """Bytes by interface of a process's network, as /proc/PID/net/dev counts them; without loopback."""
    from hostbridge_kernel.cgroups.hierarchy import read

    found = {}
    for line in (read(f"/proc/{pid}/net/dev") or "").splitlines()[2:]:
        name, _, rest = line.partition(":")
        cells = rest.split()
        if name.strip() != "lo" and len(cells) > 8:
            found[name.strip()] = {"rx_bytes": int(cells[0]), "tx_bytes": int(cells[8])}
    return found


def _row(
    label: str,
    container: Container,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    *,
    full: bool,
) -> dict[str, str]:
    from hostbridge_kernel.cgroups.usage import in_use

    memory = now["memory_stats"]
    used, limit = in_use(memory), memory["limit"]
    network = now["networks"].values()
    block = {"read": 0, "write": 0}
    for entry in now["blkio_stats"]["io_service_bytes_recursive"]:
        if entry["op"] in block:
            block[entry["op"]] += entry["value"]
    received, sent = (sum(one[key] for one in network) for key in ("rx_bytes", "tx_bytes"))
    return {
        "Container": label if label != container.id or full else label[:12],
        "ID": container.id if full else container.id[:12], "Name": container.name,
        "CPUPerc": f"{share(before, now):.2f}%", "MemUsage": f"{binary(used)} / {binary(limit)}",
        "MemPerc": f"{100 * used / limit if limit else 0:.2f}%",
        "NetIO": f"{words.size(received)} / {words.size(sent)}",
        "BlockIO": f"{words.size(block['read'])} / {words.size(block['write'])}",
        "PIDs": str(now["pids_stats"]["current"]),
    }  # fmt: skip


def share(before: Mapping[str, Any], now: Mapping[str, Any]) -> float:
    """The processors' time between two samples that was the container's, in percent of one."""
    if not before:
        return 0.0
    earlier, later = before["cpu_stats"], now["cpu_stats"]
    own = later["cpu_usage"]["total_usage"] - earlier["cpu_usage"]["total_usage"]
    all_of_them = later["system_cpu_usage"] - earlier["system_cpu_usage"]
    if own <= 0 or all_of_them <= 0:
        return 0.0
    return float(own / all_of_them * later["online_cpus"] * 100)


def binary(count: float) -> str:
    """Bytes with four digits, by powers of 1024: ``1.5MiB``."""
    unit = 0
    while count >= 1024 and unit < len(_BINARY) - 1:
        count /= 1024
        unit += 1
    return f"{count:.4g}{_BINARY[unit]}"
