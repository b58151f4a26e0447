"""Whether a container is started again when its process has ended, and after which pause.

docker's rules: the pause begins with 100 ms, doubles up to a minute, and begins anew after a run
of ten seconds.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

_FIRST = 0.1
_LONGEST = 60.0
_LONG_RUN = 10.0


class Policy:
    """One container's policy while its monitor lives. times in seconds."""

    def __init__(self, host: dict[str, Any]) -> None:
        row = host.get("RestartPolicy") or {}
        self._name: str = row.get("Name") or "no"
        self._most: int = row.get("MaximumRetryCount") or 0
        self._pause = _FIRST
        self.count = 0

    @property
    def restarts(self) -> bool:
        """Whether it ever starts anything again."""
        return self._name in ("always", "unless-stopped", "on-failure")

    def after(self, code: int, ran: float, *, stopped: bool) -> Optional[float]:
        """The pause before the next start, None where there is none.

        code: its exit code; ran: how long it ran; stopped: a user wanted it to end.
        """
        if stopped or not self.restarts:
            return None
        if self._name == "on-failure":
            if code == 0 or (self._most and self.count >= self._most):
                return None
        if ran >= _LONG_RUN:
            self._pause = _FIRST
            self.count = 0 if self._name == "on-failure" else self.count
        pause = self._pause
        self._pause = min(self._pause * 2, _LONGEST)
        self.count += 1
        return pause


def boots(host: dict[str, Any], *, stopped: bool) -> bool:
    """Whether it is started when the machine has booted: ``always``, and ``unless-stopped`` if not."""
    name = (host.get("RestartPolicy") or {}).get("Name")
    return name == "always" or (name == "unless-stopped" and not stopped)
