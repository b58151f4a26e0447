"""``exec``: one more process in a running container, on the caller's own streams."""

from __future__ import annotations

import os
import select

from hostbridge.errors import Conflict
from hostbridge_kernel.containers import signals, state
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.foreground import Foreground
from hostbridge_kernel.containers.life import Life
from hostbridge_kernel.containers.streams import Ends, Input
from hostbridge_kernel.containers.terminal import DETACHED, Detaching, Raw, keys, resize, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.containers.records import Container

_PART = 1 << 16
_FAILED = 1


def enter(container: Container, process: dict[str, Any], ends: Ends) -> Life:
    """Start an OCI process in a container; raises HostbridgeError in docker's words."""
    from hostbridge_kernel import runtime
    from hostbridge_kernel.containers.making import control_group, system_calls

    content = container.state()
    told = content["State"]
    if state.life(content) != "running" or not told["Pid"]:
        raise Conflict(f"Container {container.id} is not running", exit_code=_FAILED)
    if told["Paused"]:
        raise Conflict(
            f"Container {container.name} is paused, unpause the container before exec",
            exit_code=_FAILED,
        )
    group = control_group(container.places, container)
    try:
        started = runtime.enter(
            told["Pid"], process, runtime.Stdio(*ends.theirs), group.add,
            filtered=system_calls(container, process),
        )  # fmt: skip
    finally:
        ends.close_theirs()
    if process.get("terminal"):
        ends.stdout = started.console
        ends.stdin = os.dup(started.console)
    return Life(started.pid, started.pidfd, started.console)


class Session:
    """A process that was entered, and the caller's streams; see ``run``."""

    def __init__(
        self, container: Container, process: dict[str, Any], *, stdin: bool, detach_keys: Optional[str]
    ) -> None:  # fmt: skip
        self._container = container
        self._process = process
        self._terminal = bool(process.get("terminal"))
        self._front = Foreground(stdin=stdin, stdout=True, stderr=True, proxy=False)
        self._typing = stdin and self._terminal and os.isatty(0)
        self._input = Input(once=True, terminal=self._terminal)
        sequence = keys(DETACHED if detach_keys is None else detach_keys)
        self._detaching = Detaching(sequence if self._terminal and stdin else b"")
        self._ends = Ends(terminal=self._terminal, stdin=stdin)
        self._bell = (-1, -1)

    def run(self) -> Optional[int]:
        """Start it and carry its streams to its end; the exit code, None for the detach keys."""
        told = (size(0) or size(1)) if self._terminal else None
        if told:
            self._process["consoleSize"] = {"height": told[0], "width": told[1]}
        life = enter(self._container, self._process, self._ends)
        if told:
            resize(self._ends.stdout, told)
        for descriptor in (self._ends.stdin, self._ends.stdout, self._ends.stderr):
            if descriptor >= 0:
                os.set_blocking(descriptor, False)
        self._bell = os.pipe()
        before = signals.handle(signals.WINCH, self._changed) if self._terminal else None
        try:
            with Raw(0 if self._typing else -1):
                return self._carry(life)
        finally:
            if before is not None:
                signals.handle(signals.WINCH, before)
            self._ends.close()
            for descriptor in self._bell:
                os.close(descriptor)

    def _changed(self, _number: int, _frame: object) -> None:
        os.write(self._bell[1], b"!")

    def _carry(self, life: Life) -> Optional[int]:
        code: Optional[int] = None
        while True:
            outputs = [("stdout", self._ends.stdout), ("stderr", self._ends.stderr)]
            if code is not None and all(descriptor < 0 for _, descriptor in outputs):
                return code
            poller = select.poll()
            poller.register(self._bell[0], select.POLLIN)
            if code is None:
                poller.register(life.pidfd, select.POLLIN)
            for _, descriptor in outputs:
                if descriptor >= 0:
                    poller.register(descriptor, select.POLLIN)
            front = -1 if self._input.data or self._ends.stdin < 0 else self._front.waits_on()
            if front >= 0:
                poller.register(front, select.POLLIN)
            if self._input.data and self._ends.stdin >= 0:
                poller.register(self._ends.stdin, select.POLLOUT)
            ready = {descriptor for descriptor, _ in poller.poll(None if code is None else 50)}
            if code is not None and not ready:
                return code  # somebody whom it started holds the pipes
            if self._bell[0] in ready:
                os.read(self._bell[0], 64)
                told = size(0) or size(1)
                if told:
                    resize(self._ends.stdout, told)
            for name, descriptor in outputs:
                if descriptor >= 0 and descriptor in ready:
                    self._output(name, descriptor)
            if front >= 0 and front in ready:
                data, pressed = self._detaching.feed(self._front.read())
                self._input.add(data)
                if pressed:
                    return None
            self._input.feed(self._ends)
            if code is None and life.pidfd in ready:
                code = life.wait()

    def _output(self, name: str, descriptor: int) -> None:
        try:
            data = os.read(descriptor, _PART)
        except BlockingIOError:
            return
        except OSError:  # EIO: nobody has the terminal any more
            data = b""
        if not data or not self._front.write(name, data):
            os.close(descriptor)
            setattr(self._ends, name, -1)


def detached(container: Container, process: dict[str, Any]) -> None:
    """Start it and leave it alone: its streams are /dev/null, as nobody can have them again."""
    ends = Ends(terminal=True, stdin=False)
    if process.get("terminal"):
        process = {**process, "terminal": False}
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    ends.theirs = (null, os.dup(null), os.dup(null))
    enter(container, process, ends)


def told(container: Container, action: str, words: list[str], **more: str) -> None:
    """Write an event of ``exec``, with its command as docker does."""
    text = f"{action}: {' '.join(words)}" if words else action
    Events(container.places.events).container(text, container.config, **more)
