"""What a container used, in the shape of docker's API: ``/containers/ID/stats``.

v1's files are in nanoseconds, ticks and bytes, v2's in microseconds and bytes; all times here are in
nanoseconds. Files: Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
"""

from __future__ import annotations

import os

from hostbridge_kernel.cgroups.hierarchy import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.cgroups.group import Cgroup

_SECOND = 1_000_000_000


def stats(group: Cgroup) -> dict[str, Any]:
    """CPU, memory, processes and block I/O of a group; nought for what the host does not count."""
    where = group.where
    old = {
        name: where.version(name) == 1 and not group.rootless
        for name in ("cpuacct", "memory", "pids", "blkio")
    }
    return {
        "cpu_stats": _cpu_v1(group) if old["cpuacct"] else _cpu_v2(group),
        "memory_stats": _memory_v1(group) if old["memory"] else _memory_v2(group),
        "pids_stats": _pids(group.directory("pids") if old["pids"] else group.unified),
        "blkio_stats": {
            "io_service_bytes_recursive": _block_v1(group) if old["blkio"] else _block_v2(group)
        },
    }


def _number(path: str) -> int:
    """The number in a file; 0 where there is none, and for ``max``."""
    text = (read(path) or "").strip()
    return int(text) if text.isdigit() else 0


def _table(path: str) -> dict[str, int]:
    """Lines of name and number."""
    rows = (line.split() for line in (read(path) or "").splitlines())
    return {row[0].rstrip(":"): int(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}


def _cpu(total: int, user: int, system: int, throttled: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "cpu_usage": {
            "total_usage": total,
            "usage_in_kernelmode": system,
            "usage_in_usermode": user,
        },
        "system_cpu_usage": host_time(),
        "online_cpus": os.cpu_count() or 1,
        "throttling_data": dict(zip(("periods", "throttled_periods", "throttled_time"), throttled)),
    }


def _cpu_v1(group: Cgroup) -> dict[str, Any]:
    at = group.directory("cpuacct")
    tick = _SECOND // os.sysconf("SC_CLK_TCK")
    parts = _table(f"{at}/cpuacct.stat")
    found = _table(f"{group.directory('cpu')}/cpu.stat")
    periods = (
        found.get("nr_periods", 0),
        found.get("nr_throttled", 0),
        found.get("throttled_time", 0),
    )
    return _cpu(
        _number(f"{at}/cpuacct.usage"), parts.get("user", 0) * tick, parts.get("system", 0) * tick, periods
    )  # fmt: skip


def _cpu_v2(group: Cgroup) -> dict[str, Any]:
    found = _table(f"{group.unified}/cpu.stat")
    usage = [
        found.get(f"{name}_usec", 0) * 1000 for name in ("usage", "user", "system", "throttled")
    ]
    periods = (found.get("nr_periods", 0), found.get("nr_throttled", 0), usage[3])
    return _cpu(usage[0], usage[1], usage[2], periods)


def host_time() -> int:
    """What all processors of the host did and idled since it started, in nanoseconds."""
    line = (read("/proc/stat") or "cpu 0").splitlines()[0]
    ticks = sum(int(word) for word in line.split()[1:9])
    return ticks * (_SECOND // os.sysconf("SC_CLK_TCK"))


def host_memory() -> int:
    """The host's memory in bytes."""
    return _table("/proc/meminfo").get("MemTotal", 0) * 1024


def _memory(usage: int, limit: int, detail: dict[str, int]) -> dict[str, Any]:
    there = host_memory()
    return {"usage": usage, "limit": min(limit, there) if limit else there, "stats": detail}


def _memory_v1(group: Cgroup) -> dict[str, Any]:
    at = group.directory("memory")
    found = _memory(
        _number(f"{at}/memory.usage_in_bytes"), _number(f"{at}/memory.limit_in_bytes"), _table(f"{at}/memory.stat")
    )  # fmt: skip
    return {
        **found, "max_usage": _number(f"{at}/memory.max_usage_in_bytes"), "failcnt": _number(f"{at}/memory.failcnt")
    }  # fmt: skip


def _memory_v2(group: Cgroup) -> dict[str, Any]:
    at = group.unified
    return _memory(
        _number(f"{at}/memory.current"), _number(f"{at}/memory.max"), _table(f"{at}/memory.stat")
    )


def in_use(memory: dict[str, Any]) -> int:
    """The memory that a list shows: without cached file contents that could go at once."""
    detail = memory["stats"]
    cached: Optional[int] = detail.get("total_inactive_file", detail.get("inactive_file", 0))
    used: int = memory["usage"]
    return used - cached if cached is not None and cached < used else used


def _pids(at: str) -> dict[str, int]:
    return {"current": _number(f"{at}/pids.current"), "limit": _number(f"{at}/pids.max")}


def _entry(node: str, operation: str, value: int) -> dict[str, Any]:
    major, _, minor = node.partition(":")
    return {"major": int(major), "minor": int(minor), "op": operation, "value": value}


def _block_v1(group: Cgroup) -> list[dict[str, Any]]:
    at = group.directory("blkio")
    text = read(f"{at}/blkio.throttle.io_service_bytes_recursive") or ""
    rows = (line.split() for line in text.splitlines())
    return [_entry(row[0], row[1].lower(), int(row[2])) for row in rows if len(row) == 3]


def _block_v2(group: Cgroup) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in (read(f"{group.unified}/io.stat") or "").splitlines():
        node, *words = line.split()
        for word in words:
            key, _, value = word.partition("=")
            if key in ("rbytes", "wbytes"):
                found.append(_entry(node, "read" if key == "rbytes" else "write", int(value)))
    return found
