"""Times as docker writes them: RFC 3339 in UTC, with nanoseconds."""

from __future__ import annotations

import time

ZERO = "0001-01-01T00:00:00Z"
"""The time of what has not happened (Go's zero time)."""
_BILLION = 1_000_000_000


def stamp(nanoseconds: int | None = None) -> str:
    """``2026-05-01T12:00:00.123456789Z`` of now, or of nanoseconds since 1970."""
    at = time.time_ns() if nanoseconds is None else nanoseconds
    whole, rest = divmod(at, _BILLION)
    year, month, day, hour, minute, second = time.gmtime(whole)[:6]
    text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    return f"{text}.{rest:09}".rstrip("0").rstrip(".") + "Z"


def nanoseconds(text: str) -> int:
    """Nanoseconds since 1970 of a stamp of ours or docker's; 0 for what is none, and for ZERO."""
    import calendar

    head, _, zone = text.partition("Z") if text.endswith("Z") else _zoned(text)
    date, _, clock = head.partition("T")
    clock, _, fraction = clock.partition(".")
    try:
        year, month, day = (int(part) for part in date.split("-"))
        hour, minute, second = (int(part) for part in (clock or "0:0:0").split(":"))
        if year < 1970:
            return 0
        whole = calendar.timegm((year, month, day, hour, minute, second)) - _offset(zone)
    except (ValueError, OverflowError):
        return 0
    return whole * _BILLION + int(f"{fraction[:9]:0<9}" if fraction.isdigit() else 0)


def _zoned(text: str) -> tuple[str, str, str]:
    if len(text) > 6 and text[-6] in "+-" and text[-3] == ":":
        return text[:-6], "", text[-6:]
    return text, "", ""


def _offset(zone: str) -> int:
    if not zone:
        return 0
    sign = -1 if zone[0] == "-" else 1
    return sign * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)
