"""Commands as docker lists them: quoted by Go, and words with spaces in quotes of the daemon's.

Apart from ``listing``, which most rows do without; by hand, since regular expressions take 5 ms to load.
"""

from __future__ import annotations

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SIZES = {"x": 2, "u": 4, "U": 8}
"""Escapes by number, and how many hexadecimal digits they have."""
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_LARGEST = 0x10FFFF


def without_quotes(line: str) -> str | None:
    """A command's words without the daemon's quotes; None where it is not certain which are its.

    The daemon puts quotes around a word, but the first, because of the space in it.
    """
    parts = line.split("'")
    if len(parts) % 2 == 0:
        return None
    for place in range(1, len(parts), 2):
        before, word, after = parts[place - 1 : place + 2]
        ends = after[:1] == " " or (place + 2 == len(parts) and after in ("", "\n"))
        if before[-1:] != " " or " " not in word or not ends:
            return None
    return "".join(parts)


def unescaped(text: str) -> str:
    """A text without the escapes of strconv.Quote."""
    out: list[str] = []
    at = 0
    while 0 <= (slash := text.find("\\", at)) < len(text) - 1:
        out.append(text[at:slash])
        char = text[slash + 1]
        size = _SIZES.get(char, 0)
        digits = text[slash + 2 : slash + 2 + size]
        at = slash + 2
        if size and len(digits) == size and _HEXADECIMAL.issuperset(digits):
            out.append(_numbered(char, digits))
            at += size
        else:
            out.append(_ESCAPES.get(char, char))
    out.append(text[at:])
    return "".join(out)


def _numbered(kind: str, digits: str) -> str:
    if kind == "x":
        return bytes.fromhex(digits).decode("utf-8", "surrogateescape")
    number = int(digits, 16)
    return chr(number) if number <= _LARGEST else "\ufffd"
