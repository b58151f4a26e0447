"""Layouts of Go's package time: ``2006-01-02T15:04:05Z07:00`` stands for how a time is written."""

from __future__ import annotations

import re
from datetime import date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.template.times import Civil

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_LAYOUT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm"
    r"|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?![0-9])"
)
"""The parts of a layout that stand for something (time/format.go, nextStdChunk)."""


def formatted(civil: Civil, layout: str) -> str:
    """A time by a layout, as time.Time.Format writes it."""

    def part(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] in ".,":
            digits = f"{civil.nano:09d}".ljust(len(text) - 1, "0")[: len(text) - 1]
            return (
                text[0] + digits
                if text[1] == "0"
                else (text[0] + digits.rstrip("0")).rstrip(text[0])
            )
        if text[:3] in ("-07", "Z07"):
            return _zone(civil.offset, text)
        return _PARTS[text](civil)

    return _LAYOUT.sub(part, layout)


def _zone(offset: int, form: str) -> str:
    if form[0] == "Z" and not offset:
        return "Z"
    colon = ":" if ":" in form else ""
    count = len(form.replace(":", "")) // 2
    span = abs(offset)
    numbers = [span // 3600, span // 60 % 60, span % 60][:count]
    return ("-" if offset < 0 else "+") + colon.join(f"{number:02d}" for number in numbers)


_PARTS: dict[str, Callable[[Civil], str]] = {
    "January": lambda at: MONTHS[at.day.month - 1],
    "Jan": lambda at: MONTHS[at.day.month - 1][:3],
    "1": lambda at: str(at.day.month),
    "01": lambda at: f"{at.day.month:02d}",
    "Monday": lambda at: DAYS[at.day.isoweekday() % 7],
    "Mon": lambda at: DAYS[at.day.isoweekday() % 7][:3],
    "2": lambda at: str(at.day.day),
    "_2": lambda at: f"{at.day.day:2d}",
    "02": lambda at: f"{at.day.day:02d}",
    "__2": lambda at: f"{year_day(at):3d}",
    "002": lambda at: f"{year_day(at):03d}",
    "15": lambda at: f"{at.hour:02d}",
    "3": lambda at: str(at.hour % 12 or 12),
    "03": lambda at: f"{at.hour % 12 or 12:02d}",
    "4": lambda at: str(at.minute),
    "04": lambda at: f"{at.minute:02d}",
    "5": lambda at: str(at.second),
    "05": lambda at: f"{at.second:02d}",
    "2006": lambda at: f"{at.day.year:04d}",
    "06": lambda at: f"{at.day.year % 100:02d}",
    "PM": lambda at: "PM" if at.hour >= 12 else "AM",
    "pm": lambda at: "pm" if at.hour >= 12 else "am",
    # A zone without a name is its offset.
    "MST": lambda at: at.zone if at.zone[:1] not in "+-" else _zone(at.offset, "-0700" if at.offset % 3600 else "-07"),
}  # fmt: skip


def year_day(at: Civil) -> int:
    """The day of the year, from 1 on."""
    return at.day.toordinal() - date(at.day.year, 1, 1).toordinal() + 1
