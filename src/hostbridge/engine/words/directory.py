"""``run --workdir`` on podman for callers of docker: docker makes the directory, podman refuses it.

A directory of a mount is made by the runtime, and so is that of the image; for any other podman refuses
before anything of the container runs. Then the same is run once more with an anonymous volume there.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from hostbridge.contract.engine import Emulation, Refusal, Refusing
from hostbridge.engine.emulate.doing import ask, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Site

_REFUSAL = re.compile(
    r'Error: workdir "(?P<path>.+)" does not exist on container (?P<id>[0-9a-f]{64})'
)
_DESTINATION = ("destination", "target", "dst")


def made_where_missing(call: Call) -> Emulation | None:
    """None where the directory is below something that is mounted, or where none is named."""
    wanted = call.value("--workdir")
    if not wanted or call.dialect != "docker" or _mounted(call, os.path.normpath(wanted)):
        return None
    place: list[Site] = []

    def perform(site: Site) -> int:
        place.append(site)
        return 0

    def told(code: int, line: str) -> int | None:
        match = _REFUSAL.fullmatch(line)
        if match is None or code not in (125, 126, 127):
            return None
        site = place[-1]
        ask(site, "rm", "-f", match["id"])
        for path in call.values("--cidfile"):
            with suppress(OSError):
                os.unlink(path)
        from hostbridge.engine.applying import follow

        again = follow(call.with_option("--volume", match["path"]), "podman")
        return None if isinstance(again, Refusal) else show(site, *again.argv())

    refusing = Refusing(lambda line: _REFUSAL.fullmatch(line) is not None, told, call.has("--tty"))
    reason = "docker makes a working directory that is missing"
    return Emulation("run --workdir", reason, perform, call, refusing=refusing)


def _mounted(call: Call, path: str) -> bool:
    """Whether the path is that of a mount, or below one."""
    places = [text.split(":")[1] for text in call.values("--volume") if text.count(":")]
    places += [text for text in call.values("--volume") if not text.count(":")]
    places += [text.partition(":")[0] for text in call.values("--tmpfs")]
    for text in call.values("--mount"):
        fields = (field.partition("=") for field in text.split(","))
        places += [value for key, _, value in fields if key in _DESTINATION]
    return any(
        path == place.rstrip("/") or path.startswith(f"{place.rstrip('/')}/") for place in places
    )
