"""Compressed streams by their first bytes: gzip, bzip2, xz, zstd, or none."""

from __future__ import annotations

import bz2
import lzma
import os
import shutil
import subprocess
import threading
import zlib
from typing import IO, Any, Protocol

from hostbridge.errors import HostbridgeError, Unsupported

_PART = 1 << 18
_MAGIC = {
    "gzip": b"\x1f\x8b",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\x00",
    "zstd": b"\x28\xb5\x2f\xfd",
}
_XZ_MEMORY = 256 << 20


class Readable(Protocol):
    """What can be read by parts."""

    def read(self, size: int = ..., /) -> bytes:
        """At most ``size`` bytes, empty at the end."""
        ...


def opened(stream: Readable) -> IO[bytes]:
    """The plain bytes of a stream. Raises Unsupported for zstd where nothing here can read it."""
    ahead = _Ahead(stream)
    start = ahead.peek(6)
    kind = next((name for name, magic in _MAGIC.items() if start.startswith(magic)), "")
    made: Any = ahead
    if kind == "zstd":
        made = _zstd(ahead)
    elif kind:
        made = _Inflated(ahead, kind)
    plain: IO[bytes] = made
    return plain


class _Ahead:
    """A stream whose first bytes were looked at."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._start = b""

    def peek(self, count: int) -> bytes:
        while len(self._start) < count:
            part = self._stream.read(_PART)
            if not part:
                break
            self._start += part
        return self._start[:count]

    def read(self, size: int = _PART) -> bytes:
        if self._start:
            part, self._start = self._start[:size], self._start[size:]
            return part
        return self._stream.read(size)


class _Inflated:
    """gzip, bzip2 or xz, of any number of members one after the other."""

    def __init__(self, stream: _Ahead, kind: str) -> None:
        self._stream = stream
        self._kind = kind
        self._inflater = self._fresh()
        self._rest = b""
        self._ended = False

    def _fresh(self) -> Any:
        if self._kind == "gzip":
            return zlib.decompressobj(31)
        return bz2.BZ2Decompressor() if self._kind == "bzip2" else _xz()

    def read(self, size: int = _PART) -> bytes:
        """At most ``size`` bytes: a bomb cannot fill the memory."""
        while not self._ended:
            try:
                part = self._more(size)
            except (zlib.error, lzma.LZMAError, OSError, ValueError) as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise  # of the stream, such as a disk that is full; bz2's own have no number
                raise HostbridgeError(f"a layer's {self._kind} is damaged", str(error)) from error
            if part:
                return part
        return b""

    def _more(self, size: int) -> bytes:
        inflater = self._inflater
        if inflater.eof:
            rest = inflater.unused_data.lstrip(b"\0")  # padding
            while not rest:
                part = self._stream.read(_PART)
                if not part:
                    self._ended = True
                    return b""
                rest = part.lstrip(b"\0")
            self._inflater = inflater = self._fresh()
            self._rest = rest
        if self._kind == "gzip":
            data = self._rest or self._stream.read(_PART)
            part = bytes(inflater.decompress(data, size))
            self._rest = inflater.unconsumed_tail
            if not data and not part and not inflater.eof:
                raise HostbridgeError("a layer's gzip ends early", "", "try again")
            return part
        data = self._rest or (self._stream.read(_PART) if inflater.needs_input else b"")
        if not data and inflater.needs_input:
            raise HostbridgeError(f"a layer's {self._kind} ends early", "", "try again")
        self._rest = b""
        return bytes(inflater.decompress(data, size))


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def _zstd(stream: _Ahead) -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found] # Python 3.14

        return zstd.open(stream)
    except ImportError:
        pass
    program = shutil.which("zstd")
    if program is None:
        raise Unsupported(
            "a layer is compressed with zstd, which this Python cannot read",
            "Python 3.14 can, and so can the program zstd", "apt-get install zstd",
        )  # fmt: skip
    return _Program([program, "-dc"], stream)


class _Program:
    """The output of a program that is fed from a stream."""

    def __init__(self, argv: list[str], stream: _Ahead) -> None:
        self._argv = argv
        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._failed: BaseException | None = None
        self._feeder = threading.Thread(target=self._feed, args=(stream,), daemon=True)
        self._feeder.start()

    def _feed(self, stream: _Ahead) -> None:
        assert self._process.stdin is not None
        try:
            with self._process.stdin as sink:
                while part := stream.read(_PART):
                    sink.write(part)
        except BaseException as error:
            self._failed = error

    def read(self, size: int = _PART) -> bytes:
        assert self._process.stdout is not None
        part = os.read(self._process.stdout.fileno(), min(size, _PART))
        if not part:
            self._feeder.join()
            code = self._process.wait()
            self._process.stdout.close()
            if self._failed is not None and not isinstance(self._failed, BrokenPipeError):
                raise self._failed
            if code:
                raise HostbridgeError("a layer's zstd is damaged", f"{self._argv[0]}: exit {code}")
        return part
