"""Which outputs differ between the dialects, and the entrance to writing them. Hot."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Engine
    from hostbridge.contract.session import Session

SHOWN = {
    "ps": ("lists", "container"), "images": ("lists", "image"),
    "network ls": ("lists", "network"), "volume ls": ("lists", "volume"),
    "inspect": ("inspect", ""), "container inspect": ("inspect", "container"),
    "image inspect": ("inspect", "image"), "network inspect": ("inspect", "network"),
    "volume inspect": ("inspect", "volume"),
    "version": ("version", "version"), "info": ("info", "info"), "history": ("history", "history"),
    "stats": ("stats", "stats"), "events": ("events", "event"), "system df": ("usage", "usage"),
    "port": ("port", "port"), "top": ("top", "process"), "diff": ("diff", "diff"),
    "search": ("search", "search"),
    "container prune": ("prune", "container"), "image prune": ("prune", "image"),
    "network prune": ("prune", "network"), "volume prune": ("prune", "volume"),
}  # fmt: skip
"""By command: the module of ``engine.show`` that writes it, and the kind of records it shows."""
QUIET_ALIKE = ("volume ls",)
"""Lists whose ``--quiet`` is the same in both dialects; networks are ids here and names there, and
containers are listed in another order.
"""


@value
class Rendering:
    """What is to be written: the call, whose output is wanted, the kind of records, and how: the
    name of the module that writes it.
    """

    call: Call
    dialect: Dialect
    kind: str
    how: str

    def __str__(self) -> str:
        """For ``--plan``."""
        return f"{self.call.command.name} in the dialect of {self.dialect}"


def rendering_of(call: Call) -> Rendering | None:
    """How hostbridge writes a command's output itself; None for a command that it never does."""
    how, kind = SHOWN.get(call.command.name, ("", ""))
    return Rendering(call, call.dialect, kind, how) if how else None


def needs_render(call: Call, engine: Engine) -> Rendering | None:
    """What hostbridge has to write itself; None where the engine's client writes just that."""
    name = call.command.name
    if name not in SHOWN:
        return None
    if call.dialect == engine.dialect:
        if not _foreign(name, call.value("--format") or "", call.dialect):
            return None
    elif _alike(name, call, engine):
        return None
    return rendering_of(call)


def render(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Fetch the records and write them; returns the exit code that the dialect's client would.

    A template that is wrong is told on standard error in the dialect's words. Raises Unsupported for
    an option that the engine's records cannot answer.
    """
    # Templates, JSON, times: 25 ms that a command which becomes the engine's client does not pay.
    from hostbridge.engine.show.answerable import check
    from hostbridge.engine.show.output import out, refuse
    from hostbridge.engine.show.wellformed import refused
    from hostbridge.errors import CommandFailed, UsageError
    from hostbridge.template import TemplateError

    code: int = refused(rendering.call)
    if code:
        return code
    family = __import__(f"hostbridge.engine.show.{rendering.how}", fromlist=["write"])
    check(rendering.call, engine, getattr(family, "ANSWERED", frozenset()))
    try:
        code = family.write(rendering, session, engine, stdout)
    except TemplateError as error:
        # podman's client writes as it goes, docker's when all is there.
        out(stdout, error.partial if rendering.dialect == "podman" else "")
        stdout.flush()
        return refuse(rendering, error)
    except (CommandFailed, UsageError) as error:
        from hostbridge.engine.show.missing import engine_refused

        return engine_refused(error, rendering, engine)
    return code


def _alike(name: str, call: Call, engine: Engine) -> bool:
    """Whether the engine's client prints what the other dialect's would."""
    if name in QUIET_ALIKE:
        return call.has("--quiet") and _only_shared(call)
    if name == "diff":
        # podman lists what it makes in a container itself, too.
        return (
            not call.values("--format") and engine.dialect == "docker" and len(call.operands()) == 1
        )
    # Tags of a repository are podman's alone to list.
    return name == "search" and call.has("--list-tags") and engine.dialect == "podman"


def _foreign(name: str, wanted: str, dialect: Dialect) -> bool:
    """Whether a template asks for what the dialect's own client cannot give.

    docker's labels are a string: a template that indexes them wants podman's map. podman has no
    method Label before 5.6, and before 5 its State is the text that Status is since.
    """
    if name.endswith("inspect") and wanted == "json":
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
