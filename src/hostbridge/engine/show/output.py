"""What all outputs share: where text goes, and what a dialect says and ends with when it cannot."""

from __future__ import annotations

import sys

from hostbridge.template import TemplateError
from hostbridge.template.values import utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import local
    from types import TracebackType
    from typing import IO

    from hostbridge.engine.render import Rendering
else:
    # threading's, without the 3 ms of threading itself.
    from _thread import _local as local

FAILED = {"docker": 1, "podman": 125}
"""Exit codes of a command that could not show what was asked for."""
NOT_PARSED = {"docker": 64, "podman": 125}
"""Exit codes of ``inspect``, ``version`` and ``info`` for a template that is none."""
PREFIX = "template parsing error: "
"""What docker's client puts before the error of a template, where a family says nothing else."""


class failing:  # reads as the function that it was in contextlib's words
    """Let a template's error end with this exit code; docker says prefix before it."""

    def __init__(self, code: int, prefix: str = PREFIX) -> None:
        self._code = code
        self._prefix = prefix

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Name the error."""
        if isinstance(error, TemplateError) and not isinstance(error, WrongTemplate):
            raise WrongTemplate(error, self._code, self._prefix) from error


class WrongTemplate(TemplateError):
    """A template's error with what docker's client puts before it, and the dialect's exit code."""

    def __init__(self, error: TemplateError, code: int, prefix: str) -> None:
        super().__init__(error.summary, error.partial)
        self.exit_code = code
        self.prefix = prefix


def refuse(rendering: Rendering, error: TemplateError) -> int:
    """Say what is wrong with a template as the dialect's client does, and give its exit code.

    The template's name stands in the message: docker's has none, podman's is the command's last word.
    """
    said = error.summary
    if rendering.dialect == "docker":
        said = f"{error.prefix if isinstance(error, WrongTemplate) else PREFIX}{said}"
    else:
        name = rendering.call.command.name.rpartition(" ")[2]
        said = said.replace("template: :", f"template: {name}:", 1)
        said = "Error: " + said.replace('executing ""', f'executing "{name}"', 1)
    complain(said)
    return error.exit_code


_COMPLAINTS = local()


def complain_to(stream: IO[bytes]) -> None:
    """Let this thread's complaints go to a program's stream, and not to standard error."""
    _COMPLAINTS.stream = stream


def complain(text: str) -> None:
    """One line on standard error; nothing in it drives a terminal."""
    own: IO[bytes] | None = getattr(_COMPLAINTS, "stream", None)
    if own is not None:
        own.write(text.encode("utf-8", "surrogateescape") + b"\n")
        return
    sys.stdout.flush()
    sys.stderr.write(text.translate(_SHOWN) + "\n")
    sys.stderr.flush()


def out(stdout: IO[bytes], text: str, *, json: bool = False) -> None:
    """Write. Control characters that would drive a terminal are shown as escapes there alone.

    json: the text is JSON, and what is left to escape in it is escaped as JSON does.
    """
    if stdout.isatty():
        text = text.translate(_SHOWN_JSON if json else _SHOWN)
    stdout.write(utf8(text))


class _Shown(dict[int, str]):
    """For str.translate: what is not printable, as an escape. Worked out once for each character."""

    def __init__(self, escape: Callable[[int], str]) -> None:
        super().__init__()
        self._escape = escape

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char in "\n\t" or char.isprintable() or 0xDC80 <= code <= 0xDCFF
        told = char if plain else self._escape(code)
        self[code] = told
        return told


_SHOWN = _Shown(lambda code: repr(chr(code))[1:-1])
_SHOWN_JSON = _Shown(lambda code: f"\\u{code:04x}")
