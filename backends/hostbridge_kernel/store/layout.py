"""Where things lie in the store's directory.

::

    blobs/sha256/HEX    manifests, configurations, and layers as they came, by their own digest
    layers/HEX/fs       a layer unpacked, by the digest of its tar stream (its diff id)
    layers/HEX/layer.json   what it holds, and which blob it came from; written last
    images.json         names, and what is kept for each image
    new/                what is being made; anything that nobody holds a lock on is rubbish
    store.lock          shared by whoever adds, held alone by whoever removes
    images.lock         held while images.json is changed
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from typing import Generator

from hostbridge_kernel.image.media import is_digest
from hostbridge_kernel.store.files import disk_error

_LOCK = "lock"


class Layout:
    """The directories of a store, made when first asked for (0700)."""

    def __init__(self, top: str) -> None:
        self.top = top
        self.images = f"{top}/images.json"
        self.store_lock = f"{top}/store.lock"
        self.images_lock = f"{top}/images.lock"

    def make(self) -> None:
        """Make the directories. Safe to repeat; raises HostbridgeError."""
        try:
            for name in ("", "/blobs/sha256", "/layers", "/new"):
                os.makedirs(self.top + name, mode=0o700, exist_ok=True)
        except OSError as error:
            raise disk_error(self.top, error) from error

    def blob(self, digest: str) -> str:
        """The file of a blob."""
        return f"{self.top}/blobs/sha256/{_hex(digest)}"

    def layer(self, diff_id: str) -> str:
        """The directory of a layer."""
        return f"{self.top}/layers/{_hex(diff_id)}"

    @contextlib.contextmanager
    def new(self) -> Generator[str]:
        """A directory for what is being made; removed at the end, or by ``sweep`` after a crash."""
        try:
            path = tempfile.mkdtemp(prefix="", dir=f"{self.top}/new")
        except OSError as error:
            raise disk_error(f"{self.top}/new", error) from error
        held = os.open(f"{path}/{_LOCK}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield path
        finally:
            remove(path)
            os.close(held)

    def sweep(self) -> int:
        """Remove what crashed commands left in ``new``; returns how many directories."""
        count = 0
        for name in os.listdir(f"{self.top}/new"):
            path = f"{self.top}/new/{name}"
            try:
                held = os.open(f"{path}/{_LOCK}", os.O_RDWR | os.O_CLOEXEC)
            except FileNotFoundError:
                held = -1
            except OSError:
                continue
            try:
                if held >= 0:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
                continue
            remove(path)
            count += 1
            if held >= 0:
                os.close(held)
        return count


def remove(path: str) -> None:
    """Remove a tree whose directories may forbid it; what is gone already is fine."""
    for _ in range(2):
        shutil.rmtree(path, ignore_errors=True)
        if not os.path.lexists(path):
            return
        for folder, _names, _files in os.walk(path):
            with contextlib.suppress(OSError):
                os.chmod(folder, 0o700)


def _hex(digest: str) -> str:
    assert is_digest(digest), digest
    return digest[len("sha256:") :]
