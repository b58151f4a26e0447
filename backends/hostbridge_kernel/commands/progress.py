"""Progress of a pull: on a terminal one line that is written over, else a line for each event."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import IO, TYPE_CHECKING

from hostbridge_kernel.commands import words

if TYPE_CHECKING:
    from hostbridge_kernel.registry.pull import Step

_PAUSE = 0.1
_SHORT = 12


class Progress:
    """Shows steps; a context manager that leaves the cursor at the start of a line."""

    def __init__(self, out: IO[bytes], *, quiet: bool) -> None:
        self._out = out
        self._quiet = quiet
        self._terminal = not quiet and out.isatty()
        self._steps: dict[str, Step] = {}
        self._last = 0.0
        self._shown = False

    def step(self, step: Step) -> None:
        """One layer went on."""
        known = self._steps.get(step.digest)
        self._steps[step.digest] = step
        if self._quiet:
            return
        if self._terminal:
            if step.complete or time.monotonic() - self._last > _PAUSE:
                self._line()
            return
        name = step.digest[len("sha256:") :][:_SHORT]
        if step.existed:
            self._say(f"{name}: Already exists")
        elif step.complete:
            self._say(f"{name}: Pull complete")
        elif known is None:
            self._say(f"{name}: Pulling fs layer")

    def __enter__(self) -> Progress:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the line."""
        if self._shown:
            self._out.write(b"\r\x1b[K")
            self._out.flush()

    def _line(self) -> None:
        self._last = time.monotonic()
        done = sum(step.done for step in self._steps.values())
        total = sum(max(step.total, step.done) for step in self._steps.values())
        ready = sum(step.complete for step in self._steps.values())
        text = f"{ready} of {len(self._steps)} layers, {words.size(done)} of {words.size(total)}"
        width = _columns(self._out)
        self._out.write(f"\r\x1b[K{text[: width - 1]}".encode())
        self._out.flush()
        self._shown = True

    def _say(self, text: str) -> None:
        self._out.write(text.encode() + b"\n")
        self._out.flush()


def _columns(out: IO[bytes]) -> int:
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except OSError:
        return 80
