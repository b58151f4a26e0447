"""What one session has started, and whose files may still lie over there. Safe in threads."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_ssh.remote import RemoteProcess


class Opened:
    """The processes of a session, and the names of those that may have left something.

    A script removes what was put there for it when it comes to its end; what was put for a command
    that never started, and what an ended one could not remove, is the session's to remove.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._strays: set[str] = set()
        self._open: list[RemoteProcess] = []

    def put(self, name: str) -> None:
        """Something lies there for a command that has not started yet."""
        with self._lock:
            self._strays.add(name)

    def started(self, there: RemoteProcess) -> None:
        """It runs: what was put is its script's to remove. Those that ended are forgotten."""
        with self._lock:
            self._forget_ended()
            self._strays.discard(there.note)
            self._open.append(there)

    def close(self) -> bool:
        """Close all of them; whether something may lie there."""
        with self._lock:
            running = list(self._open)
        for there in running:
            there.close()
        with self._lock:
            self._forget_ended()
            strays = bool(self._strays)
            self._strays.clear()
        return strays

    def _forget_ended(self) -> None:
        """A script that told its exit code has removed its files; any other may not have."""
        self._strays.update(there.note for there in self._open if there.ended and not there.tidy)
        self._open = [there for there in self._open if not there.ended]
