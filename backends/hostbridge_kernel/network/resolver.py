"""The resolver inside a container, at 127.0.0.11: its neighbours' names, and the host's for the rest.

Its sockets are the container's, its questions to other servers go out of the host's network: what the
host can resolve a container can, also where the host's server is on its loopback.
"""

from __future__ import annotations

import socket
import struct

from hostbridge_kernel.network import dnswire
from hostbridge_kernel.network.dnswire import Question
from hostbridge_kernel.network.loop import READ
from hostbridge_kernel.network.streams import carry, dial_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from hostbridge_kernel.network.loop import Loop
    from hostbridge_kernel.network.naming import Naming

PORT = 53
_WAIT = 3.0
_OUTSTANDING = 256
_LARGEST = 65535
_SILENCE = 30.0


class Resolver:
    """Serves on a bound UDP socket and a listening TCP one; upstream are servers' addresses."""

    def __init__(
        self, loop: Loop, naming: Naming, datagrams: socket.socket, listening: socket.socket,
        upstream: Sequence[str],
    ) -> None:  # fmt: skip
        self._loop, self._naming, self._upstream = loop, naming, list(upstream)
        self._datagrams, self._listening = datagrams, listening
        self._asked: set[_Asked] = set()
        for one in (datagrams, listening):
            one.setblocking(False)
        loop.watch(datagrams.fileno(), READ, self._question)
        loop.watch(listening.fileno(), READ, self._accept)

    def close(self) -> None:
        """Answer nothing more."""
        for one in (self._datagrams, self._listening):
            self._loop.forget(one.fileno())
            one.close()
        for asked in list(self._asked):
            asked.end()

    def answer(self, question: Question) -> bytes | None:
        """What is known here: None where others have to be asked."""
        if question.kind == dnswire.PTR:
            address = dnswire.reversed_address(question.name)
            name = self._naming.name(address) if address else None
            if name is not None:
                return dnswire.answer(question, [(dnswire.PTR, dnswire.encode(name))])
        else:
            size = {dnswire.A: 4, dnswire.AAAA: 16}.get(question.kind, 4)
            found = self._naming.addresses(question.name, size)
            if found is not None:
                wanted = question.kind in (dnswire.A, dnswire.AAAA)
                records = [(question.kind, address) for address in found] if wanted else []
                return dnswire.answer(question, records)
        if not self._naming.outside():
            return dnswire.answer(question, [], dnswire.NO_SUCH_NAME)
        if not self._upstream:
            return dnswire.answer(question, [], dnswire.SERVER_FAILURE)
        return None

    def _question(self, _events: int) -> None:
        for _ in range(64):
            try:
                data, client = self._datagrams.recvfrom(_LARGEST)
            except OSError:
                return
            question = dnswire.parse(data)
            if question is None:
                continue
            response = self.answer(question)
            if response is not None:
                self._reply(client, dnswire.fitting(response, question))
            elif len(self._asked) < _OUTSTANDING:
                self._asked.add(
                    _Asked(self._loop, data, question, self._upstream, self._replier(client))
                )
            else:
                failure = dnswire.answer(question, [], dnswire.SERVER_FAILURE)
                self._reply(client, failure)

    def _replier(self, client: Any) -> Callable[[_Asked, bytes], None]:
        def reply(asked: _Asked, response: bytes) -> None:
            self._asked.discard(asked)
            self._reply(client, response)

        return reply

    def _reply(self, client: Any, response: bytes) -> None:
        try:
            self._datagrams.sendto(response, client)
        except OSError:
            pass

    def _accept(self, _events: int) -> None:
        try:
            client, _ = self._listening.accept()
        except OSError:
            return
        client.setblocking(False)
        _Stream(self._loop, client, self)

    def forward_stream(self, client: socket.socket, already: bytes) -> None:
        """Hand a TCP connection over to the first other server."""
        server = self._upstream[0]
        family = socket.AF_INET6 if ":" in server else socket.AF_INET
        carry(self._loop, client, dial_to(family, (server, PORT)), already)


class _Asked:
    """A question that other servers are asked in turn."""

    def __init__(
        self, loop: Loop, data: bytes, question: Question, servers: Sequence[str],
        done: Callable[[_Asked, bytes], None],
    ) -> None:  # fmt: skip
        self._loop, self._data, self._question, self._done = loop, data, question, done
        self._left = list(servers)
        self._socket: socket.socket | None = None
        self._over = False
        self._next()

    def end(self) -> None:
        """Ask no more."""
        self._over = True
        self._drop()

    def _next(self) -> None:
        while self._left:
            server = self._left.pop(0)
            try:
                made = socket.socket(
                    socket.AF_INET6 if ":" in server else socket.AF_INET,
                    socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK,
                )
                self._socket = made
                made.connect((server, PORT))
                made.send(self._data)
            except OSError:
                self._drop()
                continue
            self._loop.watch(made.fileno(), READ, self._answered)
            self._loop.later(_WAIT, self._lateness(made))
            return
        self._finish(dnswire.answer(self._question, [], dnswire.SERVER_FAILURE))

    def _answered(self, _events: int) -> None:
        assert self._socket is not None
        try:
            response = self._socket.recv(_LARGEST)
        except BlockingIOError:
            return
        except OSError:
            self._drop()
            self._next()
            return
        if response[:2] == self._data[:2] and len(response) >= 12:
            self._finish(response)

    def _lateness(self, which: socket.socket) -> Callable[[], None]:
        return lambda: self._late(which)

    def _late(self, which: socket.socket) -> None:
        if which is self._socket and not self._over:
            self._drop()
            self._next()

    def _drop(self) -> None:
        if self._socket is not None:
            self._loop.forget(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def _finish(self, response: bytes) -> None:
        self._drop()
        if not self._over:
            self._over = True
            # Not from within the constructor, where its maker has not noted it yet.
            self._loop.later(0, lambda: self._done(self, response))


class _Stream:
    """A TCP connection with questions, each behind its length (RFC 1035 4.2.2)."""

    def __init__(self, loop: Loop, client: socket.socket, resolver: Resolver) -> None:
        self._loop, self._client, self._resolver = loop, client, resolver
        self._got = b""
        self._open = True
        loop.watch(client.fileno(), READ, self._ready)
        loop.later(_SILENCE, self.close)

    def close(self) -> None:
        """End it."""
        if self._open:
            self._open = False
            self._loop.forget(self._client.fileno())
            self._client.close()

    def _ready(self, _events: int) -> None:
        try:
            data = self._client.recv(_LARGEST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        self._got += data
        while len(self._got) >= 2:
            (length,) = struct.unpack_from(">H", self._got)
            if len(self._got) < 2 + length:
                return
            question = dnswire.parse(self._got[2 : 2 + length])
            if question is None:
                self.close()
                return
            response = self._resolver.answer(question)
            if response is None:
                self._open = False
                self._loop.forget(self._client.fileno())
                self._resolver.forward_stream(self._client, self._got)
                return
            self._got = self._got[2 + length :]
            try:
                self._client.send(struct.pack(">H", len(response)) + response)
            except OSError:
                self.close()
                return
