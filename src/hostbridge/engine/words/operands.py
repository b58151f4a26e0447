"""What the clients say of a command that names nothing, where hostbridge itself is what is asked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.engine import Dialect

NONE_NAMED = {"docker": 1, "podman": 125}
"""The exit codes that go with it."""
_WORDS = {
    "run": ("at least 1 argument", "requires at least 1 arg(s), only received 0"),
    "create": ("at least 1 argument", "requires at least 1 arg(s), only received 0"),
    "start": ("at least 1 argument", "start requires at least one argument"),
    "rmi": ("at least 1 argument", "image name or ID must be specified"),
    "network rm": ("at least 1 argument", "requires at least 1 arg(s), only received 0"),
    "exec": ("at least 2 arguments", "exec requires the name or ID of a container or the --latest flag"),
    "logs": ("1 argument", "specify at least one container name or ID to log"),
    "attach": ("1 argument", '"podman attach" requires a name, id, or the "--latest" flag'),
    "top": ("at least 1 argument", "you must provide the name or id of a running container"),
    "port": ("at least 1 and at most 2 arguments", "you must supply a running container name or id"),
    "history": ("1 argument", "accepts 1 arg(s), received 0"),
    "diff": ("1 argument", '"podman diff" requires a name, id, or the "--latest" flag'),
}  # fmt: skip
"""By command: how many docker's client asks for, and what podman's says where there is none."""


def none_named(command: str, dialect: Dialect) -> tuple[str, ...]:
    """The lines for standard error."""
    docker, podman = _WORDS.get(command, ("at least 1 argument", ""))
    if dialect == "docker":
        return (
            f"docker: 'docker {command}' requires {docker}",
            "",
            f"See 'docker {command} --help' for more information",
        )
    return (f"Error: {podman or 'you must provide at least one name or id'}",)
