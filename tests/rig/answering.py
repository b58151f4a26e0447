"""An engine's API as it answered once: what the real clients are shown, always the same.

Templates are worked out by the clients, so a real ``docker`` or ``podman`` in front of recorded
answers says what it makes of a template, without a daemon, and byte for byte the same each time.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Answers = Mapping[str, Any]
"""By path without version and query (``/containers/json``): the object that is answered."""

_VERSION = re.compile(r"^/v[0-9.]+(/libpod)?(?=/)")
_HEADERS = {"Api-Version": "1.41", "Ostype": "linux", "Libpod-Api-Version": "4.3.1"}


@contextmanager
def answering(socket: Path, answers: Answers) -> Generator[None]:
    """Serve answers at a socket for a while; anything else is a 404, anything but GET a 405."""
    with _Server(str(socket), answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            socket.unlink(missing_ok=True)


def _by_id(answers: Answers) -> dict[str, Any]:
    """What is answered for a name, for its id."""
    told: dict[str, Any] = {}
    for path, item in answers.items():
        if path.endswith("/json") and isinstance(item, dict) and "Id" in item:
            told[f"/{path.split('/')[1]}/{item['Id']}/json"] = item
    return told


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: str, answers: Answers) -> None:
        self.answers = {**_by_id(answers), **answers}
        super().__init__(path, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has what it wants goes away as it likes."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:  # noqa: N802
        path = unquote(_VERSION.sub("", self.path.partition("?")[0]))
        if path == "/_ping":
            self._answer(200, b"OK", "text/plain")
        elif path in self.server.answers:
            self._answer(200, json.dumps(self.server.answers[path]).encode())
        else:
            message = f"no such object: {path.split('/')[-2]}"
            said = {"message": message, "cause": message, "response": 404}
            self._answer(404, json.dumps(said).encode())

    do_HEAD = do_GET  # noqa: N815

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        for name, text in {**_HEADERS, "Content-Type": kind, "Content-Length": len(body)}.items():
            self.send_header(name, str(text))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""

    def address_string(self) -> str:
        """A client at a socket has no address."""
        return "client"
