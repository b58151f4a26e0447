"""A line of a list as templates see it: fields that are worked out when they are asked for."""

from __future__ import annotations

from hostbridge.template import Record, Text
from hostbridge.template.values import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any


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
