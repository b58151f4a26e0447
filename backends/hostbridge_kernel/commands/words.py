"""Sizes, ages, tables and templates as docker's client writes them (docker/go-units)."""

from __future__ import annotations

import time

from hostbridge_kernel import quickjson

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO, Any

    from hostbridge import template
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
    from datetime import datetime

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
    return time.strftime("%Y-%m-%d %H:%M:%S %z %Z", time.localtime(seconds))


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
            out.write(quickjson.dumps(row).encode() + b"\n")
        return
    if wanted is None or wanted == "table":
        heading = [columns[name] for name in default]
        _write_table(out, [heading, *([str(row[name]) for name in default] for row in rows)])
        return
    # Templates cost 20 ms to load, which the usual list does without.
    from hostbridge import template

    text = wanted.replace("\\t", "\t").replace("\\n", "\n")
    if wanted.startswith("table "):
        made = template.parse(text[len("table ") :])
        lines = [made.render(template.Record({**columns, "Label": _heading})).split("\t")]
        lines += [made.render(_record(row)).split("\t") for row in rows]
        _write_table(out, lines)
        return
    made = template.parse(text)
    for row in rows:
        out.write(printable(made.render(_record(row))).encode() + b"\n")


def _write_table(out: IO[bytes], lines: Sequence[Sequence[str]]) -> None:
    """Cells in columns, three spaces apart."""
    widths = [max(len(line[at]) for line in lines if at < len(line)) + 3
              for at in range(max(len(line) for line in lines))]  # fmt: skip
    for line in lines:
        cells = [cell.ljust(widths[at]) for at, cell in enumerate(line[:-1])]
        out.write(printable("".join([*cells, line[-1]])).rstrip().encode() + b"\n")


def _record(row: Mapping[str, Any]) -> template.Record:
    """A row as templates see it; ``Label`` is docker's method that gives one of its labels."""
    from hostbridge import template

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
