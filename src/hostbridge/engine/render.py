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

QUIET_ALIKE = ("ps", "volume ls")
"""Lists whose ``--quiet`` is the same in both dialects; networks are ids here and names there."""


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
        if not _foreign(name, call.value("--format") or "", call.dialect):
            return None
    elif name in QUIET_ALIKE and call.has("--quiet") and _only_shared(call):
        return None
    if name == "version":
        return Rendering(call, call.dialect, "version", "version")
    if name in LISTS:
        return Rendering(call, call.dialect, LISTS[name], "list")
    return Rendering(call, call.dialect, INSPECTS[name], "inspect")


def render(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Fetch the records and write them; returns the exit code that the dialect's client would.

    Raises Unsupported for an option that the engine's records cannot answer.
    """
    # Templates, JSON, times: 25 ms that a command which becomes the engine's client does not pay.
    from hostbridge.engine.show.answerable import check

    check(rendering.call, engine)
    if rendering.how == "list":
        from hostbridge.engine.show.lists import write_list as write
    elif rendering.how == "inspect":
        from hostbridge.engine.show.inspect import write_inspect as write
    else:
        from hostbridge.engine.show.version import write_version as write
    return write(rendering, session, engine, stdout)


def _foreign(name: str, wanted: str, dialect: Dialect) -> bool:
    """Whether a template asks for what the dialect's own client cannot give.

    docker's labels are a string: a template that indexes them wants podman's map. podman has no
    method Label before 5.6, and before 5 its State is the text that Status is since.
    """
    if name in INSPECTS and wanted == "json":
        # Not a word of docker's before 23, and no template says the same of several objects.
        return dialect == "docker"
    if name != "ps" or not wanted:
        return False
    return (
        "index .Labels" in wanted
        if dialect == "docker"
        else ".Label " in wanted or ".State" in wanted
    )


def _only_shared(call: Call) -> bool:
    """Whether each option of a list is one that both engines have."""
    return all(
        word.option is None or len(word.option.dialects) > 1 for word in call.words
    ) and not (call.values("--format") or call.values("--filter"))
