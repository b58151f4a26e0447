"""The networks of an instance: a file for each, in the shape of docker's ``network inspect``.

``bridge``, ``host`` and ``none`` are always there. ``Hostbridge`` in a file is ours and not shown:
``Chosen`` tells that the subnet was our choice, so that it may change while no container uses it.
"""

from __future__ import annotations

import os

from hostbridge.errors import Conflict, HostbridgeError, NotFound, StateError
from hostbridge_kernel import quickjson
from hostbridge_kernel.containers.places import instance
from hostbridge_kernel.network import leases, names, subnets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BUILT_IN = ("bridge", "host", "none")
MTU = "com.docker.network.driver.mtu"


class Networks:
    """The networks of one data directory.

    data is the engine's data directory, of which ``networks`` is used.
    """

    def __init__(self, data: str) -> None:
        self.data = data
        self.instance = instance(data)
        self.folder = f"{data}/networks"

    def all(self) -> list[dict[str, Any]]:
        """Every network, the built-in ones too, by name."""
        found = {network["Id"]: network for network in self._built_in()}
        for network in self._files():
            found[network["Id"]] = network
        return sorted(found.values(), key=lambda network: str(network["Name"]))

    def find(self, text: str) -> dict[str, Any]:
        """A network by its name, its id, or the beginning of its id. Raises NotFound."""
        if text in ("bridge", "default"):
            return self.default()
        every = self.all()
        for found in (
            [network for network in every if network["Id"] == text],
            [network for network in every if network["Name"] == text],
            [network for network in every if text and network["Id"].startswith(text)],
        ):
            if len(found) > 1:
                raise Conflict(f"network {text} is ambiguous ({len(found)} matches found)")
            if found:
                return found[0]
        raise NotFound(f"network {text} not found", "", "see: network ls", exit_code=1)

    def default(self) -> dict[str, Any]:
        """The network ``bridge``, without looking at any other."""
        network = self.read(names.network_id(self.instance, "bridge"))
        return network or self._built_in_bridge()

    def read(self, network_id: str) -> dict[str, Any] | None:
        """A network by its whole id; None where there is no file of it."""
        path = f"{self.folder}/{network_id}.json"
        try:
            with open(path, "rb") as file:
                content = quickjson.loads(file.read())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HostbridgeError(f"{path}: {error.strerror}") from error
        except ValueError as error:
            raise StateError(
                f"{path}: is damaged", str(error), "remove the file; its network goes with it"
            ) from error
        if not isinstance(content, dict) or content.get("Id") != network_id:
            raise StateError(f"{path}: is damaged", "", "remove the file; its network goes with it")
        return content

    def write(self, network: dict[str, Any]) -> None:
        """Put a network's file in place."""
        from hostbridge_kernel.store.files import disk_error, write_whole

        try:
            os.makedirs(self.folder, 0o700, exist_ok=True)
        except OSError as error:
            raise disk_error(self.folder, error) from error
        write_whole(f"{self.folder}/{network['Id']}.json", quickjson.dumps(network).encode())

    def forget(self, network: dict[str, Any]) -> None:
        """Take a network's file away; repeatable."""
        try:
            os.unlink(f"{self.folder}/{network['Id']}.json")
        except FileNotFoundError:
            pass

    def endpoints(self, network_id: str) -> dict[str, dict[str, Any]]:
        """Running containers on a network, by id: its part of their leases."""
        return {
            container: {**lease["Networks"][network_id], "Name": lease["Name"]}
            for container, lease in leases.look(self.folder).items()
            if network_id in lease["Networks"]
        }

    def _files(self) -> list[dict[str, Any]]:
        try:
            files = sorted(os.listdir(self.folder))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise HostbridgeError(f"{self.folder}: {error.strerror}") from error
        found = []
        for name in files:
            stem, _, extension = name.rpartition(".")
            if extension == "json" and len(stem) == 64:
                network = self.read(stem)
                if network is not None:
                    found.append(network)
        return found

    def _built_in(self) -> list[dict[str, Any]]:
        made = [self._built_in_bridge()]
        for name, driver in (("host", "host"), ("none", "null")):
            made.append(shape(names.network_id(self.instance, name), name, driver))
        return made

    def _built_in_bridge(self) -> dict[str, Any]:
        network = shape(names.network_id(self.instance, "bridge"), "bridge", "bridge")
        network["Options"] = {
            "com.docker.network.bridge.default_bridge": "true",
            "com.docker.network.bridge.enable_icc": "true",
            "com.docker.network.bridge.enable_ip_masquerade": "true",
        }
        network["Hostbridge"] = {"Chosen": True}
        return network


def shape(network_id: str, name: str, driver: str) -> dict[str, Any]:
    """A network in the shape of docker's API, with nothing chosen."""
    return {
        "Name": name,
        "Id": network_id,
        "Created": "1970-01-01T00:00:00Z",
        "Scope": "local",
        "Driver": driver,
        "EnableIPv6": False,
        "IPAM": {"Driver": "default", "Options": None, "Config": []},
        "Internal": False,
        "Attachable": False,
        "Ingress": False,
        "ConfigFrom": {"Network": ""},
        "ConfigOnly": False,
        "Containers": {},
        "Options": {},
        "Labels": {},
    }


def subnets_of(network: dict[str, Any]) -> list[tuple[bytes, int]]:
    """A network's subnets, IPv4 first."""
    rows = [subnets.parsed(row["Subnet"]) for row in network["IPAM"]["Config"] if row.get("Subnet")]
    return sorted(rows, key=lambda row: len(row[0]))


def subnet_of(network: dict[str, Any], size: int) -> tuple[bytes, int] | None:
    """The subnet of a family (4 or 16 bytes), if it has one."""
    return next((row for row in subnets_of(network) if len(row[0]) == size), None)


def gateway_of(network: dict[str, Any], size: int) -> bytes | None:
    """The bridge's address of a family."""
    for row in network["IPAM"]["Config"]:
        net = subnets.parsed(row["Subnet"])
        if len(net[0]) == size:
            return subnets.packed(row["Gateway"]) if row.get("Gateway") else subnets.gateway(net)
    return None


def range_of(network: dict[str, Any], size: int) -> tuple[bytes, int] | None:
    """``--ip-range`` of a family."""
    for row in network["IPAM"]["Config"]:
        if row.get("IPRange") and len(subnets.parsed(row["Subnet"])[0]) == size:
            return subnets.parsed(row["IPRange"])
    return None


def is_default(network: dict[str, Any]) -> bool:
    """Whether it is ``bridge``, on which names are not resolved (docker's rule)."""
    options: dict[str, str] = network["Options"]
    return options.get("com.docker.network.bridge.default_bridge") == "true"
