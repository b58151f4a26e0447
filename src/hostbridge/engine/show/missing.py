"""What the dialects say of a thing that is not there, and the container that ``--latest`` means."""

from __future__ import annotations

from hostbridge.engine.show.output import FAILED, complain
from hostbridge.errors import CommandFailed, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

WORDS = {
    "docker": {
        "container": "Error response from daemon: No such container: {0}",
        "image": "Error response from daemon: No such image: {0}",
        "network": "Error response from daemon: network {0} not found",
        "volume": "Error response from daemon: get {0}: no such volume",
        "": "Error: No such object: {0}",
    },
    "podman": {
        "container": 'Error: no such container "{0}"',
        "image": "Error: {0}: image not known",
        "network": "Error: network {0}: unable to find network with name or ID {0}: network not found",
        "volume": "Error: no such volume {0}",
        "": 'Error: no such object: "{0}"',
    },
}
"""What the dialects say of a thing that is not there: scripts look for it."""
_ABSENT = ("no such", "not found", "not known", "unable to find")


def missing_words(said: str, kind: str, name: str, dialect: Dialect) -> str:
    """What an engine said of a failure, in the dialect's words where the thing is not there."""
    if any(words in said.lower() for words in _ABSENT):
        if kind == "image" and dialect == "docker":
            name = tagged(name)
        return WORDS[dialect].get(kind, WORDS[dialect][""]).format(name)
    return said


def tagged(name: str) -> str:
    """An image's name as docker's daemon tells it: with the tag that a name alone means."""
    return name if ":" in name.rpartition("/")[2] or "@" in name else f"{name}:latest"


def refused(error: CommandFailed, kind: str, names: Sequence[str], dialect: Dialect) -> int:
    """Say what the engine refused, in the dialect's words where it is a thing that is not there.

    Gives the dialect's exit code. An error that is not the client's own words is raised again.
    """
    said = [
        line for line in error.detail.splitlines() if line.strip() and not line.startswith("$ ")
    ]
    if not said:
        raise error
    name = next((name for name in names if name in said[-1]), names[0] if names else "")
    complain(missing_words(said[-1].strip(), kind, name, dialect))
    return FAILED[dialect]


def no_name(call: Call) -> int:
    """Say that the call names nothing; the dialect's exit code."""
    from hostbridge.engine.words.operands import NONE_NAMED, none_named

    for line in none_named(call.command.name, call.dialect):
        complain(line)
    return NONE_NAMED[call.dialect]


def engine_refused(error: CommandFailed | UsageError, rendering: Rendering, engine: Engine) -> int:
    """Say what the engine refused in the dialect's words where they are known; its exit code.

    Raises the error again for a failure that is none of the known ones.
    """
    from hostbridge.engine.filters import InvalidFilter
    from hostbridge.engine.words.errors import beginning, recognised, said

    if isinstance(error, InvalidFilter):
        complain(f"{beginning(rendering.dialect)}{error.summary}")
        return FAILED[rendering.dialect]
    if isinstance(error, UsageError):
        raise error
    line = last_line(error.stderr)
    if not recognised(line, engine.dialect):
        raise error
    name = rendering.call.command.name
    complain(said(line, engine.dialect, rendering.dialect, "", lambda _: "", name))
    return FAILED[rendering.dialect]


def last_line(text: bytes) -> str:
    """What a client said last on standard error."""
    return (text.decode("utf-8", "replace").strip().splitlines() or [""])[-1]


def named(rendering: Rendering, session: Session, engine: Engine) -> list[str]:
    """The operands of a call, or the container that ``--latest`` means."""
    if rendering.call.has("--latest"):
        done = session.run([*engine.client, "ps", "-a", "-l", "-q", "--no-trunc"], check=True)
        latest = done.stdout.decode().split()
        return [*latest, *(word.value or "" for word in rendering.call.operands())]
    return [word.value or "" for word in rendering.call.operands()]
