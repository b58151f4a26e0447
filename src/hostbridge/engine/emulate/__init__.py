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


def _joins_several(call: Call) -> bool:
    return len(call.values("--network")) > 1


def _names_gateway(call: Call) -> bool:
    from hostbridge.engine.emulate.gateway import named

    return call.dialect == "docker" and named(call)


def _requires(call: Call) -> bool:
    return call.dialect == "podman"


def _several(call: Call) -> bool:
    return len(call.operands()) > 1


def _between(call: Call) -> bool:
    from hostbridge.engine.emulate.copying import is_between

    return is_between(call)


_NAMES = "docker takes names alone"
_PODS = "docker has no pods"

TABLE: tuple[tuple[str, str, str | When, str, str], ...] = (
    ("docker", "container exists, image exists, network exists, volume exists", "", "existing:exists", "docker has no exists; inspect answers"),
    ("docker", "wait", "--condition --ignore --latest --interval --exit-first-match", "waiting:wait", "docker waits for the end alone"),
    ("podman", "wait", "--condition --ignore --latest --exit-first-match", "waiting:wait", "podman knows conditions from 4.6 on, and needs systemd to tell health"),
    ("docker", "healthcheck run", "", "health:check", "docker runs health checks by itself alone"),
    ("docker", "pod create", "", "pods:create", _PODS),
    ("docker", "pod exists", "", "pods:exists", _PODS),
    ("docker", "pod rm", "", "pods:remove", _PODS),
    ("docker", "pod ps, pod inspect", "", "pods:show", _PODS),
    ("docker", "pod start, pod stop, pod restart, pod kill, pod pause, pod unpause", "", "pods:act", _PODS),
    ("docker", "pod logs", "", "pods:logs", _PODS),
    ("docker", "pod top", "", "pods:top", _PODS),
    ("docker", "pod prune", "", "pods:prune", _PODS),
    ("docker", "run, create", "--gpus", "gpus:check", "without a device there is nothing to hand on"),
    ("podman", "run, create", "--gpus", "gpus:check", "podman names devices of CDI, and before 5 leaves --gpus out without a word"),
    ("podman", "run, create", _names_gateway, "gateway:gateway", "podman knows --add-host NAME:host-gateway from 4.7 on"),
    ("docker", "run, create", "--replace", "making:replace", "docker has no --replace"),
    ("docker", "run", "--rmi", "making:remove_image", "docker has no --rmi"),
    ("docker", "run, create", _joins_several, "making:join", "docker before 25 joins one network when it creates"),
    ("docker", "start, stop, restart, kill, rm, pause, unpause", "--all --latest --ignore --cidfile --filter --running", "selecting:act", _NAMES),
    ("docker", "logs, exec, top, port, inspect, container inspect, attach, diff, stats", "--latest --cidfile", "selecting:latest", _NAMES),
    ("docker", "port", "--all", "selecting:ports", _NAMES),
    ("docker", "start", _requires, "starting:required", "containers may require others"),
    ("docker", "rmi", "--ignore --all", "selecting:images", "docker takes names of images that are there"),
    ("docker", "volume rm", "--all", "selecting:volumes", _NAMES),
    ("docker", "logs", _several, "logs:several", "docker's logs are of one container"),
    ("docker", "cp", _between, "copying:between", "docker does not copy between containers"),
    ("docker", "network create, volume create", "--ignore", "existing:create", "docker has no --ignore"),
    ("docker", "untag", "", "naming:untag", "docker takes a name away with the image's last one alone"),
    ("docker", "image tree", "", "naming:tree", "docker shows no tree; history and inspect tell it"),
    ("docker", "container init, container cleanup, network reload", "", "existing:nothing", "docker's daemon does it by itself"),
    ("docker", "volume mount, volume unmount, volume reload", "", "volumes:mounted", "docker's volumes are always mounted"),
    ("docker", "volume export", "", "volumes:take_out", "docker reaches volumes through containers"),
    ("docker", "volume import", "", "volumes:put_in", "docker reaches volumes through containers"),
    ("docker", "system connection list", "", "connections:connections", "docker has contexts"),
    ("podman", "context ls, context show", "", "connections:contexts", "podman has connections"),
    ("podman", "context inspect", "", "connections:inspected", "podman has connections"),
    ("podman", "context use", "", "connections:used", "podman has connections"),
    ("podman", "compose", "", "plugins:compose", "docker's client has plug-ins, podman's API serves them"),
    ("podman", "builder prune", "", "volumes:no_cache", "podman's cache is its images; image prune removes them"),
    ("podman", "buildx create, buildx du, buildx inspect, buildx ls, buildx prune, buildx rm, buildx stop, buildx use, buildx version", "", "builders:act", "podman is the one builder, under every name"),
    ("podman", "stop, restart", "--signal", "ending:signalled", "podman stops with the container's own signal"),
    ("podman", "push", "--all-tags", "pushing:all_tags", "podman pushes one name at a time"),
    ("podman", "build", "--push", "pushing:after_build", "podman's build does not push"),
)  # fmt: skip
"""Engine; commands; when: options of which one is given, a function, or always; function; reason."""


def emulation_of(call: Call, engine: Dialect) -> Emulation | Refusal | None:
    """What stands in for a command on an engine; None where nothing has to."""
    name = call.command.name
    for row_engine, commands, when, where, reason in TABLE:
        if row_engine == engine and name in commands.split(", ") and _applies(call, when):
            module, _, function = where.partition(":")
            loaded = __import__(f"hostbridge.engine.emulate.{module}", fromlist=[function])
            made: Emulation | Refusal = getattr(loaded, function)(call, engine, reason)
            return made
    return None


def emulated_options(command: str, engine: str) -> set[str]:
    """The options of a command that emulations take; with ``*``: the whole command is emulated."""
    found: set[str] = set()
    for row_engine, commands, when, _, _ in TABLE:
        if row_engine == engine and command in commands.split(", "):
            found |= set(when.split()) or {"*"} if isinstance(when, str) else set()
    return found


def _applies(call: Call, when: str | When) -> bool:
    if not isinstance(when, str):
        return when(call)
    return not when or any(call.has(option) for option in when.split())
