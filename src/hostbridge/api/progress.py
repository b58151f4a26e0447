"""How far a pull, push, load or build is, from what the engine's client shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hostbridge.api.failures import error_for
from hostbridge.api.measures import size
from hostbridge.contract.session import NULL, PIPE, Completed, Stdio, TerminalSize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hostbridge.api.channel import Channel

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]")
_DOCKER = re.compile(
    r"^(?P<layer>[0-9a-f]{12}): (?P<status>[A-Z][A-Za-z ]+?)(?: \[[=> ]*\])?"
    r"\s*(?:(?P<current>[0-9.]+\s?[kMGT]?i?B)(?:/(?P<total>[0-9.]+\s?[kMGT]?i?B))?)?\s*$"
)
_PODMAN = re.compile(
    r"^(?P<status>Copying (?:blob|config)) (?:sha256:)?(?P<layer>[0-9a-f]{10,64})"
    r"(?:[^0-9]*?(?P<current>[0-9.]+\s?[kKMGT]?i?[bB])\s*/\s*(?P<total>[0-9.]+\s?[kKMGT]?i?[bB]))?"
    r"(?P<rest>.*)$"
)
_STEP = re.compile(
    r"^(?:#\d+ \[[^\]]*?(?P<a>\d+)/(?P<b>\d+)\]|STEP (?P<c>\d+)/(?P<d>\d+):|Step (?P<e>\d+)/(?P<f>\d+) :)"
)
_READ = 1 << 14


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One step of a long operation.

    layer: the layer's short id, empty for what is about the whole. status: the engine's word for what
    happens to it, ``step`` of a build, else the whole line. current and total: bytes of the layer,
    steps of a build; 0 where the engine does not tell. text: the engine's whole line.
    """

    status: str
    layer: str = ""
    current: int = 0
    total: int = 0
    text: str = ""


OnProgress = Callable[[ProgressEvent], None]
"""Called in the caller's own thread. What it raises ends the operation and is raised on."""


def read_progress(line: str) -> ProgressEvent | None:
    """The event of one line of any engine; None for an empty one."""
    text = _CONTROL.sub("", line).strip()
    if not text:
        return None
    if found := _DOCKER.match(text):
        return ProgressEvent(
            found["status"].strip(), found["layer"], size(found["current"]), size(found["total"]), text
        )  # fmt: skip
    if found := _PODMAN.match(text):
        done = "done" in found["rest"] or "done" in text
        status = f"{found['status']}{' done' if done else ''}"
        return ProgressEvent(
            status, found["layer"][:12], size(found["current"]), size(found["total"]), text
        )
    if found := _STEP.match(text):
        at, of = [int(number) for number in found.groups() if number][:2]
        return ProgressEvent("step", "", at, of, text)
    return ProgressEvent(text, text=text)


def follow(
    channel: Channel,
    words: Sequence[str],
    on_progress: OnProgress | None,
    *,
    terminal: bool = True,
    data: bytes | None = None,
    translated: bool = False,
) -> Completed:
    """Run a long command and tell its progress; raises the error that fits when it fails.

    terminal: the client gets one of its own, on which it tells how many bytes there are. An exception
    of the callback, or an interrupt, ends the command.
    """
    if on_progress is None:
        return channel.ask(words, data=data, translated=translated)
    stdio = Stdio(PIPE, PIPE, PIPE, TerminalSize(200, 50)) if terminal else Stdio(
        NULL if data is None else data, PIPE, "stdout")  # fmt: skip
    said = bytearray()
    last: ProgressEvent | None = None
    with channel.start(words, stdio=stdio, translated=translated) as process:
        assert process.stdout is not None
        for line in _lines(process.stdout.read, said):
            told = read_progress(line)
            if told is not None and told != last:
                last = told
                on_progress(told)
        code = process.wait()
    text = _CONTROL.sub("", said.decode("utf-8", "replace")).replace("\r", "\n").encode()
    if code:
        raise error_for(process.argv, code, b"", text)
    return Completed(process.argv, code, text, b"")


def _lines(read: Callable[[int], bytes], said: bytearray) -> Iterator[str]:
    """Lines that end in a line feed or a carriage return; what is moved over counts as one."""
    kept = b""
    while part := read(_READ):
        said += part
        *lines, kept = re.split(rb"[\r\n]+", kept + part)
        for line in lines:
            yield line.decode("utf-8", "replace")
    if kept:
        yield kept.decode("utf-8", "replace")
