"""A backend: one way to a Linux kernel. The plug-in point ``hostbridge.backends``."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hostbridge.contract.availability import Availability
    from hostbridge.contract.check import Check
    from hostbridge.contract.machine import Machine, MachineSpec, Progress
    from hostbridge.host import Host


class Backend(ABC):
    """One way to a kernel. Made without arguments; making it does nothing and costs nothing."""

    name: str

    @abstractmethod
    def probe(self, host: Host) -> Availability:
        """Whether this host has this way, and why not. Never raises, never boots, never slow."""

    def checks(self, host: Host) -> Iterable[Check]:
        """What doctor asks of this backend. Yields nothing by default; raises nothing."""
        del host
        return ()

    @abstractmethod
    def machines(self) -> Sequence[str]:
        """The names of the machines that exist. Raises HostbridgeError when that cannot be told."""

    def default_machine(self) -> str:
        """The machine that is used when none is named; it need not exist yet."""
        return "default"

    def engine_of(self, machine: str) -> str:
        """The one engine that a machine has; empty where engines have to be asked. May raise NotFound."""
        del machine
        return ""

    @abstractmethod
    def create(self, spec: MachineSpec, progress: Progress) -> Machine:
        """Make a machine, or give the one of this name back when it has this spec (idempotent).

        Raises Unsupported where machines are not made, HostbridgeError when one of this name is
        different, or cannot be made.
        """

    @abstractmethod
    def machine(self, name: str) -> Machine:
        """The machine of this name, whether it exists or not; does not look. Raises UsageError for
        a name that no machine of this backend can have.
        """
