"""Go's fmt.Sprintf (fmt/print.go, fmt/format.go) for the values that templates have.

Flags, widths, precisions, argument indexes and the notes for what is wrong (``%!d(string=x)``) are
Go's; one call makes at most MAX_SIZE characters.
"""

from __future__ import annotations

from hostbridge.template import verbs
from hostbridge.template.errors import FunctionError
from hostbridge.template.goformat import plain
from hostbridge.template.values import NOTHING, Nil, Record, type_name
from hostbridge.template.verbs import Flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

MAX_SIZE = 16 << 20
_TOO_LARGE = 1_000_000


def printf(pattern: str, values: Sequence[Any]) -> str:
    """The text. Raises FunctionError when it grows beyond MAX_SIZE."""
    return _Printer(pattern, values).run()


class _Printer:
    def __init__(self, pattern: str, values: Sequence[Any]) -> None:
        self._pattern = pattern
        self._values = values
        self._number = 0
        self._reordered = False
        self._good = True
        self._size = 0
        self._out: list[str] = []

    def run(self) -> str:
        pattern, at = self._pattern, 0
        while True:
            start = pattern.find("%", at)
            self._put(pattern[at:] if start < 0 else pattern[at:start])
            if start < 0:
                break
            at = self._directive(start + 1)
        if not self._reordered and self._number < len(self._values):
            self._put("%!(EXTRA ")
            for place, item in enumerate(self._values[self._number :]):
                self._put(", " if place else "")
                self._put(
                    "<nil>" if _absent(item) else f"{type_name(item)}={_show('v', Flags(), item)}"
                )
            self._put(")")
        return "".join(self._out)

    def _directive(self, at: int) -> int:
        pattern, flags = self._pattern, Flags()
        self._good = True
        names = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}
        while pattern[at : at + 1] in names and at < len(pattern):
            setattr(flags, names[pattern[at]], True)
            at += 1
        at, indexed = self._index(at)
        if pattern[at : at + 1] == "*":
            at, indexed = at + 1, False
            flags.width = self._taken()
            if flags.width is None:
                self._put("%!(BADWIDTH)")
            elif flags.width < 0:
                flags.width, flags.minus = -flags.width, True
        else:
            flags.width, at = _digits(pattern, at)
            self._good = self._good and not (indexed and flags.width is not None)
        if pattern[at : at + 1] == ".":
            self._good = self._good and not indexed
            at, indexed = self._index(at + 1)
            if pattern[at : at + 1] == "*":
                at, indexed = at + 1, False
                flags.precision = self._taken()
                if flags.precision is None or flags.precision < 0:
                    flags.precision = None
                    self._put("%!(BADPREC)")
            else:
                found, at = _digits(pattern, at)
                flags.precision = found or 0
        if not indexed:
            at, indexed = self._index(at)
        if at >= len(pattern):
            self._put("%!(NOVERB)")
            return at
        flags.zero = flags.zero and not flags.minus
        self._put(self._verb(pattern[at], flags))
        return at + 1

    def _verb(self, verb: str, flags: Flags) -> str:
        if verb == "%":
            return "%"
        if not self._good:
            return f"%!{verb}(BADINDEX)"
        if self._number >= len(self._values):
            return f"%!{verb}(MISSING)"
        value = self._values[self._number]
        self._number += 1
        if verb == "v":
            flags.sharp_v, flags.sharp = flags.sharp, False
            flags.plus_v, flags.plus = flags.plus, False
        return _show(verb, flags, value)

    def _index(self, at: int) -> tuple[int, bool]:
        """``[3]``: which value comes next; where it ends, and whether there was one."""
        if self._pattern[at : at + 1] != "[":
            return at, False
        self._reordered = True
        end = self._pattern.find("]", at)
        if end < 0 or len(self._pattern) - at < 3:
            self._good = False
            return at + 1, False
        number, stop = _digits(self._pattern, at + 1)
        good = number is not None and stop == end
        if good and number is not None and 1 <= number <= len(self._values):
            self._number = number - 1
        else:
            self._good = False
        return end + 1, good

    def _taken(self) -> int | None:
        """The value for a ``*``; None for one that is no number or too large."""
        if self._number >= len(self._values):
            return None
        value = self._values[self._number]
        self._number += 1
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _TOO_LARGE:
            return None
        return value

    def _put(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_SIZE:
            raise FunctionError("more than 16 MiB of text")
        if text:
            self._out.append(text)


def _digits(pattern: str, at: int) -> tuple[int | None, int]:
    """A number and where it ends; one that is too large ends the pattern, as in Go's parsenum."""
    found, end = 0, at
    while "0" <= pattern[end : end + 1] <= "9":
        if found > _TOO_LARGE:
            return None, len(pattern)
        found = found * 10 + int(pattern[end])
        end += 1
    return (found if end > at else None), end


def _absent(value: Any) -> bool:
    return value is None or value is NOTHING


def _show(verb: str, flags: Flags, value: Any, depth: int = 0) -> str:
    if _absent(value):
        if depth:
            return "interface {}(nil)" if flags.sharp_v else "<nil>"
        return flags.padded("<nil>") if verb in "vT" else f"%!{verb}(<nil>)"
    if verb == "T" and not depth:
        return flags.padded(type_name(value))
    if isinstance(value, bool):
        return flags.padded(plain(value)) if verb in "tv" else _bad(verb, flags, value)
    if isinstance(value, int):
        if type(value) is not int and verb in "vsqxX" and not flags.sharp_v:
            return verbs.text(verb, flags, plain(value))
        return _or_bad(verbs.whole(verb, flags, value), verb, flags, value)
    if isinstance(value, float):
        return _or_bad(verbs.real(verb, flags, value), verb, flags, value)
    if isinstance(value, str):
        return (
            verbs.text(verb, flags, str.__str__(value))
            if verb in "vsqxX"
            else _bad(verb, flags, value)
        )
    if isinstance(value, Nil):
        if not value.pointer:
            told = f"{value.go_type}(nil)" if flags.sharp_v else value.printed
            return told
        return flags.padded("<nil>") if verb == "v" else f"%!{verb}({value.go_type}=<nil>)"
    if isinstance(value, (dict, list, tuple)):
        return _several(verb, flags, value, depth)
    return _bad(verb, flags, value)


def _several(verb: str, flags: Flags, value: Any, depth: int) -> str:
    """A struct, a map or a slice: each of its parts by the same verb."""

    def inner(item: Any) -> str:
        return _show(verb, flags, item, depth + 1)

    name = type_name(value)
    go = flags.sharp_v
    gap = ", " if go else " "
    if isinstance(value, Record):
        mark = "&" if name[:1] == "*" and not depth else ""
        named = flags.plus_v or go
        parts = [
            f"{key}:{inner(item)}" if named else inner(item)
            for key, item in value.items()
            if not callable(item)
        ]
        return f"{mark}{name.lstrip('*') if go else ''}{{{gap.join(parts)}}}"
    if isinstance(value, dict):
        parts = [f"{inner(key)}:{inner(value[key])}" for key in sorted(value)]
        return f"{name}{{{gap.join(parts)}}}" if go else f"map[{gap.join(parts)}]"
    parts = [inner(item) for item in value]
    return f"{name}{{{gap.join(parts)}}}" if go else f"[{gap.join(parts)}]"


def _or_bad(made: str | None, verb: str, flags: Flags, value: Any) -> str:
    return _bad(verb, flags, value) if made is None else made


def _bad(verb: str, flags: Flags, value: Any) -> str:
    return f"%!{verb}({type_name(value)}={_show('v', flags, value) if not callable(value) else ''})"
