"""Which operating system this is: the one place that asks ``sys.platform``."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    System = Literal["linux", "windows", "macos", "other"]


def system_of(platform: str) -> System:
    """The system's name for a value of ``sys.platform``."""
    if platform.startswith("linux"):
        return "linux"
    if platform in ("win32", "cygwin"):
        return "windows"
    return "macos" if platform == "darwin" else "other"


SYSTEM: System = system_of(sys.platform)
