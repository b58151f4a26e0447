"""Sizes, ages, tables and templates as docker's client writes them (docker/go-units)."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from typing import IO, TYPE_CHECKING, Any, Mapping, Sequence

from hostbridge import template

if TYPE_CHECKING:
    from hostbridge_kernel.commands.context import Context

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def size(count: float) -> str:
    """Bytes with three or four digits: ``5.58MB``."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{_general(count)}{_UNITS[unit]}"


def _general(number: float) -> str:
    text = f"{number:.3g}"
    return f"{float(text):g}" if "e" in text else text


def ago(seconds: float) -> str:
    """An age: ``2 weeks ago``."""
    minutes, hours = int(seconds / 60), round(seconds / 3600)
    rows: tuple[tuple[bool, str], ...] = (
        (seconds < 1, "Less than a second"),
        (seconds < 2, "1 second"),
        (seconds < 60, f"{int(seconds)} seconds"),
        (minutes == 1, "About a minute"),
        (minutes < 60, f"{minutes} minutes"),
        (hours == 1, "About an hour"),
        (hours < 48, f"{hours} hours"),
        (hours < 24 * 7 * 2, f"{hours // 24} days"),
        (hours < 24 * 30 * 2, f"{hours // 24 // 7} weeks"),
        (hours < 24 * 365 * 2, f"{hours // 24 // 30} months"),
    )
    words = next((text for fits, text in rows if fits), f"{int(hours / 24 / 365)} years")
    return f"{words} ago"


def seconds_of(stamp: str) -> float | None:
    """A time of RFC 3339 as seconds since 1970; None for what is none."""
    text = stamp.strip().replace("Z", "+00:00")
    head, dot, rest = text.partition(".")
    if dot:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        text = f"{head}.{rest[:digits][:6]:0<6}{rest[digits:]}"
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def local_stamp(seconds: float) -> str:
    """A time as lists show it in full: ``2026-05-01 12:00:00 +0000 UTC``."""
    made = datetime.fromtimestamp(seconds, timezone.utc).astimezone()
    return f"{made:%Y-%m-%d %H:%M:%S %z} {time.strftime('%Z', time.localtime(seconds))}"


def write_rows(
    out: IO[bytes],
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    default: Sequence[str],
    wanted: str | None,
) -> None:
    """Write a list as ``--format`` says: nothing, ``table …``, ``json``, or a template.

    columns: the heading of each field; default: the fields of the table without ``--format``.
    """
    if wanted == "json":
        for row in rows:
            out.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        return
    if wanted is None or wanted == "table" or wanted.startswith("table "):
        text = (wanted or "")[len("table ") :].replace("\\t", "\t").replace("\\n", "\n")
        text = text or "\t".join("{{." + name + "}}" for name in default)
        made = template.parse(text)
        lines = [made.render(template.Record({**columns, "Label": _heading})).split("\t")]
        lines += [made.render(_record(row)).split("\t") for row in rows]
        widths = [max(len(line[at]) for line in lines if at < len(line)) + 3
                  for at in range(max(len(line) for line in lines))]  # fmt: skip
        for line in lines:
            cells = [cell.ljust(widths[at]) for at, cell in enumerate(line[:-1])]
            out.write(printable("".join([*cells, line[-1]])).rstrip().encode() + b"\n")
        return
    made = template.parse(wanted.replace("\\t", "\t").replace("\\n", "\n"))
    for row in rows:
        out.write(printable(made.render(_record(row))).encode() + b"\n")


def _record(row: Mapping[str, Any]) -> template.Record:
    """A row as templates see it; ``Label`` is docker's method that gives one of its labels."""
    if "Labels" not in row:
        return template.Record(row)
    parted = (one.partition("=") for one in str(row["Labels"]).split(","))
    found = {name: text for name, _, text in parted}
    return template.Record({**row, "Label": lambda name: found.get(name, "")})


def _heading(name: str) -> str:
    return name.rpartition(".")[2].replace("-", " ").replace("_", " ")


def printable(text: str) -> str:
    """Text without control characters, which an image's maker could have put there."""
    return (
        "".join(
            char if char.isprintable() or char in "\t\n" else f"\\x{ord(char):02x}" for char in text
        )
        .encode("utf-8", "backslashreplace")
        .decode()
    )


def agreed(context: Context, what: str) -> bool:
    """Whether the user wants it: ``--force``, or ``y`` to the question on standard error."""
    if context.call.has("--force"):
        return True
    context.err.write(f"WARNING! {what}\nAre you sure you want to continue? [y/N] ".encode())
    context.err.flush()
    return context.stdin.readline().strip().lower() in (b"y", b"yes")
