"""Forwards: a port or socket of the machine that the host can reach, or the other way round."""

from __future__ import annotations

from abc import ABC, abstractmethod

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Literal, Self

    Protocol = Literal["tcp", "udp"]
    Lifetime = Literal["session", "container", "machine"]


@value
class Endpoint:
    """A TCP or UDP address with a port (0: chosen when it is bound), or a Unix socket's path."""

    address: str = "127.0.0.1"
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        """``path``, ``address:port``, or ``[address]:port`` for IPv6."""
        if self.path:
            return self.path
        return (
            f"[{self.address}]:{self.port}"
            if ":" in self.address
            else f"{self.address}:{self.port}"
        )


@value
class Forward:
    """listen is bound on the host and leads to target in the machine; with reverse, the opposite.

    lifetime: ``session`` (ends with the session), ``container`` (named by ``owner``; ends with it),
    ``machine`` (until it is taken back or the machine stops).
    """

    listen: Endpoint
    target: Endpoint
    protocol: Protocol = "tcp"
    lifetime: Lifetime = "session"
    owner: str = ""
    reverse: bool = False


class ForwardHandle(ABC):
    """An open forward. ``spec`` has the port that was really bound."""

    spec: Forward

    @abstractmethod
    def close(self) -> None:
        """Take the forward back and free its listener. Idempotent; raises nothing."""

    def __enter__(self) -> Self:
        """The handle itself; the forward was opened when it was made."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()
