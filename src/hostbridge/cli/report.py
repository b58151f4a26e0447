"""An error for people: what and why, the detail, and the remedy. Control characters are shown."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.errors import HostbridgeError

_RED, _DIM, _PLAIN = "\x1b[31m", "\x1b[2m", "\x1b[0m"


def report(error: HostbridgeError) -> int:
    """Write an error to standard error (colours only on a terminal) and return its exit code."""
    colour = _coloured()
    red, dim, plain = (_RED, _DIM, _PLAIN) if colour else ("", "", "")
    lines = [f"{red}hostbridge: {clean(error.summary)}{plain}"]
    if error.detail:
        lines += [f"  {dim}{clean(line)}{plain}" for line in error.detail.splitlines()]
    if error.remedy:
        first, *more = error.remedy.splitlines()
        lines += [f"  remedy: {clean(first)}", *(f"          {clean(line)}" for line in more)]
    data = "\n".join(lines) + "\n"
    try:
        os.write(2, data.encode("utf-8", "surrogateescape"))
    except OSError:
        pass
    return error.exit_code


def clean(text: str) -> str:
    """Text that cannot drive a terminal: control characters become escapes."""
    if "\\udc" in text:
        # A quoted word that is no UTF-8: its bytes are meant.
        head, *parts = text.split("\\udc")
        text = head + "".join(f"\\x{part}" for part in parts)
    return "".join(
        char if char.isprintable() or "\udc80" <= char <= "\udcff" else repr(char)[1:-1]
        for char in text
    )


def _coloured() -> bool:
    stream = sys.stderr
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")
