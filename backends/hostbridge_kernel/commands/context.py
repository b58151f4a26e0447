"""What a command works with: its words, the store, the caller's streams and environment."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from hostbridge.catalogue import Call
    from hostbridge_kernel.containers.records import Containers
    from hostbridge_kernel.store.store import Store


class Context:
    """One command. data is the engine's data directory."""

    def __init__(
        self,
        call: Call,
        data: str,
        env: Mapping[str, str],
        stdin: IO[bytes],
        out: IO[bytes],
        err: IO[bytes],
    ) -> None:
        self.call = call
        self.env = env
        self.stdin = stdin
        self.out = out
        self.err = err
        self.data = data
        self._store: Store | None = None
        self._containers: Containers | None = None

    @property
    def store(self) -> Store:
        """The images; opened when first asked for."""
        if self._store is None:
            from hostbridge_kernel.store.store import Store

            self._store = Store(f"{self.data}/store")
        return self._store

    @property
    def containers(self) -> Containers:
        """The containers; opened when first asked for."""
        if self._containers is None:
            from hostbridge_kernel.containers.records import Containers

            self._containers = Containers(self.data, self.env)
        return self._containers

    def operands(self) -> list[str]:
        """The words that are no options."""
        return [word.value or "" for word in self.call.operands()]

    def say(self, text: str) -> None:
        """A line on standard output."""
        self.out.write(os.fsencode(text) + b"\n")

    def warn(self, text: str) -> None:
        """A line on standard error."""
        self.err.write(os.fsencode(text) + b"\n")


def data_directory(env: Mapping[str, str]) -> str:
    """Where the engine keeps everything: HOSTBRIDGE_DATA_DIR/kernel, else below XDG_DATA_HOME."""
    named = env.get("HOSTBRIDGE_DATA_DIR")
    if named:
        return f"{named}/kernel"
    home = env.get("XDG_DATA_HOME") or f"{env.get('HOME') or os.path.expanduser('~')}/.local/share"
    return f"{home}/hostbridge/kernel"
