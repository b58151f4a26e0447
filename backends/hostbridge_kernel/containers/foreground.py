"""The caller's own streams and signals, for a run whose monitor is the command itself."""

from __future__ import annotations

import os

from hostbridge_kernel.containers import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PART = 1 << 16


class Foreground:
    """Standard streams that are attached, and the signals that are handed on while it runs."""

    def __init__(self, *, stdin: bool, stdout: bool, stderr: bool, proxy: bool) -> None:
        self._stdin = stdin
        self._wants = {"stdout": 1 if stdout else -1, "stderr": 2 if stderr else -1}
        self._proxy = proxy
        self._pid = 0
        self._early: list[int] = []
        self._before: dict[int, Any] = {}

    def catch(self) -> None:
        """From now on signals are the container's; those that come before it runs wait for it."""
        if self._proxy:
            self._before = signals.proxy(self._signalled)

    def started(self, pid: int) -> None:
        """The container's process runs."""
        self._pid = pid
        early, self._early = self._early, []
        for number in early:
            self._signalled(number, None)

    def ended(self) -> None:
        """It has ended: signals have nobody to go to, and must not break off the cleaning."""
        self._pid = 0

    def release(self) -> None:
        """Signals are the caller's again."""
        signals.restore(self._before)
        self._before.clear()

    def _signalled(self, number: int, _frame: object) -> None:
        if not self._pid:
            self._early.append(number)
            return
        try:
            os.kill(self._pid, number)
        except OSError:  # it has just ended
            pass

    def waits_on(self) -> int:
        """The descriptor to read input from, -1 where there is none or it has ended."""
        return 0 if self._stdin else -1

    def read(self) -> bytes:
        """Some input; empty at its end, and where it cannot be read (a background job's terminal)."""
        try:
            data = os.read(0, _PART)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._stdin = False
        return data

    def write(self, name: str, data: bytes) -> bool:
        """Show output; False when whoever read it has gone."""
        descriptor = self._wants[name]
        if descriptor < 0:
            return True
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(descriptor, view) :]
            except BlockingIOError:  # somebody made the shared pipe non-blocking
                import select

                select.select([], [descriptor], [])
            except BrokenPipeError:
                self._wants[name] = -1
                return False
            except OSError:  # a full disk, a terminal that is gone: the log still has it
                self._wants[name] = -1
                return True
        return True
