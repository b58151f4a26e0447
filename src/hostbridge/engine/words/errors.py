"""A failure that an engine tells, recognised in its words (``failures``) and said in the caller's dialect.

What stands in no row is said as it is, behind the dialect's own beginning.
"""

from __future__ import annotations

import re

from hostbridge.engine.words.failures import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.contract.engine import Dialect

    Lookup = Callable[[str], str]
    """The full id of a container, by its name."""

CODES = {"running": 2, "volume in use": 2, "network in use": 2, "image in use": 2}
"""podman's exit codes that are neither 125 nor, of a removal of what is not there, 1."""

_OF_COMMANDS = {
    ("no image", "push"): "no image to push",
    ("no image", "save"): "no image as named",
    ("not running", "pause"): "not running, not paused",
    ("name taken", "rename"): "new name taken",
}
"""Kinds that are told otherwise for a command."""
REMOVALS = ("rm", "rmi", "network rm", "volume rm")
NOT_PARSED = 125
"""The exit code of an option that is none, in both dialects."""
_BARE = (
    "not parsed",
    "not logged in",
    "no file to read",
    "no context",
    "bad reference",
    "no file on the host",
    "no image to push",
)
"""What docker's client says by itself, without its daemon."""
_HELP = re.compile(r"(?:See|Run) '(?:docker|podman) (.*) --help'.*")
_BEGINNINGS = re.compile(
    r"^(?:docker: )?(?:Error response from daemon: |Error: )?(?:(?i:Cannot kill container: \S+?: ))?"
)
_ADVICE = {
    "paused": "Unpause and then stop the container before attempting removal or force remove",
}
_STOP = "Stop the container before attempting removal or force remove"


def recognised(line: str, engine: Dialect) -> tuple[str, dict[str, str]] | None:
    """The kind of failure that a line of the engine's tells, and its parts; None where it is none known."""
    message = _BEGINNINGS.sub("", line.strip())
    for kind, docker, _, podman, _ in ROWS:
        pattern = docker if engine == "docker" else podman
        match = re.fullmatch(rf"(?:.*: )?(?:{pattern})", message) if pattern else None
        if match is not None:
            parts = {
                key.rstrip("234"): text
                for key, text in match.groupdict().items()
                if text is not None
            }
            return kind, parts
    return None


def said(
    line: str, engine: Dialect, dialect: Dialect, name: str, lookup: Lookup, command: str
) -> str:
    """One line of the engine's about a failure, in the dialect.

    name: what the caller named; lookup: for an id that the engine did not tell; command: its canonical
    name.
    """
    help_line = _HELP.fullmatch(line.strip())
    if help_line is not None:
        see = f"'{dialect} {help_line[1]} --help'"
        return f"Run {see} for more information" if dialect == "docker" else f"See {see}"
    found = recognised(line, engine)
    if found is None:
        message = _BEGINNINGS.sub("", line.strip())
        return f"{beginning(dialect)}{message}"
    kind, parts = found
    if dialect == "podman" and parts.get("name") == f"{name}:latest":
        # docker's daemon adds the tag; podman tells what the caller wrote.
        parts["name"] = name
    kind = _OF_COMMANDS.get((kind, command), kind)
    words = next(row[2] if dialect == "docker" else row[4] for row in ROWS if row[0] == kind)
    if not words:
        words = _BEGINNINGS.sub("", line.strip()).replace("{", "{{").replace("}", "}}")
    text = words.format_map(_Parts(parts, name, lookup))
    if dialect == "docker" and kind in _BARE:
        return text
    if dialect == "docker" and command == "kill" and kind != "bad signal":
        return f"{beginning(dialect)}Cannot kill container: {name}: {text}"
    return f"{beginning(dialect)}{text}"


def beginning(dialect: Dialect) -> str:
    """What a dialect's client writes before an engine's words."""
    return "Error response from daemon: " if dialect == "docker" else "Error: "


def code_of(kind: str, command: str, dialect: Dialect) -> int:
    """The exit code of a failure of this kind."""
    if dialect == "docker":
        return 0 if kind == "not logged in" else 1
    missing = kind.startswith("no ") and command in REMOVALS
    return CODES.get(kind, 1 if missing else 125)


class _Parts(dict[str, str]):
    """The parts of a message; what the engine did not tell is looked up when it is needed."""

    def __init__(self, parts: dict[str, str], name: str, lookup: Lookup) -> None:
        super().__init__(parts)
        self._name = name
        self._lookup = lookup

    def __missing__(self, key: str) -> str:
        name = self.get("name") or self._name
        if key == "tagged":
            from hostbridge.engine.show.missing import tagged

            return tagged(name)
        if key == "advice":
            return _ADVICE.get(self.get("state", ""), _STOP)
        if key == "id":
            return self._lookup(name) or name
        if key == "other_id":
            return self._lookup(self.get("other", "")) or self.get("other", "")
        if key == "short":
            return self["id"][:12]
        if key in ("why", "image"):
            return ""
        if key == "was":
            return self.get("state", "exited")
        if key == "own":
            return self._lookup(self._name) or self._name
        if key == "full":
            return self._lookup(self.get("id", "")) or self.get("id", "")
        if key == "state":
            return "running"
        return name
