"""``--network`` and what goes with it: NetworkMode and the endpoints."""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge_kernel.options.quantities import fields, invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PREDEFINED = ("default", "bridge", "host", "none")


class Network:
    """One ``--network``. name is a mode (``host``, ``container:x``) or a network's name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.aliases: list[str] = []
        self.options: dict[str, str] = {}
        self.single: dict[str, str] = {}

    @property
    def own(self) -> bool:
        """Whether it is a network that somebody made."""
        return self.name not in PREDEFINED and not self.name.startswith("container:")

    def endpoint(self) -> dict[str, Any]:
        """The endpoint's settings, as in NetworkingConfig.EndpointsConfig."""
        made: dict[str, Any] = {}
        addresses = {
            key: self.single[name]
            for key, name in (("IPv4Address", "ip"), ("IPv6Address", "ip6"))
            if self.single.get(name)
        }
        if self.single.get("link-local-ip"):
            addresses["LinkLocalIPs"] = self.single["link-local-ip"].split(",")  # type: ignore[assignment]
        if addresses:
            made["IPAMConfig"] = addresses
        if self.aliases:
            made["Aliases"] = list(self.aliases)
        if self.options:
            made["DriverOpts"] = dict(self.options)
        if self.single.get("mac-address"):
            made["MacAddress"] = self.single["mac-address"]
        if self.single.get("gw-priority"):
            made["GwPriority"] = int(self.single["gw-priority"])
        return made


def network(text: str) -> Network:
    """``NAME`` or ``name=NAME,alias=…,ip=…``."""
    if "=" not in text:
        word, colon, name = text.partition(":")
        if colon and (word != "container" or not name):
            raise UsageError(f"invalid network mode: {text}")
        return Network(text)
    made = Network("")
    for word in fields("--network", text):
        key, equals, value = word.partition("=")
        key = key.strip().lower()
        if not equals or not value:
            raise invalid("--network", text, f"invalid field {word}")
        if key == "name":
            made.name = value
        elif key == "alias":
            made.aliases.append(value)
        elif key == "driver-opt":
            name, _, content = value.partition("=")
            made.options[name] = content
        elif key in ("ip", "ip6", "mac-address", "link-local-ip", "gw-priority"):
            made.single[key] = _checked(key, value)
        else:
            raise invalid("--network", text, f"invalid field key {key}")
    if not made.name:
        raise invalid("--network", text, "network name/id is not specified")
    return made


def _checked(key: str, text: str) -> str:
    import socket

    if key == "mac-address":
        return mac(text)
    if key == "gw-priority":
        if not text.removeprefix("-").isdecimal():
            raise invalid("--network", text, "gw-priority must be a number")
        return text
    family = socket.AF_INET6 if key == "ip6" else socket.AF_INET
    try:
        socket.inet_pton(family, text)
    except (OSError, ValueError):
        raise UsageError(f"invalid IP address: {text}") from None
    return text


def address(key: str, text: str) -> str:
    """The address of ``--ip`` or ``--ip6``, checked."""
    return _checked(key, text)


def mac(text: str) -> str:
    """An Ethernet address."""
    octets = text.split(":" if ":" in text else "-")
    hexadecimal = set("0123456789abcdefABCDEF")
    if len(octets) != 6 or not all(len(one) == 2 and set(one) <= hexadecimal for one in octets):
        raise UsageError(f"invalid mac address: {text} is not a valid mac address")
    return text


def extra_host(text: str) -> str:
    """``NAME:ADDRESS`` or ``NAME=ADDRESS``, as ``NAME:ADDRESS``."""
    import socket

    separator = "=" if "=" in text else ":"
    name, found, where = text.partition(separator)
    where = where[1:-1] if where.startswith("[") and where.endswith("]") else where
    if not name or not found or not where:
        raise UsageError(
            f'invalid argument "{text}" for "--add-host" flag: bad format for add-host: "{text}"'
        )
    if where == "host-gateway":
        return f"{name}:{where}"
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, where)
        except (OSError, ValueError):
            continue
        return f"{name}:{where}"
    raise UsageError(
        f'invalid argument "{text}" for "--add-host" flag: invalid IP address in add-host: "{where}"'
    )


def dns_server(text: str) -> str:
    """The address of a name server."""
    import socket

    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text.strip())
        except (OSError, ValueError):
            continue
        return text.strip()
    raise UsageError(f'invalid argument "{text}" for "--dns" flag: {text} is not an ip address')


def search_domain(text: str) -> str:
    """A domain to search names in; ``.`` for none."""
    import re

    if text == "." or re.match(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?\Z", text):
        return text
    raise UsageError(
        f'invalid argument "{text}" for "--dns-search" flag: {text} is not a valid domain'
    )
