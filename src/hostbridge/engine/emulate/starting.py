"""``start`` on docker for callers who know ``--requires``: what a container requires starts first."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, in_words
from hostbridge.engine.values import REQUIRES_LABEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FORMAT = f'{{{{index .Config.Labels "{REQUIRES_LABEL}"}}}}'


def required(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Start what the named containers require, depth first; then the containers themselves."""
    names = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        started: set[str] = set()
        for name in names:
            _start_required(site, name, started)
        return 0

    if call.has("--attach") or call.has("--interactive"):
        from hostbridge.engine.words.inside import foreseen

        seen = foreseen(call, call, engine).perform
        return Emulation(
            "start what is required", reason, lambda site: seen(site) or perform(site), call
        )
    return Emulation(
        "start what is required", reason, lambda site: perform(site) or in_words(call, engine, site)
    )


def _start_required(site: Site, name: str, started: set[str]) -> None:
    done = ask(site, "container", "inspect", "--format", _FORMAT, name)
    wanted = done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
    for other in wanted.split(","):
        if other and other not in started and other != "<no value>":
            started.add(other)
            _start_required(site, other, started)
            ask(site, "start", other)
