"""``system df`` and ``system prune``: what images, containers and volumes take of the disk."""

from __future__ import annotations

import json
import time

from hostbridge import template
from hostbridge.errors import UsageError
from hostbridge_kernel.commands import volumes, words
from hostbridge_kernel.commands.changing import holders
from hostbridge_kernel.commands.inspecting import sizes
from hostbridge_kernel.commands.networks import unused
from hostbridge_kernel.containers import state
from hostbridge_kernel.containers.status import row
from hostbridge_kernel.image.reference import parse
from hostbridge_kernel.volumes import Volumes
from hostbridge_kernel.volumes.store import disk_usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from hostbridge_kernel.commands.context import Context

_COLUMNS = {
    "Type": "TYPE",
    "TotalCount": "TOTAL",
    "Active": "ACTIVE",
    "Size": "SIZE",
    "Reclaimable": "RECLAIMABLE",
}
_IMAGE = {"Repository": "REPOSITORY", "Tag": "TAG", "ID": "IMAGE ID", "CreatedSince": "CREATED", "Size": "SIZE",
          "SharedSize": "SHARED SIZE", "UniqueSize": "UNIQUE SIZE", "Containers": "CONTAINERS"}  # fmt: skip
_CONTAINER = {"ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "LocalVolumes": "LOCAL VOLUMES",
              "Size": "SIZE", "RunningFor": "CREATED", "Status": "STATUS", "Names": "NAMES"}  # fmt: skip
_VOLUME = {"Name": "VOLUME NAME", "Links": "LINKS", "Size": "SIZE"}
_SHORT = 12


def df(context: Context) -> int:
    """``system df [-v]``."""
    images, containers, kept = _images(context), _containers(context), _volumes(context)
    call = context.call
    if call.has("--verbose"):
        return _verbose(context, images, containers, kept)
    total = context.store.size()
    unused = [one["bytes_unique"] for one in images if not int(one["Containers"])]
    rows = [
        _row("Images", len({one["id"] for one in images}), len({one["id"] for one in images if int(one["Containers"])}),
             total, sum(unused)),
        _row("Containers", len(containers), sum(one["running"] for one in containers),
             sum(one["bytes"] for one in containers), sum(one["bytes"] for one in containers if not one["running"])),
        _row("Local Volumes", len(kept), sum(one["used"] for one in kept), sum(one["bytes"] for one in kept),
             sum(one["bytes"] for one in kept if not one["used"])),
        _row("Build Cache", 0, 0, 0, 0),
    ]  # fmt: skip
    rows[-1]["Reclaimable"] = "0B"
    words.write_rows(context.out, rows, _COLUMNS, tuple(_COLUMNS), call.value("--format"))
    return 0


def _row(kind: str, count: int, active: int, size: int, free: int) -> dict[str, Any]:
    share = f" ({free * 100 // size}%)" if size else ""
    return {"Type": kind, "TotalCount": str(count), "Active": str(active), "Size": words.size(size),
            "Reclaimable": words.size(free) + share}  # fmt: skip


def _verbose(
    context: Context,
    images: list[dict[str, Any]],
    containers: list[dict[str, Any]],
    kept: list[dict[str, Any]],
) -> int:
    wanted = context.call.value("--format")
    record = {"Images": images, "Containers": containers, "Volumes": kept, "BuildCache": []}
    if wanted:
        plain = {
            kind: [{k: v for k, v in row.items() if k[:1].isupper()} for row in rows]
            for kind, rows in record.items()
        }
        text = "{{json .}}" if wanted == "json" else wanted
        context.say(template.parse(text).render(template.Record(json.loads(json.dumps(plain)))))
        return 0
    for title, rows, columns in (
        ("Images space usage:", images, _IMAGE),
        ("Containers space usage:", containers, _CONTAINER),
        ("Local Volumes space usage:", kept, _VOLUME),
    ):
        context.say(f"{title}\n")
        words.write_rows(context.out, rows, columns, tuple(columns), None)
        context.say("")
    context.say("Build cache usage: 0B\n")
    return 0


def _images(context: Context) -> list[dict[str, Any]]:
    """A row for each name; a layer that several images have is shared."""
    store = context.store
    all_images = store.images.all()
    layers = {one.id: store.images.config(one).diff_ids for one in all_images}
    count: dict[str, int] = {}
    for found in layers.values():
        for layer in set(found):
            count[layer] = count.get(layer, 0) + 1
    users: dict[str, int] = {}
    for container in context.containers.all():
        users[container.config["Image"]] = users.get(container.config["Image"], 0) + 1
    rows = []
    for image in all_images:
        sizes_of = {
            one: (store.layers.info(one) or {}).get("size", 0) for one in set(layers[image.id])
        }
        unique = sum(size for one, size in sizes_of.items() if count[one] == 1)
        config = store.images.config(image)
        created = words.seconds_of(str(config.document.get("created") or "")) or image.added
        for name in image.names or ("",):
            read = parse(name) if name else None
            rows.append({
                "Repository": read.familiar if read else "<none>", "Tag": read.tag if read else "<none>",
                "ID": image.id[len("sha256:") :][:_SHORT], "Digest": "<none>", "CreatedSince": words.ago(time.time() - created),
                "CreatedAt": words.local_stamp(created), "Size": words.size(store.size(image)),
                "SharedSize": words.size(store.size(image) - unique), "UniqueSize": words.size(unique),
                "VirtualSize": words.size(store.size(image)), "Containers": str(users.get(image.id, 0)),
                "id": image.id, "bytes_unique": unique,
            })  # fmt: skip
    return rows


def _containers(context: Context) -> list[dict[str, Any]]:
    rows = []
    for container in context.containers.all():
        own, whole = sizes(container, context)
        content = container.state()
        shown = row(container, content, full=False)
        rows.append({
            **shown, "ID": container.id[:_SHORT], "Size": f"{words.size(own)} (virtual {words.size(whole)})",
            "bytes": own, "running": state.life(content) == "running",
        })  # fmt: skip
    return rows


def _volumes(context: Context) -> list[dict[str, Any]]:
    in_use = volumes.users(context)
    rows = []
    for volume in Volumes(context.data).all():
        size, links = disk_usage(volume["Mountpoint"]), len(in_use(volume["Name"]))
        rows.append({
            **volume, "Labels": ",".join(f"{key}={text}" for key, text in (volume["Labels"] or {}).items()),
            "Links": str(links), "Size": words.size(size), "bytes": size, "used": bool(links),
        })  # fmt: skip
    return rows


def prune(context: Context) -> int:
    """``system prune [-a] [--volumes]``: stopped containers, unused networks, images, volumes."""
    call = context.call
    every = call.has("--all")
    for text in call.values("--filter"):
        if not text.startswith(("label", "until")):
            raise UsageError(f"invalid filter '{text.partition('=')[0]}'", exit_code=1)
    what = ["all stopped containers", "all networks not used by at least one container"]
    if call.has("--volumes"):
        what.append("all anonymous volumes not used by at least one container")
    what.append(
        "all images without at least one container associated to them"
        if every
        else "all dangling images"
    )
    question = "This will remove:\n" + "".join(f"  - {one}\n" for one in what)
    if not words.agreed(context, question):
        return 0
    freed = 0
    for title, gone, count in _pruned(context, every=every):
        freed += count
        if gone:
            context.say(f"{title}:")
            for name in gone:
                context.say(name)
            context.say("")
    context.say(f"Total reclaimed space: {words.size(freed)}")
    return 0


def _pruned(context: Context, *, every: bool) -> Iterator[tuple[str, list[str], int]]:
    """What goes, kind by kind: containers first, since they hold the others."""
    from hostbridge_kernel.containers.pruning import prune as containers

    gone, freed = containers(context.containers, context.call.values("--filter"))
    yield "Deleted Containers", gone, freed
    yield "Deleted Networks", unused(context), 0
    if context.call.has("--volumes"):
        yield "Deleted Volumes", *volumes.pruned(context, every=False)
    images, freed = context.store.prune(every=every, in_use=holders(context))
    lines = [f"untagged: {parse(name)}" for one in images for name in one.untagged]
    lines += [f"deleted: {one.deleted}" for one in images if one.deleted]
    yield "Deleted Images", lines, freed
