"""An Exec whose errors and exit code are said in the caller's dialect: the client runs as a child."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import nullcontext

from hostbridge.contract.session import INHERIT, NULL, PIPE, Stdio, TerminalSize
from hostbridge.dispatch.relayed import Streams
from hostbridge.passing import signals_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Wording
    from hostbridge.contract.session import Session, Stream
    from hostbridge.dispatch.plan import Exec

_SIGNAL_BASE = 128


def worded(plan: Exec, wording: Wording, session: Session, streams: Streams | None = None) -> int:
    """Run it; its standard error line by line in the dialect's words. The exit code is the dialect's.

    streams: a program's own; None is this process's, and its signals go to the client.
    """
    own = streams or Streams(stdout=sys.stdout.buffer, signals=True)
    say = _Say(own, wording)
    stderr = INHERIT if own.signals and wording.progress and os.isatty(2) else PIPE
    through: Stream = INHERIT if own.signals else own.stdout.fileno()
    stdout = through if wording.out is None else PIPE
    terminal = TerminalSize() if plan.terminal and own.signals and os.isatty(0) else None
    stdio = Stdio(own.stdin if plan.reads else NULL, stdout, stderr, terminal)
    kept: list[bytes] = []
    with session.spawn(plan.argv, stdio=stdio, env=dict(plan.env)) as process:
        if own.started is not None:
            own.started(process)
        with signals_to(process) if own.signals else nullcontext():
            reader = threading.Thread(target=_keep, args=(process.stdout, kept), daemon=True)
            reader.start()
            if process.stderr is not None:
                say.all_of(process.stderr)
            reader.join()
            code = process.wait()
    if wording.out is not None:
        own.stdout.write(wording.out(b"".join(kept)))
        own.stdout.flush()
    return _SIGNAL_BASE - code if code < 0 else wording.code(code, "\n".join(say.said))


def _keep(stream: IO[bytes] | None, kept: list[bytes]) -> None:
    while stream is not None:
        part = stream.read(1 << 16)
        if not part:
            return
        kept.append(part)


class _Say:
    """Standard error in the dialect's words, and all that was said on it."""

    def __init__(self, streams: Streams, wording: Wording) -> None:
        self._descriptor = streams.stderr if isinstance(streams.stderr, int) else 2
        self._wording = wording
        self.said: list[str] = []

    def all_of(self, stream: IO[bytes]) -> None:
        """Whole lines in the dialect; progress that rewrites a line passes as it comes."""
        left = b""
        while part := stream.read(1 << 16):
            left += part
            whole, newline, left = left.rpartition(b"\n")
            for line in (whole + newline).splitlines(keepends=True):
                self._one(line)
            if b"\r" in left:
                self._write(left)
                left = b""
        if left:
            self._one(left)

    def _one(self, line: bytes) -> None:
        text = line.decode("utf-8", "surrogateescape").rstrip("\n")
        self.said.append(text)
        shown = self._wording.line(text)
        if shown is not None:
            same = shown == text
            self._write(line if same else shown.encode("utf-8", "surrogateescape") + b"\n")

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
