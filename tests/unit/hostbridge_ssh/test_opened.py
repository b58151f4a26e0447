"""What a session remembers of its processes, while threads start and end them."""

from __future__ import annotations

import sys
import threading
from typing import Any

from hostbridge_ssh.opened import Opened


class Process:
    """A process over there, as far as it is remembered."""

    def __init__(self, note: str, *, ended: bool = True, tidy: bool = True) -> None:
        self.note, self.ended, self.tidy, self.closed = note, ended, tidy, False

    def close(self) -> None:
        """It is ended, and its script did not come to its end."""
        self.closed = True
        if not self.ended:
            self.ended, self.tidy = True, False


def opened(*processes: Process) -> Opened:
    made = Opened()
    for each in processes:
        made.put(each.note)
        started: Any = each
        made.started(started)
    return made


def test_a_command_that_removed_its_files_leaves_nothing() -> None:
    assert not opened(Process("1"), Process("2")).close()
    assert not Opened().close()


def test_what_never_started_and_what_was_ended_leave_something() -> None:
    never = Opened()
    never.put("1")
    assert never.close()
    assert not never.close()
    running = Process("1", ended=False)
    assert opened(running, Process("2")).close()
    assert running.closed
    assert opened(Process("1", tidy=False), Process("2")).close()


def test_threads_do_not_lose_each_others_marks() -> None:
    """One thread's start must not take back what another one just put."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(50):
            made = Opened()
            barrier = threading.Barrier(4)

            def start(made: Opened, barrier: threading.Barrier, number: int) -> None:
                barrier.wait()
                for step in range(20):
                    process: Any = Process(f"{number}.{step}")
                    made.put(process.note)
                    if (number, step) != (3, 10):
                        made.started(process)

            threads = [
                threading.Thread(target=start, args=(made, barrier, number)) for number in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert made.close(), "the one that never started was forgotten"
            assert not made.close()
    finally:
        sys.setswitchinterval(before)
