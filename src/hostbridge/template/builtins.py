"""Go's own functions on values: ``index slice len``, and ``html js urlquery``."""

from __future__ import annotations

from hostbridge.template.errors import FunctionError
from hostbridge.template.goformat import plain, pointed, printed
from hostbridge.template.values import (
    NOTHING,
    Nil,
    RawList,
    Record,
    Slice,
    Text,
    Time,
    of_strings,
    type_name,
    utf8,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HTML = str.maketrans(
    {"&": "&amp;", "'": "&#39;", '"': "&#34;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"}
)
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_QUERY = {byte: f"%{byte:02X}" for byte in range(256) if byte not in _PLAIN} | {ord(" "): "+"}


class _Js(dict[int, str]):
    """What each character is in JavaScript, worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        told = char if char.isprintable() or char == "\x7f" else f"\\u{code:04X}"
        self[code] = told
        return told


_JS = _Js({ord(char): told for char, told in (
    ("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026"),
    ("=", "\\u003D"),
)})  # fmt: skip


def index(value: Any, *keys: Any) -> Any:
    """``index``: of a map a missing key gives the zero of its type; of a list it is an error."""
    if value is None or value is NOTHING:
        raise FunctionError("index of untyped nil")
    for key in keys:
        value = _item(value, key)
    return value


def _item(value: Any, key: Any) -> Any:
    if isinstance(value, Text) and isinstance(key, str):
        return value.behind.get(key, "")
    if (isinstance(value, dict) and not isinstance(value, Record)) or (
        isinstance(value, Nil) and value.go_type[:4] == "map["
    ):
        if not isinstance(key, str):
            what = "is nil" if key is None or key is NOTHING else f"has type {type_name(key)}"
            raise FunctionError(
                f"value {what}; should be {'of type ' if what == 'is nil' else ''}string"
            )
        empty = "" if of_strings(value) else None
        return value.get(key, empty) if isinstance(value, dict) else empty
    if isinstance(value, str) and not isinstance(value, Time):
        data = utf8(value)
        return data[_place(key, len(data), "string")]
    if isinstance(value, (list, tuple)):
        return value[_place(key, len(value), "slice")]
    if value is None or (isinstance(value, Nil) and value.pointer):
        raise FunctionError("index of nil pointer")
    if isinstance(value, Nil):
        return _place(key, 0, "slice")
    raise FunctionError(f"can't index item of type {type_name(value).lstrip('*')}")


def _place(key: Any, size: int, kind: str) -> int:
    """A checked place. Go's own check lets the end pass, and reflect then refuses it."""
    place = _bound(key, size)
    if place == size:
        raise FunctionError(f"reflect: {kind} index out of range")
    return place


def _bound(key: Any, most: int) -> int:
    if key is None or key is NOTHING:
        raise FunctionError("cannot index slice/array with nil")
    if isinstance(key, bool) or not isinstance(key, int):
        raise FunctionError(f"cannot index slice/array with type {type_name(key)}")
    if not 0 <= key <= most:
        raise FunctionError(f"index out of range: {key}")
    return key


def cut(value: Any, *bounds: Any) -> Any:
    """``slice x 1 2`` is x[1:2]; of a string it counts bytes."""
    if value is None or value is NOTHING:
        raise FunctionError("slice of untyped nil")
    if len(bounds) > 3:
        raise FunctionError(f"too many slice indexes: {len(bounds)}")
    whole: Any = value
    if isinstance(value, str):
        if len(bounds) == 3:
            raise FunctionError("cannot 3-index slice a string")
        whole = utf8(value)
    elif isinstance(value, Nil) and not value.pointer:
        whole = []
    elif not isinstance(value, (list, tuple)):
        raise FunctionError(f"can't slice item of type {type_name(value)}")
    ends = [0, len(whole), len(whole)]
    for number, bound in enumerate(bounds):
        ends[number] = _bound(bound, len(whole))
    for low, high in ((0, 1), (1, 2)) if len(bounds) == 3 else ((0, 1),):
        if ends[low] > ends[high]:
            raise FunctionError(f"invalid slice index: {ends[low]} > {ends[high]}")
    piece = whole[ends[0] : ends[1]]
    if isinstance(piece, bytes):
        return piece.decode("utf-8", "surrogateescape")
    if isinstance(value, Slice):
        return Slice(piece, value.go_type)
    return RawList(piece) if isinstance(value, RawList) else piece


def length(value: Any) -> int:
    """``len``; of a string in bytes."""
    if isinstance(value, str) and not isinstance(value, Time):
        return len(utf8(value))
    if value is NOTHING:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    if value is None or (isinstance(value, Nil) and value.pointer):
        raise FunctionError("len of nil pointer")
    name = type_name(value)
    if isinstance(value, (list, tuple, dict, Nil)) and not isinstance(value, Record):
        return len(value)
    raise FunctionError(f"len of type {name.lstrip('*')}")


def println(*values: Any) -> str:
    """fmt.Sprintln."""
    return " ".join(pointed(value) for value in values) + "\n"


def _joined(values: tuple[Any, ...]) -> str:
    """The text that ``html``, ``js`` and ``urlquery`` escape (evalArgs)."""
    if len(values) == 1 and isinstance(values[0], str):
        return plain(values[0])
    return printed(*("<no value>" if item is None or item is NOTHING else item for item in values))


def html(*values: Any) -> str:
    """template.HTMLEscaper."""
    return _joined(values).translate(_HTML)


def js(*values: Any) -> str:
    """template.JSEscaper."""
    return _joined(values).translate(_JS)


def urlquery(*values: Any) -> str:
    """template.URLQueryEscaper."""
    return utf8(_joined(values)).decode("latin-1").translate(_QUERY)
