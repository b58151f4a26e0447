"""``docs/dialects.md`` from the tables that the code uses: ``python -m hostbridge.engine.document``."""

from __future__ import annotations

import sys

from hostbridge.engine.differences import ROWS
from hostbridge.engine.emulate import TABLE

_SAID = {
    "drop": "left out",
    "rename": "`{to}`",
    "value": "rewritten",
    "global": "moved before the command",
    "refuse": "refused: {to}",
}


def document() -> str:
    """The page."""
    lines = [
        "# Dialects",
        "",
        "What hostbridge does where docker and podman differ. An option that an engine lacks and that",
        "stands in no row is refused with exit code 125. Made from the tables in `hostbridge.engine`",
        "(`python -m hostbridge.engine.document`); `hostbridge --plan` shows each change with its reason.",
    ]
    for engine in ("docker", "podman"):
        lines += [
            "",
            f"## Options on {engine}",
            "",
            "| command | option | on " + engine + " | because |",
            "| --- | --- | --- | --- |",
        ]
        for row in ROWS:
            if row.engine == engine:
                said = _SAID[row.action].format(to=row.to)
                commands = ", ".join(row.commands) or "any"
                callers = f" (callers of {row.dialect})" if row.dialect else ""
                lines.append(f"| {commands} | `{row.option}`{callers} | {said} | {row.reason} |")
    lines += [
        "",
        "## Commands that are emulated",
        "",
        "| engine | commands | because |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {engine} | {', '.join(commands)} | {reason} |"
        for engine, commands, _, _, reason in TABLE
    ]
    lines += [
        "",
        "## Output",
        "",
        "`ps`, `images`, `inspect`, `version`, `network ls`, `volume ls` and their `inspect` are written in the",
        "caller's dialect: `--format json` is a line each for docker and one array for podman; `.Labels` is",
        "docker's string and podman's map, and `index .Labels \"x\"` works in both; a failing `inspect` exits",
        "with 1 for docker and 125 for podman. `--version` tells the client whose commands are provided.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(document())
