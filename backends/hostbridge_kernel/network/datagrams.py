"""UDP carried from a socket of the host to an address: a socket for each client, until it is silent."""

from __future__ import annotations

import socket
import struct
import time
from typing import TYPE_CHECKING, Any, Callable

from hostbridge_kernel.network.loop import READ

if TYPE_CHECKING:
    from hostbridge_kernel.network.loop import Loop

_SILENCE = 90.0
_CLIENTS = 1024
_IP_PKTINFO = 8
_LARGEST = 65535

Make = Callable[[], socket.socket]
"""Makes a socket that is connected to the container's port; raises OSError."""


class Datagrams:
    """Carries what comes to a bound socket, and the answers back from the address they were sent to."""

    def __init__(self, loop: Loop, bound: socket.socket, make: Make) -> None:
        self._loop, self._bound, self._make = loop, bound, make
        self._clients: dict[Any, _Client] = {}
        bound.setblocking(False)
        if bound.family == socket.AF_INET:
            self._level, self._kind = socket.IPPROTO_IP, _IP_PKTINFO
            bound.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        else:
            self._level, self._kind = socket.IPPROTO_IPV6, socket.IPV6_PKTINFO
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        loop.watch(bound.fileno(), READ, self._arrived)
        self._sweeping = False

    def close(self) -> None:
        """Take nothing more, and forget the clients."""
        self._loop.forget(self._bound.fileno())
        self._bound.close()
        for address in list(self._clients):
            self._drop(address)

    def _arrived(self, _events: int) -> None:
        for _ in range(64):
            try:
                data, extra, _flags, address = self._bound.recvmsg(_LARGEST, 128)
            except BlockingIOError:
                return
            client = self._clients.get(address)
            if client is None:
                if len(self._clients) >= _CLIENTS:
                    self._drop(min(self._clients, key=lambda one: self._clients[one].heard))
                try:
                    client = _Client(self._make(), self._source(extra))
                except OSError:
                    continue
                self._clients[address] = client
                self._loop.watch(client.socket.fileno(), READ, self._answering(address))
                self._sweep_later()
            client.heard = time.monotonic()
            try:
                client.socket.send(data)
            except OSError:
                continue  # the port is not open yet: UDP says so with an error on the next send

    def _source(self, extra: list[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
        """The control message that makes an answer come from where the question went to."""
        for level, kind, data in extra:
            if (level, kind) == (self._level, self._kind):
                if self._level == socket.IPPROTO_IP:
                    return [(level, kind, struct.pack("=i4s4s", 0, data[8:12], bytes(4)))]
                return [(level, kind, data[:16] + struct.pack("=i", 0))]
        return []

    def _answering(self, address: Any) -> Callable[[int], None]:
        return lambda _events: self._answered(address)

    def _answered(self, address: Any) -> None:
        client = self._clients[address]
        for _ in range(64):
            try:
                data = client.socket.recv(_LARGEST)
            except BlockingIOError:
                return
            except OSError:
                return  # refused: nobody listens there at this moment
            client.heard = time.monotonic()
            try:
                self._bound.sendmsg([data], client.source, 0, address)
            except OSError:
                return

    def _sweep_later(self) -> None:
        if not self._sweeping:
            self._sweeping = True
            self._loop.later(_SILENCE / 3, self._sweep)

    def _sweep(self) -> None:
        self._sweeping = False
        oldest = time.monotonic() - _SILENCE
        for address in [one for one, client in self._clients.items() if client.heard < oldest]:
            self._drop(address)
        if self._clients:
            self._sweep_later()

    def _drop(self, address: Any) -> None:
        client = self._clients.pop(address)
        self._loop.forget(client.socket.fileno())
        client.socket.close()


class _Client:
    def __init__(self, made: socket.socket, source: list[tuple[int, int, bytes]]) -> None:
        self.socket, self.source = made, source
        self.heard = time.monotonic()
        made.setblocking(False)
