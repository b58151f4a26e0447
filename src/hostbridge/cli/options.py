"""hostbridge's own options: those that stand before the command. Hot: plain loops, no parser."""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_TAKES = {
    "--backend": "backend",
    "--machine": "machine",
    "--engine": "engine",
    "--log-file": "log_file",
}
OWN = (*_TAKES, "--verbose", "--plan", "--version", "--help")
"""The long ones."""


@value
class Options:
    """What stood before the command. Empty strings: not given. verbose: 0, 1 or 2.

    plan: ``text`` or ``json`` when the plan is to be shown instead of done.
    """

    backend: str = ""
    machine: str = ""
    engine: str = ""
    log_file: str = ""
    verbose: int = 0
    plan: str = ""
    version: bool = False
    help: bool = False


def split(argv: Sequence[str], *, named: bool) -> tuple[Options, list[str]]:
    """Own options, and the rest from the first word that is none of them.

    named: called by the name of another tool (``docker``, ``podman``), whose ``-v`` is its version
    and not our verbosity. Raises UsageError for an option without its value.
    """
    given: dict[str, str] = {}
    verbose = 0
    plan = ""
    version = asked = False
    index = 0
    while index < len(argv):
        word = argv[index]
        name, joined, text = word.partition("=")
        if name in _TAKES:
            if not joined:
                index += 1
                if index >= len(argv):
                    raise UsageError(f"{name} needs a value", "", "see hostbridge --help")
                text = argv[index]
            if not text:
                raise UsageError(f"{name}: its value is empty", "", "see hostbridge --help")
            given[_TAKES[name]] = text
        elif word in ("-v", "-vv", "--verbose") and not (named and word == "-v"):
            verbose = min(2, verbose + max(1, word.count("v", 1) if word[1] == "v" else 1))
        elif name == "--plan":
            if text not in ("", "text", "json"):
                raise UsageError(f"--plan={text}: unknown form", "", "write --plan or --plan=json")
            plan = text or "text"
        elif word in ("--version",) or (named and word == "-v"):
            version = True
        elif word in ("--help", "-h"):
            asked = True
        else:
            break
        index += 1
    rest = list(argv[index:])
    if verbose and not rest and list(argv) == ["-v"]:
        version = True
    return Options(**given, verbose=verbose, plan=plan, version=version, help=asked), rest
