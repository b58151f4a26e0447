"""The monitor's socket: who attaches, what they say, and what they are owed."""

from __future__ import annotations

import _socket
import os
import select

from hostbridge_kernel.containers import protocol
from hostbridge_kernel.containers.streams import Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hostbridge_kernel.containers.records import Container

_MOST = 128
"""Clients at once."""
_PATIENCE = 10
"""Seconds that the first one may take to say what it wants."""


class Serving:
    """Listens at the container's socket. heard is called with each whole frame."""

    def __init__(self, container: Container, heard: Callable[[Client, int, bytes], None]) -> None:
        self._path = container.places.socket(container.id)
        self._places = container.places
        self._heard = heard
        self._listener: _socket.socket | None = None
        self.clients: list[Client] = []

    def listen(self) -> None:
        """Open the socket, 0600. Without one (no room, say) the container runs all the same."""
        try:
            self._places.runtime()
            made = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            try:
                os.unlink(self._path)
            except FileNotFoundError:
                pass
            before = os.umask(0o177)
            try:
                made.bind(self._path)
            finally:
                os.umask(before)
            made.listen(16)
            made.setblocking(False)
            self._listener = made
        except OSError:
            self._listener = None

    def greet(self) -> None:
        """Hear those who are here from the beginning, so that they miss none of the output."""
        for client in self.clients:
            client.connection.settimeout(_PATIENCE)
            while not client.greeted and not client.gone:
                for kind, body in client.receive():
                    self._heard(client, kind, body)
            if not client.gone:
                client.connection.setblocking(False)

    def wait(self, seconds: float) -> None:
        """Serve for some time, or until somebody says something."""
        poller = select.poll()
        self.register(poller, reading=True)
        self.do({descriptor for descriptor, _ in poller.poll(max(0.0, seconds) * 1000 + 1)})

    def close(self) -> None:
        """Take the socket away, and hand the clients the rest. Safe to repeat."""
        if self._listener is not None:
            try:
                os.unlink(self._path)
            except OSError:
                pass
            self._listener.close()
            self._listener = None
        for client in self.clients:
            client.finish()
        self.clients.clear()

    @property
    def full(self) -> bool:
        """Whether somebody has to take what waits before there is more."""
        return any(client.full for client in self.clients if not client.gone)

    def register(self, poller: select.poll, *, reading: bool) -> None:
        """What to wait for. reading: whether input would be taken."""
        if self._listener is not None and len(self.clients) < _MOST:
            poller.register(self._listener.fileno(), select.POLLIN)
        for client in self.clients:
            flags = select.POLLIN if reading or not client.stdin else 0
            poller.register(
                client.connection.fileno(), flags | (select.POLLOUT if client.waiting else 0)
            )

    def do(self, ready: set[int]) -> None:
        """Accept, hear and send."""
        if self._listener is not None and self._listener.fileno() in ready:
            try:
                accept: Any = self._listener  # socket.socket's own accept stands on it
                descriptor, _ = accept._accept()
                self.clients.append(Client(_socket.socket(fileno=descriptor)))
            except OSError:
                pass
        for client in list(self.clients):
            if client.connection.fileno() not in ready:
                continue
            client.flush()
            for kind, body in client.receive():
                self._heard(client, kind, body)
        for client in [one for one in self.clients if one.gone]:
            client.connection.close()
            self.clients.remove(client)
            if client.stdin:  # its input has ended with it
                self._heard(client, protocol.STDIN, b"")
