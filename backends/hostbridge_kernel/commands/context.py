"""What a command works with: its words, the store, the caller's streams and environment."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Mapping

from hostbridge_kernel.store.store import Store

if TYPE_CHECKING:
    from hostbridge.catalogue import Call


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
        self.store = Store(f"{data}/store")

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
