"""JSON read by the interpreter's own scanner, without the library around it (json takes 5 ms to load).

The scanner is what ``json.loads`` uses in CPython, with the same answers; where there is none, the
library does it. An error's position is not told: callers say which command printed it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SPACE = " \t\n\r"


def decoded(data: bytes) -> Any:
    """The one value in UTF-8 text. Raises ValueError for what is no JSON, or more than one value."""
    text = data.decode("utf-8", "surrogatepass")
    scan = _scanner()
    if scan is None:
        import json

        return json.loads(text)
    try:
        value, end = scan(text, len(text) - len(text.lstrip(_SPACE)))
    except StopIteration:
        raise ValueError("there is no value") from None
    if text[end:].strip(_SPACE):
        raise ValueError("there is something behind the value")
    return value


def _scanner() -> Any:
    try:
        from _json import make_scanner
    except ImportError:
        return None
    context: Any = _Plain
    return make_scanner(context)


class _Plain:
    """What the scanner asks of a json.JSONDecoder."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    memo: dict[str, str] = {}

    @staticmethod
    def parse_constant(name: str) -> float:
        """``NaN``, ``Infinity`` and ``-Infinity``."""
        return float(name)
