"""A store: images by name, their layers unpacked, and what is no longer needed taken away."""

from __future__ import annotations

import contextlib
import os
from typing import Callable, Generator, NamedTuple

from hostbridge_kernel.store.files import locked, locked_if_free
from hostbridge_kernel.store.images import Image, Images, stray
from hostbridge_kernel.store.layers import Layers
from hostbridge_kernel.store.layout import Layout, remove


class Removed(NamedTuple):
    """What ``rmi`` did."""

    untagged: tuple[str, ...]
    deleted: str


class Problem(NamedTuple):
    """Something in a store that is not as it should be. image is "" where no image has it."""

    image: str
    what: str


class Store:
    """The store in one directory; safe for many processes at once."""

    def __init__(self, top: str) -> None:
        self.layout = Layout(top)
        self.layout.make()
        self.images = Images(self.layout)
        self.layers = Layers(self.layout)

    @contextlib.contextmanager
    def adding(self) -> Generator[None]:
        """While inside, nothing that was added is taken away for lack of an image."""
        with locked(self.layout.store_lock, shared=True):
            yield

    def remove(
        self, text: str, *, force: bool = False, in_use: Callable[[str], str] = lambda _image: ""
    ) -> Removed:
        """Take a name away, and what only it needed; see Images.remove."""
        untagged, deleted = self.images.remove(text, force=force, in_use=in_use)
        if deleted:
            self.collect()
        return Removed(tuple(untagged), deleted)

    def prune(
        self, *, every: bool = False, in_use: Callable[[str], str] = lambda _image: ""
    ) -> tuple[list[Removed], int]:
        """Remove images without a name (every: all that no container uses); returns the bytes freed."""
        before = self.size()
        gone: list[Removed] = []
        for image in self.images.all():
            if in_use(image.id) or (image.names and not every):
                continue
            untagged, deleted = self.images.remove(image.id, force=True, in_use=in_use)
            gone.append(Removed(tuple(untagged), deleted))
        self.collect()
        return gone, max(0, before - self.size())

    def collect(self) -> bool:
        """Take away what no image needs and what crashed commands left.

        Returns False, and leaves it to the next one, while another command adds something.
        """
        with locked_if_free(self.layout.store_lock) as held:
            if not held:
                return False
            self.layout.sweep()
            blobs, layers = self.images.kept()
            for path in stray(self.layout, blobs, layers):
                if os.path.isdir(path):
                    remove(path)
                else:
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(path)
            return True

    def size(self, image: Image | None = None) -> int:
        """Bytes of an image's unpacked layers; of all layers, each counted once."""
        if image is not None:
            wanted = self.images.config(image).diff_ids
        else:
            wanted = tuple(f"sha256:{name}" for name in os.listdir(f"{self.layout.top}/layers"))
        return sum((self.layers.info(one) or {}).get("size", 0) for one in wanted)

    def check(self) -> list[Problem]:
        """Look for images that lack something, quickly: by names, not by hashing everything."""
        found: list[Problem] = []
        for image in self.images.all():
            try:
                config = self.images.config(image)
            except Exception as error:  # whatever is wrong with it is the finding
                found.append(Problem(image.id, str(error)))
                continue
            for diff_id in config.diff_ids:
                if self.layers.info(diff_id) is None:
                    found.append(Problem(image.id, f"layer {diff_id} is missing"))
            for blob in image.blobs:
                if not os.path.exists(self.layout.blob(blob)):
                    found.append(Problem(image.id, f"blob {blob} is missing"))
        return found
