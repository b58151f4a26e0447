"""``images``, ``history``, ``image inspect``: what is in the store."""

from __future__ import annotations

import fnmatch
import json
import os
import time
from typing import TYPE_CHECKING, Any, Callable

from hostbridge import template
from hostbridge.errors import HostbridgeError, NotFound
from hostbridge_kernel.commands import words
from hostbridge_kernel.image.reference import parse

if TYPE_CHECKING:
    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.image.media import Config
    from hostbridge_kernel.store.images import Image

_NONE = "<none>"
_SHORT = 12
_COLUMNS = {
    "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "ID": "IMAGE ID",
    "CreatedSince": "CREATED", "CreatedAt": "CREATED AT", "Size": "SIZE", "Containers": "CONTAINERS",
    "SharedSize": "SHARED SIZE", "UniqueSize": "UNIQUE SIZE", "VirtualSize": "SIZE",
}  # fmt: skip
_HISTORY = {
    "ID": "IMAGE", "CreatedSince": "CREATED", "CreatedAt": "CREATED AT", "CreatedBy": "CREATED BY",
    "Size": "SIZE", "Comment": "COMMENT",
}  # fmt: skip


def images(context: Context) -> int:
    """``images [REPOSITORY[:TAG]]``."""
    call = context.call
    rows = _rows(context)
    if call.has("--quiet"):
        for image_id in dict.fromkeys(row["ID"] for row in rows):
            context.say(image_id)
        return 0
    default = ["Repository", "Tag", "ID", "CreatedSince", "Size"]
    if call.has("--digests"):
        default.insert(2, "Digest")
    words.write_rows(context.out, rows, _COLUMNS, default, call.value("--format"))
    return 0


def _rows(context: Context) -> list[dict[str, Any]]:
    call, store = context.call, context.store
    full = call.has("--no-trunc")
    keep = _filters(context)
    pattern = (context.operands() or [""])[0]
    rows = []
    for image in store.images.all():
        config = store.images.config(image)
        created = _created(config, image)
        about = {
            "ID": image.id if full else short(image.id), "CreatedSince": words.ago(time.time() - created),
            "CreatedAt": words.local_stamp(created), "Size": words.size(store.size(image)),
            "VirtualSize": words.size(store.size(image)), "Containers": "N/A", "SharedSize": "N/A",
            "UniqueSize": "N/A",
        }  # fmt: skip
        digests = {name.partition("@")[0]: name.partition("@")[2] for name in image.digests}
        for name in image.names or ("",):
            if not _matches(pattern, name) or not keep(image, config, name):
                continue
            read = parse(name) if name else None
            digest = digests.get(read.name, _NONE) if read else next(iter(digests.values()), _NONE)
            rows.append({
                "Repository": read.familiar if read else _NONE, "Tag": read.tag if read else _NONE,
                "Digest": digest, **about,
            })  # fmt: skip
    return rows


def _filters(context: Context) -> Callable[[Image, Config, str], bool]:
    """All ``--filter`` as one test; raises HostbridgeError for one that is not known."""
    tests: list[Callable[[Image, Config, str], bool]] = []
    patterns: list[str] = []
    for text in context.call.values("--filter"):
        key, _, wanted = text.partition("=")
        if key == "reference":
            patterns.append(wanted)
        elif key == "dangling" and wanted in ("true", "false", "1", "0"):
            tests.append(_dangling(wanted in ("true", "1")))
        elif key == "label":
            tests.append(_labelled(wanted))
        elif key in ("before", "since"):
            other = context.store.images.find(wanted)
            when = _created(context.store.images.config(other), other)
            tests.append(_made(when, -1 if key == "before" else 1))
        else:
            raise HostbridgeError(
                f"invalid filter {text!r}",
                "",
                "dangling, label, before, since, reference",
                exit_code=1,
            )
    if patterns:
        tests.append(_referenced(patterns))
    return lambda image, config, name: all(test(image, config, name) for test in tests)


def _dangling(wanted: bool) -> Callable[[Image, Config, str], bool]:
    return lambda _image, _config, name: wanted != bool(name)


def _made(when: float, sign: int) -> Callable[[Image, Config, str], bool]:
    return lambda image, config, _name: sign * (_created(config, image) - when) > 0


def _referenced(patterns: list[str]) -> Callable[[Image, Config, str], bool]:
    return lambda _image, _config, name: any(_matches(one, name) for one in patterns)


def _labelled(wanted: str) -> Callable[[Image, Config, str], bool]:
    key, equals, text = wanted.partition("=")

    def test(_image: Image, config: Config, _name: str) -> bool:
        labels = (config.document.get("config") or {}).get("Labels") or {}
        return key in labels and (not equals or labels[key] == text)

    return test


def _matches(pattern: str, name: str) -> bool:
    if not pattern:
        return True
    if not name:
        return False
    read = parse(name)
    texts = (read.familiar, f"{read.familiar}:{read.tag}", read.name, f"{read.name}:{read.tag}")
    return any(fnmatch.fnmatchcase(text, pattern) for text in texts)


def history(context: Context) -> int:
    """``history IMAGE``: newest first."""
    call, store = context.call, context.store
    image = store.images.find(context.operands()[0])
    config = store.images.config(image)
    full = call.has("--no-trunc")
    sizes = [(store.layers.info(one) or {}).get("size", 0) for one in config.diff_ids]
    rows: list[dict[str, Any]] = []
    for step in config.document.get("history") or []:
        count = 0 if step.get("empty_layer") or not sizes else sizes.pop(0)
        by = " ".join(str(step.get("created_by") or "").split())
        when = words.seconds_of(str(step.get("created") or "")) or 0
        human = call.value("--human") != "false"
        since = words.ago(time.time() - when) if when else "N/A"
        rows.insert(0, {
            "ID": "<missing>", "CreatedSince": since, "CreatedAt": step.get("created") or "",
            "CreatedBy": by if full or len(by) <= 45 else f"{by[:44]}…",
            "Size": words.size(count) if human else str(count), "Comment": step.get("comment") or "",
        })  # fmt: skip
    if rows:
        rows[0]["ID"] = image.id if full else short(image.id)
    if call.has("--quiet"):
        for row in rows:
            context.say(row["ID"])
        return 0
    default = (
        "ID",
        "CreatedSince" if call.value("--human") != "false" else "CreatedAt",
        "CreatedBy",
        "Size",
        "Comment",
    )
    words.write_rows(context.out, rows, _HISTORY, default, call.value("--format"))
    return 0


def inspect(context: Context) -> int:
    """``image inspect IMAGE…``: all that are there; the code tells whether one was not."""
    found: list[dict[str, Any]] = []
    missing: list[str] = []
    for text in context.operands():
        try:
            found.append(describe(context, context.store.images.find(text)))
        except NotFound:
            missing.append(text)
    wanted = context.call.value("--format")
    if wanted is None:
        context.say(json.dumps(found, indent=4))
    elif wanted == "json":
        context.say(json.dumps(found))
    else:
        made = template.parse(wanted)
        for record in found:
            context.say(made.render(template.Record(record)))
    for text in missing:
        context.warn(f"Error: No such image: {text}")
    return 1 if missing else 0


def describe(context: Context, image: Image) -> dict[str, Any]:
    """An image as docker's API has it (``/images/{name}/json``, version 1.41)."""
    store = context.store
    config = store.images.config(image)
    document = config.document
    size = store.size(image)
    folders = [f"{store.layout.layer(one)}/fs" for one in reversed(config.diff_ids)]
    data: dict[str, Any] = {"UpperDir": folders[0]} if folders else {}
    if folders[1:]:
        data["LowerDir"] = os.pathsep.join(folders[1:])
    return {
        "Id": image.id,
        "RepoTags": [str(parse(name)) for name in image.names],
        "RepoDigests": [str(parse(name)) for name in image.digests],
        "Parent": "",
        "Comment": next(
            (str(s.get("comment") or "") for s in reversed(document.get("history") or [])), ""
        ),
        "Created": document.get("created") or "",
        "Author": document.get("author") or "",
        "Config": document.get("config") or {},
        "Architecture": config.platform.architecture,
        "Variant": config.platform.variant,
        "Os": config.platform.os,
        "Size": size,
        "VirtualSize": size,
        "GraphDriver": {"Name": "overlay", "Data": data},
        "RootFS": {"Type": "layers", "Layers": list(config.diff_ids)},
        "Metadata": {"LastTagTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(image.added))},
    }


def short(image_id: str) -> str:
    """The first twelve digits."""
    return image_id[len("sha256:") :][:_SHORT]


def _created(config: Config, image: Image) -> float:
    return words.seconds_of(str(config.document.get("created") or "")) or image.added
