"""Which outputs differ between the dialects, and the entrance to writing them. Hot."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Engine
    from hostbridge.contract.session import Session

LISTS = {"ps": "container", "images": "image", "network ls": "network", "volume ls": "volume"}
INSPECTS = {
    "inspect": "", "container inspect": "container", "image inspect": "image",
    "network inspect": "network", "volume inspect": "volume",
}  # fmt: skip


@value
class Rendering:
    """What is to be written: the call, whose output is wanted, and the kind of records.

    how: ``list``, ``inspect`` or ``version``.
    """

    call: Call
    dialect: Dialect
    kind: str
    how: str

    def __str__(self) -> str:
        """For ``--plan``."""
        return f"{self.call.command.name} in the dialect of {self.dialect}"


def needs_render(call: Call, engine: Engine) -> Rendering | None:
    """What hostbridge has to write itself; None where the engine's client writes just that."""
    name = call.command.name
    if name not in LISTS and name not in INSPECTS and name != "version":
        return None
    if call.dialect == engine.dialect:
        # docker's labels are a string; a template that indexes them wants podman's map.
        wanted = call.value("--format") or ""
        if not (name == "ps" and "index .Labels" in wanted and call.dialect == "docker"):
            return None
    elif (
        name in LISTS
        and call.has("--quiet")
        and not call.values("--format")
        and not call.has("--noheading")
    ):
        return None
    if name == "version":
        return Rendering(call, call.dialect, "version", "version")
    if name in LISTS:
        return Rendering(call, call.dialect, LISTS[name], "list")
    return Rendering(call, call.dialect, INSPECTS[name], "inspect")


def render(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Fetch the records and write them; returns the exit code that the dialect's client would."""
    from hostbridge.engine import writing

    write = getattr(writing, f"write_{rendering.how}")
    code: int = write(rendering, session, engine, stdout)
    return code
