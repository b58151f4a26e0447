"""The settings that count: environment over project file over user file. Hot: no parser is loaded
unless a file has changed since it was last read. Options of the command line come before these, see
``hostbridge.select``.
"""

from __future__ import annotations

from hostbridge.settings.places import project_file, user_file
from hostbridge.state.cached import cached
from hostbridge.state.places import cache_dir
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


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
        """One of the plain settings (``backend``, ``machine``, ``engine``, ``ports.bind`` …)."""
        variable = f"HOSTBRIDGE_{name.upper().replace('.', '_')}"
        given = self.env.get(variable, "")
        if given:
            return Setting(given, variable)
        first, _, second = name.partition(".")
        for path, content in self.files:
            found = content.get(first)
            if second and found:
                found = found.get(second)
            if found:
                return Setting(found, path)
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
    """The settings for a command in a directory. Raises SettingsError for a broken file."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for path, kind, loader in (
        (project_file(cwd, env), "project", _load_project),
        (user_file(env), "user", _load_user),
    ):
        if path:
            content = _read(path, f"{cache_dir(env)}/settings/{kind}", loader)
            if content is not None:
                found.append((path, content))
    return Settings(env, tuple(found))


def _read(path: str, folder: str, loader: Callable[[str], dict[str, Any]]) -> Any:
    try:
        content = cached(path, folder, loader)
    except OSError as error:
        from hostbridge.settings.broken import unreadable

        raise unreadable(path, error) from error
    if content is None:
        from os.path import lexists

        if lexists(path):  # a link to nothing: the loader tells it
            return loader(path)
    return content


def _load_user(path: str) -> dict[str, Any]:
    from hostbridge.settings.load import load

    return load(path)


def _load_project(path: str) -> dict[str, Any]:
    from hostbridge.settings.load import load

    return load(path, project=True)
