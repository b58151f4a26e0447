"""Commands as docker lists them: quoted by Go, and words with spaces in quotes of the daemon's.

Apart from ``listing``, which most rows do without: regular expressions take 3 ms to load.
"""

from __future__ import annotations

import re

_QUOTING = re.compile(r"(?<= )'([^']* [^']*)'(?= |$)")
"""A word of a command that the daemon put quotes around, because of the space in it."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_QUOTED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)


def without_quotes(line: str) -> str | None:
    """A command's words without the daemon's quotes; None where it is not certain which are its."""
    if _QUOTING.sub("", line).count("'"):
        return None
    return _QUOTING.sub(r"\1", line)


def unescaped(text: str) -> str:
    """A text without the escapes of strconv.Quote."""
    return _QUOTED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    byte, short, long, char = match.groups()
    if byte:
        return bytes.fromhex(byte).decode("utf-8", "surrogateescape")
    if short or long:
        return chr(int(short or long, 16))
    return _ESCAPES.get(char, char)
