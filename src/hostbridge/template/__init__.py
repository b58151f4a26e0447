"""Go templates (text/template) as docker and podman use them for ``--format``.

``parse`` makes a ``Template``; ``Template.render`` evaluates it against a record. Values are dicts,
lists, strings, numbers, booleans and None; ``Record`` is a dict that, like a Go struct, refuses a
field it does not have; ``Text`` is a string that can be indexed like a map. Standard library alone.
"""

from __future__ import annotations

from hostbridge.template.errors import TemplateError
from hostbridge.template.values import Record, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.template.template import Template, parse


def __getattr__(name: str) -> Any:
    """``parse`` and ``Template`` when they are used: rows alone need no grammar, which takes 5 ms."""
    if name in ("Template", "parse"):
        from hostbridge.template import template

        return getattr(template, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Record", "Template", "TemplateError", "Text", "parse"]
