"""HTTP to a registry: one connection kept open, redirects, proxies, certificates."""

from __future__ import annotations

import base64
import contextlib
import glob
import http.client
import ipaddress
import os
import socket
import ssl
from typing import Mapping, NamedTuple, Optional
from urllib.parse import unquote, urljoin, urlsplit

from hostbridge.errors import HostbridgeError, Unavailable

TIMEOUT = 60.0
"""Seconds without a byte."""
_REDIRECTS = 10
_REDIRECTED = (301, 302, 303, 307, 308)
_AGENT = "hostbridge"


class Url(NamedTuple):
    """Where a request goes."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What credentials are for."""
        return self.scheme, self.host, self.port


def url(text: str) -> Url:
    """Read one; raises HostbridgeError for other schemes than http and https."""
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError as error:
        raise HostbridgeError(f"{text}: is no URL", str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise HostbridgeError(f"{text}: is no URL of http or https")
    if any(ord(char) <= 32 or ord(char) == 127 for char in text):
        raise HostbridgeError(f"{text!r}: is no URL")
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    return Url(
        parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), target
    )


class Transport:
    """Requests of one thread; a connection is used again while its origin stays the same.

    timeout: seconds without a byte.
    """

    def __init__(self, env: Mapping[str, str], timeout: float = TIMEOUT) -> None:
        self._env = env
        self._timeout = timeout
        self._connection: Optional[http.client.HTTPConnection] = None
        self._origin: Optional[tuple[str, str, int]] = None

    def request(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """Send it and follow redirects; the answer's body is not read.

        Authorization goes to the first origin alone. Raises Unavailable when nothing answers.
        """
        where = url(address)
        first = where.origin
        sent = dict(headers)
        for _ in range(_REDIRECTS):
            if where.origin != first:
                sent.pop("Authorization", None)
            answer = self._once(method, where, sent, body)
            location = answer.getheader("Location")
            if answer.status not in _REDIRECTED or not location:
                return answer
            answer.read()
            onward = url(urljoin(f"{where.scheme}://{_authority(where)}{where.target}", location))
            if where.scheme == "https" and onward.scheme == "http":
                raise HostbridgeError(f"{where.host}: leads from https to http", location)
            where = onward
        raise HostbridgeError(f"{address}: leads in a circle", f"{_REDIRECTS} redirects")

    def close(self) -> None:
        """Close the connection. Idempotent."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._origin = None

    def _once(
        self, method: str, where: Url, headers: Mapping[str, str], body: bytes | None
    ) -> http.client.HTTPResponse:
        for fresh in (False, True):
            reused = not fresh and self._connection is not None and self._origin == where.origin
            if not reused:
                self.close()
                self._connection = self._connect(where)
                self._origin = where.origin
            assert self._connection is not None
            try:
                self._connection.request(
                    method, where.target, body,
                    {"User-Agent": _AGENT, "Host": _authority(where), **headers},
                )  # fmt: skip
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                self.close()
                if not reused:
                    raise Unavailable(f"{where.host}: closed the connection") from error
            except (OSError, http.client.HTTPException) as error:
                self.close()
                raise unreachable(where, error) from error
        raise AssertionError

    def _connect(self, where: Url) -> http.client.HTTPConnection:
        proxy = proxy_for(where, self._env)
        context = _context(where, self._env) if where.scheme == "https" else None
        via = url(proxy if "://" in proxy else f"http://{proxy}") if proxy else None
        first = via or where
        made: http.client.HTTPConnection
        if context is not None:
            made = http.client.HTTPSConnection(
                first.host, first.port, timeout=self._timeout, context=context
            )
        else:
            made = http.client.HTTPConnection(first.host, first.port, timeout=self._timeout)
        if via is not None and context is not None:
            made.set_tunnel(where.host, where.port, _proxy_headers(proxy))
        elif via is not None:
            raise HostbridgeError(
                f"{where.host}: plain http through a proxy is not done", proxy_shown(proxy),
                f"name {where.host} in NO_PROXY",
            )  # fmt: skip
        try:
            made.connect()
            if made.sock is not None:
                made.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, http.client.HTTPException) as error:
            made.close()
            raise unreachable(where, error) from error
        return made


def unreachable(where: Url, error: Exception) -> Unavailable:
    """The error for a connection that cannot be made or breaks, with the cause."""
    name = _authority(where)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unavailable(
            f"{name}: its certificate is not trusted", error.verify_message,
            f"put its authority's certificate into /etc/docker/certs.d/{name}/ca.crt",
        )  # fmt: skip
    if isinstance(error, ssl.SSLError):
        return Unavailable(f"{name}: does not speak TLS as expected", str(error))
    if isinstance(error, socket.gaierror):
        return Unavailable(
            f"{name}: its name cannot be resolved", str(error), "check the name and DNS"
        )
    if isinstance(error, socket.timeout):
        return Unavailable(f"{name}: did not answer in time")
    return Unavailable(
        f"{name}: cannot be reached", str(getattr(error, "strerror", "") or error),
        "check the network, and HTTPS_PROXY if there is a proxy",
    )  # fmt: skip


def proxy_for(where: Url, env: Mapping[str, str]) -> str:
    """The proxy that the environment names for a URL, empty for none (NO_PROXY is honoured)."""
    name = f"{where.scheme}_proxy"
    proxy = env.get(name) or ("" if where.scheme == "http" else env.get(name.upper(), ""))
    if not proxy or is_loopback(where.host):
        return ""
    for item in (env.get("no_proxy") or env.get("NO_PROXY") or "").replace(" ", "").split(","):
        if item == "*" or _excepted(where, item.lower()):
            return ""
    return proxy


def proxy_shown(proxy: str) -> str:
    """A proxy without its password."""
    head, at, rest = proxy.rpartition("@")
    return f"{head.partition('://')[0]}://***@{rest}" if at else proxy


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _excepted(where: Url, item: str) -> bool:
    name, colon, port = item.rpartition(":")
    if colon and port.isdigit() and "]" not in port and name.count(":") == 0:
        if int(port) != where.port:
            return False
        item = name
    item = item.lstrip("*")
    if not item:
        return False
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(where.host) in ipaddress.ip_network(item, strict=False)
    bare = item.lstrip(".")
    return where.host == bare or where.host.endswith(f".{bare}")


def _context(where: Url, env: Mapping[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=env.get("SSL_CERT_FILE") or None)
    for top in ("/etc/containers/certs.d", "/etc/docker/certs.d"):
        folder = f"{top}/{_authority(where)}"
        for authority in sorted(glob.glob(f"{glob.escape(folder)}/*.crt")):
            with contextlib.suppress(OSError, ssl.SSLError):
                context.load_verify_locations(authority)
        for certificate in sorted(glob.glob(f"{glob.escape(folder)}/*.cert")):
            key = certificate[: -len("cert")] + "key"
            if os.path.exists(key):
                context.load_cert_chain(certificate, key)
    return context


def _authority(where: Url) -> str:
    host = f"[{where.host}]" if ":" in where.host else where.host
    usual = 443 if where.scheme == "https" else 80
    return host if where.port == usual else f"{host}:{where.port}"


def _proxy_headers(proxy: str) -> dict[str, str]:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.username is None:
        return {}
    words = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(words.encode()).decode()}
