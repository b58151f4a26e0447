"""A client's commands beside the catalogue's: what the catalogue lacks, or has otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clihelp.reading import Told
from hostbridge.catalogue import find
from hostbridge.catalogue.find import GLOBALS, SYNONYMS, options_of

if TYPE_CHECKING:
    from hostbridge.catalogue.find import Row

OWN = ("--help", "--version")
RUN_TOO = {"buildx debug", "buildx history inspect"}
"""Groups that are commands as well."""
MOVED = {("--time", "-t")}
"""Letters that docker gave to another option of the same meaning (``--timeout``, from 28 on)."""
REPEATED = (
    "strings stringArray stringSlice stringToString list map filter mount ulimit secret config network port pref "
    "credential-spec external-ca ipSlice ipNetSlice uints"
).split()
"""Types of options that may be written again, each adding to the ones before."""


def differences(commands: dict[str, Told], dialect: str) -> list[str]:
    """One line for each command, spelling, option, letter or kind that the catalogue has not."""
    lines: list[str] = []
    groups = {
        name for name in commands if any(o.startswith(f"{name} ") for o in commands)
    } - RUN_TOO
    for name, told in commands.items():
        if not name:
            lines += _options("(global)", told, GLOBALS, dialect)
            continue
        if name in groups:
            continue
        spellings = {name, *(_full(name, alias) for alias in told.aliases)}
        for spelling in sorted(spellings):
            found = find(spelling.split())
            if found is None or found[1] != len(spelling.split()):
                lines.append(f"{spelling}: not in the catalogue")
            elif dialect not in found[0].dialects:
                lines.append(f"{spelling}: the catalogue does not give it to {dialect}")
        found = find(name.split())
        if found is not None and found[1] == len(name.split()):
            lines += _options(name, told, options_of(found[0]), dialect)
    return lines


def _full(name: str, alias: str) -> str:
    """podman and docker before 23 tell aliases by their last word, docker since by all of them."""
    words = alias.split()
    if words[0] in ("docker", "podman"):
        return " ".join(words[1:])
    return " ".join([*name.split()[:-1], *words])


def _options(name: str, told: Told, rows: Sequence[Row], dialect: str) -> list[str]:
    lines: list[str] = []
    known = {row[0]: row for row in rows}
    column = 1 if dialect == "docker" else 3
    for option, (letter, kind, optional) in told.options.items():
        if option in OWN:
            continue
        row = known.get(option) or known.get(SYNONYMS.get(option, ("", ""))[0])
        if row is None or not row[column + 1]:
            lines.append(f"{name} {option} {kind}: not in the catalogue")
            continue
        wanted = (
            "optional"
            if optional
            else "bool"
            if not kind
            else "list"
            if kind in REPEATED
            else "string"
        )
        if row[column + 1] != wanted and not {row[column + 1], wanted} <= {"list", "string"}:
            lines.append(f"{name} {option}: {wanted}, in the catalogue {row[column + 1]}")
        elif wanted == "list" and row[column + 1] != "list":
            lines.append(
                f"{name} {option}: may repeat ({kind}), in the catalogue {row[column + 1]}"
            )
        if letter and row[column] != letter and (option, letter) not in MOVED:
            lines.append(
                f"{name} {option}: {letter}, in the catalogue {row[column] or 'no letter'}"
            )
    return lines
