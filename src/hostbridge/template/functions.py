"""The functions of templates with what they take: Go's own, and those that docker and podman add."""

from __future__ import annotations

from hostbridge.template import builtins, comparing
from hostbridge.template.errors import FunctionError
from hostbridge.template.goformat import plain, printed, to_json
from hostbridge.template.printf import printf
from hostbridge.template.values import utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    Kind = Literal["any", "value", "string", "int", "[]string", "time.Time", "time.Duration"]
    Function = tuple[Callable[..., Any], tuple[Kind, ...], Kind | Literal[""]]
    """What is called, the kinds of its arguments, and the kind of any further ones."""


def _each(change: Callable[[str], str]) -> Callable[[str], str]:
    """Change letter by letter: Go knows no letter that becomes two."""

    def run(text: str) -> str:
        if text.isascii():
            return change(text)
        # One that becomes a small letter and an accent keeps the letter alone.
        return "".join(
            new if len(new := change(char)) == 1 else new[0] if new[0].islower() else char
            for char in text
        )

    return run


def _title(text: str) -> str:
    out: list[str] = []
    before = " "
    for char in text:
        separates = (
            before.isspace() if not before.isascii() else not (before.isalnum() or before == "_")
        )
        large = char.title()
        out.append(large if separates and len(large) == 1 else char)
        before = char
    return "".join(out)


def _join(items: Any, separator: str) -> str:
    return separator.join(plain(item) for item in items or ())


def _split(text: str, separator: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _pad(text: str, before: int, after: int) -> str:
    if not text:
        return text
    if before < 0 or after < 0:
        raise FunctionError("strings: negative Repeat count")
    if max(before, after) > 1 << 24:
        raise FunctionError("more than 16 MiB of text")
    return " " * before + text + " " * after


def _truncate(text: str, size: int) -> str:
    data = utf8(text)
    if size < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{size}]")
    return text if len(data) < size else data[:size].decode("utf-8", "surrogateescape")


def _json(value: Any) -> str:
    return to_json(value).strip()


GO: dict[str, Function] = {
    "call": (comparing.truth, ("value",), "value"),
    "and": (comparing.truth, ("value",), "value"),
    "or": (comparing.truth, ("value",), "value"),
    "not": (lambda value: not comparing.truth(value), ("value",), ""),
    "index": (builtins.index, ("value",), "value"),
    "slice": (builtins.cut, ("value",), "value"),
    "len": (builtins.length, ("value",), ""),
    "print": (printed, (), "any"),
    "println": (builtins.println, (), "any"),
    "printf": (lambda pattern, *values: printf(pattern, values), ("string",), "any"),
    "html": (builtins.html, (), "any"),
    "js": (builtins.js, (), "any"),
    "urlquery": (builtins.urlquery, (), "any"),
    "eq": (comparing.equal, ("value",), "value"),
    "ne": (comparing.unequal, ("value", "value"), ""),
    "lt": (comparing.less, ("value", "value"), ""),
    "le": (comparing.at_most, ("value", "value"), ""),
    "gt": (comparing.greater, ("value", "value"), ""),
    "ge": (comparing.at_least, ("value", "value"), ""),
}
"""Of text/template. ``and``, ``or`` and ``call`` are done where calls are made."""
FUNCTIONS: dict[str, Function] = {
    **GO,
    "json": (_json, ("any",), ""),
    "join": (_join, ("[]string", "string"), ""),
    "split": (_split, ("string", "string"), ""),
    "lower": (_each(str.lower), ("string",), ""),
    "upper": (_each(str.upper), ("string",), ""),
    "title": (_title, ("string",), ""),
    "pad": (_pad, ("string", "int", "int"), ""),
    "truncate": (_truncate, ("string", "int"), ""),
}
"""docker's and podman's have the same names and arguments."""


def _same(text: str, *_rest: Any) -> str:
    return text


HEADINGS: dict[str, Function] = {
    **FUNCTIONS,
    "json": (_same, ("string",), ""),
    "lower": (_same, ("string",), ""),
    "upper": (_same, ("string",), ""),
    "title": (_same, ("string",), ""),
    "truncate": (_same, ("string", "int"), ""),
    "join": (_same, ("string", "string"), ""),
    "split": (_same, ("string", "string"), ""),
}
"""Those of docker's that leave a table's headings as they are."""
