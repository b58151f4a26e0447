"""The errors of settings files, each with the file, the line, and the next step."""

from __future__ import annotations

import errno

from hostbridge.errors import HostbridgeError
from hostbridge.settings.places import PROJECT_FILE

TYPE_CHECKING = False

_REMEDIES = {
    errno.ELOOP: "it is a link that leads back to itself: remove it",
    errno.EACCES: "give this user the right to read it, or set HOSTBRIDGE_CONFIG_DIR to another directory",
    errno.EISDIR: "a settings file is wanted: move the directory away",
}


def mend(path: str) -> str:
    """What opens a settings file in an editor."""
    project = path.replace("\\", "/").rpartition("/")[2] == PROJECT_FILE
    return f"mend it: hostbridge settings edit{' --project' if project else ''}"


class SettingsError(HostbridgeError):
    """A settings file, or a value for one, that cannot be used. Exit code 125."""


def unreadable(path: str, error: OSError) -> SettingsError:
    """The file is there and cannot be read."""
    why = (error.strerror or str(error)).lower()
    return SettingsError(
        f"{path}: cannot be read: {why}", "", _REMEDIES.get(error.errno or 0, "move it away")
    )


def no_file(path: str, what: str) -> SettingsError:
    """Something else than a file stands in its place."""
    return SettingsError(f"{path}: is {what}, not a settings file", "", "move it away")


def malformed(path: str, why: str, line: int = 0) -> SettingsError:
    """The text is not TOML in UTF-8."""
    return SettingsError(f"{path}{f':{line}' if line else ''}: {why}", "", mend(path))
