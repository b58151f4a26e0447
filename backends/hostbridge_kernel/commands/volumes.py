"""``volume create``, ``ls``, ``inspect``, ``rm``, ``prune``."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError, UsageError
from hostbridge_kernel.commands import shown, words
from hostbridge_kernel.options.environment import labels, pairs
from hostbridge_kernel.volumes import ANONYMOUS, Volumes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from hostbridge_kernel.commands.context import Context

_COLUMNS = {
    "Driver": "DRIVER", "Name": "VOLUME NAME", "Mountpoint": "MOUNTPOINT", "Scope": "SCOPE", "Labels": "LABELS",
    "Links": "LINKS", "Size": "SIZE",
}  # fmt: skip


def create(context: Context) -> int:
    """``volume create [NAME]``: prints its name."""
    call = context.call
    driver = call.value("--driver") or "local"
    if driver != "local":
        raise HostbridgeError(
            f"create: error looking up volume plugin {driver}: plugin \"{driver}\" not found", "",
            "leave --driver out: local is the one", exit_code=1,
        )  # fmt: skip
    name = (context.operands() or [""])[0]
    made = Volumes(context.data).create(
        name, labels(call.values("--label"), []), pairs("--opt", call.values("--opt")),
        anonymous=not name,
    )  # fmt: skip
    context.say(made["Name"])
    return 0


def ls(context: Context) -> int:
    """``volume ls``."""
    keep = _filters(context)
    kept = [one for one in Volumes(context.data).all() if keep(one)]
    if context.call.has("--quiet"):
        for volume in kept:
            context.say(volume["Name"])
        return 0
    rows = [
        {**one, "Labels": ",".join(f"{key}={text}" for key, text in (one["Labels"] or {}).items()),
         "Links": "N/A", "Size": "N/A"}
        for one in kept
    ]  # fmt: skip
    words.write_rows(
        context.out, rows, _COLUMNS, ("Driver", "Name"), context.call.value("--format")
    )
    return 0


def inspect(context: Context) -> int:
    """``volume inspect NAME…``."""
    return shown.inspected(context, context.operands(), Volumes(context.data).find)


def rm(context: Context) -> int:
    """``volume rm NAME…``: all that can be; the code tells whether one could not."""
    code = 0
    volumes, in_use = Volumes(context.data), users(context)
    for name in context.operands():
        try:
            volumes.remove(name, in_use, force=context.call.has("--force"))
            context.say(name)
        except HostbridgeError as error:
            context.warn(f"Error: {error.summary}")
            code = 1
    return code


def prune(context: Context) -> int:
    """``volume prune``: volumes that nobody named and no container has; ``--all``: named ones, too."""
    every = context.call.has("--all") or _wants_all(context)
    kind = "local volumes" if every else "anonymous local volumes"
    if not words.agreed(context, f"This will remove {kind} not used by at least one container."):
        return 0
    gone, freed = pruned(context, every=every)
    if gone:
        context.say("Deleted Volumes:")
        for name in gone:
            context.say(name)
        context.say("")
    context.say(f"Total reclaimed space: {words.size(freed)}")
    return 0


def pruned(context: Context, *, every: bool) -> tuple[list[str], int]:
    """Remove what no container has; gives the names and the bytes freed."""
    keep = _filters(context, ("label", "label!", "all"))
    volumes = Volumes(context.data)
    volumes.sweep()

    def wanted(volume: Mapping[str, Any]) -> bool:
        return keep(volume) and (every or ANONYMOUS in (volume["Labels"] or {}))

    gone = list(volumes.prune(users(context), wanted))
    return [name for name, _ in gone], sum(count for _, count in gone)


def users(context: Context) -> Callable[[str], list[str]]:
    """Gives the ids of the containers that have a volume."""

    def found(name: str) -> list[str]:
        return [
            one.id for one in context.containers.all()
            if any(point.get("Name") == name for point in one.config.get("Mounts") or ())
        ]  # fmt: skip

    return found


def _wants_all(context: Context) -> bool:
    return any(text in ("all=true", "all=1") for text in context.call.values("--filter"))


def _filters(
    context: Context, known: tuple[str, ...] = ("dangling", "driver", "label", "name")
) -> Callable[[Mapping[str, Any]], bool]:
    """All ``--filter`` as one test: values of one key are alternatives, but each label must be there."""
    given: dict[str, list[str]] = {}
    for text in context.call.values("--filter"):
        key, equals, wanted = text.partition("=")
        key = key.strip().lower()
        if not equals:
            raise UsageError(f"bad format of filter (expected name=value): {text}", exit_code=1)
        if key not in known:
            raise UsageError(f"invalid filter '{key}'", "", ", ".join(known), exit_code=1)
        if key == "dangling" and wanted not in ("true", "false", "1", "0"):
            raise UsageError(f"invalid filter 'dangling={wanted}'", exit_code=1)
        given.setdefault(key, []).append(wanted)
    in_use = users(context) if "dangling" in given else lambda _name: []

    def test(volume: Mapping[str, Any]) -> bool:
        own = volume["Labels"] or {}
        for key, wanted in given.items():
            if key == "name" and not any(text in volume["Name"] for text in wanted):
                return False
            if key == "driver" and volume["Driver"] not in wanted:
                return False
            if key == "label" and not all(_has(own, text) for text in wanted):
                return False
            if key == "label!" and any(_has(own, text) for text in wanted):
                return False
            if key == "dangling" and (wanted[-1] in ("true", "1")) == bool(in_use(volume["Name"])):
                return False
        return True

    return test


def _has(own: Mapping[str, str], text: str) -> bool:
    key, equals, wanted = text.partition("=")
    return key in own and (not equals or own[key] == wanted)
