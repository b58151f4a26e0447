"""Forwards: TCP with half-close and many connections, UDP and the other way by feature."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hostbridge.contract.forward import Endpoint, Forward
from hostbridge.contract.session import PIPE, Stdio
from hostbridge.errors import HostbridgeError, Unsupported

if TYPE_CHECKING:
    from collections.abc import Generator

    from hostbridge.contract.session import Session
    from hostbridge.testing.conformance.case import SessionCase

_ECHO = """
import socket, threading, sys
kind = socket.SOCK_DGRAM if sys.argv[1] == "udp" else socket.SOCK_STREAM
server = socket.socket(socket.AF_INET, kind)
server.bind(("127.0.0.1", 0))
if kind == socket.SOCK_STREAM:
    server.listen(128)
print(server.getsockname()[1], flush=True)
if kind == socket.SOCK_DGRAM:
    while True:
        data, peer = server.recvfrom(65536)
        server.sendto(data, peer)
def serve(client):
    data = b""
    while True:
        part = client.recv(65536)
        if not part:
            break
        data += part
    client.sendall(data)
    client.close()
while True:
    client, _ = server.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
"""


def tcp(case: SessionCase) -> None:
    """Bytes go through both ways, and the end of one direction leaves the other open."""
    with case.session() as session, _echo(session) as port:
        with session.forward(Forward(Endpoint(), Endpoint(port=port))) as handle:
            assert handle.spec.listen.port
            assert _asked(handle.spec.listen.port, b"hello") == b"hello"
            big = os.urandom(1 << 20) * 8
            assert _asked(handle.spec.listen.port, big) == big


def many_connections(case: SessionCase) -> None:
    """32 connections at once."""
    with case.session() as session, _echo(session) as port:
        with session.forward(Forward(Endpoint(), Endpoint(port=port))) as handle:
            answers: list[bool] = []

            def one(number: int) -> None:
                data = str(number).encode() * 1000
                answers.append(_asked(handle.spec.listen.port, data) == data)

            threads = [threading.Thread(target=one, args=(number,)) for number in range(32)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
            assert answers == [True] * 32


def close_frees_the_port(case: SessionCase) -> None:
    """After close nothing listens, and the same port can be forwarded again."""
    with case.session() as session, _echo(session) as port:
        handle = session.forward(Forward(Endpoint(), Endpoint(port=port)))
        bound = handle.spec.listen.port
        handle.close()
        handle.close()
        _not_listening(bound)
        with session.forward(Forward(Endpoint(port=bound), Endpoint(port=port))):
            assert _asked(bound, b"again") == b"again"


def session_ends_forwards(case: SessionCase) -> None:
    """A forward of lifetime ``session`` ends with it."""
    session = case.session()
    handle = session.forward(Forward(Endpoint(), Endpoint(port=9)))
    session.close()
    _not_listening(handle.spec.listen.port)


def taken_port(case: SessionCase) -> None:
    """A port that is taken is an error that names it."""
    with case.session() as session, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        try:
            session.forward(Forward(Endpoint(port=port), Endpoint(port=9)))
        except HostbridgeError as error:
            assert str(port) in error.summary
        else:
            raise AssertionError("a taken port was forwarded")


def udp(case: SessionCase) -> None:
    """UDP where it is a feature, refused with the reason where it is not."""
    with case.session() as session:
        if not session.features.udp:
            try:
                session.forward(Forward(Endpoint(), Endpoint(port=9), "udp"))
            except Unsupported:
                return
            raise AssertionError("UDP was not refused")
        with _echo(session, "udp") as port:
            with session.forward(Forward(Endpoint(), Endpoint(port=port), "udp")) as handle:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                    client.settimeout(10)
                    client.sendto(b"datagram", ("127.0.0.1", handle.spec.listen.port))
                    assert client.recv(100) == b"datagram"


def unix_socket(case: SessionCase) -> None:
    """A Unix socket of the host leads to a port of the machine, where that is a feature."""
    with case.session() as session, _echo(session) as port:
        if not session.features.unix_forward:
            return
        path = f"/tmp/hostbridge-check-{os.getpid()}.sock"  # short on purpose
        with session.forward(Forward(Endpoint(path=path), Endpoint(port=port))):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(path)
                client.sendall(b"by a path")
                client.shutdown(socket.SHUT_WR)
                assert client.recv(100) == b"by a path"
        assert not os.path.exists(path)


@contextmanager
def _echo(session: Session, kind: str = "tcp") -> Generator[int]:
    """An echo server of the machine; gives its port."""
    argv = ["python3", "-u", "-c", _ECHO, kind]
    with session.spawn(argv, stdio=Stdio("null", PIPE, "null")) as process:
        assert process.stdout is not None
        line = b""
        while not line.endswith(b"\n"):
            part = process.stdout.read(16)
            assert part, "the echo server did not start"
            line += part
        yield int(line)


def _asked(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        sender = threading.Thread(target=_send, args=(client, data))
        sender.start()
        answer = b""
        while part := client.recv(1 << 16):
            answer += part
        sender.join()
        return answer


def _send(client: socket.socket, data: bytes) -> None:
    client.sendall(data)
    client.shutdown(socket.SHUT_WR)


def _not_listening(port: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(0.1)
            continue
        return
    raise AssertionError(f"port {port} still listens")


CHECKS = (
    tcp,
    many_connections,
    close_frees_the_port,
    session_ends_forwards,
    taken_port,
    udp,
    unix_socket,
)
