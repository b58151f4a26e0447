"""Points in time as docker and podman take them: RFC 3339, dates, seconds, and durations of Go's.

docker's durations all lie before now; podman's ``--until`` counts from now on.
"""

from __future__ import annotations

import os
import re
import time
from datetime import datetime, timezone

from hostbridge.errors import UsageError

_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_DURATION = re.compile(r"([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+")
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_SECONDS = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?")
_SECOND = 10**9


def nanoseconds(text: str, *, ahead: bool = False) -> int:
    """Nanoseconds since 1970 of a time as a caller writes it; durations count from now.

    ahead: a duration lies after now, as in podman's ``--until``. Raises UsageError.
    """
    if match := _SECONDS.fullmatch(text):
        return int(match[1]) * _SECOND + int((match[2] or "0").ljust(9, "0"))
    sign = _DURATION.fullmatch(text)
    if text == "0" or sign:
        span = sum(int(float(number) * _UNITS[unit]) for number, unit in _PART.findall(text))
        span = -span if sign and sign[1] == "-" else span
        return time.time_ns() + (span if ahead else -span)
    found = of_rfc3339(text)
    if found is None:
        raise UsageError(f'failed to parse value as time or duration: "{text}"')
    return found


def of_rfc3339(text: str) -> int | None:
    """Nanoseconds since 1970 of RFC 3339 or a part of it, in the caller's zone; None for no time."""
    head, point, tail = text.partition(".")
    zone = tail.lstrip("0123456789")
    fraction = tail[: len(tail) - len(zone)]
    if point and not fraction:
        return None
    try:
        moment = datetime.fromisoformat((head + zone).replace("Z", "+00:00"))
        return int(moment.timestamp()) * _SECOND + int(fraction[:9].ljust(9, "0") or "0")
    except (ValueError, OverflowError, OSError):
        return None


def _moment(nano: int) -> datetime:
    """The second, in UTC; what no calendar has is its beginning."""
    try:
        return datetime.fromtimestamp(nano // _SECOND, timezone.utc)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, timezone.utc)


def rfc3339(nano: int, *, trimmed: bool = False, utc: bool = False) -> str:
    """``2006-01-02T15:04:05.000000000Z`` in the caller's zone. trimmed: without zeros at the end."""
    moment = _moment(nano)
    moment = moment if utc else moment.astimezone()
    zone = moment.strftime("%z")
    offset = "Z" if zone == "+0000" else f"{zone[:3]}:{zone[3:]}"
    fraction = f".{nano % _SECOND:09d}"
    fraction = fraction.rstrip("0").rstrip(".") if trimmed else fraction
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + offset


def printed(nano: int) -> str:
    """``2006-01-02 15:04:05.9 -0700 MST``, as Go prints a time."""
    moment = _moment(nano).astimezone()
    fraction = f".{nano % _SECOND:09d}".rstrip("0").rstrip(".")
    return moment.strftime(f"%Y-%m-%d %H:%M:%S{fraction} %z %Z")


def process_started() -> int | None:
    """When this process began, in nanoseconds since 1970, to a hundredth of a second; None where unknown.

    By proc(5): ticks since the machine booted.
    """
    try:
        with open("/proc/self/stat", "rb") as file:
            ticks = int(file.read().rpartition(b")")[2].split()[19])
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None
    return time.time_ns() - int(max(age, 0) * 10**9)
