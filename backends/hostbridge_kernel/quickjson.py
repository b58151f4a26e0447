"""JSON without what ``import json`` loads: the interpreter's own scanner and encoder alone.

``json`` imports ``re`` and ``enum`` and costs a container command 5 to 12 ms. CPython's C halves
of it need neither. Without them (another interpreter) ``json`` itself is used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    import _json

    _native: Any = _json
except ImportError:
    _native = None

_SPACE = " \t\n\r"


class _Rules:
    """What the scanner asks of json.JSONDecoder."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo: dict[str, str] = {}


def loads(raw: bytes | str) -> Any:
    """The value of a JSON text (UTF-8); raises ValueError."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "surrogatepass")
    if _native is None:
        import json

        return json.loads(text)
    first = len(text) - len(text.lstrip(_SPACE))
    try:
        found, end = _native.make_scanner(_Rules)(text, first)
    except StopIteration as error:
        raise ValueError(f"no JSON value at character {error.value}") from None
    except Exception as error:
        raise ValueError(str(error)) from None
    if text[end:].strip(_SPACE):
        raise ValueError(f"more than one JSON value: character {end}")
    return found


def dumps(content: Any, indent: int | None = None) -> str:
    """The JSON text of a value, without spaces; what is not ASCII is written as escapes."""
    if _native is None or indent is not None:
        import json

        if indent is not None:
            return json.dumps(content, indent=indent, ensure_ascii=False)
        return json.dumps(content, separators=(",", ":"))
    escape = _native.encode_basestring_ascii
    made = _native.make_encoder(None, _refuse, escape, None, ":", ",", False, False, True)
    return "".join(made(content, 0))


def _refuse(content: object) -> str:
    raise TypeError(f"{type(content).__name__} is no JSON")
