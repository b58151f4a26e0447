"""Times and sizes for people, as docker's and podman's lists write them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = (
    (1, "Less than a second", 0),
    (2, "1 second", 0),
    (_MINUTE, "{} seconds", 1),
    (2 * _MINUTE, "About a minute", 0),
    (_HOUR, "{} minutes", _MINUTE),
    (2 * _HOUR, "About an hour", 0),
    (48 * _HOUR, "{} hours", _HOUR),
    (14 * _DAY, "{} days", _DAY),
    (60 * _DAY, "{} weeks", 7 * _DAY),
    (730 * _DAY, "{} months", 30 * _DAY),
)


def duration(seconds: float) -> str:
    """A time span in words, such as ``2 minutes`` or ``About an hour``."""
    whole = max(0, int(seconds))
    for limit, text, unit in _STEPS:
        if whole < limit:
            return text.format(whole // unit) if unit else text
    return f"{whole // (365 * _DAY)} years"


def size(count: float, gap: str = "") -> str:
    """``4.26MB``: three digits, units of 1000; podman puts a space before the unit."""
    units = ("B", "kB", "MB", "GB", "TB", "PB")
    place = 0
    while count >= 1000 and place < len(units) - 1:
        count /= 1000
        place += 1
    return f"{count:.3g}{gap}{units[place]}"


def status(record: dict[str, Any], now: float) -> str:
    """``Up 2 minutes (healthy)``, ``Exited (0) 3 minutes ago``, ``Created``."""
    state = record["state"]
    if state in ("running", "paused"):
        mark = " (Paused)" if state == "paused" else ""
        if record["health"] and record["health"] != "none":
            mark += (
                f" (health: {record['health']})"
                if record["health"] == "starting"
                else f" ({record['health']})"
            )
        return f"Up {duration(now - record['started'])}{mark}"
    if state == "exited":
        return f"Exited ({record['exit_code']}) {duration(now - record['finished'])} ago"
    return str(state).capitalize()


def ports(record: dict[str, Any]) -> str:
    """``0.0.0.0:8080->80/tcp, 90/tcp``."""
    out = []
    for port in record["ports"]:
        inner = f"{port['container_port']}/{port['protocol']}"
        address = port["host_ip"] or "0.0.0.0"  # noqa: S104 # what an empty address means
        out.append(f"{address}:{port['host_port']}->{inner}" if port["host_port"] else inner)
    return ", ".join(out)
