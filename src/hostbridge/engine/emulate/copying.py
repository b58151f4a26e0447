"""``cp`` from one container to another: through a directory on the machine."""

from __future__ import annotations

import os

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site


def is_between(call: Call) -> bool:
    """Whether both operands name a container."""
    operands = [word.value or "" for word in call.operands()]
    return len(operands) > 1 and all(_container(operand) for operand in operands)


def between(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Out of the one, into the other; nothing is left on the machine."""
    del engine
    source, target = (word.value or "" for word in call.operands()[:2])

    def perform(site: Site) -> int:
        scratch = f"/tmp/hostbridge-{os.urandom(8).hex()}"  # mkdir makes it, 0700
        site.session.run(["mkdir", "-m", "700", scratch], check=True)
        try:
            path = source.partition(":")[2]
            name = os.path.basename(path.rstrip("/.")) or "root"
            contents = "/." if path.endswith("/.") else ""
            for words in (
                (source.removesuffix("/."), f"{scratch}/{name}"),
                (f"{scratch}/{name}{contents}", target),
            ):
                done = ask(site, "cp", "-a", *words)
                if done.returncode:
                    complain(site, done.stderr.decode(errors="replace").strip())
                    return done.returncode
            return 0
        finally:
            site.session.run(["rm", "-rf", scratch])

    return Emulation("cp between containers", reason, perform)


def _container(operand: str) -> bool:
    return ":" in operand and not operand.startswith(("/", "."))
