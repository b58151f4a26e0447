"""A terminal of the container's own, of its devpts; the caller gets the controlling side."""

from __future__ import annotations

import fcntl
import os

from hostbridge_kernel.runtime import channel, place
from hostbridge_kernel.syscalls import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.runtime.channel import Channel

_GPTPEER, _SPTLCK, _SCTTY, _SWINSZ, _GPTN = 0x5441, 0x40045431, 0x540E, 0x5414, 0x80045430


def opened(process: dict[str, Any], far: Channel, *, console: bool) -> int:
    """Open one, hand the controlling side to the caller, and give this side's descriptor.

    console: it becomes /dev/console too (runtime-spec's config.md, ``terminal``). Raises OSError
    where the container has no devpts.
    """
    control = os.open("/dev/pts/ptmx", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    fcntl.ioctl(control, _SPTLCK, (0).to_bytes(4, "little"))
    # Not by its path, which the image could have replaced (ioctl_tty(2), TIOCGPTPEER).
    this: int = fcntl.ioctl(control, _GPTPEER, os.O_RDWR | os.O_NOCTTY)
    size = process.get("consoleSize") or {}
    resize(control, int(size.get("height") or 0), int(size.get("width") or 0))
    if console:
        number = int.from_bytes(fcntl.ioctl(control, _GPTN, b"\0" * 4), "little")
        tree = mounts.open_tree(f"/dev/pts/{number}")
        target = place.find("/dev/console", "file")
        mounts.attach(tree, target)
        os.close(tree)
        os.close(target)
    far.send(channel.CONSOLE, b"", [control])
    os.close(control)
    return this


def resize(descriptor: int, rows: int, columns: int) -> None:
    """Set a terminal's size; nothing for 0 × 0."""
    if rows or columns:
        packed = b"".join(one.to_bytes(2, "little") for one in (rows, columns, 0, 0))
        fcntl.ioctl(descriptor, _SWINSZ, packed)


def control(descriptor: int) -> None:
    """Make it this session's controlling terminal."""
    fcntl.ioctl(descriptor, _SCTTY, 0)
