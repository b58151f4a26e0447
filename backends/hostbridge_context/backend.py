"""The backend: which machines there are, and which one is used when none is named."""

from __future__ import annotations

import os

from hostbridge.clients.discover import endpoints, find, podman_config
from hostbridge.clients.wanted import by_variables, current_context
from hostbridge.contract.backend import Backend
from hostbridge.errors import NotFound, Unsupported, UsageError
from hostbridge.host.system import SYSTEM
from hostbridge_context.judging import availability, seen
from hostbridge_context.machine import ContextMachine, is_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.clients.discover import Endpoint
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.machine import Machine, MachineSpec, Progress
    from hostbridge.host import Host


class ContextBackend(Backend):
    """The clients that the host already has."""

    name = "context"

    def probe(self, host: Host) -> Availability:
        """Usable when a client's current context or a product that runs is there, by the facts alone."""

        def there(address: str) -> bool:
            return host.system == SYSTEM and is_there(address)

        return availability(seen(host, there))

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


def _default(env: Mapping[str, str], found: Sequence[Endpoint]) -> Endpoint | None:
    wanted = by_variables(env, "docker") or current_context(env)
    if wanted is not None and not wanted.native:
        return find(wanted.machine, env, wanted.engine)
    default = podman_config(env)[0].default
    for one in found:
        if one.engine == "podman" and one.name == default and (one.product or not found):
            return one
    return next((one for one in found if one.product and is_there(one.address)), None)
