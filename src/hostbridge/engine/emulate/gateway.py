"""``--add-host NAME:host-gateway`` on podman: the address of the host, which podman knows from 4.7 on."""

from __future__ import annotations

import json

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask
from hostbridge.engine.options_text import split_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_WORD = ":host-gateway"
_LOOPBACK = "127.0.0.1"


def named(call: Call) -> bool:
    """Whether a call asks for the host's address."""
    return any(text.endswith(_WORD) for text in call.values("--add-host"))


def gateway(call: Call, engine: Dialect, reason: str) -> Emulation:
    """The gateway of the network that the container joins takes the place of the word."""
    del engine
    network = (call.values("--network") or ["podman"])[0].partition(":")[0]
    network = dict(split_options(network)).get("name") or network
    found: list[str] = []

    def perform(site: Site) -> int:
        if network == "host":
            found.append(_LOOPBACK)
            return 0
        name = network if network not in ("bridge", "default") else "podman"
        done = ask(site, "network", "inspect", name)
        if done.returncode == 0:
            found.extend(addresses(json.loads(done.stdout)))
        # Where there is none, podman says in its own words that it does not know the word.
        return 0

    def word(text: str) -> str:
        return text.replace(_WORD, f":{found[0]}") if found and text.endswith(_WORD) else text

    return Emulation("find the host's address", reason, perform, call, words=word)


def addresses(networks: list[dict[str, object]]) -> list[str]:
    """The gateways of inspected networks, those of IPv4 first."""
    subnets = [subnet for network in networks for subnet in _list(network.get("subnets"))]
    gateways = [str(subnet["gateway"]) for subnet in subnets if subnet.get("gateway")]
    return sorted(gateways, key=lambda address: ":" in address)


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []
