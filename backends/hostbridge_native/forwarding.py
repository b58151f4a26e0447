"""Forwards within this host: a relay in threads of this process, for TCP, UDP and Unix sockets."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from abc import abstractmethod

from hostbridge.contract.forward import Endpoint, Forward, ForwardHandle
from hostbridge.errors import HostbridgeError
from hostbridge.listeners import refused
from hostbridge.value import replace

_PART = 1 << 16
_PATIENCE = 5.0
_UDP_IDLE = 60.0
"""Seconds after which a UDP peer that sent nothing is forgotten."""


def open_forward(spec: Forward) -> ForwardHandle:
    """Listen and relay. An endpoint that is its own target needs no relay.

    Raises HostbridgeError for an address that cannot be bound.
    """
    return _UdpRelay(spec) if spec.protocol == "udp" else _StreamRelay(spec)


class _Relay(ForwardHandle):
    def __init__(self, spec: Forward, kind: int) -> None:
        self._listener = _listener(spec.listen, kind)
        listen = spec.listen
        if not listen.path:
            listen = replace(listen, port=int(self._listener.getsockname()[1]))
        self.spec = replace(spec, listen=listen)
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def close(self) -> None:
        """Stop listening and cut what is connected.

        A descriptor is closed when no thread waits on it any more: its number is used again at
        once, and a thread that comes late would take a connection of its next owner.
        """
        if self._closed.is_set():
            return
        self._closed.set()
        with self._lock:
            open_now = [self._listener, *self._sockets]
        for one in open_now:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._server.join(_PATIENCE)
        self._listener.close()
        if self.spec.listen.path:
            with contextlib.suppress(OSError):
                os.unlink(self.spec.listen.path)

    @abstractmethod
    def _serve(self) -> None:
        """Relay what comes until the listener is closed; runs in a thread of its own."""

    def _keep(self, one: socket.socket) -> None:
        with self._lock:
            self._sockets.add(one)
        if self._closed.is_set():
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _drop(self, one: socket.socket) -> None:
        with self._lock:
            self._sockets.discard(one)
        one.close()


class _StreamRelay(_Relay):
    def __init__(self, spec: Forward) -> None:
        super().__init__(spec, socket.SOCK_STREAM)

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        self._keep(client)
        try:
            server = _connected(self.spec.target)
        except OSError:
            self._drop(client)
            return
        self._keep(server)
        back = threading.Thread(target=_pump, args=(server, client), daemon=True)
        back.start()
        _pump(client, server)
        back.join()
        self._drop(client)
        self._drop(server)


class _UdpRelay(_Relay):
    def __init__(self, spec: Forward) -> None:
        self._peers: dict[tuple[str, int], socket.socket] = {}
        super().__init__(spec, socket.SOCK_DGRAM)

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                data, peer = self._listener.recvfrom(_PART)
            except OSError:
                return
            if not peer:
                # What a datagram socket reads when it is shut down.
                return
            with contextlib.suppress(OSError):
                self._server_of(peer[:2]).send(data)

    def _server_of(self, peer: tuple[str, int]) -> socket.socket:
        server = self._peers.get(peer)
        if server is None:
            target = self.spec.target
            family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
            server = socket.socket(family, socket.SOCK_DGRAM)
            server.settimeout(_UDP_IDLE)
            server.connect((target.address, target.port))
            self._peers[peer] = server
            self._keep(server)
            threading.Thread(target=self._answer, args=(peer, server), daemon=True).start()
        return server

    def _answer(self, peer: tuple[str, int], server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not self._closed.is_set():
                self._listener.sendto(server.recv(_PART), peer)
        self._peers.pop(peer, None)
        self._drop(server)


def _listener(listen: Endpoint, kind: int) -> socket.socket:
    if listen.path:
        if os.path.lexists(listen.path):
            raise HostbridgeError(
                f"{listen.path}: is there already", "", "remove it, or name another"
            )
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(listen.path)
        os.chmod(listen.path, 0o600)
        made.listen(128)
        return made
    made = socket.socket(socket.AF_INET6 if ":" in listen.address else socket.AF_INET, kind)
    if kind == socket.SOCK_STREAM:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((listen.address, listen.port))
        if kind == socket.SOCK_STREAM:
            made.listen(128)
    except OSError as error:
        made.close()
        raise refused(listen.address, listen.port, error) from error
    return made


def _connected(target: Endpoint) -> socket.socket:
    if target.path:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.connect(target.path)
        return made
    return socket.create_connection((target.address, target.port))


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """One direction to its end; the end is handed on, so that a half-closed connection works."""
    with contextlib.suppress(OSError):
        while part := source.recv(_PART):
            sink.sendall(part)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
