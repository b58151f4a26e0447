"""``COMMAND --help``, and the list of commands: from the catalogue, what this engine has of it."""

from __future__ import annotations

from hostbridge.catalogue.find import options_of
from hostbridge.catalogue.texts import command_operands, command_text, option_text, option_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from hostbridge.catalogue import Command


def of_command(command: Command) -> str:
    """Usage, what it is for, and docker's options but those that ``run`` leaves out."""
    from hostbridge_kernel.options.refused import REASONS

    rows = []
    for row in options_of(command):
        if not row[2] or (command.table[0] == "run" and row[0] in REASONS):
            continue
        letter = f"{row[1]}, " if row[1] else "    "
        kind = option_type(command, row)
        rows.append((f"{letter}{row[0]}{' ' + kind if kind else ''}", option_text(command, row)))
    usage = " ".join(
        word for word in (command.name, "[OPTIONS]", command_operands(command.name)) if word
    )
    lines = [f"Usage:  {usage}", "", command_text(command.name), "", "Options:", *_table(rows)]
    return "\n".join(lines) + "\n"


def of_all(names: Iterable[str]) -> str:
    """The commands and what each is for."""
    rows = [(name, command_text(name)) for name in sorted(names)]
    return "\n".join(["Usage:  COMMAND [OPTIONS]", "", "Commands:", *_table(rows)]) + "\n"


def _table(rows: list[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in rows), default=0) + 3
    return [f"  {name:<{width}}{text[:1].upper()}{text[1:]}".rstrip() for name, text in rows]
