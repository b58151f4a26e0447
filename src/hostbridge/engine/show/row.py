"""A line of a list as templates see it: fields that are worked out when they are asked for."""

from __future__ import annotations

import re
from json import JSONEncoder

from hostbridge.template import Record, Text
from hostbridge.template.values import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any


_ESCAPE = re.compile(r"\\.")
_LONG = {"\\b": "\\u0008", "\\f": "\\u000c"}


class Row(Record):
    """Fields by name, each a function without arguments; what a field costs, only its reader pays.

    ``Label`` is a method with an argument and not a field: it stays out of the JSON.
    """

    def __init__(
        self, fields: Mapping[str, Callable[[], Any]], label: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(fields)
        if label is not None:
            self["Label"] = label

    def flat(self, names: Sequence[str]) -> dict[str, Any]:
        """Some of the fields with their values."""
        return {name: self[name]() for name in names}


def json_lines(rows: Iterable[Row], names: Sequence[str]) -> str:
    """Some of the fields of each row as a JSON object on a line, as Go writes it.

    The escapes that Go adds are made in the whole text at once: a row has texts alone.
    """
    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
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


class Headings(Record):
    """The record of a table's first line: each field is its heading."""

    def __init__(self, headings: Mapping[str, str], row: Record | None = None) -> None:
        super().__init__(headings)
        self._row = row
        self["Label"] = _label

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """The heading of a field; of one that has none its name in capitals. What no row has, if a
        row is known, has no value.
        """
        del default
        told = super().get(name)
        if told is None and self._row is not None and name not in self._row:
            return NOTHING
        return spaced(name).upper() if told is None else told


def spaced(name: str) -> str:
    """``ExitCode`` as ``Exit Code``."""
    out = ""
    for place, char in enumerate(name):
        after_small = place > 0 and char.isupper() and not name[place - 1].isupper()
        out += f" {char}" if after_small else char
    return out


def labels_text(labels: Mapping[str, str]) -> Text:
    """Labels as docker's one string, which templates can index like podman's map."""
    return Text(",".join(f"{key}={text}" for key, text in sorted(labels.items())), dict(labels))


def _label(name: str) -> str:
    return name.rpartition(".")[2].replace("-", " ").replace("_", " ")
