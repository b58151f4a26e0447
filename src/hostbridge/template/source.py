"""Where a template's messages say that something went wrong."""

from __future__ import annotations

from hostbridge.template.values import utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.template.nodes import Node


class Source:
    """A template's text and name, for messages."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name

    def failure(self, template: str, node: Node | None, why: str) -> str:
        """Go's message for what went wrong at a node: the column counts bytes from 0."""
        from hostbridge.template.goformat import quote

        if node is None:
            return f"template: {template}: {why}"
        before = self.text[: node.place]
        column = len(utf8(before[before.rfind("\n") + 1 :]))
        line = before.count("\n") + 1
        return (
            f"template: {self.name}:{line}:{column}: executing {quote(template)} at <{node}>: {why}"
        )
