"""``--help``: hostbridge's own, and that of a container command from the catalogue's rows."""

from __future__ import annotations

import sys

from hostbridge.catalogue import find, names, nearest
from hostbridge.catalogue.find import options_of
from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.catalogue import Call, Command
    from hostbridge.contract.engine import Dialect

HOST = (("host", "what this host is, which backend and engine are used, and why"),)
OWN = (
    ("--backend NAME", "native, ssh, or an installed plug-in (HOSTBRIDGE_BACKEND)"),
    ("--machine NAME", "a machine of the backend, such as ssh://user@host (HOSTBRIDGE_MACHINE)"),
    ("--engine NAME", "docker or podman (HOSTBRIDGE_ENGINE)"),
    ("--plan[=json]", "show what would happen, with the reason for each rewritten word"),
    ("-v, -vv, --log-file FILE", "tell what is done; every outside command can be pasted"),
    ("--version, --help", ""),
)
COMMON = ("run", "exec", "ps", "logs", "build", "pull", "images", "cp", "start", "stop", "rm")


def answer(words: Sequence[str], named: Dialect | None, *, asked: bool) -> int:
    """Help for hostbridge, or for the command that the words spell. Exit code 0, 1 when not asked."""
    del named
    found = find(words)
    if found is not None:
        sys.stdout.write(command_text(found[0]))
        return 0
    if words and words[0] not in ("--help", "-h"):
        close = nearest(words)
        remedy = (
            f"did you mean: {', '.join(close.names)}?" if close.names else "see hostbridge --help"
        )
        raise UsageError(f"{words[0]!r} is no command", "", remedy)
    stream = sys.stdout if asked else sys.stderr
    stream.write(_own())
    return 0 if asked else 1


def command_help(call: Call) -> int:
    """``COMMAND --help``."""
    sys.stdout.write(command_text(call.command))
    return 0


def command_text(command: Command) -> str:
    """The help of one command: usage, spellings, and its options with whose they are."""
    operands = " ".join(f"{name.upper()}" for name in command.operands)
    lines = [f"Usage: hostbridge {command.name} [OPTIONS] {operands}".rstrip(), ""]
    others = [" ".join(s) for s in command.spellings if " ".join(s) != command.name]
    if others:
        lines += [f"Also written: {', '.join(others)}", ""]
    lines.append("Options:")
    for name, short, kind, podman_short, podman_kind, _ in options_of(command):
        letter = short or podman_short
        takes = "" if (kind or podman_kind) in ("bool", "optional") else f" {kind or podman_kind}"
        whose = "" if kind and podman_kind else "  (docker)" if kind else "  (podman)"
        lines.append(f"  {letter + ', ' if letter else '    '}{name}{takes}{whose}")
    return "\n".join(lines) + "\n"


def _own() -> str:
    lines = [
        "Usage: hostbridge [OPTIONS] COMMAND …",
        "",
        "One container command line on every laptop.",
        "",
    ]
    lines += [
        "Options, before the command:",
        *(f"  {name:<26}{text}".rstrip() for name, text in OWN),
    ]
    lines += ["", "Commands of hostbridge:", *(f"  {name:<26}{text}" for name, text in HOST)]
    lines += ["", f"Container commands, as docker and podman have them: {', '.join(COMMON)} …"]
    lines += [
        f"  all {len(list(names()))}: hostbridge COMMAND --help tells the options of each",
        "",
    ]
    return "\n".join(lines)
