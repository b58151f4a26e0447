"""Signals to this process, handed on to one that runs for it somewhere else."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

    from hostbridge.contract.session import Process

FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


@contextmanager
def signals_to(process: Process, *, beside: bool = False) -> Generator[None]:
    """While inside, each of FORWARDED goes to the process and does nothing here.

    beside: the process is in this one's process group, so a terminal's interrupt and quit reach it
    by themselves; twice would be another order (compose kills instead of stopping).
    """

    def hand_on(number: int, _frame: FrameType | None) -> None:
        of_terminal = number in (signal.SIGINT, getattr(signal, "SIGQUIT", None))
        if not (beside and of_terminal and in_foreground()):
            process.send_signal(number)

    before = {}
    for name in FORWARDED:
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, hand_on)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def in_foreground() -> bool:
    """Whether this process's group is the one that its terminal sends signals to."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
