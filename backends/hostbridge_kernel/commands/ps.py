"""``ps``: containers as docker lists them."""

from __future__ import annotations

from hostbridge_kernel.commands import words
from hostbridge_kernel.containers import state
from hostbridge_kernel.containers.choosing import Filters
from hostbridge_kernel.containers.status import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_COLUMNS = {
    "ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "CreatedAt": "CREATED AT",
    "RunningFor": "CREATED", "Status": "STATUS", "State": "STATE", "Ports": "PORTS",
    "Names": "NAMES", "Labels": "LABELS", "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES",
    "Networks": "NETWORKS", "Size": "SIZE", "Platform": "PLATFORM",
}  # fmt: skip
_DEFAULT = ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"]


def ps(context: Context) -> int:
    """``ps [-aqlns] [--filter …] [--format …]``."""
    call = context.call
    filters = Filters(context.containers, call.values("--filter"))
    last = 1 if call.has("--latest") else int(call.value("--last") or -1)
    everything = call.has("--all") or filters.states or last > 0
    full = call.has("--no-trunc")
    wanted = call.value("--format")
    sizes = call.has("--size") or (wanted is not None and ".Size" in wanted)
    chosen: list[tuple[Container, dict[str, Any]]] = []
    for container in context.containers.all():
        content = container.state()
        if state.life(content) in ("lost", "ending", "starting"):
            content = _settled(context, container)
            if not content:
                continue
        if not everything and not content["State"]["Running"]:
            continue
        if filters.fit(container, content):
            chosen.append((container, content))
    if last > 0:
        chosen = chosen[:last]
    if call.has("--quiet"):
        for container, _ in chosen:
            context.say(container.id if full else container.id[:12])
        return 0
    rows = []
    for container, content in chosen:
        size = _size(context, container) if sizes else None
        rows.append(row(container, content, full=full, size=size))
    default = [*_DEFAULT, "Size"] if sizes else _DEFAULT
    words.write_rows(context.out, rows, _COLUMNS, default, wanted)
    return 0


def _settled(context: Context, container: Container) -> dict[str, Any]:
    """Its state, made true; empty where it is gone."""
    from hostbridge_kernel.containers.settling import settled

    settled(context.containers, container)
    return container.state() if container.there() else {}


def _size(context: Context, container: Container) -> tuple[int, int]:
    from hostbridge.errors import HostbridgeError
    from hostbridge_kernel.containers.pruning import written

    own = written(container)
    try:
        image = context.store.images.find(str(container.config["Image"]))
        return own, own + context.store.size(image)
    except HostbridgeError:  # its image is gone
        return own, own
