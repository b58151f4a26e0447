"""Whether a call needs translating, decided without loading the tables. Hot."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation, Refusal

EMULATED_EVERYWHERE = ("wait", "compose")
"""Commands that, or an option of which, are newer than the oldest engine that has the command."""


def translate(call: Call, engine: Dialect) -> Call | Emulation | Refusal:
    """A call in the words of an engine; see Engine.translate."""
    if _speaks(call, engine):
        return call
    # The table and what applies it: 3 ms that a call in the engine's own dialect does not pay.
    from hostbridge.engine.applying import apply

    return apply(call, engine)


def _speaks(call: Call, engine: Dialect) -> bool:
    """Whether every word of a call is the engine's own."""
    if call.dialect != engine or engine not in call.command.dialects:
        return False
    if call.command.name in EMULATED_EVERYWHERE or call.has("--gpus"):
        return False
    if engine == "docker" and (call.value("--format") == "json" or call.has("--timeout")):
        # Not words of docker's before 23 and 28.
        return False
    return all(
        word.option is None or engine in word.option.dialects
        for word in (*call.globals, *call.words)
    )
