"""Streams of layers: what is wrong with the disk is not told as damage of the stream."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
from collections.abc import Callable
from typing import IO, cast

import pytest

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.store.compression import opened

CONTENT = os.urandom(3 << 20)
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


class Breaking(io.RawIOBase):
    """Bytes that end in an error."""

    def __init__(self, content: bytes, error: OSError) -> None:
        self._stream = io.BytesIO(content)
        self._error = error

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(size)
        if not part:
            raise self._error
        return part


def whole(stream: IO[bytes]) -> bytes:
    parts: list[bytes] = []
    plain = opened(stream)
    while part := plain.read(1 << 20):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_wrong_with_the_disk(kind: str) -> None:
    half = PACKED[kind](CONTENT)[: 1 << 20]
    full = Breaking(half, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    with pytest.raises(OSError, match="No space") as caught:
        whole(cast("IO[bytes]", full))
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_damaged(kind: str) -> None:
    packed = bytearray(PACKED[kind](CONTENT))
    assert whole(io.BytesIO(bytes(packed))) == CONTENT
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    with pytest.raises(HostbridgeError, match=kind):
        whole(io.BytesIO(bytes(packed)))
