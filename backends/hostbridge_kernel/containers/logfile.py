r"""The log of a container: docker's json-file, written by its monitor, with rotation.

A line is ``{"log":"…\\n","stream":"stdout","time":"…"}``. Output that is no UTF-8 is kept byte for
byte, as the lone surrogates of PEP 383 in JSON escapes, where docker writes U+FFFD.
"""

from __future__ import annotations

import os

from hostbridge_kernel.containers.clock import stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 16 * 1024
"""Bytes of one entry: docker splits longer lines, the parts without a line end."""
_FACTORS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def _encoder() -> Callable[[str], str]:
    try:
        from _json import encode_basestring_ascii
    except ImportError:
        import json

        return json.dumps
    return encode_basestring_ascii


def size(text: str) -> int:
    """Bytes of ``10m`` (powers of 1024, as docker takes ``max-size``); -1 where there is no limit.

    Raises ValueError for what is no size.
    """
    plain = text.strip().lower()
    if plain.endswith("b") and plain[-2:-1].isalpha():
        plain = plain[:-1]
    if plain.endswith("i"):
        plain = plain[:-1]
    unit = plain[-1:] if plain[-1:].isalpha() else ""
    if unit not in _FACTORS:
        raise ValueError(f"invalid size: {text!r}")
    number = float(plain[: len(plain) - len(unit)])
    return -1 if number < 0 else int(number * _FACTORS[unit])


class LogWriter:
    """Appends what comes from a container's streams; lines are put together for each stream.

    largest: bytes of a file (-1: no limit), files: how many are kept. An error of the disk (full,
    say) loses output of the log and never stops the container; ``trouble`` tells the last one.
    """

    def __init__(self, path: str, largest: int = -1, files: int = 1) -> None:
        self._path = path
        self._largest = largest
        self._files = files
        self._open: dict[str, bytes] = {}
        self._encode = _encoder()
        self.trouble: OSError | None = None
        self._descriptor = -1
        self._size = 0
        self._reopen()

    def add(self, stream: str, data: bytes) -> None:
        """Append output of ``stdout`` or ``stderr``; a last line without its end waits for it."""
        before = self._open.get(stream)
        if before:
            data = before + data
        lines = data.split(b"\n")
        rest = lines.pop()
        entries = [line + b"\n" for line in lines]
        if len(rest) >= _LONGEST or any(len(entry) > _LONGEST for entry in entries):
            entries, rest = _split(entries, rest)
        self._open[stream] = rest
        if entries:
            self._write(stream, entries)

    def finish(self) -> None:
        """Write what has no line end yet."""
        for stream, rest in self._open.items():
            if rest:
                self._write(stream, [rest])
        self._open.clear()

    def close(self) -> None:
        """Finish, and close the file. Safe to repeat."""
        if self._descriptor >= 0:
            self.finish()
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def _write(self, stream: str, entries: list[bytes]) -> None:
        encode = self._encode
        tail = f',"stream":"{stream}","time":"{stamp()}"}}\n'
        lines = [
            '{"log":' + encode(entry.decode("utf-8", "surrogateescape")) + tail for entry in entries
        ]
        if self._largest <= 0:
            self._put("".join(lines).encode("ascii"))
            return
        batch: list[str] = []
        length = 0
        for line in lines:
            if self._size + length and self._size + length + len(line) > self._largest:
                self._put("".join(batch).encode("ascii"))
                self._rotate()
                batch, length = [], 0
            batch.append(line)
            length += len(line)
        self._put("".join(batch).encode("ascii"))

    def _put(self, raw: bytes) -> None:
        if self._descriptor < 0:
            self._reopen()
        if self._descriptor < 0:
            return
        view = memoryview(raw)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
            self._size += len(raw)
        except OSError as error:
            self.trouble = error
            try:  # no half line: who reads would take it for damage
                os.ftruncate(self._descriptor, self._size)
            except OSError:
                pass

    def _rotate(self) -> None:
        """``x`` becomes ``x.1``, ``x.1`` becomes ``x.2`` …; with one file it begins anew."""
        try:
            os.close(self._descriptor)
            self._descriptor = -1
            for number in range(self._files - 1, 0, -1):
                older = self._path if number == 1 else f"{self._path}.{number - 1}"
                if os.path.exists(older):
                    os.rename(older, f"{self._path}.{number}")
            if self._files <= 1:
                os.unlink(self._path)
        except OSError as error:
            self.trouble = error
        self._reopen()

    def _reopen(self) -> None:
        try:
            self._descriptor = os.open(
                self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640
            )
            self._size = os.fstat(self._descriptor).st_size
        except OSError as error:
            self.trouble = error
            self._descriptor = -1


def _split(entries: list[bytes], rest: bytes) -> tuple[list[bytes], bytes]:
    out = []
    for entry in [*entries, rest]:
        while len(entry) > _LONGEST:
            out.append(entry[:_LONGEST])
            entry = entry[_LONGEST:]
        out.append(entry)
    rest = out.pop()
    return [entry for entry in out if entry], rest
