"""What a container changed in its image's files, read from overlayfs's upper directory."""

from __future__ import annotations

import json
import os
import stat

from hostbridge_kernel.files.within import within
from hostbridge_kernel.volumes.layered import Layered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_OPAQUE = ("trusted.overlay.opaque", "user.overlay.opaque")
_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_SYSTEM = ("/proc", "/sys", "/dev", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
"""Where the engine mounts something: what it makes there for that is no change of the container's."""


def changes(container: Container, context: Context) -> list[tuple[str, str]]:
    """Path and ``A`` (added), ``C`` (changed) or ``D`` (deleted), by path."""
    from hostbridge_kernel.containers.starting import layer_folders
    from hostbridge_kernel.runtime import ids

    upper = f"{container.folder}/upper"
    if not os.path.isdir(upper):
        return []
    top = os.open(upper, _FLAGS)
    try:
        if ids.privileged():
            found = list(_walk(top, ""))
        else:
            # The files belong to the container's users: they are read as its root.
            def work(_reader: IO[bytes], writer: IO[bytes]) -> None:
                writer.write(json.dumps(list(_walk(top, ""))).encode())

            with within(container, context, work) as inside:
                raw = inside.reader.read()
            found = [tuple(row) for row in json.loads(raw or b"[]")]
    finally:
        os.close(top)
    return _judged(found, Layered(tuple(reversed(layer_folders(container)))), set(_SYSTEM))


def _walk(folder: int, path: str) -> Iterator[tuple[str, str]]:
    """Path and kind of everything in a directory: ``gone``, ``dir``, ``opaque``, ``file``."""
    for name in sorted(os.listdir(folder)):
        below = f"{path}/{name}"
        try:
            about = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(about.st_mode):
                gone = stat.S_ISCHR(about.st_mode) and about.st_rdev == 0
                yield below, "gone" if gone else "file"
                continue
            here = os.open(name, _FLAGS, dir_fd=folder)
        except (FileNotFoundError, NotADirectoryError):
            continue  # it went away meanwhile
        try:
            yield below, "opaque" if _is_opaque(here) else "dir"
            yield from _walk(here, below)
        finally:
            os.close(here)


def _is_opaque(descriptor: int) -> bool:
    for name in _OPAQUE:
        try:
            if os.getxattr(descriptor, name) == b"y":
                return True
        except OSError:
            continue
    return False


def _judged(found: list[Any], layers: Layered, places: set[str]) -> list[tuple[str, str]]:
    kinds: dict[str, str] = {}
    there = {path for path, _ in found}
    for path, kind in found:
        below = layers.find_plain(path)
        if path in places or any(
            path.startswith(f"{place}/") for place in ("/dev", "/proc", "/sys")
        ):
            continue
        if kind == "gone":
            kinds[path] = "D"
            continue
        kinds[path] = "C" if below else "A"
        if kind == "opaque" and below:
            for name in layers.names(below):
                if f"{path}/{name}" not in there:
                    kinds[f"{path}/{name}"] = "D"
    return sorted(
        (path, kind) for path, kind in kinds.items() if _counts(path, kinds, there, places)
    )


def _counts(path: str, kinds: dict[str, str], there: set[str], places: set[str]) -> bool:
    """Whether a directory is in the list for something else than a place that the engine mounts on."""
    start = f"{path}/"
    if any(other.startswith(start) for other in kinds):
        return True
    return not any(one.startswith(start) and one in there for one in places)
