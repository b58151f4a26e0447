"""``inspect --format``: a template on inspected objects, with each dialect's messages and exit codes.

docker works a template out on the typed object, and where that fails once more on the JSON as it is,
with a missing key for an error; podman has one template for all objects.
"""

from __future__ import annotations

import re

from hostbridge.engine.show.gotypes import VOLUME, typed
from hostbridge.template import TemplateError, parse
from hostbridge.template.table import escapes
from hostbridge.template.values import raw

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect
    from hostbridge.template import Template

    Item = dict[str, Any]

RANGED = re.compile(r"\{\{-?\s*range\s*\.\s*-?\}\}.*\{\{-?\s*end\s*-?\s*\}\}", re.DOTALL)
"""A format of podman's that goes through the objects itself."""


def parse_podman(text: str, name: str) -> Template:
    r"""A format of podman's as a template for all objects at once (containers/common, pkg/report).

    ``\n`` and ``\t`` are taken for what they mean and a line end is added; where that makes no
    template, the words are taken as they are. Raises TemplateError.
    """
    normal = escapes(text)
    try:
        return parse(_ranged(normal if normal.endswith("\n") else normal + "\n"), name)
    except TemplateError:
        return parse(_ranged(text), name)


def _ranged(text: str) -> str:
    return text if RANGED.search(text) else f"{{{{range .}}}}{text}{{{{end -}}}}"


class InspectTemplate:
    """A template for ``inspect``. Raises TemplateError for one that cannot be parsed."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._dialect = dialect
        self._template = parse(text) if dialect == "docker" else parse_podman(text, "inspect")

    def write(self, items: Sequence[Item]) -> tuple[str, list[str]]:
        """What is printed for the objects, and what is said of those that it failed for."""
        return self._docker(items) if self._dialect == "docker" else self._podman(items)

    def _docker(self, items: Sequence[Item]) -> tuple[str, list[str]]:
        out, failures = "", list[str]()
        for item in items:
            try:
                out += self._once(item) + "\n"
            except TemplateError as error:
                failures.append(f"template parsing error: {error.summary}")
        return out or "\n", failures

    def _once(self, item: Item) -> str:
        record = typed(item, "docker")
        try:
            return self._template.render(record)
        except TemplateError:
            if record.go_type == VOLUME:
                # The client asks for a volume without keeping the JSON of it.
                raise
            return self._template.render(raw(item), strict=True)

    def _podman(self, items: Sequence[Item]) -> tuple[str, list[str]]:
        try:
            return self._template.render([typed(item, "podman") for item in items]), []
        except TemplateError as error:
            return error.partial, [f"Error: {error.summary}"]
