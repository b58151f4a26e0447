"""The other end of a monitor: what a command shows of a container, and types into it."""

from __future__ import annotations

import _socket
import os
import select

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import protocol, signals
from hostbridge_kernel.containers.terminal import DETACHED, Detaching, Raw, keys, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from hostbridge_kernel.containers.records import Container

_PART = 1 << 16


def connect(container: Container) -> Optional[_socket.socket]:
    """A connection to a container's monitor; None where there is none (any more)."""
    made = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        made.connect(container.places.socket(container.id))
    except OSError:
        made.close()
        return None
    return made


def wake(container: Container) -> None:
    """Tell a monitor that its container's state was changed."""
    connection = connect(container)
    if connection is not None:
        try:
            connection.sendall(protocol.frame(protocol.WAKE))
        except OSError:
            pass
        connection.close()


class Detached(Exception):
    """The user pressed the detach keys."""


class Attachment:
    """Standard streams of the caller, put through to a monitor.

    stdin, stdout, stderr: whether they are wanted; terminal: whether the container has one. proxy:
    signals are handed on to the container's process, whose pid ``pid_of`` gives.
    """

    def __init__(
        self,
        connection: _socket.socket,
        container: Container,
        *,
        stdin: bool,
        stdout: bool = True,
        stderr: bool = True,
        proxy: bool = True,
        detach_keys: Optional[str] = None,
    ) -> None:
        self._connection = connection
        self._container = container
        self._terminal = bool(container.config["Config"].get("Tty"))
        self._stdin = stdin
        self._wants = {protocol.STDOUT: 1 if stdout else -1, protocol.STDERR: 2 if stderr else -1}
        self._proxy = proxy and not (self._terminal and stdin and os.isatty(0))
        sequence = keys(DETACHED if detach_keys is None else detach_keys)
        self._detaching = Detaching(sequence if self._terminal and stdin else b"")
        self._frames = protocol.Frames()
        self._sending = bytearray()
        self._restarting = False
        self._code: Optional[int] = None
        self._early: list[int] = []
        self._resized = False
        self._raw = Raw(-1)
        self._bell = (-1, -1)
        self.started = False

    def greet(self) -> None:
        """Say what is wanted, before anything else."""
        hello: dict[str, Any] = {
            "stdin": self._stdin, "stdout": self._wants[protocol.STDOUT] >= 0,
            "stderr": self._wants[protocol.STDERR] >= 0,
            "size": size(0) or size(1) if self._terminal else None,
        }  # fmt: skip
        self._connection.sendall(protocol.json_frame(protocol.HELLO, hello))

    def until_started(self) -> None:
        """Wait until the container runs; raises the error for one that could not be started."""
        while not self.started:
            data = self._connection.recv(_PART)
            if not data:
                raise HostbridgeError(
                    f"the monitor of {self._container.name} ended unexpectedly", "",
                    f"what it said: {self._container.folder}/monitor.log",
                )  # fmt: skip
            self._take(data)

    def run(self) -> Optional[int]:
        """Carry everything until the container has ended; its exit code.

        None where the monitor vanished. Raises Detached, and the error of a start that failed.
        """
        self._bell = os.pipe()
        before = self._catch()
        try:
            with Raw(0 if self._terminal and self._stdin else -1) as raw:
                self._raw = raw
                # The monitor hangs up when everything of the container's end is done.
                while not self._restarting and self._step():
                    pass
        finally:
            signals.restore(before)
            self._connection.close()
            for descriptor in self._bell:
                os.close(descriptor)
        return self._code

    def _step(self) -> bool:
        poller = select.poll()
        flags = select.POLLIN | (select.POLLOUT if self._sending else 0)
        poller.register(self._connection.fileno(), flags)
        if self._stdin and not self._sending:
            poller.register(0, select.POLLIN)
        poller.register(self._bell[0], select.POLLIN)
        ready = dict(poller.poll())
        if self._bell[0] in ready:
            os.read(self._bell[0], 64)
        if self._resized:
            self._resized = False
            told = size(0) or size(1)
            self._sending += protocol.json_frame(protocol.RESIZE, {"size": told})
        if 0 in ready and self._stdin:
            self._typed()
        events = ready.get(self._connection.fileno(), 0)
        if self._sending and events & select.POLLOUT:
            try:
                del self._sending[: self._connection.send(self._sending, _socket.MSG_DONTWAIT)]
            except BlockingIOError:
                pass
            except OSError:
                self._sending.clear()
                self._stdin = False
        if events & ~select.POLLOUT:
            try:
                data = self._connection.recv(_PART)
            except OSError:
                data = b""
            if not data:
                return False
            self._take(data)
        return True

    def _typed(self) -> None:
        try:
            data = os.read(0, _PART)
        except OSError:
            data = b""
        if not data:
            self._stdin = False
            self._sending += protocol.frame(protocol.STDIN)
            return
        data, pressed = self._detaching.feed(data)
        if data:
            self._sending += protocol.frame(protocol.STDIN, data)
        if pressed:
            try:
                self._connection.sendall(self._sending)
            except OSError:
                pass
            raise Detached

    def _take(self, data: bytes) -> None:
        for kind, body in self._frames.feed(data):
            if kind in self._wants:
                self._show(kind, body)
            elif kind == protocol.STARTED:
                self.started = True
                early, self._early = self._early, []
                for number in early:
                    self._signalled(number, None)
            elif kind == protocol.FAILED:
                told = protocol.read_object(body)
                raise HostbridgeError(
                    str(told.get("summary", "")), str(told.get("detail", "")),
                    str(told.get("remedy", "")), exit_code=int(told.get("exit_code", 125)),
                )  # fmt: skip
            elif kind == protocol.EXIT:
                told = protocol.read_object(body)
                self._code = int(told.get("code", 255))
                self._restarting = bool(told.get("restarting"))

    def _show(self, kind: int, body: bytes) -> None:
        descriptor = self._wants[kind]
        if descriptor < 0:
            return
        try:
            protocol.write_all(descriptor, body)
        except BrokenPipeError:
            raise
        except OSError:  # a terminal that is gone; the container goes on
            self._wants[kind] = -1

    def _catch(self) -> dict[int, Any]:
        before = signals.proxy(self._signalled) if self._proxy else {}
        if self._terminal:
            before[signals.WINCH] = signals.handle(signals.WINCH, self._changed)
            before[signals.CONT] = signals.handle(signals.CONT, self._changed)
        return before

    def _signalled(self, number: int, _frame: object) -> None:
        if not self.started:
            self._early.append(number)
            return
        state = self._container.state()["State"]
        if state["Running"] and state["Pid"]:
            try:
                os.kill(state["Pid"], number)
            except OSError:
                pass

    def _changed(self, number: int, _frame: object) -> None:
        """The window has another size, or we were stopped and go on: the loop does what follows."""
        if number == signals.CONT:
            self._raw.again()
        self._resized = True
        os.write(self._bell[1], b"!")
