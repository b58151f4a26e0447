"""How a list looks, and the table that needs no template: its columns are fields by name.

Apart from ``table``, which knows every ``--format``: templates and JSON take 10 ms to load, and the
table that nobody asked to be otherwise needs neither.
"""

from __future__ import annotations

from hostbridge.engine.show.row import Headings
from hostbridge.template.table import aligned
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

SPACING = {"docker": (10, 3), "podman": (12, 2)}
"""Minimum width and padding of a column."""
_JSON = ("json", "{{json}}", "{{json.}}")


@value
class Layout:
    """How one kind of list looks: its columns as a template, and headings that are not the field's
    name in capitals. json: docker's fields of ``{{json .}}``, in its order. indent: of podman's JSON.
    """

    columns: str
    headings: Mapping[str, str]
    json: tuple[str, ...] = ()
    indent: int | None = 4


def is_json(wanted: str) -> bool:
    """Whether a format asks for JSON, in both dialects."""
    return bool(wanted) and "".join(wanted.split()) in _JSON


def plain_table(
    layout: Layout, rows: Sequence[Any], dialect: str, *, heading: bool = True
) -> str | None:
    """The table of a layout whose columns are fields, and whose cells are texts and numbers.

    None for any other, which a template has to write.
    """
    names = [cell[3:-2] for cell in layout.columns.split("\t")]
    if layout.columns != "\t".join(f"{{{{.{name}}}}}" for name in names):
        return None
    lines: list[str] = []
    if heading:
        told = Headings(layout.headings)
        lines.append("\t".join(str(told.get(name)) for name in names))
    for row in rows:
        cells = [row[name]() if name in row else None for name in names]
        if not all(
            isinstance(cell, (str, int)) and cell is not True and cell is not False
            for cell in cells
        ):
            return None
        lines.append("\t".join(map(str, cells)))
    minimum, padding = SPACING[dialect]
    # A line's end in a cell ends the line, as it does in a template's text.
    return aligned("\n".join(lines).split("\n"), minimum=minimum, padding=padding) if lines else ""
