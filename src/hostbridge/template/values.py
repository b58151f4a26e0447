"""Values that behave as Go's do: structs that refuse unknown fields, nil that has a type, numbers of
JSON that are text, strings with a map behind; and what type each value has.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    _Fields = dict[str, Any]
    _Items = list[Any]
else:
    _Fields = dict
    _Items = list


def utf8(text: str) -> bytes:
    """Text as bytes. Bytes that were no UTF-8 are themselves again; half a surrogate pair, which JSON may
    name and UTF-8 cannot, is what Go reads it as: U+FFFD.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        whole = (
            "\ufffd" if "\ud800" <= char < "\udc80" or "\udcff" < char < "\ue000" else char
            for char in text
        )
        return "".join(whole).encode("utf-8", "surrogateescape")


class Nothing:
    """No value at all: reflect's zero Value, what a missing key of a map gives."""

    def __repr__(self) -> str:
        return "<no value>"

    def __bool__(self) -> bool:
        return False


NOTHING = Nothing()


class Record(_Fields):
    """A struct: fields in order, and an error instead of ``<no value>`` for one it does not have.

    A field that can be called is a method. ``go_type`` is the type's name in messages.
    """

    go_type = "struct"
    json_names: dict[str, str | None] = {}
    """Fields that JSON has by another name, or (None) does not have."""


class Slice(_Items):
    """A slice whose type has a name of its own."""

    def __init__(self, items: Iterable[Any], go_type: str) -> None:
        super().__init__(items)
        self.go_type = go_type


class Nil:
    """nil of a type: a pointer, slice or map that is not there. Prints as its kind does."""

    _PRINTED = {"[": "[]", "m": "map[]"}

    def __init__(self, go_type: str) -> None:
        self.go_type = go_type
        self.printed = self._PRINTED.get(go_type[:1], "<nil>")

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    @property
    def pointer(self) -> bool:
        """Whether it is neither a slice nor a map."""
        return self.printed == "<nil>"


class RawMap(_Fields):
    """An object of JSON that was read without a type."""

    go_type = "map[string]interface {}"


class RawList(_Items):
    """An array of JSON that was read without a type."""

    go_type = "[]interface {}"


class Number(str):
    """A number of JSON that was read without a type: text (json.Number)."""

    go_type = "json.Number"


class Time(str):
    """A time as Go prints it; ``source`` is what JSON has for it."""

    go_type = "time.Time"
    source: str

    @classmethod
    def read(cls, source: str) -> Time:
        """From RFC 3339, of which the fraction and the offset are kept as they are."""
        date, _, rest = source.partition("T")
        clock, offset = rest[:8], rest[8:]
        fraction = ""
        if offset[:1] == ".":
            digits = len(offset) - len(offset[1:].lstrip("0123456789"))
            fraction, offset = offset[:digits].rstrip("0"), offset[digits:]
        there = "+0000" if offset == "Z" else offset.replace(":", "")
        shown = f"{date} {clock}{fraction if fraction != '.' else ''} {there}"
        made = cls(f"{shown} {'UTC' if there == '+0000' else there}")
        made.source = source
        if there != "+0000":
            from hostbridge.template.times import zone_name

            made = cls(f"{shown} {zone_name(made)}")
            made.source = source
        return made


class Text(str):
    """A string that ``index`` and ``range`` see as the map it was written from.

    docker prints labels as one string, podman as a map; a record that is both serves both.
    """

    behind: dict[str, str]

    def __new__(cls, text: str, behind: dict[str, str]) -> Text:  # noqa: D102
        made = super().__new__(cls, text)
        made.behind = behind
        return made


def member(value: Any, name: str) -> Any:
    """What a value that is neither struct nor map has by a name: a label behind a Text, or a method
    of package time's (a Function); None where it has nothing.
    """
    if isinstance(value, Text):
        return value.behind.get(name)
    if getattr(value, "go_type", "")[:5] == "time.":
        # Dates: 2 ms that a template which asks nothing of a time does not pay.
        from hostbridge.template.times import method

        return method(value, name)
    return None


def raw(value: Any) -> Any:
    """A value as docker reads it again without types, when a template failed on the typed one."""
    if isinstance(value, dict):
        return RawMap((str(key), raw(inner)) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return RawList(raw(inner) for inner in value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Number(value)
    return None if isinstance(value, Nil) else value


def of_strings(value: Any) -> bool:
    """Whether a map or list without a type of its own holds strings alone, and so is of strings."""
    if hasattr(value, "go_type") and not isinstance(value, Slice):
        return str(value.go_type).endswith("]string")
    items = value.values() if isinstance(value, dict) else value
    return all(isinstance(item, str) for item in items)


def type_name(value: Any) -> str:
    """The name of a value's type as Go's messages have it."""
    told = getattr(value, "go_type", None)
    if told is not None:
        return str(told)
    if isinstance(value, dict):
        return "map[string]string" if of_strings(value) else "map[string]interface {}"
    if isinstance(value, (list, tuple)):
        return "[]string" if of_strings(value) else "[]interface {}"
    if callable(value):
        return "func()"
    return _NAMES.get(type(value), "interface {}")


_NAMES = {bool: "bool", int: "int", float: "float64", str: "string", Text: "string"}
