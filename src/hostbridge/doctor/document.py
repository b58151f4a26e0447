"""``docs/doctor.md`` and ``docs/doctor.schema.json``, made of the checks.

``python -m hostbridge.doctor.document DIRECTORY`` writes them; a test holds them current.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from hostbridge.doctor.causes import CATEGORIES, own_checks
from hostbridge.doctor.telling import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostbridge.contract.check import Check

PAGE_FILE, SCHEMA_FILE = "doctor.md", "doctor.schema.json"
_INTRODUCTION = """\
# What doctor looks at

`hostbridge doctor` looks for what keeps containers from working on this host, says what it saw, what that
means and what to do about it, and does it with `--fix`. It changes nothing by looking.

| command | what it does |
| --- | --- |
| `hostbridge doctor` | all checks; exit code 0: nothing worse than a warning, 1: an error, 2: a check itself failed |
| `hostbridge doctor --only ID` | one check or category, with what it depends on |
| `hostbridge doctor --explain ID` | one check: what it means, what was seen, what to do, from where |
| `hostbridge doctor --fix [--yes] [--dry-run]` | shows each change, asks, makes it, looks again |
| `hostbridge doctor --undo` | takes the last fix back |
| `hostbridge doctor --json` | an object as [doctor.schema.json](doctor.schema.json) says |
| `hostbridge doctor --bundle FILE` | an archive for a report, without names, addresses and secrets |
| `hostbridge doctor --deep` | also what is slow: a container from end to end |

An error that explains others stands alone: checks that depend on it are not made. A project adds checks of
its own in `hostbridge.toml`, see [settings.md](settings.md); a plug-in's backend brings them
(`Backend.checks`).
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def schema_text() -> str:
    """The schema as JSON."""
    return json.dumps(schema(), indent=1) + "\n"


def _page() -> Iterator[str]:
    yield _INTRODUCTION
    checks = own_checks()
    for category, what in CATEGORIES.items():
        yield f"## {category}: {what}\n"
        for check in checks:
            if check.category == category:
                yield from _entry(check)


def _entry(check: Check) -> Iterator[str]:
    yield f"### {check.id}\n"
    yield f"**{check.title}** ({', '.join(check.systems)}). When it is not so: {check.means}."
    if check.deep:
        yield "Made with `--deep` alone."
    if check.depends_on:
        yield f"Explained by: {', '.join(f'[{one}](#{one.lower()})' for one in check.depends_on)}."
    if check.source:
        yield f"Remedy as published at <https://{check.source}>."
    yield ""


if __name__ == "__main__":
    for name, content in ((PAGE_FILE, page()), (SCHEMA_FILE, schema_text())):
        with open(os.path.join(sys.argv[1], name), "w", encoding="utf-8") as file:
            file.write(content)
