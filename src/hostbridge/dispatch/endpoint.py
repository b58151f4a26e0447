"""The machine of a host's own client, made ready; an error tells who named it, and how docker exits."""

from __future__ import annotations

from hostbridge.errors import EXIT_FAILED, HostbridgeError, NotFound, Unavailable
from hostbridge.select import machine_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.engine import Dialect
    from hostbridge.contract.machine import Machine
    from hostbridge.select import Selection
    from hostbridge.settings.effective import Settings

_NOBODY = ("", "recorded", "the backend's own", "its current one")


def ready(chosen: Selection, settings: Settings, command: str, dialect: Dialect) -> Machine:
    """The machine; raises NotFound for a context that is not there, Unavailable for a socket.

    docker's client exits with 1 then, but with 125 for ``run``; podman's always with 125.
    """
    try:
        machine = machine_for(chosen, settings)
        machine.ensure_ready()
    except (NotFound, Unavailable) as error:
        if chosen.recorded:
            # Told as such above: the record is what names it.
            raise Unavailable(error.summary, error.detail, error.remedy) from error
        code = 1 if dialect == "docker" and command != "run" else EXIT_FAILED
        raise _named(error, chosen.machine_why, code) from error
    return machine


def _named(error: HostbridgeError, source: str, code: int) -> HostbridgeError:
    named = "" if source in _NOBODY else f"{source} names it"
    detail = "\n".join(part for part in (named, error.detail) if part)
    remedy = error.remedy
    if source.isidentifier():
        remedy = "\n".join(part for part in (remedy, f"or: unset {source}") if part)
    return type(error)(error.summary, detail, remedy, exit_code=code)
