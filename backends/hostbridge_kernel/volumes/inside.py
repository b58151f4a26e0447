"""A path below a volume that links cannot lead out of (``volume-subpath``)."""

from __future__ import annotations

import os

from hostbridge.errors import NotFound, UsageError


def below(top: str, path: str) -> str:
    """The directory or file, without links in any of its steps; raises NotFound, UsageError."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or path.startswith("/"):
        raise UsageError(f"invalid volume subpath: {path!r}")
    here = top
    for part in parts:
        here = f"{here}/{part}"
        if os.path.islink(here):
            raise UsageError(f"volume subpath {path!r}: {part!r} is a link")
        if not os.path.lexists(here):
            raise NotFound(f"cannot access path {here}: no such file or directory")
    return here
