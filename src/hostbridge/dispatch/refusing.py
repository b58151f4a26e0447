"""An Exec whose streams are a container's own: all of it passes, but for the engine's own refusal.

The client runs as a child. Only a first line that reads like a refusal is kept back, until something
follows it or the client ends; then the engine is asked, and the refusal is said in the caller's dialect.
"""

from __future__ import annotations

import os
from contextlib import nullcontext

from hostbridge.contract.session import INHERIT, NULL, PIPE, TO_STDOUT, Stdio
from hostbridge.dispatch.relayed import Streams
from hostbridge.passing import signals_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Refusing
    from hostbridge.contract.session import Session, Stream
    from hostbridge.dispatch.plan import Exec

_SIGNAL_BASE = 128
_LONGEST = 4096
"""Bytes of a refusal: a name is shorter."""


def watched(
    plan: Exec, refusing: Refusing, session: Session, streams: Streams | None = None
) -> int:
    """Run it; returns its exit code, the dialect's where it was refused.

    streams: a program's own; None is this process's, and its signals go to the client. Where both
    outputs are the same file they are read as one, so that their order stays what it is.
    """
    import sys

    own = streams or Streams(stdout=sys.stdout.buffer, signals=True)
    out = 1 if own.signals else own.stdout.fileno()
    err = own.stderr if isinstance(own.stderr, int) else 2
    together = _same(out, err) and not refusing.terminal
    stdout: Stream = PIPE if together else INHERIT if own.signals else out
    stdio = Stdio(own.stdin if plan.reads else NULL, stdout, TO_STDOUT if together else PIPE)
    with session.spawn(plan.argv, stdio=stdio, env=dict(plan.env) or None) as process:
        if own.started is not None:
            own.started(process)
        with signals_to(process, beside=True) if own.signals else nullcontext():
            source = process.stdout if together else process.stderr
            assert source is not None
            held = _pass(source, out if together else err, refusing)
            code = process.wait()
    code = _SIGNAL_BASE - code if code < 0 else code
    if not held:
        return code
    told = refusing.told(code, _text(held))
    if told is not None:
        return told
    _write(out if together else err, held)
    return code


def _pass(source: IO[bytes], target: int, refusing: Refusing) -> bytes:
    """Copy all of it; returns what was kept back: one line that reads like a refusal, and no more."""
    held = b""
    first = True
    while part := source.read(1 << 16):
        held += part
        if first and len(held) <= _LONGEST and held.count(b"\n") == 1 and held[-1:] == b"\n":
            first = False
            if refusing.holds(_text(held)):
                continue
        first = False
        _write(target, held)
        held = b""
    return held


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _same(one: int, other: int) -> bool:
    return os.path.samestat(os.fstat(one), os.fstat(other))


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
