"""What all outputs share: where text goes, and the exit code that a dialect gives for a failure."""

from __future__ import annotations

from contextlib import contextmanager

from hostbridge.template import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import IO

FAILED = {"docker": 1, "podman": 125}
"""Exit codes of a command that could not show what was asked for."""
NOT_PARSED = {"docker": 64, "podman": 125}
"""Exit codes of ``inspect`` for a template that is none."""


@contextmanager
def failing(code: int) -> Generator[None]:
    """Let a template's error end with this exit code."""
    try:
        yield
    except TemplateError as error:
        error.exit_code = code
        raise


def out(stdout: IO[bytes], text: str) -> None:
    """Write. Control characters that would drive a terminal are shown as escapes there alone."""
    if stdout.isatty():
        text = "".join(
            char if char in "\n\t" or char.isprintable() or "\udc80" <= char <= "\udcff" else repr(char)[1:-1]
            for char in text
        )  # fmt: skip
    stdout.write(text.encode("utf-8", "surrogateescape"))
