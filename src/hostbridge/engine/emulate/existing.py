"""``container|image|network|volume exists``, and ``create --ignore``."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain, is_missing, lines, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FAILED = 125


def exists(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Exit code 0 when it is there, 1 when it is not, 125 when that cannot be told."""
    del engine
    kind = call.command.name.split(" ")[0]
    names = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        if len(names) != 1:
            complain(site, f"Error: {kind} exists takes one name")
            return _FAILED
        done = ask(site, kind, "inspect", names[0])
        if done.returncode == 0 or is_missing(done):
            return 0 if done.returncode == 0 else 1
        complain(site, done.stderr.decode(errors="replace").strip())
        return _FAILED

    return Emulation(call.command.name, reason, perform)


def create(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``create --ignore``: one that exists is what was asked for."""
    kind = call.command.name.split(" ")[0]
    names = [word.value or "" for word in call.operands()]
    rest = call.without("--ignore")

    def perform(site: Site) -> int:
        from hostbridge.engine.emulate.doing import carry_out

        if names and ask(site, kind, "inspect", names[0]).returncode == 0:
            say(site, names[0])
            return 0
        return carry_out(rest, engine, site)

    return Emulation(f"{call.command.name} --ignore", reason, perform)


def nothing(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Print the names of containers that are there; the engine does by itself what is asked for."""
    del engine
    names = [word.value or "" for word in call.operands()]
    every = call.has("--all")

    def perform(site: Site) -> int:
        found = lines(ask(site, "ps", "-aq", "--no-trunc")) if every else names
        code = 0
        for name in found:
            if ask(site, "container", "inspect", name).returncode:
                complain(
                    site, f'Error: no container with name or ID "{name}" found: no such container'
                )
                code = _FAILED
            else:
                say(site, name)
        return code

    return Emulation(call.command.name, reason, perform)
