"""What commands that change something print, and their exit codes, in the caller's dialect.

``failures`` is the table of what the engines say of a failure, ``errors`` recognises it in one dialect and
says it in the other; ``acting`` has the commands that take names one by one (``stop a b``), ``making`` those that make or
remove networks, volumes and images, ``pruning`` the prunes, ``streaming`` those that keep the caller's
streams (``pull``, ``build``, ``cp``), ``inside`` those whose streams are a container's own (``exec``, ``logs``).
``run`` stays the engine's own.
Loaded only for a caller of the other dialect.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation

TABLE: tuple[tuple[str, str, str], ...] = (
    ("docker", "stop, restart, kill, pause, unpause, start, rm", "acting:on_docker"),
    ("podman", "stop, restart, kill, pause, unpause, start, rm, wait, update", "acting:on_podman"),
    ("docker", "network rm, volume rm", "making:remove_on_docker"),
    ("podman", "network rm, volume rm", "making:remove_on_podman"),
    ("docker", "volume create, network create", "making:create_on_docker"),
    ("podman", "volume create, network create", "making:create_on_podman"),
    ("docker", "rmi", "images:remove_on_docker"),
    ("podman", "rmi", "images:remove_on_podman"),
    ("docker", "tag", "images:tag_on_docker"),
    (
        "docker",
        "container prune, image prune, network prune, volume prune, system prune",
        "pruning:on_docker",
    ),
    (
        "podman",
        "container prune, image prune, network prune, volume prune, system prune",
        "pruning:on_podman",
    ),
    ("podman", "rename", "acting:rename_on_podman"),
    ("docker", "exec", "inside:executed"),
    ("podman", "exec", "inside:executed"),
    ("docker", "logs, attach", "inside:foreseen"),
    ("podman", "logs, attach", "inside:foreseen"),
    (
        "docker",
        "rename, network connect, network disconnect, wait, update, commit, create, cp, diff, export, import, load, save, pull, push, build, login, logout, manifest create, manifest inspect, manifest annotate, manifest push, manifest rm",
        "streaming:worded",
    ),
    (
        "podman",
        "tag, network connect, network disconnect, commit, create, cp, diff, export, import, load, save, pull, push, build, login, logout, manifest create, manifest inspect, manifest annotate, manifest push, manifest rm",
        "streaming:worded",
    ),
)
"""Engine; commands; the function that makes what is done for a caller of the other dialect."""


def spoken(call: Call, said: Call, engine: Dialect) -> Emulation | None:
    """What is done for ``call``, which is ``said`` in the engine's words; None where nothing has to."""
    if call.dialect == engine:
        return None
    if call.command.name in ("run", "create") and not call.operands():
        from hostbridge.engine.words.inside import nameless

        return nameless(call)
    if call.command.name == "run" and engine == "podman":
        from hostbridge.engine.words.directory import made_where_missing

        return made_where_missing(call)
    if _attached(call):
        from hostbridge.engine.words.inside import foreseen

        return foreseen(call, said, engine)
    for row_engine, commands, where in TABLE:
        if row_engine == engine and call.command.name in commands.split(", "):
            module, _, function = where.partition(":")
            loaded = __import__(f"hostbridge.engine.words.{module}", fromlist=[function])
            made: Emulation = getattr(loaded, function)(call, said, engine)
            return made
    return None


def _attached(call: Call) -> bool:
    """``start -a`` is a container's own streams."""
    return call.command.name == "start" and (call.has("--attach") or call.has("--interactive"))
