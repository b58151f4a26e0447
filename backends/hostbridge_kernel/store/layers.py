"""Adding layers: a compressed stream is checked, kept as a blob, and unpacked, in one pass."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
from typing import IO, Any, Callable, Optional

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.image.media import Descriptor
from hostbridge_kernel.store.compression import opened
from hostbridge_kernel.store.files import disk_error, read_json, sync_directory, write_whole
from hostbridge_kernel.store.layout import Layout, remove
from hostbridge_kernel.store.unpack import unpack

_PART = 1 << 18
Progress = Callable[[int], None]
"""Called with the compressed bytes that were read since the last call."""


class Layers:
    """The layers of a store."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def info(self, diff_id: str) -> Optional[dict[str, Any]]:
        """What a layer holds: ``size`` in bytes, ``entries``, ``blob``; None where it is not there."""
        return read_json(f"{self._layout.layer(diff_id)}/layer.json")

    def add(
        self,
        stream: IO[bytes],
        diff_id: str,
        blob: Descriptor | None = None,
        progress: Progress = lambda _count: None,
    ) -> str:
        """Add a layer from its stream, compressed or not; returns the digest of its blob.

        blob: what the compressed bytes have to be. diff_id: the digest of the tar stream; empty to
        take whatever it is. Two that add the same layer at once both succeed. Raises
        HostbridgeError when a digest differs, for a hostile archive and for a full disk; nothing
        is left then.
        """
        with self._layout.new() as folder:
            try:
                return self._add(folder, stream, diff_id, blob, progress)[1]
            except OSError as error:
                raise disk_error(self._layout.top, error) from error

    def add_unnamed(self, stream: IO[bytes]) -> tuple[str, str]:
        """Add a layer whose digest nobody told; returns its diff id and its blob's digest."""
        with self._layout.new() as folder:
            try:
                return self._add(folder, stream, "", None, lambda _count: None)
            except OSError as error:
                raise disk_error(self._layout.top, error) from error

    def _add(
        self,
        folder: str,
        stream: IO[bytes],
        diff_id: str,
        blob: Descriptor | None,
        progress: Progress,
    ) -> tuple[str, str]:
        top = f"{folder}/layer/fs"
        os.makedirs(top, mode=0o755)
        with open(f"{folder}/blob", "wb", buffering=0) as kept:
            tee = Tee(stream, kept, blob, progress)
            plain = Hashing(opened(tee))
            totals = unpack(plain, top)  # type: ignore[arg-type]
            while plain.read(_PART):  # what stands behind the end of the archive counts too
                pass
            tee.finish()
        found = plain.digest
        if diff_id and found != diff_id:
            raise HostbridgeError(
                "a layer is not what the image's configuration says", f"want {diff_id}, got {found}"
            )
        if blob is not None and tee.digest != blob.digest:
            raise HostbridgeError(
                "a layer is not what its digest says", f"want {blob.digest}, got {tee.digest}",
                "pull again; if it stays so, do not trust the registry",
            )  # fmt: skip
        about = {"size": totals.bytes, "entries": totals.entries, "blob": tee.digest}
        write_whole(f"{folder}/layer/layer.json", json.dumps(about).encode())
        _sync(folder)
        self._place(f"{folder}/blob", self._layout.blob(tee.digest))
        self._place(f"{folder}/layer", self._layout.layer(found))
        return found, tee.digest

    def _place(self, made: str, wanted: str) -> None:
        try:
            os.rename(made, wanted)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            if os.path.exists(f"{wanted}/layer.json"):
                return  # another command was quicker
            remove(wanted)
            os.rename(made, wanted)
        sync_directory(os.path.dirname(wanted))


class Tee:
    """Reads a stream, keeps and hashes what passes. Raises HostbridgeError where it ends early or
    does not end in time.
    """

    def __init__(
        self, stream: IO[bytes], kept: IO[bytes], wanted: Descriptor | None, progress: Progress
    ) -> None:
        self._stream = stream
        self._kept = kept
        self._limit = wanted.size if wanted is not None else -1
        self._hash = hashlib.sha256()
        self._progress = progress
        self.count = 0

    @property
    def digest(self) -> str:
        """Of what has passed."""
        return f"sha256:{self._hash.hexdigest()}"

    def read(self, size: int = _PART) -> bytes:
        """The next bytes, empty at the end."""
        part = self._stream.read(size if size > 0 else _PART)
        if part:
            self.count += len(part)
            if 0 <= self._limit < self.count:
                raise HostbridgeError("a layer is larger than was told", f"{self._limit} bytes")
            self._hash.update(part)
            view = memoryview(part)
            while view:
                view = view[self._kept.write(view) :]
            self._progress(len(part))
        elif 0 <= self._limit != self.count:
            raise HostbridgeError(
                "a layer ended early", f"{self.count} of {self._limit} bytes", "try again"
            )
        return part

    def finish(self) -> None:
        """Read to the end."""
        while self.read(_PART):
            pass


class Hashing:
    """Hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Of what has passed."""
        return f"sha256:{self._hash.hexdigest()}"

    def read(self, size: int = _PART) -> bytes:
        """The next bytes, empty at the end."""
        part = self._stream.read(size)
        self._hash.update(part)
        return part


def _sync(folder: str) -> None:
    """syncfs(2): everything of that file system is on the disk, in one call."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syncfs(descriptor):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), folder)
    except AttributeError:  # a libc without it
        with contextlib.suppress(OSError):
            os.sync()
    finally:
        os.close(descriptor)
