"""``load``, ``save`` and ``import``: images of a store from and to streams."""

from __future__ import annotations

import hashlib
import os
from typing import IO, Any, NamedTuple, Optional, Sequence

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.image import archive, media
from hostbridge_kernel.image.reference import Reference, parse
from hostbridge_kernel.store.compression import opened
from hostbridge_kernel.store.files import disk_error, write_whole
from hostbridge_kernel.store.images import Image
from hostbridge_kernel.store.store import Store


class Loaded(NamedTuple):
    """An image that was loaded, with the names it got."""

    image: Image
    names: tuple[Reference, ...]


def load(store: Store, stream: IO[bytes]) -> list[Loaded]:
    """Bring in every image of an archive, compressed or not. Safe to repeat.

    Raises HostbridgeError for what is no archive, and for one whose parts are not what their digests
    say; images before the bad one stay.
    """
    with store.adding(), store.layout.new() as folder:
        try:
            return [_keep(store, one) for one in archive.Archive(opened(stream), folder).images()]
        except OSError as error:
            raise disk_error(store.layout.top, error) from error


def save(store: Store, names: Sequence[str], out: IO[bytes]) -> None:
    """Write images to an archive. A name saves that name alone; raises NotFound, OSError."""
    rows: dict[str, archive.Saved] = {}
    with store.adding():
        for text in names:
            image = store.images.find(text)
            named = tuple(parse(name) for name in image.names if parse(name).key == _key(text))
            before = rows.get(image.id)
            kept = (before.names if before else ()) + named
            layers = tuple(
                archive.Member(path, os.path.getsize(path))
                for path in (store.layout.blob(digest) for digest in image.blobs)
            )
            rows[image.id] = archive.Saved(store.images.blob(image.id), layers, kept)
        archive.write(list(rows.values()), out)


def bring_in(
    store: Store,
    stream: IO[bytes],
    name: Optional[Reference],
    changes: dict[str, Any],
    message: str,
    platform: media.Platform,
) -> Image:
    """``import``: one layer from the tar stream of a root file system."""
    with store.adding():
        diff_id, blob = store.layers.add_unnamed(stream)
        raw = archive.imported_config(diff_id, changes, message, platform)
        return store.images.add(raw, _digest(raw), "", (blob,), name)


def _keep(store: Store, found: archive.Found) -> Loaded:
    config = media.config(found.config, "an image's configuration")
    if len(config.diff_ids) != len(found.layers):
        raise HostbridgeError("an image's configuration and its layers differ in their number")
    blobs: list[str] = []
    for diff_id, member in zip(config.diff_ids, found.layers):
        there = store.layers.info(diff_id)
        if there is not None and os.path.exists(store.layout.blob(there["blob"])):
            blobs.append(there["blob"])
            continue
        with open(member.path, "rb") as file:
            blobs.append(store.layers.add(file, diff_id))
    manifest = ""
    if found.manifest:
        manifest = _digest(found.manifest)
        write_whole(store.layout.blob(manifest), found.manifest)
    config_id = _digest(found.config)
    image = store.images.add(found.config, config_id, manifest, tuple(blobs), None)
    for name in found.names:
        store.images.tag(image.id, name._replace(digest=""))
    return Loaded(store.images.find(image.id), found.names)


def _digest(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _key(text: str) -> str:
    try:
        return parse(text).key
    except HostbridgeError:
        return ""
