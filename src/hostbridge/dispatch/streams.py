"""What a command on a machine wants of the caller's terminal and standard input."""

from __future__ import annotations

from hostbridge.dispatch.plan import Rewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.dispatch.crossing import Crossing

_WITH_INTERACTIVE = frozenset(("run", "exec", "start", "create"))
_NEVER = frozenset((
    "commit", "diff", "events", "export", "history", "images", "info", "inspect", "kill", "logs",
    "pause", "port", "ps", "pull", "push", "rename", "restart", "rm", "rmi", "save", "search",
    "stats", "stop", "tag", "top", "unpause", "update", "version", "wait", "container inspect",
    "image inspect", "network create", "network inspect", "network ls", "network rm",
    "network connect", "network disconnect", "volume create", "volume inspect", "volume ls",
    "volume rm", "system df",
))  # fmt: skip
"""Whatever is not named here may read: a build context, a tar stream, a password, an answer."""


def wants_terminal(call: Call) -> bool:
    """Whether the client there should have a terminal: the call asks for one."""
    if call.command.name == "login":
        # It asks for what is not given, without an echo.
        return not call.has("--password-stdin")
    attaches = call.command.name == "attach" or call.has("--attach")
    return call.has("--tty") or (call.command.name in ("attach", "start") and attaches)


def reads_input(call: Call) -> bool:
    """Whether the client there reads standard input; what waits there is the caller's otherwise.

    A loop ``while read name; do hostbridge run … "$name"; done <list`` depends on it.
    """
    if call.command.name in _WITH_INTERACTIVE:
        return call.has("--interactive") or wants_terminal(call)
    return call.command.name not in _NEVER


def without_terminal(crossing: Crossing) -> None:
    """Podman runs ``-i -t`` without a terminal on standard input, docker refuses it.

    What is read from there matters more than the terminal; a detached command reads nothing.
    """
    call = crossing.call
    if crossing.engine != "docker" or not (call.has("--interactive") and call.has("--tty")):
        return
    if call.command.name not in ("run", "exec"):
        return
    name = "--interactive" if call.has("--detach") else "--tty"
    crossing.call = call.without(name)
    crossing.rewrites.append(
        Rewrite(name, "", "standard input is no terminal, which docker refuses with both")
    )
