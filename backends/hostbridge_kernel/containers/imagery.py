"""An image by its name, as ``run`` needs it: configuration and layers, without opening the store.

The store's own modules (tarfile, tempfile, hashlib …) cost 30 ms to import; a name that is in
``images.json`` needs two small files. Whatever is less plain is left to the store.
"""

from __future__ import annotations

import fcntl
import os

from hostbridge_kernel.containers.files import read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Optional

    Found = tuple[str, dict[str, Any], tuple[str, ...]]
    """Id, configuration document, and the diff ids of the layers, the lowest first."""

_VERSION = 1


class Keeping:
    """While inside, no image is taken away: the store's lock, shared. A context manager."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._held = -1

    def __enter__(self) -> Keeping:
        os.makedirs(self._store, mode=0o700, exist_ok=True)
        self._held = os.open(
            f"{self._store}/store.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        fcntl.flock(self._held, fcntl.LOCK_SH)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._held)


def find(store: str, text: str) -> Optional[Found]:
    """An image by a plain name; None where the store has to be asked (ids, digests, not there)."""
    content = read_json(f"{store}/images.json")
    if content is None or content.get("version") != _VERSION:
        return None
    found = content["names"].get(full_name(text))
    if not isinstance(found, str):
        return None
    document = read_json(f"{store}/blobs/sha256/{found.partition(':')[2]}")
    rootfs = (document or {}).get("rootfs")
    layers = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
    if document is None or not isinstance(layers, list):
        return None
    if any(not isinstance(one, str) or "/" in one for one in layers):
        return None
    return found, document, tuple(layers)


def full_name(text: str) -> str:
    """The key of a name that is written as docker has it; what is no name gives what no image has."""
    if "@" in text:
        return ""
    domain, slash, path = text.partition("/")
    if not slash or not (domain == "localhost" or "." in domain or ":" in domain):
        domain, path = "docker.io", text
    if domain == "docker.io" and "/" not in path:
        path = f"library/{path}"
    return f"{domain}/{path}" if ":" in path else f"{domain}/{path}:latest"
