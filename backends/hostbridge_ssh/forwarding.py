"""Forwards of the shared connection: opened and cancelled with ``ssh -O``, noted beside the socket."""

from __future__ import annotations

import contextlib
import os
import socket

from hostbridge.contract.forward import Endpoint, Forward, ForwardHandle
from hostbridge.errors import HostbridgeError, StateError, Unsupported
from hostbridge.listeners import refused
from hostbridge.state.files import read, update
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from hostbridge_ssh.control import Control

VERSION = 1


class Forwarding:
    """What one session forwards, and what the shared connection keeps for longer."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._own: list[_Handle] = []
        self._file = f"{control.path}.forwards"

    def open(self, spec: Forward) -> ForwardHandle:
        """Open one; see Session.forward."""
        if spec.protocol != "tcp":
            raise Unsupported("plain ssh forwards TCP and Unix sockets alone", "", "publish TCP")
        if not spec.reverse:
            spec = replace(spec, listen=_bindable(spec.listen))
        code, said = self._control.command("forward", *_words(spec))
        if code:
            raise HostbridgeError(
                f"cannot forward {spec.listen} to {spec.target}", said, "choose another port"
            )
        if spec.reverse and said.isdigit():
            spec = replace(spec, listen=replace(spec.listen, port=int(said)))
        handle = _Handle(self, spec)
        if spec.lifetime == "session":
            self._own.append(handle)
        else:
            self._note(spec, there=True)
        return handle

    def kept(self) -> Sequence[ForwardHandle]:
        """Those of lifetime container and machine that this connection carries."""
        with contextlib.suppress(StateError):
            content = read(self._file, version=VERSION) or {}
            if content.get("connection") == self._connection():
                return [_Handle(self, _loaded(row)) for row in content["forwards"]]
        return []

    def cancel(self, spec: Forward) -> None:
        """Take one back; nothing happens where it is gone."""
        if self._control.alive():
            with contextlib.suppress(TimeoutError, HostbridgeError):
                self._control.command("cancel", *_words(spec))
        if spec.listen.path and not spec.reverse:
            with contextlib.suppress(OSError):
                os.unlink(spec.listen.path)
        if spec.lifetime != "session":
            with contextlib.suppress(StateError):
                self._note(spec, there=False)

    def close(self) -> None:
        """Take back what this session opened for itself."""
        for handle in self._own:
            handle.close()
        self._own.clear()

    def _note(self, spec: Forward, *, there: bool) -> None:
        connection = self._connection()

        def change(content: dict[str, Any] | None) -> dict[str, Any]:
            content = content or {}
            rows = content.get("forwards", []) if content.get("connection") == connection else []
            rows = [row for row in rows if _loaded(row) != spec]
            return {"connection": connection, "forwards": [*rows, _row(spec)] if there else rows}

        update(self._file, change, version=VERSION)

    def _connection(self) -> int:
        """A number of this very connection: its socket's inode."""
        try:
            return os.stat(self._control.path).st_ino
        except OSError:
            return 0


class _Handle(ForwardHandle):
    def __init__(self, forwarding: Forwarding, spec: Forward) -> None:
        self._forwarding = forwarding
        self.spec = spec
        self._closed = False

    def close(self) -> None:
        """Take it back."""
        if not self._closed:
            self._closed = True
            self._forwarding.cancel(self.spec)


def _words(spec: Forward) -> list[str]:
    return ["-R" if spec.reverse else "-L", f"{_end(spec.listen)}:{_end(spec.target)}"]


def _end(endpoint: Endpoint) -> str:
    return endpoint.path or str(endpoint)


def _bindable(listen: Endpoint) -> Endpoint:
    """The listener with its port chosen; raises with the reason when it cannot be bound.

    ssh's own refusal has no reason, so the address is tried first.
    """
    if listen.path:
        if os.path.exists(listen.path):
            raise HostbridgeError(
                f"{listen.path}: is there already", "", "remove it, or name another"
            )
        return listen
    family = socket.AF_INET6 if ":" in listen.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.address, listen.port))
        except OSError as error:
            raise refused(listen.address, listen.port, error) from error
        return replace(listen, port=int(probe.getsockname()[1]))


def _row(spec: Forward) -> dict[str, Any]:
    return {
        "listen": [spec.listen.address, spec.listen.port, spec.listen.path],
        "target": [spec.target.address, spec.target.port, spec.target.path],
        "lifetime": spec.lifetime, "owner": spec.owner, "reverse": spec.reverse,
    }  # fmt: skip


def _loaded(row: dict[str, Any]) -> Forward:
    return Forward(
        Endpoint(*row["listen"]), Endpoint(*row["target"]),
        lifetime=row["lifetime"], owner=row["owner"], reverse=row["reverse"],
    )  # fmt: skip
