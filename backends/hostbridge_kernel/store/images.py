"""The images of a store: what each consists of, and the names that lead to it."""

from __future__ import annotations

import json
import os
import time
from typing import Any, Callable, Iterator, NamedTuple, Optional

from hostbridge.errors import Conflict, NotFound, StateError, UsageError
from hostbridge_kernel.image import media
from hostbridge_kernel.image.reference import Reference, parse
from hostbridge_kernel.store.files import disk_error, locked, read_json, write_whole
from hostbridge_kernel.store.layout import Layout

_VERSION = 1
_SHORTEST_ID = 1


class Image(NamedTuple):
    """One image. id is the digest of its configuration; blobs are those of its layers, in order.

    names and digests are full (``docker.io/library/alpine:latest``); added is in seconds.
    """

    id: str
    manifest: str
    blobs: tuple[str, ...]
    names: tuple[str, ...]
    digests: tuple[str, ...]
    added: float


class Images:
    """``images.json``, read whole and changed under its lock."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def all(self) -> list[Image]:
        """Every image, newest first."""
        content = self._read()
        found = [self._image(content, one) for one in content["images"]]
        return sorted(found, key=lambda image: -image.added)

    def config(self, image: Image) -> media.Config:
        """Its configuration."""
        return media.config(self.blob(image.id), image.id)

    def blob(self, digest: str) -> bytes:
        """A small blob; raises StateError when it is gone."""
        try:
            with open(self._layout.blob(digest), "rb") as file:
                return file.read(media.MAX_DOCUMENT + 1)
        except OSError as error:
            raise StateError(
                f"{digest}: is missing in the store", str(error), "pull the image again"
            ) from error

    def add(
        self,
        config: bytes,
        config_id: str,
        manifest: str,
        blobs: tuple[str, ...],
        name: Reference | None,
        digest: str = "",
    ) -> Image:
        """Record an image whose layers are there, and give it a name. Safe to repeat.

        digest: that of the manifest or index by which it was pulled.
        """
        write_whole(self._layout.blob(config_id), config)

        def change(content: dict[str, Any]) -> None:
            known = content["images"].get(config_id, {})
            content["images"][config_id] = {
                "manifest": manifest or known.get("manifest", ""),
                "blobs": list(blobs),
                "added": known.get("added", time.time()),
            }
            if name is not None and name.tag:
                content["names"][name._replace(digest="").key] = config_id
            if name is not None and digest:
                content["digests"][f"{name.name}@{digest}"] = config_id

        return self._image(self._change(change), config_id)

    def find(self, text: str) -> Image:
        """An image by name, digest, id or the beginning of one; raises NotFound or UsageError."""
        content = self._read()
        found = self._found(content, text)
        if found is None:
            raise NotFound(f"No such image: {text}", "", f"pull it: pull {text}", exit_code=1)
        return self._image(content, found)

    def tag(self, source: str, target: Reference) -> None:
        """Give an image one more name; a name that another one has is moved."""
        if target.digest:
            raise UsageError("refusing to create a tag with a digest reference")

        def change(content: dict[str, Any]) -> None:
            found = self._found(content, source)
            if found is None:
                raise NotFound(f"No such image: {source}", exit_code=1)
            content["names"][target.key] = found

        self._change(change)

    def remove(
        self, text: str, *, force: bool, in_use: Callable[[str], str]
    ) -> tuple[list[str], str]:
        """Take a name away, and the image with its last one.

        in_use gives the container that holds an image, or "". Returns the names that were taken
        and the id of the image if it is gone too, else "". Raises NotFound, Conflict.
        """
        taken: list[str] = []
        gone = ""

        def change(content: dict[str, Any]) -> None:
            nonlocal gone
            found = self._found(content, text)
            if found is None:
                raise NotFound(f"No such image: {text}", exit_code=1)
            image = self._image(content, found)
            by_id = self._is_id(text, found)
            if by_id and len(image.names) > 1 and not force:
                raise Conflict(
                    f"conflict: unable to delete {_short(found)} (must be forced) - image is"
                    " referenced in multiple repositories", exit_code=1,
                )  # fmt: skip
            names = list(image.names) if by_id else [self._name_of(content, text)]
            last = not set(image.names) - set(names)
            holder = in_use(found)
            if last and holder:
                raise Conflict(
                    f"conflict: unable to remove repository reference {text!r} (must force) -"
                    f" container {holder} is using its referenced image {_short(found)}",
                    "", f"remove the container first: rm {holder}", exit_code=1,
                )  # fmt: skip
            for name in names:
                content["names"].pop(name, None)
                content["digests"].pop(name, None)
                taken.append(name)
            if last:
                gone = found
                del content["images"][found]
                for digest in [
                    d for d, image_id in content["digests"].items() if image_id == found
                ]:
                    del content["digests"][digest]
                    taken.append(digest)

        self._change(change)
        return taken, gone

    def kept(self) -> tuple[set[str], set[str]]:
        """The blobs and the diff ids that some image needs."""
        blobs: set[str] = set()
        layers: set[str] = set()
        for image in self.all():
            blobs.update((image.id, *image.blobs))
            if image.manifest:
                blobs.add(image.manifest)
            layers.update(self.config(image).diff_ids)
        return blobs, layers

    def _found(self, content: dict[str, Any], text: str) -> Optional[str]:
        for candidate in _keys(text):
            found = content["names"].get(candidate) or content["digests"].get(candidate)
            if isinstance(found, str):
                return found
        short = text[len("sha256:") :] if text.startswith("sha256:") else text
        if len(short) >= _SHORTEST_ID and all(char in "0123456789abcdef" for char in short):
            ids = [one for one in content["images"] if one[len("sha256:") :].startswith(short)]
            if len(ids) > 1:
                raise UsageError(f"{text}: several images have ids that begin so")
            return ids[0] if ids else None
        return None

    def _name_of(self, content: dict[str, Any], text: str) -> str:
        for candidate in _keys(text):
            if candidate in content["names"] or candidate in content["digests"]:
                return candidate
        raise AssertionError(text)

    def _is_id(self, text: str, found: str) -> bool:
        short = text[len("sha256:") :] if text.startswith("sha256:") else text
        return found[len("sha256:") :].startswith(short)

    def _image(self, content: dict[str, Any], image_id: str) -> Image:
        row = content["images"][image_id]
        names = tuple(name for name, one in content["names"].items() if one == image_id)
        digests = tuple(name for name, one in content["digests"].items() if one == image_id)
        return Image(
            image_id, row["manifest"], tuple(row["blobs"]), names, digests, float(row["added"])
        )

    def _read(self) -> dict[str, Any]:
        content = read_json(self._layout.images)
        if content is None:
            return {"version": _VERSION, "images": {}, "names": {}, "digests": {}}
        if content.get("version") != _VERSION:
            raise StateError(
                f"{self._layout.images}: was written by another version of the engine",
                f"version {content.get('version')}; this one knows {_VERSION}", "update hostbridge",
            )  # fmt: skip
        return content

    def _change(self, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        try:
            with locked(self._layout.images_lock):
                content = self._read()
                change(content)
                write_whole(self._layout.images, json.dumps(content).encode())
                return content
        except OSError as error:
            raise disk_error(self._layout.images, error) from error


def stray(layout: Layout, blobs: set[str], layers: set[str]) -> Iterator[str]:
    """Paths of blobs and layers that are not among those that are needed."""
    for name in os.listdir(f"{layout.top}/blobs/sha256"):
        if f"sha256:{name}" not in blobs:
            yield f"{layout.top}/blobs/sha256/{name}"
    for name in os.listdir(f"{layout.top}/layers"):
        if f"sha256:{name}" not in layers:
            yield f"{layout.top}/layers/{name}"


def _keys(text: str) -> list[str]:
    """The full names that a text may mean."""
    try:
        named = parse(text)
    except UsageError:
        return []
    keys = [named.key]
    if named.digest:
        keys.append(f"{named.name}@{named.digest}")
    return keys


def _short(image_id: str) -> str:
    return image_id[len("sha256:") :][:12]
