"""``--help``: hostbridge's own, that of a group of commands, and that of a container command.

All of it is made of the catalogue's rows and texts, in docker's layout; nothing is started.
"""

from __future__ import annotations

import sys

from hostbridge.catalogue import find, nearest
from hostbridge.catalogue.find import GLOBALS, below, everything, options_of
from hostbridge.catalogue.texts import command_operands, command_text, option_text, option_type
from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from hostbridge.catalogue import Call, Command
    from hostbridge.catalogue.find import Row
    from hostbridge.contract.engine import Dialect

HOST = (
    ("alias", "let docker or podman mean hostbridge, for scripts that name them"),
    ("completion", "completion for bash, zsh, fish or PowerShell"),
    ("doctor", "why it does not work here, and mending it"),
    ("host", "what this host is, which backend and engine are used, and why"),
    ("settings", "what is set, where it came from, and changing it"),
)
"""hostbridge's own commands, and what each is for."""
OWN = (
    ("--backend NAME", "native, ssh, or an installed plug-in (HOSTBRIDGE_BACKEND)"),
    ("--machine NAME", "a machine of the backend, such as ssh://user@host (HOSTBRIDGE_MACHINE)"),
    ("--engine NAME", "docker, podman or kernel (HOSTBRIDGE_ENGINE)"),
    ("--plan[=json]", "show what would happen, with the reason for each rewritten word"),
    ("-v, -vv, --log-file FILE", "tell what is done; every outside command can be pasted"),
    ("--version, --help", ""),
)
COMMON = ("run", "exec", "ps", "build", "pull", "push", "images", "login", "logout", "search", "version", "info")  # fmt: skip


def answer(words: Sequence[str], named: Dialect | None, *, asked: bool) -> int:
    """Help for hostbridge, or for what the words spell. Exit code 0, 1 when it was not asked for.

    named: the dialect of the name that hostbridge was called by. Raises UsageError for words that
    spell nothing.
    """
    program = named or "hostbridge"
    words = [word for word in words if word not in ("--help", "-h")]
    if words and not named and words[0] in dict(HOST):
        from hostbridge.cli.entrance import host_command

        return host_command([*words, "--help"], None)
    found = find(words)
    if found is not None:
        return _print(command_help_text(found[0], program, " ".join(words[: found[1]])))
    if below(words) and words:
        return _print(group_text(words, program))
    if words:
        close = nearest(words)
        remedy = f"see {program} --help"
        if close.names:
            remedy = f"did you mean: {', '.join(close.names)}?"
        raise UsageError(f"{' '.join(words)!r} is no command", "", remedy)
    _write(sys.stdout if asked else sys.stderr, own_text(program))
    return 0 if asked else 1


def command_help(call: Call, program: str) -> int:
    """``COMMAND --help``."""
    return _print(command_help_text(call.command, program, " ".join(call.spelling)))


def group(words: Sequence[str], dialect: Dialect, program: str, *, asked: bool) -> int:
    """A group of commands without a command: docker shows its help, podman refuses."""
    if asked:
        return _print(group_text(words, program))
    if dialect == "podman":
        name = " ".join(words)
        raise UsageError(
            f"missing command '{program} {name} COMMAND'", "", f"see {program} {name} --help"
        )
    _write(sys.stderr, group_text(words, program))
    return 0


def command_help_text(command: Command, program: str = "hostbridge", spelled: str = "") -> str:
    """The help of one command: usage, text, spellings, and its options with whose they are.

    spelled: as the caller wrote its name.
    """
    rows = options_of(command)
    # Each has --help, which no client counts.
    known = [row for row in rows if row[0] != "--help"]
    if program != "hostbridge":
        known = [row for row in known if row[2 if program == "docker" else 4]]
    name, options = spelled or command.name, "[OPTIONS]" if known else ""
    words = [program, name, options, command_operands(command.name)]
    lines = [f"Usage:  {' '.join(word for word in words if word)}", ""]
    lines += [_sentence(command_text(command.name)), ""]
    if len(command.spellings) > 1:
        aliases = ", ".join(f"{program} {' '.join(s)}" for s in command.spellings)
        lines += ["Aliases:", f"  {aliases}", ""]
    lines += ["Options:", *_options(rows, command)]
    return "\n".join(lines) + "\n"


def group_text(words: Sequence[str], program: str = "hostbridge") -> str:
    """The help of a group: the commands and groups right below it."""
    name = " ".join(words)
    shown = [_canonical(f"{name} {word}") for word in below(words)]
    lines = [f"Usage:  {program} {name} COMMAND", "", _sentence(command_text(name)), ""]
    lines += [
        "Commands:",
        *_table([(spelled[len(name) + 1 :], text) for spelled, text in _once(shown)]),
    ]
    lines += ["", f"Run '{program} {name} COMMAND --help' for more information on a command.", ""]
    return "\n".join(lines)


def own_text(program: str = "hostbridge") -> str:
    """Hostbridge's own help; by the name of docker or podman, without its own commands."""
    first = [word for word in below(()) if " " not in word]
    groups = [word for word in first if word not in everything()]
    singles = [word for word in first if word in everything() and word not in COMMON]
    lines = [
        f"Usage:  {program} [OPTIONS] COMMAND",
        "",
        "One container command line on every laptop.",
        "",
    ]
    lines += ["Common commands:", *_table([(name, command_text(name)) for name in COMMON]), ""]
    if program == "hostbridge":
        lines += ["Commands of hostbridge:", *_table(HOST), ""]
    lines += ["Groups of commands:", *_table([(g, command_text(g)) for g in sorted(groups)]), ""]
    kept = [_canonical(name) for name in sorted(singles)]
    lines += ["Commands:", *_table([(n, t) for n, t in _once(kept) if " " not in n]), ""]
    lines += ["Options of hostbridge, before the command:", *_table(OWN, 26), ""]
    lines += ["Options of the engine's client, before the command:", *_options(GLOBALS, None), ""]
    lines += [f"Run '{program} COMMAND --help' for more information on a command.", ""]
    return "\n".join(lines)


def _canonical(spelling: str) -> tuple[str, str]:
    """A spelling and what tells two of one command apart from two commands."""
    row = everything().get(spelling)
    return spelling, row[0] if row else spelling


def _once(spellings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first spelling of each command, with its text."""
    kept: dict[str, str] = {}
    for spelling, command in spellings:
        kept.setdefault(command, spelling)
    return [(spelling, command_text(command)) for command, spelling in kept.items()]


def _options(rows: Sequence[Row], command: Command | None) -> list[str]:
    shown: list[tuple[str, str]] = []
    for row in rows:
        name, docker_short, docker_kind, podman_short, podman_kind, _ = row
        letter = docker_short or podman_short
        optional = "optional" in (docker_kind, podman_kind)
        takes = option_type(command, row)
        takes = f"[={takes}]" if optional else f" {takes}" if takes else ""
        whose = "" if docker_kind and podman_kind else " (docker)" if docker_kind else " (podman)"
        text = f"{_sentence(option_text(command, row))}{whose}"
        shown.append((f"{letter + ', ' if letter else '    '}{name}{takes}", text))
    return _table(shown, max((len(name) for name, _ in shown), default=0) + 3)


def _table(rows: Sequence[tuple[str, str]], width: int = 12) -> list[str]:
    width = max(width, *(len(name) + 2 for name, _ in rows)) if rows else width
    return [f"  {name:<{width}}{text}".rstrip() for name, text in rows]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _print(text: str) -> int:
    _write(sys.stdout, text)
    return 0


def _write(stream: TextIO, text: str) -> None:
    """Write to a stream whose encoding may lack a letter, such as ASCII's."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))
