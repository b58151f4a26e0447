"""An Exec whose errors and exit code are said in the caller's dialect: the client runs as a child."""

from __future__ import annotations

import os
import sys
import threading

from hostbridge.contract.session import INHERIT, NULL, PIPE, Stdio, TerminalSize
from hostbridge.passing import signals_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Wording
    from hostbridge.contract.session import Session
    from hostbridge.dispatch.plan import Exec

_SIGNAL_BASE = 128


def worded(plan: Exec, wording: Wording, session: Session) -> int:
    """Run it; its standard error line by line in the dialect's words. The exit code is the dialect's."""
    shown = wording.progress and os.isatty(2)
    stderr = INHERIT if shown else PIPE
    stdout = INHERIT if wording.out is None else PIPE
    terminal = TerminalSize() if plan.terminal and os.isatty(0) else None
    stdio = Stdio(INHERIT if plan.reads else NULL, stdout, stderr, terminal)
    kept: list[bytes] = []
    said: list[str] = []
    with session.spawn(plan.argv, stdio=stdio, env=dict(plan.env)) as process, signals_to(process):
        reader = threading.Thread(target=_keep, args=(process.stdout, kept), daemon=True)
        reader.start()
        if process.stderr is not None:
            _say(process.stderr, wording, said)
        reader.join()
        code = process.wait()
    if wording.out is not None:
        sys.stdout.buffer.write(wording.out(b"".join(kept)))
        sys.stdout.buffer.flush()
    return _SIGNAL_BASE - code if code < 0 else wording.code(code, "\n".join(said))


def _keep(stream: IO[bytes] | None, kept: list[bytes]) -> None:
    while stream is not None:
        part = stream.read(1 << 16)
        if not part:
            return
        kept.append(part)


def _say(stream: IO[bytes], wording: Wording, said: list[str]) -> None:
    """Whole lines in the dialect; progress that rewrites a line passes as it comes."""
    left = b""
    while part := stream.read(1 << 16):
        left += part
        whole, newline, left = left.rpartition(b"\n")
        for line in (whole + newline).splitlines(keepends=True):
            _one(line, wording, said)
        if b"\r" in left:
            _write(left)
            left = b""
    if left:
        _one(left, wording, said)


def _one(line: bytes, wording: Wording, said: list[str]) -> None:
    text = line.decode("utf-8", "surrogateescape").rstrip("\n")
    said.append(text)
    shown = wording.line(text)
    if shown is not None:
        _write(line if shown == text else shown.encode("utf-8", "surrogateescape") + b"\n")


def _write(data: bytes) -> None:
    sys.stderr.buffer.write(data)
    sys.stderr.buffer.flush()
