"""A list of rows by ``--format``: the rules that docker's lists share, and those of podman's.

docker (cli/command/formatter): JSON is an object on each line, tabs divide a table's columns.
podman (containers/common, pkg/report): JSON is one array, spaces divide columns too, and a template
that ranges over the rows itself is rendered once.
"""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring as _quoted

from hostbridge.engine.show.jsonlines import json_lines
from hostbridge.engine.show.layout import SPACING, Layout
from hostbridge.engine.show.row import Headings
from hostbridge.engine.show.templated import parse_podman
from hostbridge.template import TemplateError, parse
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from hostbridge.engine.show.row import Row

JSON = re.compile(r"\s*(?:json|\{\{\s*json\s*\.?\s*\}\})\s*")
"""Formats that ask for JSON in both dialects."""


def docker_text(wanted: str, rows: Sequence[Row], layout: Layout, *, heading: bool = True) -> str:
    """Rows as docker writes them for ``--format wanted`` (empty: its own table)."""
    if JSON.fullmatch(wanted):
        return json_lines(rows, layout.json)
    if wanted in ("", "table"):
        return table(layout.columns, rows, layout.headings, "docker", heading=heading)
    # A space before the word makes it text.
    is_table, wanted = wanted.startswith("table"), wanted.removeprefix("table").strip(" ")
    if is_table:
        pattern = escapes(wanted)
        return table(pattern, rows, layout.headings, "docker", heading=heading)
    return lines(escapes(wanted), rows)


def podman_text(
    wanted: str,
    rows: Sequence[Row],
    items: Callable[[], Iterable[Any]],
    layout: Layout,
    *,
    heading: bool = True,
) -> str:
    """Rows as podman writes them; items gives what its JSON has, and is asked for that alone."""
    if JSON.fullmatch(wanted):
        return podman_json(list(items()), layout.indent)
    if not wanted or wanted == "table":
        return table(layout.columns, rows, layout.headings, "podman", heading=heading)
    if wanted.startswith("table "):
        pattern = escapes(wanted[len("table ") :]).replace(" ", "\t")
        return table(pattern, rows, layout.headings, "podman", heading=heading, written=wanted)
    return parse_podman(wanted, "").render(rows)


def podman_json(value: Any, indent: int | None) -> str:
    """JSON as podman prints it: indented, or on one line without spaces; ``<`` and ``&`` as they are."""
    if indent is None:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"
    return _indented(value, " " * indent, "\n") + "\n"


def _indented(value: Any, step: str, line: str) -> str:
    """As json.dumps with an indent, which is written in Python and takes three times as long."""
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if value is None:
        return "null"
    inner = line + step
    if isinstance(value, dict):
        parts = [f"{_quoted(str(k))}: {_indented(item, step, inner)}" for k, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}" if parts else "{}"
    if isinstance(value, (list, tuple)):
        parts = [_indented(item, step, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(parts)}{line}]" if parts else "[]"
    return json.dumps(value, ensure_ascii=False)


def lines(pattern: str, rows: Sequence[Row]) -> str:
    """The template of each row, with a line's end."""
    template = parse(pattern)
    return "".join(template.render(row) + "\n" for row in rows)


def table(
    pattern: str,
    rows: Sequence[Row],
    headings: Mapping[str, str],
    dialect: str,
    *,
    heading: bool = True,
    written: str = "",
) -> str:
    """Aligned columns under their headings. Control characters are shown as escapes by ``out``.

    written: the format as the user wrote it, which podman's message is about.
    """
    minimum, padding = SPACING[dialect]
    if dialect == "podman":
        told = Headings(headings, rows[0] if rows else None)
        return _ranged_table(pattern, written or pattern, rows, told if heading else None)
    template = parse(pattern)
    lines = [template.render(row) for row in rows]
    if heading:
        # docker's functions leave its headings as they are, podman's do not.
        lines.insert(0, template.render(Headings(headings), headings=True))
    return aligned("\n".join(lines).split("\n"), minimum=minimum, padding=padding) if lines else ""


def _ranged_table(
    pattern: str, written: str, rows: Sequence[Row], headings: Headings | None
) -> str:
    """podman's: one template for all rows. What came before a failure is a table, too."""
    minimum, padding = SPACING["podman"]
    try:
        template = parse(f"{{{{range .}}}}{pattern}\n{{{{end -}}}}")
    except TemplateError:
        template = parse(f"{{{{range .}}}}{written}{{{{end -}}}}")
    head = template.render([headings]) if headings is not None else ""
    try:
        lines = (head + template.render(rows)).split("\n")
    except TemplateError as error:
        # A cell that was only begun is none.
        lines = (head + error.partial.removesuffix("\t")).split("\n")
        error.partial = aligned(lines, minimum=minimum, padding=padding).removesuffix("\n")
        raise
    return aligned(lines[:-1], minimum=minimum, padding=padding)
