"""Recorded command lines: one JSON file for each client, one command on a line.

A command is ``[usage, aliases, options]`` or, where all of it is another command's, that one's name.
Options are one text: ``-a,--attach=list --rm --pull[=string]``.
"""

from __future__ import annotations

import json
from pathlib import Path

from clihelp.reading import Told

DATA = Path(__file__).parent / "data"


def write(path: Path, client: str, commands: dict[str, Told]) -> None:
    """Record a client's commands; client is its name and version."""
    seen: dict[str, str] = {}
    lines: list[str] = []
    for name in sorted(commands, key=lambda name: (name.count(" "), name)):
        told = commands[name]
        options = " ".join(_option(o, *told.options[o]) for o in sorted(told.options))
        row = json.dumps([told.usage, told.aliases, options], ensure_ascii=False)
        again = seen.setdefault(row, name) if options else name
        lines.append(f"{json.dumps(name)}: {row if again == name else json.dumps(again)}")
    text = ",\n".join(lines)
    path.write_text(f'{{"client": {json.dumps(client)}, "commands": {{\n{text}\n}}}}\n')


def read(name: str) -> dict[str, Told]:
    """The commands of a recorded client."""
    rows = json.loads((DATA / f"{name}.json").read_text())["commands"]
    found: dict[str, Told] = {}
    for command, row in rows.items():
        usage, aliases, options = rows[row] if isinstance(row, str) else row
        parts = dict(_read_option(text) for text in options.split(" ") if text)
        found[command] = Told(usage, aliases, parts)
    return found


def _option(long: str, letter: str, kind: str, optional: bool) -> str:
    head = f"{letter},{long}" if letter else long
    kind = kind.replace(" ", "_")
    return f"{head}[={kind}]" if optional else f"{head}={kind}" if kind else head


def _read_option(text: str) -> tuple[str, tuple[str, str, bool]]:
    optional = "[=" in text
    head, _, kind = text.partition("[=" if optional else "=")
    letter, comma, long = head.partition(",")
    if not comma:
        letter, long = "", head
    return long, (letter, kind.removesuffix("]") if optional else kind, optional)
