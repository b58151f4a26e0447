"""The engine nerdctl: containerd behind a client that speaks docker's words. Hot: imports next to nothing.

By its documentation (its command reference, recorded in tests/clihelp/data/nerdctl-2.3.json): a call
is said as for docker, and what the reference names as unimplemented is a row of
``differences.on_nerdctl``. What the reference does not tell of is passed on: nerdctl knows best.
"""

from __future__ import annotations

from hostbridge.contract.engine import Engine
from hostbridge.engine.translation import translate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from hostbridge.catalogue import Call
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.engine import Dialect, Emulation, Kind, Query, Record, Refusal
    from hostbridge.contract.session import Session


class NerdctlEngine(Engine):
    """nerdctl, from 2.0 on."""

    name = "nerdctl"
    dialect: Dialect = "docker"
    client = ("nerdctl",)

    def detect(self, session: Session) -> Availability:
        """``version`` asks containerd: without it the client tells its own version, and fails."""
        from hostbridge.engine.detection import ask

        return ask(session, "nerdctl", [*self.client, "version", "--format", "{{.Client.Version}}"])

    def translate(self, call: Call) -> Call | Emulation | Refusal:
        """As for docker, then by the rows of what nerdctl has not."""
        if call.command.name == "compose":
            # Built in, where docker needs a plug-in.
            return call
        said = translate(call, "docker")
        from hostbridge.engine.differences.on_nerdctl import applied

        return applied(said)

    def records(self, session: Session, kind: Kind, query: Query) -> Iterable[Record]:
        """By ``ps``, ``images``, ``inspect`` … in JSON, which are docker's."""
        from hostbridge.engine.records import docker_records

        return docker_records(session, self.client, kind, query)
