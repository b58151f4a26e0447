"""Where settings files are: the user's, and the nearest project's. Hot."""

from __future__ import annotations

import os

from hostbridge.state.places import config_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROJECT_FILE = "hostbridge.toml"
USER_FILE = "config.toml"
DEEPEST = 64
"""Directories that are looked at, from the current one upwards."""


def user_file(env: Mapping[str, str]) -> str:
    """The user's settings file, whether it exists or not."""
    return f"{config_dir(env)}/{USER_FILE}"


def project_file(cwd: str, env: Mapping[str, str]) -> str:
    """The nearest ``hostbridge.toml`` from here upwards; empty where there is none.

    The search ends at the home directory when it began below it, at the root, and after DEEPEST
    directories. One that another user could have put there is passed over, see ``foreign``. Whatever
    has the name counts, a directory or a broken link too: an error then says so.
    """
    for folder in folders(cwd, env):
        path = os.path.join(folder, PROJECT_FILE)
        try:
            found = os.lstat(path)
        except OSError:
            continue
        if not foreign(found, folder):
            return path
    return ""


def folders(cwd: str, env: Mapping[str, str]) -> Iterator[str]:
    """The directories in which a project file is looked for; none for a directory without a root."""
    if not os.path.isabs(cwd):
        return  # a current directory that was deleted, or a caller's mistake: there is no way up
    home = (env.get("HOME") or env.get("USERPROFILE") or "").rstrip("/\\")
    folder = cwd
    for _ in range(DEEPEST):
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder or (home and folder == home):
            return
        folder = parent


def foreign(found: os.stat_result, folder: str) -> bool:
    """Whether a file in a directory that everybody may write to (``/tmp``) is another user's.

    Settings decide where commands go, so nobody may lay them in somebody else's way.
    """
    if not hasattr(os, "geteuid") or found.st_uid in (0, os.geteuid()):
        return False
    try:
        return bool(os.stat(folder).st_mode & 0o002)
    except OSError:
        return True
