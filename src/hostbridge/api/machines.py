"""Machines of all backends, and forwards into the connected one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hostbridge.contract.forward import Endpoint, Forward
from hostbridge.contract.machine import MachineSpec, no_progress
from hostbridge.errors import HostbridgeError
from hostbridge.plugins import backends, load_backend
from hostbridge.selection import Selection, machine_for
from hostbridge.settings.effective import effective

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from hostbridge.api.channel import Channel
    from hostbridge.contract.forward import ForwardHandle
    from hostbridge.contract.forward import Protocol as ForwardProtocol
    from hostbridge.contract.machine import Machine as Contract
    from hostbridge.contract.machine import MachineStatus, Progress


class Machine:
    """A machine of a backend. As a context manager it runs inside the block, and is stopped when the
    block is left, where it did not run before.
    """

    def __init__(self, backend: str, machine: Contract) -> None:
        self.backend = backend
        self._machine = machine
        self._started = False

    @property
    def name(self) -> str:
        """Its name, as ``connect(machine=…)`` takes it."""
        return self._machine.name

    def status(self) -> MachineStatus:
        """What it is now: ``state`` is absent, stopped, starting, running, suspended or broken."""
        return self._machine.status()

    def start(self, progress: Progress = no_progress) -> None:
        """Start it if it has to be; returns when it can be used. Raises Unavailable."""
        self._machine.ensure_ready(progress)

    def stop(self, *, force: bool = False) -> None:
        """Stop it; raises Unsupported where it is not hostbridge's to stop."""
        self._machine.stop(force=force)

    def remove(self) -> None:
        """Stop and delete it; raises Unsupported where it is not hostbridge's to delete."""
        self._machine.delete()

    def __enter__(self) -> Self:
        """Start it."""
        self._started = self.status().state != "running"
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, if it was started here."""
        if self._started:
            self.stop()

    def __repr__(self) -> str:
        return f"Machine({self.backend!r}, {self.name!r})"


class Machines:
    """The machines of every backend that is installed."""

    def __init__(self, env: Mapping[str, str], cwd: str) -> None:
        self._env = env
        self._cwd = cwd

    def list(self) -> list[Machine]:
        """Those that exist; a backend that cannot tell is left out."""
        found: list[Machine] = []
        for name in backends():
            try:
                found += [
                    self.get(machine, backend=name) for machine in load_backend(name).machines()
                ]
            except HostbridgeError:
                continue
        return found

    def get(self, name: str, *, backend: str = "") -> Machine:
        """A machine by name, with what settings say of it, whether it exists or not.

        backend: where the name does not tell (``ssh://…`` does); native without one. Raises NotFound
        for a backend that is not installed, UsageError for a name that it cannot have.
        """
        scheme = name.partition("://")[0] if "://" in name else ""
        chosen = backend or scheme or "native"
        why = ("", "", "")
        selection = Selection(chosen, name, "", *why)
        return Machine(chosen, machine_for(selection, effective(self._env, self._cwd)))

    def create(
        self,
        name: str,
        *,
        backend: str,
        cpus: int = 0,
        memory: int = 0,
        disk: int = 0,
        image: str = "",
        progress: Progress = no_progress,
    ) -> Machine:
        """Make a machine; memory and disk in bytes, 0 is the backend's default. Idempotent.

        Raises Unsupported where the backend makes none.
        """
        spec = MachineSpec(name, cpus, memory, disk, image=image)
        return Machine(backend, load_backend(backend).create(spec, progress))


class Forwards:
    """Forwards between the host and the connected machine."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def open(
        self,
        target: int | str,
        *,
        listen: int | str = 0,
        protocol: ForwardProtocol = "tcp",
        reverse: bool = False,
    ) -> ForwardHandle:
        """Let the host reach a port or socket of the machine; with reverse, the machine the host's.

        target and listen: a port (of 127.0.0.1), ``address:port``, or the path of a Unix socket; for
        listen, port 0 is chosen: ``handle.spec.listen.port`` tells. It lasts until the handle, which
        is a context manager, or the client is closed. Raises HostbridgeError when the port is taken.
        """
        return self._channel.session.forward(
            Forward(endpoint(listen), endpoint(target), protocol=protocol, reverse=reverse)
        )

    def list(self) -> list[ForwardHandle]:
        """Those that outlive a client, such as of detached containers on a far machine."""
        return list(self._channel.session.forwards())


def endpoint(text: int | str) -> Endpoint:
    """A port, ``address:port``, ``[address]:port`` or a path; raises HostbridgeError."""
    if isinstance(text, int):
        return Endpoint(port=text)
    if text.startswith("/"):
        return Endpoint("", path=text)
    address, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise HostbridgeError(f"{text!r}: is no port, address:port or path")
    return Endpoint(address.strip("[]") or "127.0.0.1", int(port))
