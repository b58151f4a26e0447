"""The engine kernel: containers on this kernel, by hostbridge's own program. Hot: imports next to nothing."""

from __future__ import annotations

import os
import sys

from hostbridge.contract.engine import Engine
from hostbridge.engine.translation import translate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from hostbridge.catalogue import Call
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.engine import Dialect, Emulation, Kind, Query, Record, Refusal
    from hostbridge.contract.session import Session


class KernelEngine(Engine):
    """hostbridge_kernel, in docker's dialect; it needs this interpreter and nothing else."""

    name = "kernel"
    dialect: Dialect = "docker"

    def __init__(self) -> None:
        # Without site and the user's variables an interpreter starts in half the time.
        self.client = (sys.executable, "-I", "-S", entrance())

    def detect(self, session: Session) -> Availability:
        """``info`` tries what a container needs: a user namespace, and control groups for limits."""
        from hostbridge.engine.detection import ask

        return ask(session, "kernel", [*self.client, "info", "--format", "{{.ServerVersion}}"])

    def translate(self, call: Call) -> Call | Emulation | Refusal:
        """By docker's table."""
        return translate(call, "docker")

    def records(self, session: Session, kind: Kind, query: Query) -> Iterable[Record]:
        """As docker's, by the same commands."""
        from hostbridge.engine.records import docker_records

        return docker_records(session, self.client, kind, query)


def entrance() -> str:
    """The file that the engine is started by (``hostbridge_kernel/entrance.py``)."""
    package = __import__("hostbridge_kernel")
    return f"{os.path.dirname(os.path.abspath(str(package.__file__)))}/entrance.py"
