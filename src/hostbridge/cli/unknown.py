"""A word that is no command: what was meant, with hostbridge's own commands and options in mind."""

from __future__ import annotations

from difflib import get_close_matches

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue.parse import UnknownCommand


def explained(unknown: UnknownCommand) -> UsageError:
    """The error with the nearest of all names. An unknown option before the word comes first: then
    the word may be its value.
    """
    from hostbridge.catalogue.tables.index import GLOBALS
    from hostbridge.cli.entrance import HOST_COMMANDS
    from hostbridge.cli.options import OWN

    if unknown.options:
        known = (*OWN, *(row[0] for row in GLOBALS))
        near = get_close_matches(unknown.options[0], known, n=1, cutoff=0.6)
        return UsageError(
            f"{unknown.options[0]}: no such option before a command", unknown.summary,
            f"did you mean: {near[0]}?" if near else "see hostbridge --help",
        )  # fmt: skip
    own = get_close_matches(unknown.word, HOST_COMMANDS, n=1, cutoff=0.6)
    if not own:
        return unknown
    others = unknown.remedy.removeprefix("did you mean: ").rstrip("?")
    told = "" if others == unknown.remedy.rstrip("?") else f", {others}"
    return UsageError(unknown.summary, unknown.detail, f"did you mean: {own[0]}{told}?")
