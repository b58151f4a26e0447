"""Paths inside of a root that somebody else filled: found, and made where they are missing.

Links are read and followed by hand with the root as ``/``, so that neither ``..`` nor a magic link
of /proc leads out; the answer is a descriptor, which nobody can exchange for something else
between its finding and its use.
"""

from __future__ import annotations

import errno
import os
from _stat import S_ISDIR, S_ISLNK

_LINKS = 40
_STEP = os.O_NOFOLLOW | os.O_CLOEXEC | getattr(os, "O_PATH", 0)


def find(path: str, make: str = "", *, root: str = "/", links: bool = True) -> int:
    """An O_PATH descriptor of what a path names below a root.

    make: ``dir`` or ``file``: what the last step becomes where nothing is there; its parents become
    directories (0755). links: whether links may lie on the way. Raises OSError (ELOOP for a link
    that may not be there, ENOENT, ENOTDIR …).
    """
    todo = list(reversed(path.split("/")))
    way = [os.open(root, _STEP | os.O_DIRECTORY)]
    seen = 0
    try:
        while todo:
            name = todo.pop()
            if name in ("", "."):
                continue
            if name == "..":
                if len(way) > 1:
                    os.close(way.pop())
                continue
            here = way[-1]
            last = not any(one not in ("", ".") for one in todo)
            try:
                step = os.open(name, _STEP, dir_fd=here)
            except FileNotFoundError:
                if not make:
                    raise
                _make(name, here, make if last else "dir")
                step = os.open(name, _STEP, dir_fd=here)
            mode = os.fstat(step).st_mode
            if S_ISLNK(mode):
                target = os.readlink("", dir_fd=step)
                os.close(step)
                seen += 1
                if seen > _LINKS or not links:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
                if target.startswith("/"):
                    while len(way) > 1:
                        os.close(way.pop())
                todo.extend(reversed(target.split("/")))
                continue
            way.append(step)
            if not last and not S_ISDIR(mode):
                raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        return way.pop()
    finally:
        for one in way:
            os.close(one)


def _make(name: str, parent: int, kind: str) -> None:
    try:
        if kind == "dir":
            os.mkdir(name, 0o755, dir_fd=parent)
        else:
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
            os.close(os.open(name, flags, 0o755 if kind == "exe" else 0o644, dir_fd=parent))
    except FileExistsError:
        pass  # another process of the container was quicker: what it made is opened
