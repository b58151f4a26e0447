"""``ssh://[user@]host[:port]``."""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge.value import value

_MAX_PORT = 65535


@value
class Address:
    """Where a machine is; host may be an alias of ssh_config(5). port 0: as configured."""

    host: str
    user: str = ""
    port: int = 0

    def words(self) -> list[str]:
        """What ssh takes: options, then the destination behind ``--``."""
        port = ["-p", str(self.port)] if self.port else []
        user = ["-l", self.user] if self.user else []
        return [*port, *user, "--", self.host]


def parse(name: str) -> Address:
    """The address in a machine's name. Raises UsageError, also for what ssh would take as an option."""
    scheme, found, rest = name.partition("://")
    if not found or scheme != "ssh" or not rest.strip("/"):
        raise UsageError(f"{name!r}: is no address", "", "write ssh://user@host or ssh://host:port")
    user, _, place = rest.rstrip("/").rpartition("@")
    if place.startswith("["):
        host, _, tail = place[1:].partition("]")
        port = tail[1:] if tail.startswith(":") else ""
    else:
        host, _, port = place.partition(":")
    if (
        not host
        or host.startswith("-")
        or user.startswith("-")
        or not host.isprintable()
        or " " in host
    ):
        raise UsageError(f"{name!r}: is no address", "", "write ssh://user@host or ssh://host:port")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) <= _MAX_PORT):
        raise UsageError(f"{name!r}: {port!r} is no port", "", "ports are 1 to 65535")
    return Address(host, user, int(port) if port else 0)
