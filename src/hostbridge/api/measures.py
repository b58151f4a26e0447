"""Numbers that engines write for people, as numbers again."""

from __future__ import annotations

import re
from typing import Any

_UNITS = {
    "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "tb": 1000**4, "pb": 1000**5,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40, "pib": 1 << 50,
    "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4, "": 1,
}  # fmt: skip
_SIZE = re.compile(r"^\s*([0-9.]+)\s*([a-zA-Z]*)")


def size(told: Any) -> int:
    """Bytes of ``1.5MiB``, ``12kB`` or a number; 0 for what is none (``--``)."""
    if isinstance(told, (int, float)):
        return int(told)
    found = _SIZE.match(str(told or ""))
    if found is None or found[2].lower() not in _UNITS:
        return 0
    try:
        return round(float(found[1]) * _UNITS[found[2].lower()])
    except ValueError:
        return 0


def sizes(told: Any) -> tuple[int, int]:
    """Both sides of ``1kB / 2kB``."""
    first, _, second = str(told or "").partition("/")
    return size(first), size(second)


def percent(told: Any) -> float:
    """Per cent of ``12.5%`` or a number; 0.0 for what is none."""
    try:
        return float(str(told if told is not None else 0).strip().removesuffix("%"))
    except ValueError:
        return 0.0


def whole(told: Any) -> int:
    """A count of a number or its text; 0 for what is none."""
    try:
        return int(str(told if told is not None else 0).strip())
    except ValueError:
        return 0
