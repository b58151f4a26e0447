"""``top``: docker's columns are the machine's ps', podman's are its descriptors."""

from __future__ import annotations

from hostbridge.engine import processes
from hostbridge.engine.show.missing import named, no_name, refused
from hostbridge.engine.show.output import FAILED, complain, out
from hostbridge.errors import CommandFailed, UsageError
from hostbridge.template.table import aligned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """The processes of a container that runs."""
    call, dialect = rendering.call, rendering.dialect
    names = named(rendering, session, engine)
    words = [*names[1:], *(word.value or "" for word in call.rest())]
    if not names:
        return no_name(call)
    # What begins with a dash is for ps in both dialects; docker's words all are.
    for_ps = dialect == "docker" or any(word.startswith("-") for word in words)
    try:
        known = processes.pids(session, engine, names[0])
        if for_ps:
            rows = processes.by_ps(session, known, words or ["-ef"])
        else:
            fields = [name for word in words for name in word.split(",") if name]
            rows = processes.by_descriptors(session, known, fields or processes.DEFAULT)
    except UsageError as error:
        begin = "Error response from daemon: " if dialect == "docker" else "Error: "
        complain(begin + error.summary)
        return FAILED[dialect]
    except CommandFailed as error:
        stopped = _stopped(session, engine, names[0])
        if not stopped:
            return refused(error, "container", names[:1], dialect)
        complain(_IDLE[dialect].format(stopped))
        return FAILED[dialect]
    minimum, padding = (20, 3) if dialect == "docker" else (12, 2)
    out(stdout, aligned(["\t".join(row) for row in rows], minimum=minimum, padding=padding))
    return 0


_IDLE = {
    "docker": "Error response from daemon: Container {0} is not running",
    "podman": "Error: top can only be used on running containers",
}


def _stopped(session: Session, engine: Engine, name: str) -> str:
    """The id of a container that does not run; empty where there is none, or where it runs."""
    told = "{{.State.Status}} {{.Id}}"
    done = session.run([*engine.client, "container", "inspect", "--format", told, name])
    status, _, identity = done.stdout.decode(errors="replace").strip().partition(" ")
    return "" if done.returncode or status in ("running", "paused") else identity
