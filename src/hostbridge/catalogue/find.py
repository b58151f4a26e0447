"""Finding a command by its words, its options by its table, and the nearest names to a wrong one."""

from __future__ import annotations

from hostbridge.catalogue.call import Command
from hostbridge.catalogue.tables.index import COMMANDS, GLOBALS, SYNONYMS
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[str, str, str, str, str, str]
    """Long spelling; docker's short one and kind; podman's short one and kind; meaning."""

    CommandRow = tuple[str, str, str, bool, str, str]
    """Canonical name; module and table of its options; interspersed; operands; dialects."""

_LONGEST = 4


@value
class Close:
    """Names near to what was written. group: the first word is a command group that exists."""

    group: bool
    names: tuple[str, ...]


def find(words: Sequence[str]) -> tuple[Command, int] | None:
    """The command that the words begin with, and how many of them spell it."""
    return _find(COMMANDS, words) or _find(_rarer(), words)


def command(name: str) -> Command:
    """A command by its canonical name or any of its spellings; KeyError when there is none."""
    commands = everything()
    return _command(commands[name], commands)


def names() -> Iterator[str]:
    """The canonical names of all commands."""
    return iter(dict.fromkeys(row[0] for row in everything().values()))


def everything() -> dict[str, CommandRow]:
    """Every spelling of every command, and its row."""
    return {**COMMANDS, **_rarer()}


def below(words: Sequence[str]) -> list[str]:
    """The last words of the commands and groups right below a group; empty where it is none.

    No words: all first words.
    """
    start = "".join(f"{word} " for word in words)
    return list(
        dict.fromkeys(
            name[len(start) :].split(" ")[0] for name in everything() if name.startswith(start)
        )
    )


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

    commands = everything()
    group = any(spelling.startswith(f"{words[0]} ") for spelling in commands)
    said = " ".join(words[:2]) if group else words[0]
    known = [name for name in commands if (" " in name) == group]
    if not group:
        known += dict.fromkeys(name.split(" ")[0] for name in commands if " " in name)
    if group and len(words) < 2:
        return Close(group, tuple(n for n in known if n.startswith(f"{words[0]} ")))
    return Close(group, tuple(get_close_matches(said, known, n=3, cutoff=0.6)))


def _find(commands: dict[str, CommandRow], words: Sequence[str]) -> tuple[Command, int] | None:
    for count in range(min(_LONGEST, len(words)), 0, -1):
        row = commands.get(" ".join(words[:count]))
        if row is not None:
            return _command(row, commands), count
    return None


def _rarer() -> dict[str, CommandRow]:
    """The other half of the index: an everyday command does not load it."""
    from hostbridge.catalogue.tables import rarer

    return rarer.COMMANDS


def _command(row: CommandRow, commands: dict[str, CommandRow]) -> Command:
    name, module, table, interspersed, operands, dialects = row
    spellings = tuple(tuple(key.split(" ")) for key, other in commands.items() if other is row)
    return Command(
        name,
        spellings,
        (module, table),
        interspersed,
        tuple(operands.split()),
        ("docker", "podman") if dialects == "both" else ("docker",) if dialects == "docker" else ("podman",),
    )  # fmt: skip


__all__ = [
    "GLOBALS",
    "SYNONYMS",
    "Close",
    "below",
    "command",
    "everything",
    "find",
    "names",
    "nearest",
    "options_of",
]
