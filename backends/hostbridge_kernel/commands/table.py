"""The commands that the engine knows, and what they need in operands.

A row names the function that does the command as ``module:function`` (in this package); the module
is imported when its command is called, so that a command costs what it needs itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Optional

    from hostbridge_kernel.commands.context import Context

    Row = tuple[str, int, Optional[int]]
    """Where the function is; least and most operands, most is None for any number."""

COMMANDS: dict[str, Row] = {
    "attach": ("attached:attach", 0, 1),
    "container exists": ("ending:exists", 1, 1),
    "container inspect": ("inspecting:containers", 1, None),
    "container prune": ("ending:prune", 0, 0),
    "cp": ("copying:copy", 2, 2),
    "create": ("running:create", 1, None),
    "diff": ("exporting:diff", 1, 1),
    "events": ("happening:events", 0, 0),
    "exec": ("attached:execute", 0, None),
    "export": ("exporting:export", 1, 1),
    "generate systemd": ("units:generate", 1, None),
    "history": ("listing:history", 1, 1),
    "image inspect": ("listing:inspect", 1, None),
    "image prune": ("changing:prune", 0, 0),
    "images": ("listing:images", 0, 1),
    "import": ("changing:bring_in", 1, 2),
    "info": ("about:info", 0, 0),
    "inspect": ("inspecting:inspect", 1, None),
    "kill": ("ending:kill", 0, None),
    "load": ("changing:load", 0, 0),
    "logs": ("logs:logs", 1, 1),
    "network connect": ("connecting:connect", 2, 2),
    "network create": ("networks:create", 1, 1),
    "network disconnect": ("connecting:disconnect", 2, 2),
    "network exists": ("networks:exists", 1, 1),
    "network inspect": ("networks:inspect", 1, None),
    "network ls": ("networks:ls", 0, 0),
    "network prune": ("networks:prune", 0, 0),
    "network rm": ("networks:rm", 1, None),
    "pause": ("pausing:pause", 0, None),
    "port": ("connecting:port", 1, 2),
    "ps": ("ps:ps", 0, 0),
    "pull": ("changing:pull", 1, 1),
    "rename": ("ending:rename", 2, 2),
    "restart": ("ending:restart", 0, None),
    "rm": ("ending:rm", 0, None),
    "rmi": ("changing:rmi", 1, None),
    "run": ("running:run", 1, None),
    "save": ("changing:save", 1, None),
    "start": ("running:start", 0, None),
    "stats": ("statistics:stats", 0, None),
    "stop": ("ending:stop", 0, None),
    "system df": ("usage:df", 0, 0),
    "system prune": ("usage:prune", 0, 0),
    "tag": ("changing:tag", 2, 2),
    "top": ("top:top", 1, None),
    "unpause": ("pausing:unpause", 0, None),
    "update": ("updating:update", 0, None),
    "version": ("about:version", 0, 0),
    "volume create": ("volumes:create", 0, 1),
    "volume inspect": ("volumes:inspect", 1, None),
    "volume ls": ("volumes:ls", 0, 0),
    "volume prune": ("volumes:prune", 0, 0),
    "volume rm": ("volumes:rm", 1, None),
    "wait": ("ending:wait", 0, None),
}


def function(row: Row) -> Callable[[Context], int]:
    """The function of a row; imports its module."""
    module, _, name = row[0].partition(":")
    loaded = __import__(f"hostbridge_kernel.commands.{module}", fromlist=[name])
    found: Callable[[Context], int] = getattr(loaded, name)
    return found
