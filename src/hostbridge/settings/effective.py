"""The settings that count: environment over project file over user file. Hot: no parser is loaded
unless a file has changed since it was last read.
"""

from __future__ import annotations

import os

from hostbridge.state.cached import cached
from hostbridge.state.places import cache_dir, config_dir
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PROJECT_FILE = "hostbridge.toml"
USER_FILE = "config.toml"


@value
class Setting:
    """A value and where it came from: an environment name, a file, or empty for the default."""

    value: str
    source: str


@value
class Settings:
    """What is set, from every source. files: ``(path, content)``, the nearest to the command first."""

    env: Mapping[str, str]
    files: tuple[tuple[str, Mapping[str, Any]], ...]

    def get(self, name: str) -> Setting:
        """One of the plain settings (``backend``, ``machine``, ``engine``, ``dialect`` …)."""
        variable = f"HOSTBRIDGE_{name.upper()}"
        given = self.env.get(variable, "")
        if given:
            return Setting(given, variable)
        for path, content in self.files:
            if content.get(name):
                return Setting(content[name], path)
        return Setting("", "")

    def machine(self, name: str) -> Mapping[str, Any] | None:
        """What is set about a machine, or None."""
        for _, content in self.files:
            found: Mapping[str, Any] | None = content.get("machines", {}).get(name)
            if found is not None:
                return found
        return None

    def machines(self) -> list[str]:
        """The names of all machines that something is set about."""
        return list(
            dict.fromkeys(n for _, content in self.files for n in content.get("machines", {}))
        )


def effective(env: Mapping[str, str], cwd: str) -> Settings:
    """The settings for a command in a directory. Raises HostbridgeError for a broken file."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    project = _project_file(cwd)
    for path in (project, f"{config_dir(env)}/{USER_FILE}"):
        content = cached(path, f"{cache_dir(env)}/settings", _load) if path else None
        if content is not None:
            found.append((path, content))
    return Settings(env, tuple(found))


def _project_file(cwd: str) -> str:
    """The nearest ``hostbridge.toml`` from here upwards; empty where there is none."""
    folder = cwd
    while True:
        path = f"{folder.rstrip('/')}/{PROJECT_FILE}"
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent


def _load(path: str) -> dict[str, Any]:
    from hostbridge.settings.load import load

    return load(path)
