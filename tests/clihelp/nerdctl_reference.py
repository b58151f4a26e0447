"""nerdctl's command reference, one page in markdown: its commands, options, and what it says it lacks.

The page marks docker's commands and options with a whale, nerdctl's own with a nerd's face, and names
docker's options that it does not implement.
"""

from __future__ import annotations

import re
from pathlib import Path

from clihelp.reading import Told

OWN = "nerdctl"
"""The type given to an option that is nerdctl's own; the page tells no types."""
LACKS = "lacks"
"""The type given to an option of docker's that nerdctl says it does not implement."""
_HEADING = re.compile(r"^### (:\w+:) nerdctl (.+?)\s*$")
_OPTION = re.compile(r"^- ((?::\w+: *)+)`([^`]*)`")
_NAME = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")
_UNIMPLEMENTED = re.compile(r"^Unimplemented `docker [\w -]+` flags?[^:]*: (.*)")
_COMMAND = re.compile(r"`docker ([\w *|]+)`")
RENAMED = {"image history": "history", "checkpoint list": "checkpoint ls", "checkpoint remove": "checkpoint rm"}  # fmt: skip
"""Headings that docker has another first spelling for."""
SAME_AS_RUN = "create"
RUN_ALONE = ("--detach", "--detach-keys", "--sig-proxy")


def read_reference(page: Path) -> dict[str, Told]:
    """The page's commands by their words; the client's own options under an empty name.

    A command that the page's last section names as unimplemented has ``lacks`` for its usage.
    """
    found: dict[str, Told] = {}
    current: Told | None = None
    last = False
    for line in page.read_text().splitlines():
        heading = _HEADING.match(line)
        if heading:
            name = RENAMED.get(heading.group(2), heading.group(2))
            current = found[name] = Told(usage=OWN if "nerd" in heading.group(1) else "")
        elif line.startswith("## "):
            current = found.setdefault("", Told()) if line == "## Global flags" else None
            last = line.startswith("## Unimplemented")
        elif current is not None:
            _line(line, current)
        elif last:
            for name in _lacking(line):
                found[name] = Told(usage=LACKS)
    given = found["run"].options
    found[SAME_AS_RUN].options |= {name: given[name] for name in given if name not in RUN_ALONE}
    return found


def _line(line: str, told: Told) -> None:
    option = _OPTION.match(line)
    if option:
        names = _NAME.findall(option.group(2).split("=")[0].split(" <")[0])
        letter = next((name for name in names if not name.startswith("--")), "")
        for name in names:
            if name.startswith("--"):
                own = OWN if "whale" not in option.group(1) else ""
                told.options.setdefault(name, (letter, own, False))
    lacking = _UNIMPLEMENTED.match(line)
    if lacking:
        for name in _NAME.findall(lacking.group(1)):
            if name.startswith("--"):
                told.options[name] = ("", LACKS, False)


def _lacking(line: str) -> list[str]:
    """``docker swarm|node *`` names two groups; compose's own commands are no part of the catalogue."""
    names: list[str] = []
    for text in _COMMAND.findall(line.partition("(")[0]):
        words = text.replace("*", "").split()
        if words and words[0] != "compose":
            names += [" ".join([*words[:-1], one]) for one in words[-1].split("|")]
    return names
