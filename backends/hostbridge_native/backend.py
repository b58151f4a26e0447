"""The backend and its machine. Hot: loaded for every container command on Linux."""

from __future__ import annotations

from hostbridge.contract.backend import Backend
from hostbridge.contract.machine import Machine, MachineStatus, no_progress
from hostbridge.errors import Unsupported, UsageError
from hostbridge_native.session import FEATURES, NativeSession

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.availability import Availability
    from hostbridge.contract.machine import MachineSpec, Progress
    from hostbridge.host import Host

NAME = "default"


class NativeBackend(Backend):
    """Linux itself."""

    name = "native"

    def probe(self, host: Host) -> Availability:
        """Usable on Linux."""
        from hostbridge.contract.availability import unusable, usable

        if host.system == "linux":
            return usable(f"Linux {host.release}", version=host.release)
        return unusable(f"this host is {host.system}, not Linux", "use a machine: wsl, vm or ssh")

    def machines(self) -> Sequence[str]:
        """The one machine."""
        return (NAME,)

    def create(self, spec: MachineSpec, progress: Progress) -> Machine:
        """The one machine; raises Unsupported for another name."""
        del progress
        if spec.name != NAME:
            raise Unsupported(f"native has one machine, {NAME!r}", "it is this host itself")
        return NativeMachine()

    def machine(self, name: str) -> Machine:
        """The one machine; raises UsageError for another name."""
        if name != NAME:
            raise UsageError(f"native has no machine {name!r}", "", f"its one machine is {NAME!r}")
        return NativeMachine()


class NativeMachine(Machine):
    """The host itself: always running, not ours to stop or delete."""

    name = NAME
    features = FEATURES

    def status(self) -> MachineStatus:
        """Running."""
        return MachineStatus(NAME, "running")

    def ensure_ready(self, progress: Progress = no_progress) -> None:
        """Nothing to do."""

    def stop(self, *, force: bool = False) -> None:
        """Raises Unsupported."""
        raise Unsupported(
            "this host cannot be stopped from here", "native is the host's own kernel"
        )

    def delete(self) -> None:
        """Raises Unsupported."""
        raise Unsupported("this host cannot be deleted", "native is the host's own kernel")

    def session(self) -> NativeSession:
        """A new session; costs nothing."""
        return NativeSession()
