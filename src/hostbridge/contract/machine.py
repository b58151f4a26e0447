"""A machine: a named Linux that a backend provides, and what describes it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from hostbridge.errors import Unsupported
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    from hostbridge.contract.features import Features
    from hostbridge.contract.paths import Share
    from hostbridge.contract.session import Session

    State = Literal["absent", "stopped", "starting", "running", "suspended", "broken"]
    Progress = Callable[[str, float | None], None]
    """Called with what is being done and how much of it is (0.0 to 1.0, None where unknown)."""


def no_progress(what: str, done: float | None = None) -> None:
    """A Progress that shows nothing."""
    del what, done


@value
class MachineSpec:
    """What a new machine should be. Zero means the backend's default.

    cpus: count. memory, disk: bytes. shares: host directories to show. image: guest image, by name
    or path. options: what only this backend understands, ``(name, value)``.
    """

    name: str
    cpus: int = 0
    memory: int = 0
    disk: int = 0
    shares: tuple[Share, ...] = ()
    image: str = ""
    options: tuple[tuple[str, str], ...] = ()


@value
class MachineStatus:
    """A machine as it is now. why says more for ``broken``, remedy what to do about it."""

    name: str
    state: State
    why: str = ""
    remedy: str = ""


class Machine(ABC):
    """One machine. Every call is idempotent and safe to repeat after a crash."""

    name: str
    features: Features

    @abstractmethod
    def status(self) -> MachineStatus:
        """What it is now. Does not raise, boot or wait longer than a local round trip."""

    @abstractmethod
    def ensure_ready(self, progress: Progress = no_progress) -> None:
        """Start or resume it if it has to be, and return when sessions work.

        Raises Unavailable with the cause and the remedy when it cannot be made ready, NotFound when
        it does not exist.
        """

    @abstractmethod
    def stop(self, *, force: bool = False) -> None:
        """Stop it; with force without asking its processes. Nothing happens when it is stopped.

        Raises Unsupported where the machine is not ours to stop.
        """

    @abstractmethod
    def delete(self) -> None:
        """Stop and delete it with all that is in it. Nothing happens when it is absent.

        Raises Unsupported where the machine is not ours to delete.
        """

    @abstractmethod
    def session(self) -> Session:
        """Open a session. The machine has to be ready; raises Unavailable or ConnectionLost."""

    def suspend(self) -> None:
        """Keep its memory and give back what it uses; resumed by ensure_ready."""
        raise self._lacks("suspend")

    def snapshot(self, name: str) -> None:
        """Keep the machine's disk (and memory when it runs) under a name."""
        raise self._lacks("snapshot")

    def restore(self, name: str) -> None:
        """Go back to a snapshot."""
        raise self._lacks("snapshot")

    def resize(self, spec: MachineSpec) -> None:
        """Change cpus, memory or disk to what ``spec`` names, at the next start at the latest."""
        raise self._lacks("resize")

    def shares(self) -> Sequence[Share]:
        """The host directories that it sees; empty under ``shares: identity`` and ``none``."""
        return ()

    def add_share(self, share: Share) -> None:
        """Show a host directory."""
        raise self._lacks(f"share {share.host}")

    def remove_share(self, host: str) -> None:
        """Take a share back."""
        raise self._lacks(f"share {host}")

    def _lacks(self, what: str) -> Unsupported:
        return Unsupported(f"machine {self.name}: cannot {what}", "its backend has no such facet")
