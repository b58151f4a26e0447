"""The functions of templates: Go's own, docker's and podman's."""

from __future__ import annotations

from hostbridge.template.errors import TemplateError
from hostbridge.template.goformat import MAX_WIDTH, plain, printf, to_json
from hostbridge.template.values import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def truth(value: Any) -> bool:
    """Whether ``if`` takes a value for true: not empty, not zero, not nil."""
    return bool(value)


def index(value: Any, *keys: Any) -> Any:
    """``index``: of a map a missing key is nothing; of a list it is an error."""
    for key in keys:
        if isinstance(value, Text):
            value = value.behind.get(str(key), "")
        elif value is None:
            raise TemplateError("error calling index: index of untyped nil")
        elif isinstance(value, dict):
            if not isinstance(key, str):
                raise TemplateError("error calling index: value has type int; should be string")
            found = value.get(key)
            # Of a map of strings, as labels are, Go gives an empty string for a missing key.
            of_strings = all(isinstance(item, str) for item in value.values())
            value = "" if found is None and of_strings else found
        elif isinstance(value, (list, tuple, str)):
            if isinstance(key, bool) or not isinstance(key, int):
                raise TemplateError(
                    "error calling index: cannot index slice/array with type string"
                )
            if not 0 <= key < len(value):
                raise TemplateError(f"error calling index: index out of range: {key}")
            value = ord(value[key]) if isinstance(value, str) else value[key]
        else:
            raise TemplateError(
                f"error calling index: can't index item of type {type(value).__name__}"
            )
    return value


def slice_(value: Any, *bounds: Any) -> Any:
    """``slice x 1 2`` is x[1:2]."""
    if not isinstance(value, (str, list, tuple)):
        raise TemplateError("error calling slice: can't slice item of this type")
    ends = [*bounds, *(None,) * (2 - len(bounds))] if len(bounds) < 3 else list(bounds[:2])
    for end in bounds:
        if isinstance(end, bool) or not isinstance(end, int) or not 0 <= end <= len(value):
            raise TemplateError(f"error calling slice: index out of range: {plain(end)}")
    return value[ends[0] : ends[1]]


def length(value: Any) -> int:
    """``len``."""
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogateescape"))
    if isinstance(value, (list, tuple, dict)):
        return len(value)
    raise TemplateError("error calling len: len of type " + type(value).__name__)


def equal(first: Any, *others: Any) -> bool:
    """``eq``: whether the first equals any other."""
    if not others:
        raise TemplateError("error calling eq: missing argument for comparison")
    for other in others:
        if first is not None and other is not None and _kind(first) != _kind(other):
            raise TemplateError("error calling eq: incompatible types for comparison")
    return any(first == other for other in others)


def compare(name: str) -> Callable[[Any, Any], bool]:
    """``lt``, ``le``, ``gt`` and ``ge``."""

    def run(first: Any, second: Any) -> bool:
        if _kind(first) != _kind(second) or _kind(first) not in ("int", "float", "string"):
            raise TemplateError(f"error calling {name}: incompatible types for comparison")
        answers: dict[str, bool] = {
            "lt": first < second,
            "le": first <= second,
            "gt": first > second,
            "ge": first >= second,
        }
        return answers[name]

    return run


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return {int: "int", float: "float", str: "string", Text: "string"}.get(
        type(value), type(value).__name__
    )


def _text(name: str, change: Callable[[str], Any]) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        if not isinstance(value, str):
            raise TemplateError(f"error calling {name}: wrong type for value; expected string")
        return change(value)

    return run


def _title(text: str) -> str:
    out, before = [], " "
    for char in text:
        out.append(char.upper() if not (before.isalnum() or before in "_'") else char)
        before = char
    return "".join(out)


def _join(values: Any, separator: Any = "") -> str:
    # podman takes the separator second as Go's strings.Join does; both call it that way.
    if not isinstance(values, (list, tuple)) or not isinstance(separator, str):
        raise TemplateError("error calling join: wrong type for value; expected []string")
    return separator.join(plain(value) for value in values)


def _split(text: Any, separator: Any) -> list[str]:
    if not isinstance(text, str) or not isinstance(separator, str):
        raise TemplateError("error calling split: wrong type for value; expected string")
    return list(text) if not separator else text.split(separator)


def _pad(text: Any, before: Any, after: Any) -> str:
    if not isinstance(text, str) or not all(
        isinstance(n, int) and 0 <= n <= MAX_WIDTH for n in (before, after)
    ):
        raise TemplateError("error calling pad: wrong type or size of a value")
    return " " * before + text + " " * after if text else text


def _truncate(text: Any, size: Any) -> str:
    if not isinstance(text, str) or not isinstance(size, int) or size < 0:
        raise TemplateError("error calling truncate: wrong type for value")
    return text[:size]


def _print(*values: Any) -> str:
    out = ""
    for number, value in enumerate(values):
        gap = number and not isinstance(value, str) and not isinstance(values[number - 1], str)
        out += (" " if gap else "") + plain(value)
    return out


def _html(*values: Any) -> str:
    text = "".join(plain(value) for value in values)
    for char, escaped in (
        ("&", "&amp;"),
        ("'", "&#39;"),
        ('"', "&#34;"),
        ("<", "&lt;"),
        (">", "&gt;"),
    ):
        text = text.replace(char, escaped)
    return text


def _urlquery(*values: Any) -> str:
    from urllib.parse import quote_plus

    return quote_plus("".join(plain(value) for value in values))


def _js(*values: Any) -> str:
    text = "".join(plain(value) for value in values)
    special = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026",
               "=": "\\u003D"}  # fmt: skip
    return "".join(special.get(c, c if c.isprintable() else f"\\u{ord(c):04X}") for c in text)


def _printf(pattern: Any, *values: Any) -> str:
    if not isinstance(pattern, str):
        raise TemplateError("error calling printf: wrong type for value; expected string")
    return printf(pattern, values)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "index": index, "slice": slice_, "len": length, "not": lambda value: not truth(value),
    "print": _print, "println": lambda *values: " ".join(plain(v) for v in values) + "\n",
    "printf": _printf, "html": _html, "js": _js, "urlquery": _urlquery,
    "eq": equal, "ne": lambda first, second: not equal(first, second),
    "lt": compare("lt"), "le": compare("le"), "gt": compare("gt"), "ge": compare("ge"),
    "json": to_json, "join": _join, "split": _split, "pad": _pad, "truncate": _truncate,
    "lower": _text("lower", str.lower), "upper": _text("upper", str.upper),
    "title": _text("title", _title),
}  # fmt: skip
LAZY = frozenset(("and", "or"))
"""Functions that stop at the first argument that decides."""
NAMES = frozenset(FUNCTIONS) | LAZY | {"call"}
