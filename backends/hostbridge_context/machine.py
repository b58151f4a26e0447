"""One machine that the host's client reaches, and its session."""

from __future__ import annotations

import os

from hostbridge.clients.discover import find, home_of
from hostbridge.clients.products import how_to_start, path_map
from hostbridge.clients.wanted import is_address
from hostbridge.contract.machine import Machine, MachineStatus, no_progress
from hostbridge.contract.paths import IDENTITY, PathMap
from hostbridge.errors import Unavailable, Unsupported
from hostbridge.host.system import SYSTEM
from hostbridge.value import replace
from hostbridge_native import NativeSession

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.clients.discover import Endpoint
    from hostbridge.contract.features import Features
    from hostbridge.contract.machine import Progress
    from hostbridge.contract.paths import Share

_LOCAL = NativeSession.features


class ContextSession(NativeSession):
    """Processes of this host; the engine's client among them is told where to go."""

    def __init__(self, endpoint: Endpoint, features: Features, paths: PathMap) -> None:
        super().__init__()
        self.features = features
        self.paths = paths
        self._endpoint = endpoint

    def client(self, engine: str) -> Sequence[str]:
        """The client's global options for this machine. Raises NotFound for another engine's client."""
        one = self._endpoint
        return one.words if engine == one.engine else find(one.name, os.environ, engine).words


class ContextMachine(Machine):
    """A machine of a client that the host has: it is used, and not made, stopped or deleted."""

    def __init__(self, endpoint: Endpoint, shares: tuple[Share, ...] = ()) -> None:
        self.name = endpoint.name
        self.endpoint = endpoint
        self.paths = _paths(endpoint, shares)
        self.features = (
            _LOCAL if of_this_kernel(endpoint) else replace(
                # Its processes are this host's; containers, and what they mount, are elsewhere.
                _LOCAL, local=False, client_here=True, events=False,
                shares="identity" if self.paths.identity else "mapped" if self.paths.shares else "none",
                published_here=endpoint.product is not None,
            )
        )  # fmt: skip

    def status(self) -> MachineStatus:
        """Running where its socket is there, or where that cannot be told without waiting."""
        one = self.endpoint
        if not one.address:
            return MachineStatus(
                self.name, "broken", f"context {one.name} has no docker endpoint",
                f"docker context update {one.name} --docker host=…",
            )  # fmt: skip
        if is_there(one.address):
            return MachineStatus(self.name, "running")
        if one.product is not None:
            start = how_to_start(one.product, one.name)
            return MachineStatus(
                self.name, "stopped", f"{one.product.name} does not run: {one.address} is not there", f"start it: {start}"
            )  # fmt: skip
        return MachineStatus(self.name, "stopped", f"{one.address} is not there", "")

    def ensure_ready(self, progress: Progress = no_progress) -> None:
        """Look whether its socket is there; products are not started. Raises Unavailable."""
        del progress
        found = self.status()
        if found.state != "running":
            one = self.endpoint
            what = "connection" if one.engine == "podman" else "context"
            raise Unavailable(
                f"{one.engine}: {found.why}"
                if is_address(one.name)
                else f"{what} {self.name}: {found.why}",
                f"it is defined in {one.file}" if one.file else "",
                found.remedy or self._elsewhere(),
            )

    def stop(self, *, force: bool = False) -> None:
        """Raises Unsupported."""
        raise Unsupported(
            f"{self.name}: is not ours to stop", "it belongs to the host's own client"
        )

    def delete(self) -> None:
        """Raises Unsupported."""
        raise Unsupported(
            f"{self.name}: is not ours to delete", "it belongs to the host's own client"
        )

    def session(self) -> ContextSession:
        """A session; costs nothing, and opens no connection."""
        return ContextSession(self.endpoint, self.features, self.paths)

    def shares(self) -> Sequence[Share]:
        """Host directories that its containers see."""
        return self.paths.shares

    def _elsewhere(self) -> str:
        one = self.endpoint
        if one.file and one.engine == "docker":
            return f"start the daemon there, or choose another: docker context use default (or docker context rm {one.name})"
        if one.file:
            return f"start its service there, or choose another: podman system connection list (or connection remove {one.name})"
        return f"start the {one.engine} service that listens there, or name another address"


def is_there(address: str) -> bool:
    """Whether a socket or pipe exists; an address of another kind cannot be told without waiting."""
    scheme, found, path = address.partition("://")
    if not found and address.startswith("unix:"):
        scheme, path = "unix", address[len("unix:") :]
    if scheme == "unix":
        return os.path.exists(path)
    if scheme == "npipe":
        return os.path.exists(path.replace("/", "\\"))
    return True


def of_this_kernel(endpoint: Endpoint) -> bool:
    """Whether containers there are this kernel's: a Unix socket on Linux that is no VM's."""
    local = endpoint.address.startswith(("unix:", "fd:"))
    return SYSTEM == "linux" and local and endpoint.product is None


def _paths(endpoint: Endpoint, shares: tuple[Share, ...]) -> PathMap:
    if shares:
        return PathMap(shares)
    if of_this_kernel(endpoint):
        return IDENTITY
    if endpoint.product is None:
        return PathMap()
    return path_map(endpoint.product, home_of(os.environ))
