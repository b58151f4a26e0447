"""Where a compose project is: the directory that the plug-in runs in, and the one that its files are in."""

from __future__ import annotations

import os
import re

from hostbridge.errors import NotShared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.catalogue import Call
    from hostbridge.contract.paths import PathMap

FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yaml", "compose.override.yml",
    "docker-compose.override.yml", "docker-compose.override.yaml",
)  # fmt: skip
"""The names that compose looks for, in its order, here and in the directories above."""
SETTINGS = ("COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES", "COMPOSE_PARALLEL_LIMIT", "COMPOSE_ANSI")
"""Variables of the plug-in's own that mean the same everywhere."""
_ANYWHERE = ("", "help", "ls", "version")
"""What needs no project."""
_NAMED = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
_MOST = 1 << 20


def command_of(call: Call) -> str:
    """The plug-in's own command; empty for none."""
    return next((word.value or "" for word in call.rest()), "")


def directory(call: Call, paths: PathMap, cwd: str) -> str | None:
    """The caller's directory as the machine sees it; None where it is not shared and not needed.

    Raises NotShared where the project is looked for in it.
    """
    try:
        return paths.to_machine(cwd)
    except NotShared:
        named = call.has("--file") or call.has("--project-directory")
        if named or command_of(call) in _ANYWHERE:
            return None
        raise


def files(call: Call, cwd: str) -> list[str]:
    """Files of this host that make up the project, as compose finds them; empty where there are none."""
    given = [os.path.join(cwd, path) for path in call.values("--file") if path != "-"]
    if call.has("--file"):
        return given
    folder = cwd
    while True:
        for name in FILES:
            if os.path.isfile(os.path.join(folder, name)):
                found = [os.path.join(folder, each) for each in (name, *OVERRIDES)]
                return [path for path in found if os.path.isfile(path)]
        if folder == os.path.dirname(folder):
            return []
        folder = os.path.dirname(folder)


def project_folder(call: Call, cwd: str) -> str:
    """The directory of this host that compose takes for the project's."""
    given = call.value("--project-directory")
    if given:
        return os.path.normpath(os.path.join(cwd, given))
    return os.path.normpath(os.path.dirname(next(iter(files(call, cwd)), f"{cwd}/-")))


def variables(call: Call, cwd: str, env: Mapping[str, str]) -> dict[str, str]:
    """Those of the caller's variables that the project's files name, and the plug-in's own."""
    names = set(SETTINGS)
    for path in files(call, cwd):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                names.update(_NAMED.findall(file.read(_MOST)))
        except OSError:
            continue
    return {name: env[name] for name in sorted(names) if name in env}
