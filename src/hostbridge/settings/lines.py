"""On which line of a TOML text each key stands, which tomllib does not tell.

The text was parsed before, so only what TOML 1.0 allows comes here; for anything else the answer is
a line that may be wrong, and never an error.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Place = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' r"'''(?:.)*?'{3,5}|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'", re.S
)
_PLAIN = re.compile(r"[^\s,\]}#]+(?: [0-9:.+Z-]+)?")
_DEEPEST = 100


def lines(text: str) -> dict[Place, int]:
    """The line, from 1, of each key and each item of an array, by its path."""
    return _Scan(text).places


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line of a key, or of the nearest one around it; 1 where there is none."""
    found = lines(text)
    for length in range(len(place), 0, -1):
        line = found.get(tuple(place[:length]))
        if line:
            return line
    return 1


class _Scan:
    """One walk over a text."""

    def __init__(self, text: str) -> None:
        self.places: dict[Place, int] = {}
        self._text = text
        self._at = 0
        self._arrays: dict[Place, int] = {}
        table: Place = ()
        while True:
            self._skip(_SPACE)
            if self._at >= len(text):
                return
            start = self._at
            if text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table, 0)
            if self._at == start:
                self._at = len(text)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if not found:
            return ""
        self._at = found.end()
        return found[0]

    def _note(self, place: Place) -> None:
        self.places.setdefault(place, self._text.count("\n", 0, self._at) + 1)

    def _header(self) -> Place:
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        table = self._key(())
        if many:
            base = table[:-1] if table and isinstance(table[-1], int) else table
            number = self._arrays.get(base, -1) + 1
            self._arrays[base] = number
            table = (*base, number)
        self._note(table)
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end
        return table

    def _key(self, table: Place) -> Place:
        """A dotted key, from here; every part of it is noted."""
        place = table
        while True:
            self._skip(_BLANK)
            word = self._skip(_KEY)
            if not word:
                return place
            place = (*place, word[1:-1] if word[0] in "\"'" else word)
            if place in self._arrays:
                place = (*place, self._arrays[place])
            self._note(place)
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return place
            self._at += 1

    def _pair(self, table: Place, depth: int) -> None:
        place = self._key(table)
        self._skip(_BLANK)
        if self._text.startswith("=", self._at):
            self._at += 1
            self._skip(_BLANK)
            self._value(place, depth)

    def _value(self, place: Place, depth: int) -> None:
        opening = self._text[self._at : self._at + 1]
        if opening in ("[", "{") and opening and depth < _DEEPEST:
            self._at += 1
            self._inside(place, "]" if opening == "[" else "}", depth)
        elif not self._skip(_STRING):
            self._skip(_PLAIN)

    def _inside(self, place: Place, closing: str, depth: int) -> None:
        number = 0
        while True:
            self._skip(_SPACE)
            start = self._at
            if self._text.startswith(closing, self._at):
                self._at += 1
                return
            if closing == "]":
                self._note((*place, number))
                self._value((*place, number), depth + 1)
                number += 1
            else:
                self._pair(place, depth + 1)
            self._skip(_SPACE)
            if self._text.startswith(",", self._at):
                self._at += 1
            elif self._at == start or self._at >= len(self._text):
                return
