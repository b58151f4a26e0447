"""The backend: which machines there are, and which one is used when none is named."""

from __future__ import annotations

import os

from hostbridge.clients.discover import endpoints, find, podman_config
from hostbridge.clients.wanted import by_variables, current_context
from hostbridge.contract.availability import unusable, usable
from hostbridge.contract.backend import Backend
from hostbridge.errors import HostbridgeError, NotFound, Unsupported, UsageError
from hostbridge_context.machine import ContextMachine, is_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.clients.discover import Endpoint
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.machine import Machine, MachineSpec, Progress
    from hostbridge.host import Host

INSTALL = "install Docker Desktop, OrbStack, Colima, Rancher Desktop, Finch or podman machine, or: docker context create"


class ContextBackend(Backend):
    """The clients that the host already has."""

    name = "context"

    def probe(self, host: Host) -> Availability:
        """Usable when a client's current context, default connection or a product's socket is there.

        Looks at files and sockets alone.
        """
        try:
            found = endpoints(os.environ)
            chosen = _default(os.environ, found)
        except (HostbridgeError, OSError) as error:
            return unusable(str(error), INSTALL)
        if chosen is None:
            if not found:
                return unusable("no docker context, podman connection or product is there", INSTALL)
            named = ", ".join(described(one) for one in found)
            return unusable(
                f"none is current or runs: {named}",
                "name one: --machine NAME, or docker context use NAME",
            )
        others = [described(one) for one in found if one.name != chosen.name]
        more = f"; also {', '.join(others)}" if others else ""
        if not is_there(chosen.address):
            return unusable(
                f"{described(chosen)}: {chosen.address} is not there{more}",
                ContextMachine(chosen).status().remedy,
            )
        return usable(f"{described(chosen)}{more}")

    def machines(self) -> Sequence[str]:
        """Contexts, connections and products that are known here."""
        return list(dict.fromkeys(one.name for one in endpoints(os.environ)))

    def default_machine(self) -> str:
        """What variables name, docker's current context, podman's default connection, or the first
        product whose socket is there. Raises NotFound when there is none of these.
        """
        chosen = _default(os.environ, endpoints(os.environ))
        if chosen is None:
            raise NotFound("no context is current", "", "name one: --machine NAME", exit_code=125)
        return chosen.name

    def engine_of(self, machine: str) -> str:
        """Whose client speaks to it. Raises NotFound."""
        return find(machine, os.environ).engine

    def create(self, spec: MachineSpec, progress: Progress) -> Machine:
        """The machine with the shares that settings say; makes nothing."""
        del progress
        for name, _ in spec.options:
            raise UsageError(f"machine {spec.name}: context has no option {name!r}")
        if spec.cpus or spec.memory or spec.disk or spec.image:
            raise Unsupported(
                f"machine {spec.name}: its size is its product's business",
                "hostbridge uses what the host's client reaches, and makes nothing",
                "change it there",
            )
        return ContextMachine(find(spec.name, os.environ), spec.shares)

    def machine(self, name: str) -> Machine:
        """A machine with the shares that its product documents. Raises NotFound."""
        return ContextMachine(find(name, os.environ))


def described(one: Endpoint) -> str:
    """``colima (Colima)``, ``far (docker at tcp://…)``."""
    return f"{one.name} ({one.product.name if one.product else f'{one.engine} at {one.address}'})"


def _default(env: Mapping[str, str], found: Sequence[Endpoint]) -> Endpoint | None:
    wanted = by_variables(env, "docker") or current_context(env)
    if wanted is not None and not wanted.native:
        return find(wanted.machine, env, wanted.engine)
    default = podman_config(env)[0].default
    for one in found:
        if one.engine == "podman" and one.name == default and (one.product or not found):
            return one
    return next((one for one in found if one.product and is_there(one.address)), None)
