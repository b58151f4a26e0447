"""``stop`` and ``restart`` with ``--signal`` on podman, which stops with the container's own signal."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain, exit_of, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_GRACE = 10.0
"""Seconds that docker gives a container to end, unless told."""


def signalled(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Send the signal, give the time, then end it; ``restart`` starts it again."""
    del engine
    number = call.value("--signal") or "TERM"
    given = call.value("--time") or call.value("--timeout")
    names = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        return exit_of([one(site, name) for name in names])

    def one(site: Site, name: str) -> int:
        state = ask(site, "container", "inspect", "--format", "{{.State.Running}}", name)
        if state.returncode == 0 and state.stdout.strip() == b"true":
            state = ask(site, "kill", "--signal", number, name)
            if state.returncode == 0 and not _ended(site, name, _seconds(given)):
                state = ask(site, "kill", name)
                _ended(site, name, _GRACE)
        if state.returncode == 0 and call.command.name == "restart":
            state = ask(site, "start", name)
        if state.returncode:
            complain(site, state.stderr.decode(errors="replace").strip())
            return 1
        say(site, name)
        return 0

    return Emulation(f"{call.command.name} --signal", reason, perform)


def _seconds(given: str | None) -> float | None:
    """None: without end, as docker holds it for a negative time."""
    try:
        seconds = float(given) if given else _GRACE
    except ValueError:
        seconds = _GRACE
    return None if seconds < 0 else seconds


def _ended(site: Site, name: str, seconds: float | None) -> bool:
    if seconds == 0:
        return False
    try:
        site.session.run([*site.client, "wait", name], env=site.env, timeout=seconds)
    except TimeoutError:
        return False
    return True
