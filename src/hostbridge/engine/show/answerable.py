"""Which options of a list or an inspection can be answered from an engine's records."""

from __future__ import annotations

from hostbridge.errors import Unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Engine

ANSWERED = frozenset(
    ("--all", "--digests", "--filter", "--format", "--history", "--last", "--latest", "--no-trunc",
     "--noheading", "--pod", "--quiet", "--size", "--sort", "--type", "--verbose")
)  # fmt: skip
"""Options that the records of either engine answer."""


def check(call: Call, engine: Engine, also: frozenset[str] = frozenset()) -> None:
    """Raise Unsupported for an option of the other dialect that changes what is shown and cannot be
    had. What a row of ``differences`` leaves out is left out here, too. also: what a family of
    outputs answers besides.
    """
    for word in call.words:
        if word.kind != "option" or word.name in ANSWERED or word.name in also:
            continue
        # The tables of what differs: 3 ms that options which records answer do not cost.
        from hostbridge.engine.differences import row_for

        row = row_for(engine.dialect, call.command.name, word.name, call.dialect)
        if row is not None and row.action == "drop":
            continue
        if word.option is not None and engine.dialect in word.option.dialects:
            # Both have it, and hostbridge's own writing does not know it.
            raise Unsupported(
                f"{call.command.name} {word.name} cannot be shown in {call.dialect}'s dialect",
                f"the engine is {engine.name}",
                f"leave it out, or set HOSTBRIDGE_DIALECT={engine.dialect}",
            )
        raise Unsupported(
            f"{engine.name} has no {word.name} for {call.command.name}",
            row.reason if row is not None else f"it is {call.dialect}'s",
            row.to if row is not None and row.to else "leave it out",
        )
