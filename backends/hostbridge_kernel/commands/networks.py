"""``network create|ls|inspect|rm|prune|exists``, as docker's and podman's clients have them."""

from __future__ import annotations

import json

from hostbridge.errors import HostbridgeError, NotFound, UsageError
from hostbridge_kernel.commands import words
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.networks import Networks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.commands.context import Context

_COLUMNS = {
    "ID": "NETWORK ID", "Name": "NAME", "Driver": "DRIVER", "Scope": "SCOPE", "IPv6": "IPV6",
    "Internal": "INTERNAL", "Labels": "LABELS", "CreatedAt": "CREATED AT",
}  # fmt: skip
_SHORT = 12
_UNDONE = {
    "--config-from": "configurations are swarm's", "--config-only": "configurations are swarm's",
    "--ingress": "it is swarm's", "--scope": "there is no cluster", "--aux-address": "name --ip-range",
}  # fmt: skip


def create(context: Context) -> int:
    """``network create [options] NAME``: prints the id."""
    from hostbridge_kernel.network.creating import create as make

    call = context.call
    for option, reason in _UNDONE.items():
        if call.has(option):
            raise UsageError(f"network create {option}: the kernel engine does not have it", reason)
    (name,) = context.operands()
    networks = Networks(context.data)
    if call.has("--ignore") and any(one["Name"] == name for one in networks.all()):
        context.say(name)
        return 0
    network = make(
        networks, name,
        driver=call.value("--driver") or "bridge", ranges=_ranges(context), six=call.has("--ipv6"),
        internal=call.has("--internal"), attachable=call.has("--attachable"),
        options=_pairs(call.values("--opt")), labels=_pairs(call.values("--label")),
    )  # fmt: skip
    Events(context.containers.places.events).add(
        "network", "create", network["Id"], {"name": name, "type": "bridge"}
    )
    context.say(network["Id"])
    return 0


def _ranges(context: Context) -> list[dict[str, str]]:
    """``--subnet``, ``--gateway``, ``--ip-range``, each gateway and range with the subnet it lies in."""
    from hostbridge_kernel.network import subnets

    call = context.call
    rows = [{"Subnet": text} for text in call.values("--subnet")]
    for option, key in (("--gateway", "Gateway"), ("--ip-range", "IPRange")):
        for text in call.values(option):
            try:
                address = subnets.packed(text.partition("/")[0])
                row = next(one for one in rows
                           if subnets.inside(address, subnets.parsed(one["Subnet"])))  # fmt: skip
            except (ValueError, StopIteration):
                raise UsageError(
                    f"no matching subnet for {option.strip('-')} {text}", "",
                    "name the subnet too: --subnet", exit_code=1,
                ) from None  # fmt: skip
            row[key] = text
    return rows


def _pairs(texts: list[str]) -> dict[str, str]:
    return {key: value for key, _, value in (text.partition("=") for text in texts)}


def ls(context: Context) -> int:
    """``network ls``."""
    call = context.call
    full = call.has("--no-trunc")
    keep = [_filter(text) for text in call.values("--filter")]
    networks = Networks(context.data)
    rows = []
    for network in networks.all():
        if not all(_matches(networks, network, key, wanted) for key, wanted in keep):
            continue
        labels = ",".join(f"{key}={value}" for key, value in sorted(network["Labels"].items()))
        rows.append(
            {
                "ID": network["Id"] if full else network["Id"][:_SHORT], "Name": network["Name"],
                "Driver": network["Driver"], "Scope": network["Scope"],
                "IPv6": str(network["EnableIPv6"]).lower(),
                "Internal": str(network["Internal"]).lower(), "Labels": labels,
                "CreatedAt": network["Created"],
            }
        )  # fmt: skip
    if call.has("--quiet"):
        for row in rows:
            context.say(row["ID"])
        return 0
    words.write_rows(
        context.out, rows, _COLUMNS, ["ID", "Name", "Driver", "Scope"], call.value("--format")
    )
    return 0


def _filter(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or key not in (
        "name",
        "id",
        "driver",
        "label",
        "type",
        "dangling",
        "scope",
        "until",
    ):
        raise UsageError(f"invalid filter '{key}'", "", exit_code=1)
    return key, value


def _matches(networks: Networks, network: dict[str, Any], key: str, value: str) -> bool:
    built_in = network["Name"] in definitions.BUILT_IN
    if key == "label":
        name, equals, wanted = value.partition("=")
        held: str | None = network["Labels"].get(name)
        return held is not None and (not equals or held == wanted)
    if key == "dangling":
        unused = not built_in and not networks.endpoints(network["Id"])
        return unused == (value.lower() in ("true", "1"))
    if key == "until":
        limit, made = words.seconds_of(value), words.seconds_of(network["Created"])
        return limit is None or made is None or made < limit
    found: dict[str, bool] = {
        "name": value in network["Name"], "id": network["Id"].startswith(value),
        "driver": network["Driver"] == value, "scope": network["Scope"] == value,
        "type": ("builtin" if built_in else "custom") == value,
    }  # fmt: skip
    return found[key]


def inspect(context: Context) -> int:
    """``network inspect NAME…``: all that are there; the code tells whether one was not."""
    from hostbridge import template

    networks = Networks(context.data)
    found, code = [], 0
    for text in context.operands():
        try:
            found.append(shown(networks, networks.find(text)))
        except NotFound as error:
            context.warn(f"Error: {error.summary}")
            code = 1
    wanted = context.call.value("--format")
    if wanted is None or wanted == "json":
        indent = None if wanted else 4
        separators = (",", ":") if wanted else None
        context.say(json.dumps(found, indent=indent, separators=separators, ensure_ascii=False))
        return code
    made = template.parse(wanted)
    for network in found:
        context.say(made.render(network))
    return code


def shown(networks: Networks, network: dict[str, Any]) -> dict[str, Any]:
    """A network as inspect shows it, with the containers that run on it."""
    from hostbridge_kernel.network.names import network_id

    made = {key: value for key, value in network.items() if key != "Hostbridge"}
    made["Containers"] = {
        container: {
            "Name": place["Name"], "EndpointID": network_id(network["Id"], container),
            "MacAddress": place["Mac"],
            "IPv4Address": f"{place['Address']}/{place['Prefix']}" if place["Address"] else "",
            "IPv6Address": f"{place['Address6']}/{place['Prefix6']}" if place["Address6"] else "",
        }
        for container, place in networks.endpoints(network["Id"]).items()
    }  # fmt: skip
    return made


def rm(context: Context) -> int:
    """``network rm NAME…``: all that can be; the code tells whether one could not."""
    from hostbridge_kernel.network.creating import remove

    networks = Networks(context.data)
    code = 0
    for text in context.operands():
        try:
            network = networks.find(text)
            remove(networks, network)
        except HostbridgeError as error:
            if isinstance(error, NotFound) and context.call.has("--force"):
                continue
            context.warn(f"Error: {error.summary}")
            for line in error.detail.splitlines():
                context.warn(f"  {line}")
            code = 1
            continue
        Events(context.containers.places.events).add(
            "network", "destroy", network["Id"], {"name": network["Name"], "type": "bridge"}
        )
        context.say(text)
    return code


def prune(context: Context) -> int:
    """``network prune``: those that no container names; asks, unless ``--force``."""
    if not context.call.has("--force"):
        context.err.write(
            b"WARNING! This will remove all custom networks not used by at least one container.\n"
            b"Are you sure you want to continue? [y/N] "
        )
        context.err.flush()
        if context.stdin.readline().strip().lower() not in (b"y", b"yes"):
            return 0
    gone = unused(context)
    if gone:
        context.say("Deleted Networks:")
        for name in gone:
            context.say(name)
        context.say("")
    return 0


def unused(context: Context) -> list[str]:
    """Remove the networks that no container names; gives their names."""
    from hostbridge_kernel.network.creating import remove

    networks = Networks(context.data)
    keep = [_filter(text) for text in context.call.values("--filter")]
    gone: list[str] = []
    for network in networks.all():
        if network["Name"] in definitions.BUILT_IN or _users(context, network):
            continue
        if not all(_matches(networks, network, key, wanted) for key, wanted in keep):
            continue
        try:
            remove(networks, network)
        except HostbridgeError:
            continue  # a container started on it just now
        gone.append(network["Name"])
    return gone


def _users(context: Context, network: dict[str, Any]) -> list[str]:
    """The containers, running or not, that name a network."""
    from hostbridge_kernel.network.endpoints import mode

    used = []
    for container in context.containers.all():
        record = container.config
        configured = (record.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        if {network["Name"], network["Id"]} & {mode(record), *configured}:
            used.append(container.name)
    return used


def exists(context: Context) -> int:
    """``network exists NAME``: the code tells (podman's)."""
    try:
        Networks(context.data).find(context.operands()[0])
    except NotFound:
        return 1
    return 0
