"""What an image has at a path, read through its layers without mounting them.

Layers are overlayfs directories: a character device 0:0 hides a name of the layers below, and the
attribute ``trusted.overlay.opaque`` (as a user ``user.overlay.opaque``) hides a directory's.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_OPAQUE = ("trusted.overlay.opaque", "user.overlay.opaque")
_LINKS = 40


class Layered:
    """Layers as one tree. layers: their directories, topmost first."""

    def __init__(self, layers: Sequence[str]) -> None:
        self._layers = tuple(layers)

    def find(self, path: str) -> list[str]:
        """The directories that make up a directory, topmost first, or the one path of anything else.

        Links are followed inside of the tree. Empty where nothing is there.
        """
        todo = [part for part in reversed(path.split("/")) if part not in ("", ".")]
        trail: list[list[str]] = [list(self._layers)]
        links = 0
        while todo:
            name = todo.pop()
            if name == "..":
                trail = trail[: max(1, len(trail) - 1)]
                continue
            here = self.child(trail[-1], name)
            if not here:
                return []
            if stat.S_ISLNK(os.lstat(here[0]).st_mode):
                links += 1
                if links > _LINKS:
                    return []
                target = os.readlink(here[0])
                if target.startswith("/"):
                    trail = trail[:1]
                todo.extend(part for part in reversed(target.split("/")) if part not in ("", "."))
                continue
            trail.append(here)
        return trail[-1]

    def find_plain(self, path: str) -> list[str]:
        """The same for a path none of whose steps is a link that is to be followed."""
        here = list(self._layers)
        for name in path.split("/"):
            if name:
                here = self.child(here, name)
        return here

    def child(self, folders: list[str], name: str) -> list[str]:
        """A name in a directory that is made up of several."""
        found: list[str] = []
        for folder in folders:
            path = f"{folder}/{name}"
            try:
                info = os.lstat(path)
            except (FileNotFoundError, NotADirectoryError):
                if not stat.S_ISDIR(os.lstat(folder).st_mode):
                    break
                continue
            if stat.S_ISCHR(info.st_mode) and info.st_rdev == 0:
                break
            if not stat.S_ISDIR(info.st_mode):
                return found or [path]
            found.append(path)
            if _opaque(path):
                break
        return found

    def names(self, folders: list[str]) -> list[str]:
        """The names in a directory that is made up of several."""
        seen: dict[str, bool] = {}
        for folder in folders:
            for entry in os.scandir(folder):
                if entry.name not in seen:
                    info = entry.stat(follow_symlinks=False)
                    seen[entry.name] = not (stat.S_ISCHR(info.st_mode) and info.st_rdev == 0)
        return sorted(name for name, there in seen.items() if there)


def _opaque(path: str) -> bool:
    for name in _OPAQUE:
        try:
            if os.getxattr(path, name, follow_symlinks=False) == b"y":
                return True
        except OSError:
            continue
    return False
