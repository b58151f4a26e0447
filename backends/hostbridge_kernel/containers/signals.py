"""Signals by docker's names and numbers, without ``signal``, whose enums cost 3 ms."""

from __future__ import annotations

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signals
    from collections.abc import Callable
    from typing import Any
else:
    import _signal as _signals

_NAMES = (
    "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP "
    "TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
)
NUMBERS = {name: number for number, name in enumerate(_NAMES.split(), 1)}
"""signal(7), for x86 and arm."""
_OTHERS = {"IOT": 6, "CLD": 17, "POLL": 29, "RTMIN": 34, "RTMAX": 64}
HUP, INT, QUIT, KILL, PIPE, TERM, CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH = (
    NUMBERS[name]
    for name in "HUP INT QUIT KILL PIPE TERM CHLD CONT STOP TSTP TTIN TTOU URG WINCH".split()  # noqa: SIM905
)
LAST = 64
_KEPT = frozenset((KILL, STOP, CHLD, PIPE, URG, WINCH, CONT, TSTP, TTIN, TTOU))
"""Not handed on: they are about us or our terminal, or cannot be caught."""
PROXIED = tuple(number for number in range(1, 32) if number not in _KEPT)


def number(text: str) -> int:
    """``KILL``, ``SIGKILL``, ``9``, ``RTMIN+3``; raises UsageError in docker's words."""
    plain = text.strip().upper()
    if plain.isdigit():
        found = int(plain)
        if 0 < found <= LAST:
            return found
        raise UsageError(f"Invalid signal: {text}", exit_code=1)
    if plain.startswith("SIG"):
        plain = plain[3:]
    found = NUMBERS.get(plain) or _OTHERS.get(plain, 0)
    if not found:
        for base, sign in (("RTMIN+", 1), ("RTMAX-", -1)):
            rest = plain[len(base) :]
            if plain.startswith(base) and rest.isdigit() and int(rest) <= 30:
                found = _OTHERS[base[:-1]] + sign * int(rest)
    if not found:
        raise UsageError(f"Invalid signal: {text}", exit_code=1)
    return found


def handle(number: int, handler: Any) -> Any:
    """Set what a signal does: a function of its number and the frame, DEFAULT or IGNORE.

    Returns what it did before. Raises OSError or ValueError for one that cannot be caught.
    """
    before = _signals.signal(number, handler)
    return DEFAULT if before is None else before


DEFAULT: Any = _signals.SIG_DFL
IGNORE: Any = _signals.SIG_IGN


def proxy(handler: Callable[[int, object], None]) -> dict[int, Any]:
    """Let a function have every signal that is handed on; what they did before, for ``restore``."""
    before: dict[int, Any] = {}
    for number in PROXIED:
        try:
            before[number] = handle(number, handler)
        except (OSError, ValueError):
            continue
    return before


def restore(before: dict[int, Any]) -> None:
    """Undo ``proxy``."""
    for number, handler in before.items():
        handle(number, handler)
