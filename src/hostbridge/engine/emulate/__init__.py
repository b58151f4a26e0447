"""What an engine lacks and hostbridge does instead: one module for each kind.

``emulation_of`` looks a call up in the table; every ``perform`` works with the engine's own client
through ``Site.session``, so that it is the same on every machine.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation, Refusal

    When = Callable[[Call], bool]


def _always(call: Call) -> bool:
    del call
    return True


def _selects(call: Call) -> bool:
    return any(call.has(name) for name in ("--ignore", "--all", "--latest")) or bool(
        call.values("--cidfile") + call.values("--filter")
    )


def _waits(call: Call) -> bool:
    return bool(call.values("--condition")) or call.has("--ignore") or call.has("--latest")


def _joins_several(call: Call) -> bool:
    return len(call.values("--network")) > 1


def _replaces(call: Call) -> bool:
    return call.has("--replace")


def _requires(call: Call) -> bool:
    return call.dialect == "podman"


def _several(call: Call) -> bool:
    return len(call.operands()) > 1


def _latest(call: Call) -> bool:
    return call.has("--latest")


def _ignores(call: Call) -> bool:
    return call.has("--ignore")


def _between(call: Call) -> bool:
    from hostbridge.engine.emulate.copying import is_between

    return is_between(call)


TABLE: tuple[tuple[str, tuple[str, ...], When, str, str], ...] = (
    ("docker", ("container exists", "image exists", "network exists", "volume exists"), _always,
     "existing:exists", "docker has no exists; inspect answers"),
    ("docker", ("wait",), _waits, "waiting:wait", "docker waits for the end alone"),
    ("podman", ("wait",), _waits, "waiting:wait", "podman knows conditions from 4.6 on, and needs systemd to tell health"),
    ("docker", ("healthcheck run",), _always, "health:check", "docker runs health checks by itself alone"),
    ("docker", ("pod create",), _always, "pods:create", "docker has no pods"),
    ("docker", ("pod exists",), _always, "pods:exists", "docker has no pods"),
    ("docker", ("pod rm",), _always, "pods:remove", "docker has no pods"),
    ("docker", ("pod ps", "pod inspect"), _always, "pods:show", "docker has no pods"),
    ("docker", ("pod start", "pod stop", "pod restart", "pod kill", "pod pause", "pod unpause"),
     _always, "pods:act", "docker has no pods"),
    ("docker", ("pod logs",), _always, "pods:logs", "docker has no pods"),
    ("docker", ("pod top",), _always, "pods:top", "docker has no pods"),
    ("docker", ("pod prune",), _always, "pods:prune", "docker has no pods"),
    ("docker", ("run", "create"), _replaces, "making:replace", "docker has no --replace"),
    ("docker", ("run", "create"), _joins_several, "making:join", "docker before 25 joins one network when it creates"),
    ("docker", ("start", "stop", "restart", "kill", "rm", "pause", "unpause"), _selects,
     "selecting:act", "docker takes names alone"),
    ("docker", ("logs", "exec", "top", "port", "inspect", "attach", "diff"), _latest,
     "selecting:latest", "docker takes names alone"),
    ("docker", ("start",), _requires, "starting:required", "containers may require others"),
    ("docker", ("rmi",), _ignores, "selecting:images", "docker has no --ignore"),
    ("docker", ("logs",), _several, "logs:several", "docker's logs are of one container"),
    ("docker", ("cp",), _between, "copying:between", "docker does not copy between containers"),
    ("docker", ("network create", "volume create"), _ignores, "existing:create", "docker has no --ignore"),
)  # fmt: skip


def emulation_of(call: Call, engine: Dialect) -> Emulation | Refusal | None:
    """What stands in for a command on an engine; None where nothing has to."""
    name = call.command.name
    for row_engine, commands, applies, where, reason in TABLE:
        if row_engine == engine and name in commands and applies(call):
            module, _, function = where.partition(":")
            loaded = __import__(f"hostbridge.engine.emulate.{module}", fromlist=[function])
            made: Emulation | Refusal = getattr(loaded, function)(call, engine, reason)
            return made
    return None
