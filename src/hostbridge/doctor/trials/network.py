"""Trials of the network: names, proxies, the registry and its certificate, ports of this host."""

from __future__ import annotations

import os
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.check import Facts

REGISTRY = "registry-1.docker.io"
_PATIENCE = 1.5
_HTTPS = 443


def registry_of(facts: Facts) -> str:
    """The registry that is tried: HOSTBRIDGE_DOCTOR_REGISTRY (``host[:port]``), else Docker Hub's."""
    return facts.env.get("HOSTBRIDGE_DOCTOR_REGISTRY") or REGISTRY


def names(facts: Facts) -> dict[str, Any]:
    """getaddrinfo(3) for the registry: addresses or the error; through a proxy nothing is asked."""
    host, _port = _split(registry_of(facts))
    if proxy_for(facts.env, host):
        return {"host": host, "by": "proxy", "addresses": [], "error": ""}
    try:
        found = socket.getaddrinfo(host, _HTTPS, type=socket.SOCK_STREAM)
    except OSError as error:
        return {
            "host": host,
            "by": "resolver",
            "addresses": [],
            "error": error.strerror or str(error),
        }
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    return {"host": host, "by": "resolver", "addresses": addresses, "error": ""}


def proxies(facts: Facts) -> list[dict[str, str]]:
    """A connection to each proxy that the environment names: scheme, address, error."""
    told: list[dict[str, str]] = []
    for scheme in ("http", "https"):
        where = _proxies(facts.env).get(scheme, "")
        if not where:
            continue
        parts = urlsplit(where if "//" in where else f"http://{where}")
        shown = f"{parts.hostname}:{parts.port or 80}"
        try:
            socket.create_connection((parts.hostname or "", parts.port or 80), _PATIENCE).close()
            error = ""
        except (OSError, ValueError) as caught:
            error = getattr(caught, "strerror", None) or str(caught)
        told.append({"scheme": scheme, "address": shown, "error": error})
    return told


def registry(facts: Facts) -> dict[str, Any]:
    """``GET /v2/`` of the registry over TLS: its status, or the step that failed and why.

    step: ``connect``, ``certificate``, ``tls``, ``answer`` or ``done``; clock: seconds
    that this host's clock is ahead of the registry's.
    """
    host, port = _split(registry_of(facts))
    step = "connect"
    try:
        stream = _connected(facts.env, host, port)
        step = "tls"
        with stream, ssl.create_default_context().wrap_socket(stream, server_hostname=host) as safe:
            step = "answer"
            safe.settimeout(_PATIENCE)
            safe.sendall(
                f"HEAD /v2/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            )
            head = safe.recv(4096).decode("latin-1")
    except ssl.SSLCertVerificationError as error:
        return {"host": host, "step": "certificate", "error": error.verify_message}
    except (OSError, ValueError) as error:
        return {"host": host, "step": step, "error": getattr(error, "strerror", None) or str(error)}
    status = head.split(" ")[1] if head.startswith("HTTP/") else ""
    date = next(
        (line[5:].strip() for line in head.split("\r\n") if line.lower().startswith("date:")), ""
    )
    return {"host": host, "step": "done", "status": status, "clock": _ahead(date), "error": ""}


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


def proxy_for(env: Mapping[str, str], host: str) -> str:
    """The proxy for HTTPS to a host, empty for none."""
    found = _proxies(env)
    if not found.get("https") or proxy_bypass(host):
        return ""
    return found["https"]


def _proxies(env: Mapping[str, str]) -> dict[str, str]:
    if env is os.environ:
        return getproxies_environment()
    told: dict[str, str] = {}
    for name, text in env.items():
        if name.lower().endswith("_proxy") and text:
            told.setdefault(name.lower()[: -len("_proxy")], text)
    return told


def _connected(env: Mapping[str, str], host: str, port: int) -> socket.socket:
    proxy = proxy_for(env, host)
    if not proxy:
        return socket.create_connection((host, port), _PATIENCE)
    parts = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    stream = socket.create_connection((parts.hostname or "", parts.port or 80), _PATIENCE)
    stream.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    answer = stream.recv(4096)
    if b" 200" not in answer.split(b"\r\n")[0]:
        stream.close()
        raise OSError(0, f"the proxy says: {answer.split(bytes([13]))[0].decode('latin-1')[:200]}")
    return stream


def _split(place: str) -> tuple[str, int]:
    host, colon, port = place.rpartition(":")
    return (host, int(port)) if colon and port.isdigit() else (place, _HTTPS)


def _ahead(date: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return round(time.time() - parsedate_to_datetime(date).timestamp(), 1)
    except (ValueError, TypeError):
        return None
