"""The backend and its machines."""

from __future__ import annotations

import os
import shutil

from hostbridge.contract.availability import unusable, usable
from hostbridge.contract.backend import Backend
from hostbridge.contract.features import Features
from hostbridge.contract.machine import Machine, MachineStatus, no_progress
from hostbridge.contract.paths import PathMap
from hostbridge.errors import HostbridgeError, Unsupported, UsageError
from hostbridge.settings.effective import effective
from hostbridge_ssh.address import parse
from hostbridge_ssh.control import Control
from hostbridge_ssh.session import SshSession

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.availability import Availability
    from hostbridge.contract.machine import MachineSpec, Progress
    from hostbridge.contract.paths import Share
    from hostbridge.host import Host

OPTIONS = ("ssh_config", "identity")


class SshBackend(Backend):
    """Linux hosts that are not ours, over OpenSSH."""

    name = "ssh"

    def probe(self, host: Host) -> Availability:
        """Whether ssh is there; which machines answer is theirs to tell."""
        del host
        found = shutil.which("ssh")
        if found is None:
            return unusable("ssh is not on PATH", "install openssh-client")
        return usable(f"{found}; machines are named: --machine ssh://user@host")

    def machines(self) -> Sequence[str]:
        """The machines that settings say something about."""
        told = effective(os.environ, os.getcwd()).machines()
        return [name for name in told if name.startswith("ssh://")]

    def default_machine(self) -> str:
        """There is none: raises UsageError."""
        raise UsageError("ssh needs a machine", "", "name one: --machine ssh://user@host")

    def create(self, spec: MachineSpec, progress: Progress) -> Machine:
        """The machine with what settings say of it; makes nothing."""
        del progress
        options = dict(spec.options)
        for name in options:
            if name not in OPTIONS:
                raise UsageError(
                    f"machine {spec.name}: ssh has no option {name!r}",
                    "",
                    f"options are {', '.join(OPTIONS)}",
                )
        return SshMachine(
            spec.name, spec.shares, os.path.expanduser(options.get("ssh_config", "")),
            os.path.expanduser(options.get("identity", "")),
        )  # fmt: skip

    def machine(self, name: str) -> Machine:
        """A machine without shares."""
        return SshMachine(name)


class SshMachine(Machine):
    """A Linux host over there. Always taken to run; not ours to delete."""

    def __init__(
        self, name: str, shares: tuple[Share, ...] = (), config: str = "", identity: str = ""
    ) -> None:
        self.name = name
        self._shares = shares
        self._control = Control(parse(name), config, identity)
        self.features = Features(
            shares="mapped" if shares else "none", unix_forward=True, reverse_forward=True
        )

    def status(self) -> MachineStatus:
        """Running when the shared connection is up; stopped means that it is not open."""
        return MachineStatus(self.name, "running" if self._control.alive() else "stopped")

    def ensure_ready(self, progress: Progress = no_progress) -> None:
        """Open the shared connection."""
        if not self._control.alive():
            progress(f"connecting to {self._control.address.host}", None)
            self._control.open()

    def stop(self, *, force: bool = False) -> None:
        """Close the shared connection; the host itself runs on."""
        del force
        self._control.close()

    def delete(self) -> None:
        """Raises Unsupported."""
        raise Unsupported(f"{self.name}: is not ours to delete", "it is somebody's Linux")

    def session(self) -> SshSession:
        """A session over the shared connection, which is opened if it has to be."""
        self._control.open()
        return SshSession(self._control, PathMap(self._shares), self.features)

    def shares(self) -> Sequence[Share]:
        """As settings say."""
        return self._shares


__all__ = ["HostbridgeError", "SshBackend", "SshMachine"]
