"""Health checks: a command in the container, now and then, and what docker makes of its exit codes."""

from __future__ import annotations

import os
import time

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers.clock import stamp
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.streams import Ends

TYPE_CHECKING = False
if TYPE_CHECKING:
    import select
    from typing import Any, Optional

    from hostbridge_kernel.containers.life import Life
    from hostbridge_kernel.containers.records import Container

_BILLION = 1_000_000_000
_INTERVAL, _TIMEOUT, _START_INTERVAL, _RETRIES = 30.0, 30.0, 5.0, 3
"""docker's, where nothing is said."""
_KEPT = 5
"""How many results State.Health.Log keeps."""
_LONGEST = 4096
"""Bytes of a result's output."""
_IN = 1


def command(config: dict[str, Any]) -> Optional[list[str]]:
    """The words of a container's health check; None without one."""
    told = (config.get("Healthcheck") or {}).get("Test") or ()
    test = [str(word) for word in told]
    if not test or test[0] == "NONE":
        return None
    if test[0] == "CMD-SHELL":
        return [*(config.get("Shell") or ["/bin/sh", "-c"]), " ".join(test[1:])]
    return test[1:] if test[0] == "CMD" else test


def judged(health: dict[str, Any], code: int, *, starting: bool, retries: int) -> str:
    """What a result makes of a container's health: changes it in place, returns its new status.

    Within the starting period failures do not count, until it has been healthy once.
    """
    if code == 0:
        health["FailingStreak"], health["Status"] = 0, "healthy"
    elif not (starting and health["Status"] == "starting"):
        health["FailingStreak"] += 1
        if health["FailingStreak"] >= retries:
            health["Status"] = "unhealthy"
    return str(health["Status"])


class Health:
    """One container's checks while its process runs. Times in seconds of the monotonic clock."""

    def __init__(self, container: Container, words: list[str]) -> None:
        self._container = container
        self._words = words
        row = container.config["Config"].get("Healthcheck") or {}
        self._interval = _seconds(row, "Interval", _INTERVAL)
        self._timeout = _seconds(row, "Timeout", _TIMEOUT)
        self._start_period = _seconds(row, "StartPeriod", 0.0)
        self._start_interval = _seconds(row, "StartInterval", _START_INTERVAL)
        self._retries = int(row.get("Retries") or _RETRIES)
        self._began = time.monotonic()
        self._next = self._began + self._pause(starting=True)
        self._ends = Ends(terminal=True, stdin=False)
        self._life: Optional[Life] = None
        self._output = bytearray()
        self._since = ""
        self._status = "starting"

    @staticmethod
    def fresh() -> dict[str, Any]:
        """State.Health of a container that has just started."""
        return {"Status": "starting", "FailingStreak": 0, "Log": []}

    def _pause(self, *, starting: bool) -> float:
        return (
            min(self._interval, self._start_interval)
            if starting and self._start_period
            else self._interval
        )

    @property
    def _starting(self) -> bool:
        return self._status == "starting" and time.monotonic() - self._began < self._start_period

    def wait(self) -> float:
        """Milliseconds until something is to be done."""
        return max(0.0, (self._next - time.monotonic()) * 1000 + 1)

    def register(self, poller: select.poll) -> None:
        """What to wait for while a check runs."""
        if self._life is not None:
            poller.register(self._life.pidfd, _IN)
            if self._ends.stdout >= 0:
                poller.register(self._ends.stdout, _IN)

    def do(self, ready: set[int]) -> None:
        """Begin, hear, end: whatever is due."""
        if self._life is None:
            if time.monotonic() >= self._next:
                self._begin()
            return
        if self._ends.stdout in ready:
            self._hear()
        if self._life.pidfd in ready:
            self._hear()
            code = self._life.wait()
            self._life = None
            self._over(code, bytes(self._output).decode(errors="replace"))
        elif time.monotonic() >= self._next:
            self.stop()
            self._over(-1, f"Health check exceeded timeout ({self._timeout:g}s)")

    def _begin(self) -> None:
        from hostbridge_kernel.containers.executing import enter
        from hostbridge_kernel.oci.spec import process

        config = self._container.config
        self._since = stamp()
        self._output.clear()
        self._ends = Ends(terminal=False, stdin=False)
        os.close(self._ends.theirs[2])
        reading, out, _ = self._ends.theirs
        self._ends.theirs = (reading, out, os.dup(out))
        os.close(self._ends.stderr)
        self._ends.stderr = -1
        os.set_blocking(self._ends.stdout, False)
        try:
            made = process(config["Config"], config["HostConfig"], self._words, tty=False)
            self._life = enter(self._container, made, self._ends)
        except (HostbridgeError, OSError) as error:
            self._ends.close_theirs()
            self._over(getattr(error, "exit_code", 1), str(error))
            return
        self._next = time.monotonic() + self._timeout

    def _hear(self) -> None:
        try:
            data = os.read(self._ends.stdout, 1 << 16)
        except OSError:
            return
        if not data:
            os.close(self._ends.stdout)
            self._ends.stdout = -1
        self._output += data[: max(0, _LONGEST - len(self._output))]

    def _over(self, code: int, output: str) -> None:
        """Write a result down; tell when the health has changed."""
        self._ends.close()
        starting = self._starting
        before = self._status
        result = {
            "Start": self._since,
            "End": stamp(),
            "ExitCode": code,
            "Output": output[:_LONGEST],
        }

        def change(content: dict[str, Any]) -> None:
            health = content["State"].setdefault("Health", self.fresh())
            health["Log"] = [*health["Log"], result][-_KEPT:]
            self._status = judged(health, code, starting=starting, retries=self._retries)

        try:
            self._container.change(change)
        except HostbridgeError:  # it has just been removed
            pass
        if self._status != before:
            Events(self._container.places.events).container(
                f"health_status: {self._status}", self._container.config
            )
        self._next = time.monotonic() + self._pause(starting=self._starting)

    def stop(self) -> None:
        """Kill a check that runs. Safe to repeat."""
        if self._life is not None:
            try:
                os.kill(self._life.pid, 9)
            except ProcessLookupError:
                pass
            self._life.wait()
            self._life = None
        self._ends.close()


def _seconds(row: dict[str, Any], key: str, usual: float) -> float:
    found = row.get(key) or 0
    return found / _BILLION if found > 0 else usual
