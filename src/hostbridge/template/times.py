"""Times and durations with the methods that Go's package time gives them, for templates.

podman's structs have real times, so that ``{{.Created.Unix}}`` and ``{{.Created.Format "15:04"}}``
work in its formats; docker's are text. Methods with more than one result are none of a template's.
"""

from __future__ import annotations

import time
from datetime import date

from hostbridge.template.errors import FunctionError
from hostbridge.template.layouts import DAYS, MONTHS, formatted, year_day
from hostbridge.template.values import Time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hostbridge.template.functions import Function, Kind

SECOND = 10**9
_EPOCH = date(1970, 1, 1).toordinal()
_ZERO = (1 - _EPOCH) * 86400 * SECOND
"""The first of January of the year 1, from which Go rounds."""


class Named(int):
    """A number that is printed as a name: time.Month, time.Weekday."""

    go_type: str
    name: str

    @classmethod
    def of(cls, number: int, go_type: str, name: str) -> Named:
        """Make one."""
        made = cls(number)
        made.go_type, made.name = go_type, name
        return made

    def __str__(self) -> str:
        return self.name


class Duration(int):
    """Nanoseconds, printed as Go does: ``1h0m0.5s``."""

    go_type = "time.Duration"

    def __str__(self) -> str:
        left = abs(self)
        sign = "-" if self < 0 else ""
        if left < SECOND:
            for unit, size in (("ms", 10**6), ("µs", 1000), ("ns", 1)):
                if left >= size:
                    return f"{sign}{_decimal(left, size)}{unit}"
            return "0s"
        minutes, rest = divmod(left, 60 * SECOND)
        hours, minutes = divmod(minutes, 60)
        out = f"{hours}h" if hours else ""
        out += f"{minutes}m" if hours or minutes else ""
        return f"{sign}{out}{_decimal(rest, SECOND)}s"


class Civil:
    """A time's parts in its own zone; offset in seconds, unix in seconds since 1970."""

    day: date
    hour: int
    minute: int
    second: int
    nano: int
    offset: int
    zone: str
    unix: int

    def __init__(self, told: Time) -> None:
        source = told.source
        clock, offset = source[11:19], source[19:]
        digits = ""
        if offset[:1] == ".":
            digits = offset[1:]
            offset = digits.lstrip("0123456789")
            digits = digits[: len(digits) - len(offset)]
        self.day = date.fromisoformat(source[:10])
        self.hour, self.minute, self.second = (int(clock[at : at + 2]) for at in (0, 3, 6))
        self.nano = int(digits[:9].ljust(9, "0"))
        self.offset = _offset(offset)
        self.zone = str.__str__(told).rpartition(" ")[2]
        days = self.day.toordinal() - _EPOCH
        self.unix = days * 86400 + self.hour * 3600 + self.minute * 60 + self.second - self.offset

    @property
    def nanoseconds(self) -> int:
        """Since 1970."""
        return self.unix * SECOND + self.nano


def _offset(text: str) -> int:
    """Seconds east of Greenwich of ``Z`` or ``+01:00``."""
    if len(text) < 6:
        return 0
    span = int(text[1:3]) * 3600 + int(text[4:6]) * 60
    return -span if text[0] == "-" else span


def local_zone(unix: int) -> tuple[int, str]:
    """The caller's offset at a time, in seconds, and its name."""
    try:
        told = time.localtime(unix)
    except (OverflowError, OSError, ValueError):
        return 0, "UTC"
    return told.tm_gmtoff, told.tm_zone


def zone_name(told: Time) -> str:
    """What a time's zone is called: the caller's own where the offset is the same, else the offset."""
    own = str.__str__(told).rpartition(" ")[2]
    try:
        civil = Civil(told)
    except ValueError:
        return own
    offset, name = local_zone(civil.unix)
    return name if offset == civil.offset else own


def _made(nanoseconds: int, offset: int, zone: str) -> Time:
    unix, nano = divmod(nanoseconds, SECOND)
    days, rest = divmod(unix + offset, 86400)
    try:
        day = date.fromordinal(days + _EPOCH)
    except (ValueError, OverflowError):
        raise FunctionError("year outside of range [1,9999]") from None
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    fraction = f".{nano:09d}".rstrip("0").rstrip(".")
    there = f"{'-' if offset < 0 else '+'}{abs(offset) // 3600:02d}:{abs(offset) // 60 % 60:02d}"
    utc = zone == "UTC" and not offset
    made = Time(f"{day} {clock}{fraction} {there.replace(':', '')} {zone}")
    made.source = f"{day}T{clock}{fraction}{'Z' if utc else there}"
    return made


def _like(told: Time, nanoseconds: int) -> Time:
    """Another time in the same zone."""
    civil = Civil(told)
    return _made(nanoseconds, civil.offset, civil.zone)


def _local(told: Time) -> Time:
    civil = Civil(told)
    return _made(civil.nanoseconds, *local_zone(civil.unix))


def _add_date(told: Time, years: int, months: int, days: int) -> Time:
    civil = Civil(told)
    month = civil.day.month - 1 + months
    try:
        first = date(civil.day.year + years + month // 12, month % 12 + 1, 1).toordinal()
    except (ValueError, OverflowError):
        raise FunctionError("year outside of range [1,9999]") from None
    moved = first + civil.day.day - 1 + days - civil.day.toordinal()
    return _like(told, civil.nanoseconds + moved * 86400 * SECOND)


def _rounded(told: Time, span: int, *, up: bool) -> Time:
    """To a multiple of a span since the year 1; halves go up where it is rounded."""
    since = Civil(told).nanoseconds
    if span <= 0:
        return told
    over = (since - _ZERO) % span
    return _like(told, since - over + (span if up and over * 2 >= span else 0))


def _decimal(number: int, size: int) -> str:
    whole, rest = divmod(number, size)
    return f"{whole}.{rest:0{len(str(size)) - 1}d}".rstrip("0").rstrip(".")


def _text(told: Any) -> str:
    return str.__str__(told) if isinstance(told, str) else str(told)


_TIME: dict[str, tuple[Callable[..., Any], tuple[Kind, ...]]] = {
    "Unix": (lambda t: Civil(t).unix, ()),
    "UnixMilli": (lambda t: Civil(t).nanoseconds // 10**6, ()),
    "UnixMicro": (lambda t: Civil(t).nanoseconds // 10**3, ()),
    "UnixNano": (lambda t: Civil(t).nanoseconds, ()),
    "Year": (lambda t: Civil(t).day.year, ()),
    "Month": (lambda t: (m := Civil(t).day.month) and Named.of(m, "time.Month", MONTHS[m - 1]), ()),
    "Day": (lambda t: Civil(t).day.day, ()),
    "Hour": (lambda t: Civil(t).hour, ()),
    "Minute": (lambda t: Civil(t).minute, ()),
    "Second": (lambda t: Civil(t).second, ()),
    "Nanosecond": (lambda t: Civil(t).nano, ()),
    "Weekday": (lambda t: Named.of(d := Civil(t).day.isoweekday() % 7, "time.Weekday", DAYS[d]), ()),
    "YearDay": (lambda t: year_day(Civil(t)), ()),
    "IsZero": (lambda t: Civil(t).nanoseconds == _ZERO, ()),
    "UTC": (lambda t: _made(Civil(t).nanoseconds, 0, "UTC"), ()),
    "Local": (_local, ()),
    "Location": (lambda t: z if (z := Civil(t).zone)[:1] not in "+-" else "", ()),
    "String": (_text, ()),
    "Format": (lambda t, layout: formatted(Civil(t), layout), ("string",)),
    "Sub": (lambda t, other: Duration(Civil(t).nanoseconds - Civil(other).nanoseconds), ("time.Time",)),
    "After": (lambda t, other: Civil(t).nanoseconds > Civil(other).nanoseconds, ("time.Time",)),
    "Before": (lambda t, other: Civil(t).nanoseconds < Civil(other).nanoseconds, ("time.Time",)),
    "Equal": (lambda t, other: Civil(t).nanoseconds == Civil(other).nanoseconds, ("time.Time",)),
    "Compare": (lambda t, o: ((a := Civil(t).nanoseconds) > (b := Civil(o).nanoseconds)) - (a < b), ("time.Time",)),
    "Add": (lambda t, span: _like(t, Civil(t).nanoseconds + span), ("time.Duration",)),
    "AddDate": (_add_date, ("int", "int", "int")),
    "Truncate": (lambda t, span: _rounded(t, span, up=False), ("time.Duration",)),
    "Round": (lambda t, span: _rounded(t, span, up=True), ("time.Duration",)),
}  # fmt: skip
_DURATION: dict[str, tuple[Callable[..., Any], tuple[Kind, ...]]] = {
    "String": (_text, ()),
    "Nanoseconds": (int, ()),
    "Microseconds": (lambda span: int(span / 1000), ()),
    "Milliseconds": (lambda span: int(span / 10**6), ()),
    "Seconds": (lambda span: span / SECOND, ()),
    "Minutes": (lambda span: span / (60 * SECOND), ()),
    "Hours": (lambda span: span / (3600 * SECOND), ()),
    "Abs": (lambda span: Duration(abs(span)), ()),
}
_METHODS: dict[str, dict[str, tuple[Callable[..., Any], tuple[Kind, ...]]]] = {
    "time.Time": _TIME,
    "time.Duration": _DURATION,
    "time.Month": {"String": (_text, ())},
    "time.Weekday": {"String": (_text, ())},
}


def method(value: Any, name: str) -> Function | None:
    """A method of a value of package time, to be called without the value; None where it has none."""
    found = _METHODS.get(value.go_type, {}).get(name)
    if found is None:
        return None
    run, kinds = found
    return (lambda *arguments: run(value, *arguments), kinds, "")
