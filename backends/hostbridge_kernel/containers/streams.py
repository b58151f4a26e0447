"""A container's standard streams on its monitor's side: pipes or a terminal, and who gets what."""

from __future__ import annotations

import os

from hostbridge_kernel.containers import protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket
    from typing import Optional

_FULL = 1 << 20
"""Bytes that wait for one client; above it the container waits too, as with docker."""


class Ends:
    """Both sides of the streams of one start. With a terminal the runtime makes our side."""

    def __init__(self, *, terminal: bool, stdin: bool) -> None:
        self.stdin = self.stdout = self.stderr = -1
        self.theirs: tuple[int, int, int] = (-1, -1, -1)
        if terminal:
            return
        reading, self.stdin = os.pipe() if stdin else (os.open(os.devnull, os.O_RDONLY), -1)
        self.stdout, out = os.pipe()
        self.stderr, err = os.pipe()
        self.theirs = (reading, out, err)

    def close_theirs(self) -> None:
        """The container has them now."""
        for descriptor in self.theirs:
            if descriptor >= 0:
                os.close(descriptor)
        self.theirs = (-1, -1, -1)

    def close(self) -> None:
        """Close what is open of ours."""
        for descriptor in {self.stdin, self.stdout, self.stderr} - {-1}:
            os.close(descriptor)
        self.stdin = self.stdout = self.stderr = -1


class Input:
    """What was typed for the container, and has not been taken yet.

    once: its input ends with that of the first who is attached. terminal: its end is a key.
    """

    def __init__(self, *, once: bool, terminal: bool) -> None:
        self._once = once
        self._terminal = terminal
        self.data = bytearray()
        self.over = False

    def add(self, data: bytes) -> None:
        """Input from somebody; empty: its end."""
        if data:
            self.data += data
        elif self._once:
            self.over = True

    def forget(self) -> None:
        """Begin anew."""
        self.data.clear()
        self.over = False

    def feed(self, ends: Ends) -> None:
        """Hand it over, as far as it is taken; close the container's input after its end."""
        if ends.stdin < 0:
            self.data.clear()
            return
        try:
            while self.data:
                del self.data[: os.write(ends.stdin, self.data)]
        except BlockingIOError:
            return
        except OSError:  # it closed its input
            self.data.clear()
            self.over = True
        if self.over and not self._terminal:
            os.close(ends.stdin)
            ends.stdin = -1


class Client:
    """One who is attached: over a socket, with output that waits until it is taken."""

    def __init__(self, connection: _socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.frames = protocol.Frames()
        self.wants = {protocol.STDOUT: False, protocol.STDERR: False}
        self.stdin = False
        self.greeted = False
        self.waiting = bytearray()
        self.gone = False

    @property
    def full(self) -> bool:
        """Whether it should get no more for now."""
        return len(self.waiting) >= _FULL

    def hello(self, body: bytes) -> Optional[list[int]]:
        """Take down what it wants; returns its terminal's size, if it told one."""
        told = protocol.read_object(body)
        self.greeted = True
        self.stdin = bool(told.get("stdin"))
        self.wants = {
            protocol.STDOUT: bool(told.get("stdout")),
            protocol.STDERR: bool(told.get("stderr")),
        }
        return size_of(told.get("size"))

    def send(self, data: bytes) -> None:
        """Hand over a frame, or keep it until the client takes more."""
        if self.gone:
            return
        self.waiting += data
        self.flush()

    def flush(self) -> None:
        """Send what waits, as far as it goes."""
        try:
            while self.waiting:
                del self.waiting[: self.connection.send(self.waiting)]
        except BlockingIOError:
            return
        except OSError:
            self.gone = True
            self.waiting.clear()

    def receive(self) -> list[tuple[int, bytes]]:
        """What it sent; marks it as gone at the end or when it speaks something else."""
        try:
            data = self.connection.recv(1 << 16)
            if data:
                return list(self.frames.feed(data))
        except BlockingIOError:
            return []
        except (OSError, protocol.ProtocolError):
            pass
        self.gone = True
        return []

    def finish(self) -> None:
        """Send the rest, waiting a few seconds at most for a client that takes nothing."""
        if self.waiting and not self.gone:
            self.connection.settimeout(5)
            try:
                self.connection.sendall(self.waiting)
            except OSError:
                pass
        self.connection.close()
        self.gone = True


def size_of(told: object) -> Optional[list[int]]:
    """Rows and columns, if that is what it is."""
    if isinstance(told, list) and len(told) == 2 and all(isinstance(one, int) for one in told):
        rows, columns = told
        if 0 < rows < 1 << 16 and 0 < columns < 1 << 16:
            return [rows, columns]
    return None
