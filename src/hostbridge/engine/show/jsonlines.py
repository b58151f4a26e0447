"""Rows as docker's JSON: an object on each line, with the escapes that Go's encoder makes."""

from __future__ import annotations

import re
from json import JSONEncoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hostbridge.engine.show.row import Row

_ESCAPE = re.compile(r"\\.")
_LONG = {"\\b": "\\u0008", "\\f": "\\u000c"}


def json_lines(rows: Iterable[Row], names: Sequence[str]) -> str:
    """Some of the fields of each row as a JSON object on a line, as Go writes it.

    The escapes that Go adds are made in the whole text at once: a row has texts alone.
    """
    # nil of a type is null.
    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=lambda _: None).encode
    return go_escapes("".join([encode(row.flat(names)) + "\n" for row in rows]))


def go_escapes(text: str) -> str:
    """JSON with the characters that Go writes as escapes."""
    for char in ("<", ">", "&", "\u2028", "\u2029"):
        if char in text:
            text = text.replace(char, f"\\u{ord(char):04x}")
    if "\\b" in text or "\\f" in text:
        # An escaped backslash before such a letter is none of the two.
        text = _ESCAPE.sub(lambda match: _LONG.get(match[0], match[0]), text)
    return text
