"""Removing a directory tree of a container, links never followed, directories that forbid it opened."""

from __future__ import annotations

import os

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def clear(path: str) -> None:
    """Remove a tree; what is gone already is fine. Raises OSError for what cannot be removed."""
    parent, name = os.path.split(path)
    try:
        top = os.open(parent, _DIRECTORY)
    except FileNotFoundError:
        return
    try:
        _clear(top, name)
    finally:
        os.close(top)


def _clear(parent: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=parent)
        return
    except FileNotFoundError:
        return
    except (IsADirectoryError, PermissionError):
        pass  # unlink(2) of a directory is EISDIR on Linux, EPERM by POSIX
    try:
        os.rmdir(name, dir_fd=parent)
        return
    except FileNotFoundError:
        return
    except OSError:
        pass
    try:
        folder = os.open(name, _DIRECTORY, dir_fd=parent)
    except PermissionError:
        os.chmod(name, 0o700, dir_fd=parent)
        folder = os.open(name, _DIRECTORY, dir_fd=parent)
    try:
        if os.geteuid() != 0:
            os.fchmod(folder, 0o700)
        for entry in os.listdir(folder):
            _clear(folder, entry)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=parent)
