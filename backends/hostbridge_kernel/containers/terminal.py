"""The caller's terminal: its size, raw mode, and the keys that detach from a container."""

from __future__ import annotations

import fcntl
import struct
import termios

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Optional

DETACHED = "ctrl-p,ctrl-q"
"""docker's keys."""
_CONTROLS = {"@": 0, "[": 27, "\\": 28, "]": 29, "^": 30, "_": 31}


def size(descriptor: int) -> Optional[list[int]]:
    """Rows and columns; None where it is no terminal or does not know."""
    try:
        raw = fcntl.ioctl(descriptor, termios.TIOCGWINSZ, b"\0" * 8)
    except OSError:
        return None
    rows, columns = struct.unpack("HHHH", raw)[:2]
    return [rows, columns] if rows and columns else None


def resize(descriptor: int, told: list[int]) -> None:
    """Set rows and columns; the kernel tells the foreground process group (SIGWINCH)."""
    try:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", told[0], told[1], 0, 0))
    except OSError:
        pass


class Raw:
    """The terminal of a descriptor in raw mode, put back at the end; nothing where it is none."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: Optional[list[Any]] = None

    def __enter__(self) -> Raw:
        self.again()
        return self

    def again(self) -> None:
        """Into raw mode, as cfmakeraw(3); also after a stop and continue."""
        if self._descriptor < 0:
            return
        try:
            mode = termios.tcgetattr(self._descriptor)
        except termios.error:
            return
        if self._before is None:
            self._before = [*mode[:6], list(mode[6])]
        mode[0] &= ~(
            termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP | termios.INLCR
            | termios.IGNCR | termios.ICRNL | termios.IXON
        )  # fmt: skip
        mode[1] &= ~termios.OPOST
        mode[2] = mode[2] & ~(termios.CSIZE | termios.PARENB) | termios.CS8
        mode[3] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, mode)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            try:
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)
            except termios.error:  # the terminal is gone
                pass


def keys(text: str) -> bytes:
    """The bytes of ``ctrl-p,ctrl-q``; raises UsageError in docker's words."""
    found = bytearray()
    for word in text.split(","):
        if len(word) == 1 and ord(word) < 128:
            found.append(ord(word))
            continue
        name = word.strip().lower()
        last = name[len("ctrl-") :]
        if name.startswith("ctrl-") and len(last) == 1:
            if "a" <= last <= "z":
                found.append(ord(last) - 96)
                continue
            if last in _CONTROLS:
                found.append(_CONTROLS[last])
                continue
        raise UsageError(f"invalid detach keys ({text}): Unknown character: '{word}'")
    return bytes(found)


class Detaching:
    """Looks for the detach keys in what is typed; what may become them is held back."""

    def __init__(self, sequence: bytes) -> None:
        self._sequence = sequence
        self._held = b""

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        """What is for the container, and whether the keys were pressed (the rest is dropped then)."""
        if not self._sequence:
            return data, False
        out = bytearray()
        for at in range(len(data)):
            self._held += data[at : at + 1]
            while self._held and not self._sequence.startswith(self._held):
                out += self._held[:1]
                self._held = self._held[1:]
            if self._held == self._sequence:
                return bytes(out), True
        return bytes(out), False
