"""One ``--help`` of a cobra command line, as docker's and podman's print it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_OPTION = re.compile(
    r"^ {1,8}(?:(-\w), )? *(--[\w.-]+)(?:( ?\[=\S*\])| (?!\s)(\S+(?: \S+)*?))?(?: {2,}|$)"
)
_SECTION = re.compile(r"^([A-Z][\w /-]*):\s*$")
_COMMAND = re.compile(r"^ {1,4}([a-z][\w-]*)(\*?)(?: {2,}\S|\s*$)")
PLUGINS = ("buildx", "compose")
"""docker marks its plug-ins with a star; others may be installed, and are no part of the catalogue."""


@dataclass
class Told:
    """One command: its usage behind its name, its spellings, options and subcommands.

    options: long spelling to (letter or empty, type or empty for a switch, whether the value is
    optional). globals are the options in a section of their own.
    """

    usage: str = ""
    aliases: list[str] = field(default_factory=list)
    options: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)


def read(text: str, name: str) -> Told:
    """The facts of one help text; name is the command's words without the program's."""
    told = Told()
    section = ""
    for line in text.splitlines():
        heading = _SECTION.match(line)
        if heading:
            section = heading.group(1).lower()
            continue
        if line.startswith("Usage:") and line[6:].strip():
            told.usage = told.usage or _behind(line[6:], name)
            section = "usage"
        elif section == "usage" and line.strip() and not told.usage:
            told.usage = _behind(line, name)
        elif section == "aliases" and line.strip():
            told.aliases += [part.strip() for part in line.split(",") if part.strip()]
        elif section.endswith("options") or section == "flags":
            _option(line, told)
        elif section.endswith("commands"):
            found = _COMMAND.match(line)
            if found and (not found.group(2) or found.group(1) in PLUGINS):
                told.commands.append(found.group(1))
    return told


def _option(line: str, told: Told) -> None:
    found = _OPTION.match(line)
    if found:
        letter, long, switch, kind = found.groups()
        kind, optional, _ = (kind or "").partition("[=")
        told.options[long] = (letter or "", kind, bool(optional or switch))


def _behind(line: str, name: str) -> str:
    words = line.split()[1:]
    for word in name.split():
        if word in words:
            del words[: words.index(word) + 1]
    return " ".join(words)
