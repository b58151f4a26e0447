"""Values that behave as Go's do: structs that refuse unknown fields, strings with a map behind."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    _Fields = dict[str, Any]
else:
    _Fields = dict


class Record(_Fields):
    """A struct: fields in order, and an error instead of ``<no value>`` for one it does not have."""


class Text(str):
    """A string that ``index`` and ``range`` see as the map it was written from.

    docker prints labels as one string, podman as a map; a record that is both serves both.
    """

    behind: dict[str, str]

    def __new__(cls, text: str, behind: dict[str, str]) -> Text:  # noqa: D102
        made = super().__new__(cls, text)
        made.behind = behind
        return made
