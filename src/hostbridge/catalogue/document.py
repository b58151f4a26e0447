"""``docs/commands.md``, made of the tables: ``python -m hostbridge.catalogue.document > docs/commands.md``."""

from __future__ import annotations

import sys

from hostbridge.catalogue.find import SYNONYMS, command, names, options_of
from hostbridge.catalogue.meanings import MEANINGS
from hostbridge.catalogue.texts import command_operands, command_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostbridge.catalogue.call import Command

LOCAL = (
    "format",
    "filter",
    "quiet",
    "no-trunc",
    "name",
    "command",
    "detach",
    "credentials",
    "stdin",
)
"""Meanings that say how a word is read, and not that it reaches the host."""
OPERANDS = (
    "file-in", "files-in", "file-out", "dir", "host-path", "context", "copy",
)  # fmt: skip


def page() -> str:
    """The whole page."""
    return "\n".join([*_page(), ""])


def _page() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Every container command that hostbridge knows, made from the table that it reads command lines with."
    yield "`hostbridge COMMAND --help` tells the options of each. What is not here is passed on all the same, with"
    yield "a word behind an unknown option read as the engine's own `--help` says."
    yield ""
    yield "Words that mean something on the host cross to where the engine is; all others arrive as they were"
    yield "written, byte for byte."
    yield ""
    yield "| command | also written | whose | what it is for | words that cross |"
    yield "| --- | --- | --- | --- | --- |"
    for name in names():
        yield _row(command(name))
    yield ""
    yield "## What words mean to the host"
    yield ""
    yield "| meaning | what it says |"
    yield "| --- | --- |"
    for name, text in MEANINGS.items():
        yield f"| {name} | {_cell(text)} |"
    yield ""
    yield "## Older spellings"
    yield ""
    yield "Options that clients take and do not show:"
    yield ""
    for spelled, (meant, whose) in SYNONYMS.items():
        yield f"- `{spelled}` is `{meant}` ({'both' if whose == 'both' else whose})"


def _row(made: Command) -> str:
    others = [" ".join(words) for words in made.spellings if " ".join(words) != made.name]
    crossing = [f"`{row[0]}`" for row in options_of(made) if row[5] and row[5] not in LOCAL]
    if any(meaning in OPERANDS for meaning in made.operands):
        crossing.insert(0, f"`{command_operands(made.name)}`")
    cells = (
        f"`{made.name}`",
        ", ".join(f"`{other}`" for other in others),
        "both" if len(made.dialects) > 1 else "".join(made.dialects),
        command_text(made.name),
        ", ".join(crossing),
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
