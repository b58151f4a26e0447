"""The engine podman: no daemon; its client does the work. Hot: imports next to nothing."""

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


class PodmanEngine(Engine):
    """podman, from 4.0 on."""

    name = "podman"
    dialect: Dialect = "podman"
    client = ("podman",)

    def detect(self, session: Session) -> Availability:
        """``info`` sets up storage and namespaces, so that what is broken there shows."""
        from hostbridge.engine.detection import ask

        return ask(session, "podman", [*self.client, "info", "--format", "{{.Version.Version}}"])

    def translate(self, call: Call) -> Call | Emulation | Refusal:
        """By the table."""
        return translate(call, "podman")

    def records(self, session: Session, kind: Kind, query: Query) -> Iterable[Record]:
        """By ``ps``, ``images``, ``inspect`` … in JSON."""
        from hostbridge.engine.records import podman_records

        return podman_records(session, self.client, kind, query)
