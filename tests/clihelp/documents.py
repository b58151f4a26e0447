"""Reference pages in markdown, as docker's plug-ins publish them: for what cannot be installed here."""

from __future__ import annotations

import re
from pathlib import Path

from clihelp.reading import Told

_ROW = re.compile(r"^\| (.+?) +\| `?(\w*)`? *\|")
_NAME = re.compile(r"`(-\w|--[\w-]+)`")


def read_pages(folder: Path, program: str) -> dict[str, Told]:
    """The commands of a plug-in from its pages ``program_sub_command.md``, by their words."""
    found: dict[str, Told] = {}
    for page in sorted(folder.glob(f"{program}*.md")):
        told = Told()
        name = page.stem.replace("_", " ")
        section = ""
        for line in page.read_text().splitlines():
            if line.startswith("#"):
                section = line.strip("# ").lower()
            if line.startswith(f"docker {name}") and not told.usage:
                told.usage = line.removeprefix(f"docker {name}").strip()
            if section == "aliases" and line.startswith("`docker"):
                told.aliases += [a.strip(" `") for a in line.split(",")]
            row = _ROW.match(line) if section == "options" else None
            names = _NAME.findall(row.group(1)) if row else []
            if row and names:
                kind = "" if row.group(2) == "bool" else row.group(2)
                told.options[names[-1]] = (names[0] if len(names) > 1 else "", kind, False)
        found[name] = told
    return found
