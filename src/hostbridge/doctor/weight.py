"""How much a cause counts: an error where nothing else would work, worth a note where something does."""

from __future__ import annotations

from hostbridge.doctor.trials import engines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.check import CheckStatus, Facts


def grave(facts: Facts) -> CheckStatus:
    """``error``; ``warning`` where an engine answers all the same; ``info`` where that is docker's
    daemon, which needs none of it.
    """
    if answering(facts, "docker", "nerdctl"):
        return "info"
    if facts.trial("engines", engines.answers) is None:  # recorded: its socket says it
        return "info" if any(one.access == "usable" for one in facts.host.sockets) else "error"
    return "warning" if answering(facts) else "error"


def answering(facts: Facts, *names: str) -> list[str]:
    """Those engines (none named: all) that answer, in order."""
    told = facts.trial("engines", engines.answers) or {}
    return [
        name
        for name, answer in told.items()
        if answer.get("status") == "usable" and (not names or name in names)
    ]
