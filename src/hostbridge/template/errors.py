"""What can go wrong with a template."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError


class TemplateError(HostbridgeError):
    """A template that cannot be parsed, or fails while it is evaluated.

    summary is Go's message (``template: :1:2: executing "" at <.Foo>: …``); partial is what was
    written before it failed; exit_code is docker's for a bad ``--format``.
    """

    exit_code = 1

    def __init__(self, summary: str, partial: str = "") -> None:
        super().__init__(summary)
        self.partial = partial


class FunctionError(Exception):
    """A function's own failure, which becomes ``error calling NAME: …`` where it was called."""
