"""A directory on a machine that lives as long as the command it was made for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hostbridge.contract.session import PIPE, Stdio
from hostbridge.errors import HostbridgeError

if TYPE_CHECKING:
    from collections.abc import Generator

    from hostbridge.contract.session import Session

_KEEPER = """mkdir -m 700 -- "$1" || exit; trap : HUP INT QUIT TERM
echo made; cat >/dev/null; rm -rf -- "$1\""""
_LAST = 30.0
"""Seconds for the removal of what was sent."""


@contextmanager
def scratch(session: Session, path: str) -> Generator[None]:
    """Make it, and remove it at the end, also when this process is killed.

    A process over there waits for the end of its input, which comes whatever ends this one.
    Raises HostbridgeError when it cannot be made.
    """
    argv = ["/bin/sh", "-c", _KEEPER, "sh", path]
    with session.spawn(argv, stdio=Stdio(PIPE, PIPE, PIPE)) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        if keeper.stdout.read(5) != b"made\n":
            _, said = keeper.communicate()
            raise HostbridgeError(
                f"{path}: cannot be made on the machine",
                said.decode(errors="replace").strip(),
                "make room in /tmp there",
            )
        try:
            yield
        finally:
            keeper.stdin.close()
            keeper.wait(_LAST)
