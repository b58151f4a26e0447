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
    lines += [f"  why: {clean(line)}" for line in _explained(error)]
    data = "\n".join(lines) + "\n"
    try:
        os.write(2, data.encode("utf-8", "surrogateescape"))
    except OSError:
        pass
    return error.exit_code


def _explained(error: HostbridgeError) -> list[str]:
    """The cause that doctor finds behind an error, and the command that says more; often none."""
    from hostbridge.doctor.naming import candidates, explaining

    if not candidates(error):
        return []
    try:
        from hostbridge.contract.check import Facts
        from hostbridge.doctor.places import directories
        from hostbridge.host import gather

        places = directories(os.environ)
        facts = Facts(gather(os.environ, places), env=os.environ, places=places, folder=_folder())
        name, summary = explaining(error, facts)
    except Exception:  # an error is never told worse for the want of its cause
        return []
    return [f"{summary}: hostbridge doctor --explain {name}"] if name else []


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "/"


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
