"""``wait --condition``: by looking, since one engine has no conditions and the other needs systemd."""

from __future__ import annotations

import json
import time

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain, is_missing, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_FAILED = 125
_STATES = {
    "configured": ("created", "configured"),
    "created": ("created",),
    "initialized": ("initialized", "created"),
    "running": ("running",),
    "paused": ("paused",),
    "stopping": ("stopping", "exited", "stopped"),
    "stopped": ("exited", "stopped", "dead"),
    "exited": ("exited", "stopped", "dead"),
    "removing": ("removing",),
}


def wait(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Wait for each container in turn; prints its exit code, -1 for conditions other than the end."""
    conditions = call.values("--condition") or ["stopped"]
    pause = _seconds(call.value("--interval") or "250ms")
    names = [word.value or "" for word in call.operands()]
    ignore = call.has("--ignore")

    def perform(site: Site) -> int:
        unknown = [c for c in conditions if c not in _STATES and c not in ("healthy", "unhealthy")]
        if unknown:
            complain(site, f"Error: invalid condition: {unknown[0]}")
            return _FAILED
        wanted = names
        if call.has("--latest"):
            wanted = ask(site, "ps", "-a", "-l", "-q").stdout.decode().split()
        for name in wanted:
            code = _wait_for(site, engine, name, conditions, pause, ignore=ignore)
            if code is None:
                return _FAILED
            say(site, str(code))
        return 0

    return Emulation("wait", reason, perform)


def _wait_for(
    site: Site, engine: Dialect, name: str, conditions: list[str], pause: float, *, ignore: bool
) -> int | None:
    checker = _Checker(site, name) if engine == "podman" else None
    while True:
        done = ask(site, "container", "inspect", name)
        if is_missing(done) and ("removing" in conditions or ignore):
            return -1
        if done.returncode:
            complain(site, done.stderr.decode(errors="replace").strip())
            return None
        (container,) = json.loads(done.stdout)
        state = container["State"]
        for condition in conditions:
            if _holds(state, condition):
                ended = condition in ("stopped", "exited")
                return int(state.get("ExitCode", -1)) if ended else -1
        if checker is not None and {"healthy", "unhealthy"} & set(conditions):
            checker.run(container)
        # A container that has ended will never be healthy; podman waits on, a caller would hang.
        time.sleep(pause)


def _holds(state: dict[str, Any], condition: str) -> bool:
    if condition in ("healthy", "unhealthy"):
        health = state.get("Health") or state.get("Healthcheck") or {}
        return bool(health.get("Status") == condition)
    return state.get("Status") in _STATES[condition]


class _Checker:
    """podman has its health checks run by systemd's timers; where there are none, this runs them."""

    def __init__(self, site: Site, name: str) -> None:
        self._site = site
        self._name = name
        self._next = 0.0

    def run(self, container: dict[str, Any]) -> None:
        """Run the check when its interval has passed since the last one."""
        if container["State"].get("Status") != "running" or time.monotonic() < self._next:
            return
        check = container["Config"].get("Healthcheck") or {}
        interval = float(check.get("Interval") or 0) / 1e9
        self._next = time.monotonic() + min(max(interval, 0.2), 30.0)
        ask(self._site, "healthcheck", "run", self._name)


def _seconds(text: str) -> float:
    """A Go duration, or milliseconds for a bare number (podman-wait(1)); at least 50 ms."""
    if text.isdigit():
        return max(int(text) / 1000, 0.05)
    total, number = 0.0, ""
    rest = text
    while rest:
        if rest[0].isdigit() or rest[0] == ".":
            number += rest[0]
            rest = rest[1:]
            continue
        unit = next((u for u in ("ns", "us", "µs", "ms", "s", "m", "h") if rest.startswith(u)), "")
        if not unit or not number:
            return 0.25
        total += float(number) * _UNITS[unit]
        number, rest = "", rest[len(unit) :]
    return max(total, 0.05)
