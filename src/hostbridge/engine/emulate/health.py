"""``healthcheck run`` on an engine that runs checks by itself alone."""

from __future__ import annotations

import json

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FAILED = 125


def check(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Run the container's check once: 0 healthy, 1 not, 125 where it has none or does not run."""
    del engine
    names = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        done = ask(site, "container", "inspect", *names[:1])
        if done.returncode:
            complain(site, done.stderr.decode(errors="replace").strip())
            return _FAILED
        (container,) = json.loads(done.stdout)
        test = (container["Config"].get("Healthcheck") or {}).get("Test") or []
        if not test or test[0] == "NONE":
            complain(site, f"Error: {names[0]} has no defined healthcheck")
            return _FAILED
        argv = ["/bin/sh", "-c", test[1]] if test[0] == "CMD-SHELL" else test[1:]
        if ask(site, "exec", names[0], *argv).returncode == 0:
            return 0
        say(site, "unhealthy")
        return 1

    return Emulation("healthcheck run", reason, perform)
