"""One local command and what it wrote, the short way: with real programs."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from hostbridge import capturing
from hostbridge.capturing import capture


def test_outputs_codes_and_signals() -> None:
    done = capture(["sh", "-c", "printf out; printf err >&2; exit 3"])
    assert (done.returncode, done.stdout, done.stderr) == (3, b"out", b"err")
    assert capture(["sh", "-c", "kill -TERM $$"]).returncode == -signal.SIGTERM
    assert capture(["cat"]).stdout == b""
    both = "head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2"
    done = capture(["sh", "-c", both])
    assert (len(done.stdout), len(done.stderr)) == (3000000, 3000000)


def test_a_broken_pipe_ends_the_command_as_without_python() -> None:
    done = capture(["sh", "-c", "(yes; echo $? >&2) | head -n 1"])
    assert (done.stdout, done.stderr.strip()) == (b"y\n", b"141")


def test_an_interruption_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    wait = os.waitpid

    def interrupted(_sources: list[int]) -> list[bytes]:
        raise KeyboardInterrupt

    def waited(process: int, options: int) -> Any:
        told = wait(process, options)
        ended.append(os.waitstatus_to_exitcode(told[1]))
        return told

    monkeypatch.setattr(capturing, "_read", interrupted)
    monkeypatch.setattr(os, "waitpid", waited)
    with pytest.raises(KeyboardInterrupt):
        capture(["sleep", "1000"])
    assert ended == [-signal.SIGKILL]


def test_the_commands_words_are_its_own() -> None:
    word = os.fsdecode(b"\xff \n*")
    assert capture(["printf", "%s", word]).stdout == b"\xff \n*"
