"""``update``: other limits and another restart policy, also while the container runs."""

from __future__ import annotations

from hostbridge.errors import Conflict, UsageError
from hostbridge_kernel.commands.ending import each
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.containers.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_FAILED = 1
_QUOTA = ("CpuPeriod", "CpuQuota")


def update(context: Context) -> int:
    """``update [--memory …] [--cpus …] [--restart …] CONTAINER…``."""
    changes = _changes(context)
    if not changes:
        raise UsageError(
            "you must provide one or more flags when using this command", exit_code=_FAILED
        )
    return each(context, lambda one: _change(context, one, changes))


def _changes(context: Context) -> dict[str, Any]:
    """The fields of HostConfig that the words name; those given with 0 change nothing, as in docker."""
    from hostbridge_kernel.options import resources, table

    changes: dict[str, Any] = {}
    for word in context.call.words:
        text = word.value or ""
        if word.kind != "option" or word.name in ("--help", "--latest", "--kernel-memory"):
            continue
        if word.name == "--restart":
            changes["RestartPolicy"] = resources.restart(text)
        elif word.name in table.HOST:
            field, reader = table.HOST[word.name]
            changes[field] = reader(word.spelled, text)
        elif word.name in table.LISTS:
            field, make = table.LISTS[word.name]
            changes.setdefault(field, []).append(make(text))
        else:
            raise UsageError(f"update {word.spelled}: the kernel engine cannot change it")
    return changes


def _change(context: Context, container: Container, changes: dict[str, Any]) -> None:
    from hostbridge_kernel.options.checking import limits

    running = settled(context.containers, container) == "running"
    with container.lock():
        given = {
            field: content for field, content in changes.items() if content or field == "PidsLimit"
        }
        host = {**container.config["HostConfig"], **given}
        _agree(container, changes, host)
        limits(host)
        if running:
            _apply(container, host)
        container.config["HostConfig"] = host
        container.write_config()
    Events(container.places.events).container("update", container.config)


def _agree(container: Container, changes: dict[str, Any], host: dict[str, Any]) -> None:
    """What was set before and is set now, together (docker's rules and words)."""
    before = container.config["HostConfig"]
    if changes.get("RestartPolicy", {}).get("Name", "no") != "no" and before["AutoRemove"]:
        raise Conflict(
            "Restart policy cannot be updated because AutoRemove is enabled for the container",
            exit_code=_FAILED,
        )
    if before["NanoCpus"] and any(changes.get(field) for field in _QUOTA):
        raise Conflict("Conflicting options: CPU Period/Quota cannot be updated as NanoCPUs has already been set", exit_code=_FAILED)  # fmt: skip
    if changes.get("NanoCpus") and any(before[field] for field in _QUOTA):
        raise Conflict("Conflicting options: Nano CPUs cannot be updated as CPU Period/Quota has already been set", exit_code=_FAILED)  # fmt: skip
    swap = host["MemorySwap"]
    if changes.get("Memory") and not changes.get("MemorySwap") and 0 < swap < host["Memory"]:
        raise Conflict(
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
            exit_code=_FAILED,
        )  # fmt: skip


def _apply(container: Container, host: dict[str, Any]) -> None:
    """Set the limits of its control group. Raises HostbridgeError, then nothing is written down."""
    from hostbridge_kernel.containers.making import control_group
    from hostbridge_kernel.oci.resources import resources

    wanted = resources(host)
    wanted.pop("devices", None)
    control_group(container.places, container).update(wanted)
