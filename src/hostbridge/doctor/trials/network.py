"""Trials of the network: names, proxies, the registry and its certificate, ports of this host."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.registry.transport import Transport, Url, proxy_for, url

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

REGISTRY = "registry-1.docker.io"
_PATIENCE = 1.5


def registry_of(facts: Facts) -> Url:
    """The registry that is tried: HOSTBRIDGE_DOCTOR_REGISTRY (``host[:port]``), else Docker Hub's."""
    return url(f"https://{facts.env.get('HOSTBRIDGE_DOCTOR_REGISTRY') or REGISTRY}/v2/")


def names(facts: Facts) -> dict[str, Any]:
    """getaddrinfo(3) for the registry: addresses or the error; through a proxy nothing is asked."""
    where = registry_of(facts)
    told: dict[str, Any] = {"host": where.host, "by": "resolver", "addresses": [], "error": ""}
    if proxy_for(where, facts.env):
        return {**told, "by": "proxy"}
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except OSError as error:
        return {**told, "error": error.strerror or str(error)}
    return {**told, "addresses": list(dict.fromkeys(str(row[4][0]) for row in found))}


def proxies(facts: Facts) -> list[dict[str, str]]:
    """A connection to each proxy for HTTP and HTTPS that the host names: scheme, address, error."""
    told: list[dict[str, str]] = []
    for one in facts.host.proxies:
        if one.scheme not in ("http", "https"):
            continue
        error = ""
        shown = one.address
        try:
            where = url(one.address if "://" in one.address else f"http://{one.address}")
            shown = f"{where.host}:{where.port}"
            socket.create_connection((where.host, where.port), _PATIENCE).close()
        except OSError as caught:
            error = caught.strerror or str(caught)
        except HostbridgeError as caught:
            error = caught.detail or caught.summary
        told.append({"scheme": one.scheme, "address": shown, "error": error})
    return told


def registry(facts: Facts) -> dict[str, Any]:
    """``HEAD /v2/`` of the registry: its status, or the step that failed and why.

    Made as a pull makes it: with the proxy, its log-in and the certificates of ``certs.d``. step:
    ``connect``, ``certificate``, ``tls`` or ``done``; clock: seconds that this host's clock is ahead
    of the registry's.
    """
    where = registry_of(facts)
    transport = Transport(facts.env, _PATIENCE)
    address = f"https://{where.host}:{where.port}{where.target}"
    try:
        answer = transport.request("HEAD", address, {})
    except HostbridgeError as error:
        cause = error.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return {"host": where.host, "step": "certificate", "error": cause.verify_message}
        step = "tls" if isinstance(cause, ssl.SSLError) else "connect"
        why = error.detail or error.summary.removeprefix(f"{where.host}: ")
        return {"host": where.host, "step": step, "error": why}
    finally:
        transport.close()
    return {
        "host": where.host,
        "step": "done",
        "status": str(answer.status),
        "clock": _ahead(answer.getheader("Date", "")),
        "error": "",
    }


def loopback(facts: Facts) -> dict[str, str]:
    """Whether a port can be bound on 127.0.0.1 and reached there."""
    del facts
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), _PATIENCE).close()
    except OSError as error:
        return {"error": error.strerror or str(error)}
    return {"error": ""}


def ipv6(facts: Facts) -> dict[str, str]:
    """Whether ::1 can be bound."""
    del facts
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return {"error": ""}
    except OSError as error:
        return {"error": error.strerror or str(error)}


def low_port(facts: Facts) -> dict[str, str]:
    """Whether this user may bind a port below 1024 (80, or one that is free)."""
    del facts
    for port in (80, 81, 443, 1023):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return {"error": "", "port": str(port)}
        except PermissionError as error:
            return {"error": error.strerror or "", "port": str(port)}
        except OSError:
            continue
    return {"error": "", "port": ""}


def resolver(facts: Facts) -> dict[str, Any]:
    """The name servers that resolv.conf(5) lists."""
    del facts
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:
            rows = [line.split() for line in file]
    except OSError as error:
        return {"servers": [], "error": error.strerror or ""}
    return {
        "servers": [row[1] for row in rows if len(row) > 1 and row[0] == "nameserver"],
        "error": "",
    }


def _ahead(date: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return round(time.time() - parsedate_to_datetime(date).timestamp(), 1)
    except (ValueError, TypeError):
        return None
