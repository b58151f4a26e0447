"""What commands and options are for, in words: for ``--help`` and completion; never on the hot path.

``commands.txt``: name, operands, text. ``options.txt``: name without its dashes, or ``name @command``
where it means something else for commands whose names begin so; the type of its value, if it is not
text; text. Both have one tab between two fields.
"""

from __future__ import annotations

import os

from hostbridge.catalogue.call import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue.find import Row


def command_text(name: str) -> str:
    """What a command, or a group of commands, is for; empty for one without a text."""
    return _commands().get(name, ("", ""))[1]


def command_operands(name: str) -> str:
    """The operands in a usage line: ``IMAGE [COMMAND] [ARG...]``."""
    return _commands().get(name, ("", ""))[0]


def option_text(command: Command | None, row: Row) -> str:
    """What an option is for; command is None for one that stands before the command."""
    return _option(command, row)[1]


def option_type(command: Command | None, row: Row) -> str:
    """What its value is, as docker's help names it: ``list``, ``int``, ``bytes``; empty for a switch."""
    kind = row[2] or row[4]
    if kind == "bool":
        return ""
    return _option(command, row)[0] or ("list" if kind == "list" else "string")


def _option(command: Command | None, row: Row) -> tuple[str, str]:
    texts = _options()
    name = row[0][2:]
    words = command.name.split(" ") if command else ["(global)"]
    # ``stop`` is meant by container stop, too, and ``buildx`` by all of its commands.
    beginnings = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    for beginning in beginnings:
        if f"{name} @{beginning}" in texts:
            return texts[f"{name} @{beginning}"]
    return texts.get(name, ("", ""))


def _commands() -> dict[str, tuple[str, str]]:
    if not _READ_COMMANDS:
        _READ_COMMANDS.update(_read("commands.txt"))
    return _READ_COMMANDS


def _options() -> dict[str, tuple[str, str]]:
    if not _READ_OPTIONS:
        _READ_OPTIONS.update(_read("options.txt"))
    return _READ_OPTIONS


def _read(name: str) -> dict[str, tuple[str, str]]:
    with open(f"{os.path.dirname(__file__)}/{name}", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return {key: (middle, text) for key, middle, text in rows}


_READ_COMMANDS: dict[str, tuple[str, str]] = {}
_READ_OPTIONS: dict[str, tuple[str, str]] = {}
