"""YAML of plain values as podman prints it for ``info``: keys in order, blocks, quotes where needed.

As the Go library does it (sigs.k8s.io/yaml): maps sorted, lists not indented, strings plain unless
they would be read as something else (YAML 1.1), texts of several lines as literal blocks.
"""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_OTHER = re.compile(
    r"(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N"
    r"|[-+]?(?:\d[\d_]*)?\.?\d+(?:[eE][-+]?\d+)?\.?|[-+]?0[xob][\da-fA-F_]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|\d{4}-\d\d?-\d\d?.*|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)?"
)
"""Plain texts that YAML 1.1 reads as null, a truth value, a number or a time; and nothing at all."""
_SPECIAL = re.compile(r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|\s$|^---")
_HARMLESS = re.compile(r"^[-?:][^\s]")
"""A dash, a question mark or a colon begins nothing where no space follows."""


def to_yaml(value: dict[str, Any]) -> str:
    """A block of YAML, ending in a line's end."""
    return "".join(f"{line}\n" for line in _mapping(value))


def _mapping(value: dict[str, Any]) -> Iterator[str]:
    for key in sorted(value):
        yield from _entry(f"{scalar(str(key))}:", value[key])


def _entry(head: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield head
        yield from (f"  {line}" for line in _mapping(value))
    elif isinstance(value, (list, tuple)) and value:
        yield head
        yield from _items(value)
    elif (
        isinstance(value, str)
        and "\n" in value
        and value.isprintable() is False
        and _literal(value)
    ):
        keep = "" if value.endswith("\n") else "-"
        yield f"{head} |{keep}"
        yield from (f"  {line}" if line else "" for line in value.rstrip("\n").split("\n"))
    else:
        yield f"{head} {scalar(value)}"


def _items(value: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    for item in value:
        if isinstance(item, (dict, list, tuple)) and item:
            inner = list(_mapping(item) if isinstance(item, dict) else _items(item))
            yield f"- {inner[0]}"
            yield from (f"  {line}" for line in inner[1:])
        else:
            yield f"- {scalar(item)}"


def _literal(text: str) -> bool:
    """Whether a literal block can hold it: lines that are printable and do not begin with a space."""
    lines = text.rstrip("\n").split("\n")
    return all(line.isprintable() for line in lines) and not text[:1].isspace()


def scalar(value: Any) -> str:
    """One value on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    if not isinstance(value, str):
        return str(value)
    if not value.isprintable():
        return json.dumps(value)
    if _OTHER.fullmatch(value):
        return f'"{value}"'
    if _SPECIAL.search(value) and not (
        _HARMLESS.match(value) and ": " not in value and " #" not in value
    ):
        return "'" + value.replace("'", "''") + "'"
    return value
