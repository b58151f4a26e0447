"""Finding a command by its words, its options by its table, and the nearest names to a wrong one."""

from __future__ import annotations

from hostbridge.catalogue.call import Command
from hostbridge.catalogue.tables.index import COMMANDS, GLOBALS
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[str, str, str, str, str, str]
    """Long spelling; docker's short one and kind; podman's short one and kind; meaning."""

_LONGEST = 3


@value
class Close:
    """Names near to what was written. group: the first word is a command group that exists."""

    group: bool
    names: tuple[str, ...]


def find(words: Sequence[str]) -> tuple[Command, int] | None:
    """The command that the words begin with, and how many of them spell it."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        row = COMMANDS.get(" ".join(words[:count]))
        if row is not None:
            return _command(row), count
    return None


def command(name: str) -> Command:
    """A command by its canonical name or any of its spellings; KeyError when there is none."""
    return _command(COMMANDS[name])


def names() -> Iterator[str]:
    """The canonical names of all commands."""
    return iter(dict.fromkeys(row[0] for row in COMMANDS.values()))


def options_of(command: Command) -> Sequence[Row]:
    """The option rows of a command. Loads the module of its family alone."""
    module, name = command.table
    loaded = __import__(f"hostbridge.catalogue.tables.{module}", fromlist=[name])
    rows: Sequence[Row] = getattr(loaded, name)
    return rows


def nearest(words: Sequence[str]) -> Close:
    """The commands whose spelling is nearest to what was written; none where nothing is near."""
    # difflib takes 15 ms and is only needed for a mistake.
    from difflib import get_close_matches

    group = any(spelling.startswith(f"{words[0]} ") for spelling in COMMANDS)
    said = " ".join(words[:2]) if group else words[0]
    known = [name for name in COMMANDS if (" " in name) == group]
    if group and len(words) < 2:
        return Close(group, tuple(n for n in known if n.startswith(f"{words[0]} ")))
    return Close(group, tuple(get_close_matches(said, known, n=3, cutoff=0.6)))


def _command(row: tuple[str, str, str, bool, str, str]) -> Command:
    name, module, table, interspersed, operands, dialects = row
    spellings = tuple(tuple(key.split(" ")) for key, other in COMMANDS.items() if other is row)
    return Command(
        name,
        spellings,
        (module, table),
        interspersed,
        tuple(operands.split()),
        ("docker", "podman") if dialects == "both" else ("docker",) if dialects == "docker" else ("podman",),
    )  # fmt: skip


__all__ = ["GLOBALS", "Close", "command", "find", "names", "nearest", "options_of"]
