"""The differences between docker's and podman's command lines, as rows; ``docs/dialects.md`` is made of them.

``containers_on_docker``, ``others_on_docker`` and ``on_podman`` hold the options that one engine lacks
or means otherwise, ``commands`` the commands that one lacks and nothing can stand in for. What can be
done instead is in ``emulate``. A test holds that every option and command that only one engine has is in
one of them; what a caller asked for is never lost without a word.
"""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from hostbridge.contract.engine import Dialect

    Action = Literal["drop", "rename", "value", "refuse", "global", "same"]
    Row = tuple[str, str, Action, str, str, str]
    """Commands, divided by commas; options, by spaces; action; to; reason; dialect of the callers."""


@value
class Difference:
    """One row: some options of some commands on this engine.

    drop: left out, the reason says why nothing is lost. rename: another option, ``to``. value: a
    function of ``hostbridge.engine.values`` named ``to`` rewrites it. global: moved before the
    command. refuse: ``to`` is the remedy. same: the engine knows it all the same.
    """

    engine: Dialect
    commands: tuple[str, ...]
    options: tuple[str, ...]
    action: Action
    to: str
    reason: str
    dialect: str = ""
    """Only for callers of this dialect, where the option means something else in the other."""


def rows(engine: str) -> Iterator[Difference]:
    """All rows of an engine, in the order of its tables."""
    said: Dialect = "docker" if engine == "docker" else "podman"
    for commands, options, action, to, reason, dialect in _table(engine):
        yield Difference(
            said, tuple(commands.split(", ")), tuple(options.split()), action, to, reason, dialect
        )


def row_for(engine: str, command: str, option: str, dialect: str) -> Difference | None:
    """The row of an option, or None."""
    said: Dialect = "docker" if engine == "docker" else "podman"
    for commands, options, action, to, reason, callers in _table(engine):
        if callers in ("", dialect) and option in options.split():
            named = tuple(commands.split(", "))
            if command in named:
                return Difference(said, named, tuple(options.split()), action, to, reason, callers)
    return None


def _table(engine: str) -> tuple[Row, ...]:
    """Loaded for one engine: a call needs the rows of no other."""
    if engine == "docker":
        from hostbridge.engine.differences.containers_on_docker import ROWS as containers
        from hostbridge.engine.differences.others_on_docker import ROWS as others

        return containers + others
    from hostbridge.engine.differences.on_podman import ROWS as podman

    return podman
