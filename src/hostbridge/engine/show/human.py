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


def size(count: float, gap: str = "", digits: int = 3) -> str:
    """``4.26MB``: three digits, units of 1000; podman puts a space before the unit."""
    units = ("B", "kB", "MB", "GB", "TB", "PB")
    place = 0
    while count >= 1000 and place < len(units) - 1:
        count /= 1000
        place += 1
    return f"{count:.{digits}g}{gap}{units[place]}"


def binary(count: float) -> str:
    """``1.5MiB``: four digits, units of 1024."""
    units = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
    place = 0
    while count >= 1024 and place < len(units) - 1:
        count /= 1024
        place += 1
    return f"{count:.4g}{units[place]}"


def docker_status(record: Any, now: float) -> str:
    """``Up 2 minutes (healthy)``, ``Exited (0) 3 minutes ago``, ``Created``."""
    if record.told("status"):
        return str(record["status"])
    state = str(record["state"])
    if state in ("running", "paused"):
        health = record["health"]
        mark = (
            "Paused"
            if state == "paused"
            else f"health: {health}"
            if health == "starting"
            else health
        )
        since = f"Up {duration(now - record['started'])}"
        return f"{since} ({mark})" if mark else since
    if state == "exited":
        return f"Exited ({record['exit_code']}) {duration(now - record['finished'])} ago"
    return {"removing": "Removal In Progress"}.get(state, state.capitalize())


def podman_status(record: Any, now: float) -> str:
    """``Up 2 minutes (healthy)``, ``Exited (0) 3 minutes ago``, ``Created``, ``Paused``."""
    if record["state"] not in ("running", "exited"):
        return str(record["state"]).capitalize()
    return docker_status(record, now).replace("(health: ", "(")


def size_text(record: Any) -> str:
    """``2B (virtual 21.5MB)``, as both clients write it; docker leaves out what it did not ask for."""
    if record.told("size_text"):
        return str(record["size_text"])
    written, whole = size(record["size_rw"]), size(record["size_root"])
    return f"{written} (virtual {whole})" if record["size_root"] else written


def ellipsis(text: str, width: int) -> str:
    """At most ``width`` characters, the last one ``…`` where something is left out."""
    return text if len(text) <= width else text[: width - 1] + "…"


def uncut(text: str, width: int) -> str:
    """The text as it is, where nothing is to be left out."""
    del width
    return text
