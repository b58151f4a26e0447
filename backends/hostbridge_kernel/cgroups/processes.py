"""What /proc tells of a container's processes, where no control group does: an ordinary user's without one."""

from __future__ import annotations

import os

from hostbridge_kernel.cgroups.hierarchy import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Optional

_SECOND = 1_000_000_000
_PARENT, _USER_TIME, _SYSTEM_TIME = 1, 11, 12
"""Places among the fields of /proc/PID/stat from the state on (proc(5): field 3 is at place 0)."""


def stat(pid: int) -> Optional[list[str]]:
    """The fields of /proc/PID/stat from the state on; None where the process is gone."""
    text = read(f"/proc/{pid}/stat")
    return text[text.rfind(")") + 2 :].split() if text else None


def descendants(pid: int) -> list[int]:
    """A process and what came of it, by the parents in /proc."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        fields = stat(int(entry)) if entry.isdigit() else None
        if fields:
            parents[int(entry)] = int(fields[_PARENT])
    found = {pid} & parents.keys()
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def usage(pids: Iterable[int]) -> dict[str, Any]:
    """What processes use now, in the shape of ``usage.stats``; pages that they share count for each."""
    from hostbridge_kernel.cgroups.usage import host_memory, host_time

    tick, page = _SECOND // os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    total = memory = count = 0
    for pid in pids:
        fields, sizes = stat(pid), (read(f"/proc/{pid}/statm") or "").split()
        if fields and len(sizes) > 1:
            count += 1
            total += (int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])) * tick
            memory += int(sizes[1]) * page
    return {
        "cpu_stats": {"cpu_usage": {"total_usage": total}, "system_cpu_usage": host_time(),
                      "online_cpus": os.cpu_count() or 1},
        "memory_stats": {"usage": memory, "limit": host_memory(), "stats": {}},
        "pids_stats": {"current": count, "limit": 0},
        "blkio_stats": {"io_service_bytes_recursive": []},
    }  # fmt: skip
