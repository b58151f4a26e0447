"""Terminals: a controlling one, its size, and job control."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hostbridge.contract.session import PIPE, Stdio, TerminalSize

if TYPE_CHECKING:
    from hostbridge.contract.session import Process
    from hostbridge.testing.conformance.case import SessionCase


def terminal(case: SessionCase) -> None:
    """All three streams are a terminal of the asked size, and it is the controlling one."""
    script = "test -t 0 && test -t 1 && test -t 2 && stty size && : </dev/tty && echo yes"
    with case.session() as session:
        stdio = Stdio(PIPE, PIPE, PIPE, TerminalSize(101, 31))
        with session.spawn(["sh", "-c", script], stdio=stdio) as process:
            out = _until(process, b"yes")
            assert b"31 101" in out, out
            assert process.wait(20) == 0


def resize(case: SessionCase) -> None:
    """A new size is seen, with SIGWINCH."""
    script = "trap 'stty size; exit 4' WINCH; echo ready; while :; do sleep 0.05; done"
    with case.session() as session:
        stdio = Stdio(PIPE, PIPE, PIPE, TerminalSize(80, 24))
        with session.spawn(["sh", "-c", script], stdio=stdio) as process:
            _until(process, b"ready")
            time.sleep(0.3)
            process.resize(TerminalSize(132, 43))
            out = _until(process, b"43 132")
            assert process.wait(20) == 4, out


def job_control(case: SessionCase) -> None:
    """Ctrl-C interrupts what is in the foreground, Ctrl-Z stops it, and the shell goes on."""
    with case.session() as session:
        stdio = Stdio(PIPE, PIPE, PIPE, TerminalSize())
        with session.spawn(["sh", "-i"], stdio=stdio, env={"PS1": "=> ", "ENV": ""}) as process:
            assert process.stdin is not None
            _until(process, b"=> ")
            process.stdin.write(b"sleep 60; echo code=$?\n")
            time.sleep(0.5)
            process.stdin.write(b"\x03")
            _until(process, b"=> ")
            process.stdin.write(b"sleep 60\n")
            time.sleep(0.5)
            process.stdin.write(b"\x1a")
            _until(process, b"topped")
            process.stdin.write(b"kill -9 %1; wait; echo the''end\n")
            _until(process, b"theend")
            # A shell with a stopped job asks once more.
            process.stdin.write(b"exit 5\nexit 5\n")
            assert process.wait(20) == 5


def _until(process: Process, wanted: bytes, seconds: float = 20) -> bytes:
    """Read until some bytes have come."""
    assert process.stdout is not None
    seen = b""
    deadline = time.monotonic() + seconds
    while wanted not in seen:
        part = process.stdout.read(4096)
        seen += part
        assert part, f"ended before {wanted!r}: {seen!r}"
        assert time.monotonic() < deadline, f"no {wanted!r}: {seen!r}"
    return seen


CHECKS = (terminal, resize, job_control)
