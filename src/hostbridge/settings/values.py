"""A value as people write it on a command line, and as a file holds it."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from hostbridge.settings import keys
from hostbridge.settings.broken import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SIZE = re.compile(r"(\d{1,18}(?:\.\d{1,6})?)\s*([kmgt]?)i?b?", re.I)
_ARRAYS: dict[str, tuple[str, str, type]] = {
    "shares": ("tables", '[{host = "/here", machine = "/there"}]', dict),
    "ports": ("port numbers", "[8080, 5432]", int),
    "hosts": ("host names", '["registry.example.com"]', str),
}
"""Kinds that are arrays: of what, an example, and the type of an item."""
_POWERS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


def known_row(key: Sequence[str]) -> tuple[str, str, str]:
    """The row of a key; SettingsError names the nearest key where there is none."""
    found = keys.row(key)
    if found is not None and all(key):
        _printable(keys.join(key), "".join(key))
        return found
    name = keys.join([part for part in key if part]) or "''"
    near = nearest(name, [row[0] for row in keys.KEYS])
    raise SettingsError(f"there is no setting {name}", "", f"did you mean {near}?")


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that is most like this one."""
    return get_close_matches(word, known, n=1, cutoff=0.0)[0]


def parsed(name: str, kind: str, text: str, names: Mapping[str, Sequence[str]]) -> Any:
    """The value that a text means for a setting of a kind.

    names: those that exist, by kind (``backend``, ``engine``). SettingsError says what is wanted.
    """
    known = keys.DIALECTS if kind == "dialect" else names.get(kind, ())
    if known and text and text not in known:
        raise SettingsError(
            f"{name}: there is no {kind} {text!r}", f"there are {', '.join(sorted(known))}",
            f"did you mean {nearest(text, known)}?",
        )  # fmt: skip
    if kind == "count":
        return _count(name, text)
    if kind == "bytes":
        return size(name, text)
    if kind in _ARRAYS:
        return _array(name, text, *_ARRAYS[kind])
    if kind == "address" and text:
        _address(name, text)
    _printable(name, text)
    return text


def _printable(name: str, text: str) -> None:
    if any(
        ord(char) < 32 or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" for char in text
    ):
        raise SettingsError(f"{name}: {text!r} holds a control character, or is not UTF-8")


def size(name: str, text: str) -> int:
    """Bytes: ``4294967296``, ``4GiB``, ``4g``, ``1.5G``; units are powers of 1024, as docker's."""
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise SettingsError(f"{name}: {text!r} is no size", "", "write bytes, or a size as 4GiB")
    return (
        int(float(found[1]) * (1 << _POWERS[found[2].lower()]))
        if "." in found[1]
        else (int(found[1]) << _POWERS[found[2].lower()])
    )


def _count(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text.strip(), re.A):
        raise SettingsError(f"{name}: {text!r} is no whole number", "", "write one, such as 4")
    return int(text)


def _address(name: str, text: str) -> None:
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        raise SettingsError(
            f"{name}: {text!r} is no IP address", "", "write one, such as 127.0.0.1 or ::1"
        ) from None


def _array(name: str, text: str, what: str, example: str, kind: type) -> Any:
    try:
        found = tomllib.loads(f"x = {text}\n")
    except (ValueError, RecursionError):
        found = {}
    items = found.get("x")
    if (
        list(found) != ["x"]
        or not isinstance(items, list)
        or any(type(i) is not kind for i in items)
    ):
        raise SettingsError(f"{name}: {text!r} is no array of {what}", "", f"write {example}")
    return items
