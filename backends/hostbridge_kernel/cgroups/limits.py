"""OCI ``linux.resources`` as files of control groups, in the words of v1 and of v2.

Files and their units: the kernel's Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst; what a value
of v1 is on v2: the OCI runtime specification's conversions, as runc and crun do them.
"""

from __future__ import annotations

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, Mapping

    Write = tuple[str, str, str, str]
    """Controller (v1's name), file, value, and docker's option for it."""
    Row = tuple[str, str, str, str, Callable[[Any], str], str, Callable[[Any], str]]


def _bounded(value: Any) -> str:
    """v2's word for no limit, which is -1 (or 0, for pids) in the specification."""
    return "max" if int(value) < 0 else str(int(value))


def _processes(value: Any) -> str:
    return "max" if int(value) <= 0 else str(int(value))


def weight_of_shares(shares: Any) -> str:
    """v1's cpu.shares, 2 to 262144, as v2's cpu.weight, 1 to 10000."""
    bounded = min(max(int(shares), 2), 262144)
    return str(1 + (bounded - 2) * 9999 // 262142)


def _io_weight(weight: Any) -> str:
    """A block weight, 10 to 1000, as v2's io.weight, 1 to 10000."""
    return str(1 + (int(weight) - 10) * 9999 // 990)


def _number(value: Any) -> str:
    return str(int(value))


ROWS: tuple[Row, ...] = (
    ("memory.reservation", "--memory-reservation", "memory", "memory.soft_limit_in_bytes", _number, "memory.low", _bounded),
    ("memory.swappiness", "--memory-swappiness", "memory", "memory.swappiness", _number, "", _number),
    ("cpu.shares", "--cpu-shares", "cpu", "cpu.shares", _number, "cpu.weight", weight_of_shares),
    ("cpu.realtimePeriod", "--cpu-rt-period", "cpu", "cpu.rt_period_us", _number, "", _number),
    ("cpu.realtimeRuntime", "--cpu-rt-runtime", "cpu", "cpu.rt_runtime_us", _number, "", _number),
    ("cpu.idle", "", "cpu", "cpu.idle", _number, "cpu.idle", _number),
    ("cpu.cpus", "--cpuset-cpus", "cpuset", "cpuset.cpus", str, "cpuset.cpus", str),
    ("cpu.mems", "--cpuset-mems", "cpuset", "cpuset.mems", str, "cpuset.mems", str),
    ("pids.limit", "--pids-limit", "pids", "pids.max", _processes, "pids.max", _processes),
)  # fmt: skip
"""Where it stands, option, controller, v1's file and value, v2's file and value; "" where v2 has none."""

BLOCK = {
    "throttleReadBpsDevice": ("--device-read-bps", "blkio.throttle.read_bps_device", "rbps"),
    "throttleWriteBpsDevice": ("--device-write-bps", "blkio.throttle.write_bps_device", "wbps"),
    "throttleReadIOPSDevice": ("--device-read-iops", "blkio.throttle.read_iops_device", "riops"),
    "throttleWriteIOPSDevice": ("--device-write-iops", "blkio.throttle.write_iops_device", "wiops"),
}


def writes(resources: Mapping[str, Any], version: Callable[[str], int]) -> Iterator[Write]:
    """What to write for the limits, in an order that suits a group without limits.

    version: of the hierarchy that has a controller, 0 where none has it (such a limit is put out as
    v2's). Raises HostbridgeError for what v2 does not have, and for what is no number.
    """
    try:
        yield from _memory(resources.get("memory") or {}, version("memory"))
        for place, option, controller, old, as_old, new, as_new in ROWS:
            section, _, key = place.partition(".")
            value = (resources.get(section) or {}).get(key)
            if value is None or value == "":
                continue
            if version(controller) == 1:
                yield controller, old, as_old(value), option
            elif new:
                yield controller, new, as_new(value), option
            else:
                raise _not_on_v2(option, old)
        yield from _quota(resources.get("cpu") or {}, version("cpu"))
        yield from _block(resources.get("blockIO") or {}, version("blkio"))
        for page in resources.get("hugepageLimits") or ():
            end = "limit_in_bytes" if version("hugetlb") == 1 else "max"
            yield "hugetlb", f"hugetlb.{page['pageSize']}.{end}", _number(page["limit"]), "hugetlb"
        for file, value in (resources.get("unified") or {}).items():
            if "/" in file or "." not in file:
                raise HostbridgeError(f"{file!r} is no file of a control group")
            yield file.partition(".")[0], file, str(value), file
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HostbridgeError(f"the container's limits are not understood: {error}") from error


def _not_on_v2(option: str, old: str) -> HostbridgeError:
    return HostbridgeError(
        f"{option} cannot be set: cgroup v2 has no such limit",
        f"v1's file was {old}",
        f"run it without {option}",
    )


def _memory(memory: Mapping[str, Any], version: int) -> Iterator[Write]:
    limit, swap = memory.get("limit"), memory.get("swap")
    if version == 1:
        if limit:
            yield "memory", "memory.limit_in_bytes", _number(limit), "--memory"
        if swap:
            yield "memory", "memory.memsw.limit_in_bytes", _number(swap), "--memory-swap"
        if memory.get("disableOOMKiller"):
            yield "memory", "memory.oom_control", "1", "--oom-kill-disable"
        return
    if memory.get("disableOOMKiller"):
        raise _not_on_v2("--oom-kill-disable", "memory.oom_control")
    if limit:
        yield "memory", "memory.max", _bounded(limit), "--memory"
    if swap:
        # v1 counts memory and swap together, v2 swap alone.
        alone = -1 if swap < 0 else swap - limit if limit and limit > 0 else None
        if alone is None:
            raise HostbridgeError("--memory-swap needs --memory", "", "give both")
        yield "memory", "memory.swap.max", _bounded(alone), "--memory-swap"


def _quota(cpu: Mapping[str, Any], version: int) -> Iterator[Write]:
    quota, period, burst = cpu.get("quota"), cpu.get("period"), cpu.get("burst")
    option = "--cpus" if quota else "--cpu-period"
    if version == 1:
        if period:
            yield "cpu", "cpu.cfs_period_us", _number(period), option
        if quota:
            yield "cpu", "cpu.cfs_quota_us", _number(quota), option
        if burst:
            yield "cpu", "cpu.cfs_burst_us", _number(burst), option
        return
    if quota or period:
        ahead = _bounded(quota) if quota else "max"
        yield "cpu", "cpu.max", f"{ahead} {_number(period or 100000)}", option
    if burst:
        yield "cpu", "cpu.max.burst", _number(burst), option


def _block(block: Mapping[str, Any], version: int) -> Iterator[Write]:
    weight = block.get("weight")
    if weight:
        if version == 1:
            yield "blkio", "blkio.weight", _number(weight), "--blkio-weight"
        else:
            yield "blkio", "io.weight", f"default {_io_weight(weight)}", "--blkio-weight"
    for row in block.get("weightDevice") or ():
        node = f"{row['major']}:{row['minor']}"
        if version == 1:
            yield "blkio", "blkio.weight_device", f"{node} {row['weight']}", "--blkio-weight-device"
        else:
            value = f"{node} {_io_weight(row['weight'])}"
            yield "blkio", "io.weight", value, "--blkio-weight-device"
    for key, (option, old, word) in BLOCK.items():
        for row in block.get(key) or ():
            node, rate = f"{row['major']}:{row['minor']}", int(row["rate"])
            if version == 1:
                yield "blkio", old, f"{node} {rate}", option
            else:
                yield "blkio", "io.max", f"{node} {word}={rate or 'max'}", option


INSTEAD = {
    "blkio.weight": ("blkio.bfq.weight",),
    "blkio.weight_device": ("blkio.bfq.weight_device",),
    "io.weight": ("io.bfq.weight",),
}
"""The same limit under another scheduler's name. BFQ takes 1 to 1000 on both."""


def other_files(file: str, value: str) -> Iterator[tuple[str, str]]:
    """Where else a value may go, if the file is not there."""
    for other in INSTEAD.get(file, ()):
        if file != "io.weight":
            yield other, value
            continue
        head, _, weight = value.rpartition(" ")
        yield other, f"{head} {max(1, (int(weight) - 1) * 990 // 9999 + 10)}"


def device_line(rule: Mapping[str, Any]) -> tuple[str, str]:
    """A rule for v1's device controller: the file, and ``c 1:3 rwm``."""
    kind = rule.get("type") or "a"
    numbers = [rule.get(key) for key in ("major", "minor")]
    major, minor = ("*" if one is None or int(one) < 0 else str(int(one)) for one in numbers)
    access = rule.get("access") or "rwm"
    file = "devices.allow" if rule.get("allow") else "devices.deny"
    if kind not in "abc" or len(kind) != 1 or not set(access) <= set("rwm"):
        raise HostbridgeError(f"{dict(rule)!r} is no rule for devices", "", "such as: c 1:3 rwm")
    if kind == "a" and (major, minor) == ("*", "*"):
        return file, "a"
    return file, f"{kind} {major}:{minor} {access}"


def absent_swap(option: str, meminfo: str) -> bool:
    """Whether a limit of swap holds by itself: the host has none. meminfo: /proc/meminfo."""
    rows = (line.split() for line in meminfo.splitlines())
    return option == "--memory-swap" and any(row[:2] == ["SwapTotal:", "0"] for row in rows)
