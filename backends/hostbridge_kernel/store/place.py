"""Paths in a tree that somebody else described: resolved inside of it, whatever its links say.

Every step is an open relative to a directory that is held open, without following links; a link is
read and followed by hand, with the tree's top as ``/`` (as openat2(2) does with RESOLVE_IN_ROOT,
which kernels before 5.6 lack).
"""

from __future__ import annotations

import errno
import os

from hostbridge.errors import HostbridgeError

_LINKS = 40
"""As many as Linux itself follows (path_resolution(7))."""
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Tree:
    """A directory tree that is being filled. Keeps the directory of the last entry open."""

    def __init__(self, top: str) -> None:
        self._top = os.open(top, _DIRECTORY)
        self._last: tuple[tuple[str, ...], int] | None = None

    def parent(self, parts: tuple[str, ...]) -> int:
        """A descriptor of the directory that holds an entry, made where it is missing (0755).

        It is valid until the next call. Raises HostbridgeError for links in a circle, and for a
        file that stands where a directory has to be.
        """
        wanted = parts[:-1]
        if self._last is not None:
            if self._last[0] == wanted:
                return self._last[1]
            os.close(self._last[1])
            self._last = None
        descriptor = self.directory(wanted)
        self._last = (wanted, descriptor)
        return descriptor

    def directory(self, parts: tuple[str, ...], *, make: bool = True) -> int:
        """A new descriptor of a directory; see parent. Raises OSError where it may not be made."""
        todo = list(reversed(parts))
        opened = [os.dup(self._top)]
        links = 0
        try:
            while todo:
                name = todo.pop()
                if name in ("", "."):
                    continue
                if name == "..":
                    if len(opened) > 1:
                        os.close(opened.pop())
                    continue
                try:
                    opened.append(os.open(name, _DIRECTORY, dir_fd=opened[-1]))
                    continue
                except FileNotFoundError:
                    if not make:
                        raise
                    os.mkdir(name, 0o755, dir_fd=opened[-1])
                    todo.append(name)
                    continue
                except OSError as error:
                    if error.errno not in (errno.ELOOP, errno.ENOTDIR):
                        raise
                links += 1
                if links > _LINKS:
                    raise HostbridgeError(f"{'/'.join(parts)!r}: too many links")
                try:
                    target = os.readlink(name, dir_fd=opened[-1])
                except OSError as error:
                    raise HostbridgeError(
                        f"{'/'.join(parts)!r}: {name!r} is a file, not a directory"
                    ) from error
                if target.startswith("/"):
                    while len(opened) > 1:
                        os.close(opened.pop())
                todo.extend(reversed(target.split("/")))
            return os.dup(opened[-1])
        finally:
            for descriptor in opened:
                os.close(descriptor)

    def forget(self) -> None:
        """What is kept open may have been replaced."""
        if self._last is not None:
            os.close(self._last[1])
            self._last = None

    def close(self) -> None:
        """Close the descriptors."""
        self.forget()
        os.close(self._top)


def parts_of(name: str) -> tuple[str, ...]:
    """The steps of an entry's name; raises HostbridgeError for one that climbs out.

    A leading ``/`` means the top, as tar has it.
    """
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts:
        raise HostbridgeError(f"{name!r}: leads out of the image")
    if any("\0" in part for part in parts):
        raise HostbridgeError(f"{name!r}: holds a NUL byte")
    return parts
