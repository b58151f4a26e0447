"""Where plug-ins are on a machine. Sources: docker's documentation of its client's plug-ins."""

from __future__ import annotations

import json

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.session import Session

SYSTEM = (
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
)
"""The folders that docker's client looks in after the user's own."""

# $1: the plug-in's name; the rest: folders that the user's configuration names.
_FIND = """\
name=$1
shift
for folder in "$@" "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins" SYSTEM; do
    if [ -x "$folder/docker-$name" ]; then printf 'plug-in\\n%s' "$folder/docker-$name"; exit; fi
done
found=$(command -v "docker-$name") && printf 'program\\n%s' "$found"
"""
_CONFIG = 'cat "${DOCKER_CONFIG:-$HOME/.docker}/config.json" 2>/dev/null'


@value
class PlugIn:
    """A program found on the machine. alone: it was on PATH, and takes its command's words alone."""

    path: str
    alone: bool = False

    def argv(self, name: str, words: list[str]) -> list[str]:
        """What starts it: a plug-in is told its own name first."""
        return [self.path, *words] if self.alone else [self.path, name, *words]


def find(session: Session, name: str) -> PlugIn | None:
    """The first plug-in of this name, by docker's order; else a program ``docker-NAME`` on PATH."""
    told = session.run(["sh", "-c", _CONFIG]).stdout
    script = _FIND.replace("SYSTEM", " ".join(SYSTEM))
    done = session.run(["sh", "-c", script, "sh", name, *extra_folders(told)])
    kind, _, path = done.stdout.decode("utf-8", "surrogateescape").partition("\n")
    return PlugIn(path, kind == "program") if path else None


def extra_folders(config: bytes) -> list[str]:
    """``cliPluginsExtraDirs`` of docker's configuration; none where it cannot be read."""
    try:
        told = json.loads(config or b"{}")
    except (ValueError, RecursionError):
        return []
    named = told.get("cliPluginsExtraDirs") if isinstance(told, dict) else None
    return [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
