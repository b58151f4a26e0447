"""One repository of a registry: manifests and blobs (OCI distribution specification 1.1)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Mapping, Optional
from urllib.parse import urlencode

from hostbridge.errors import HostbridgeError, NotFound, Unavailable
from hostbridge_kernel.image.media import ACCEPT, MAX_DOCUMENT
from hostbridge_kernel.registry.challenge import Challenge, challenges
from hostbridge_kernel.registry.transport import Transport, is_loopback, url

if TYPE_CHECKING:
    import http.client

    from hostbridge_kernel.image.reference import Reference
    from hostbridge_kernel.registry.credentials import Login

_HUB = "registry-1.docker.io"
_CLIENT_ID = "hostbridge"
_SAID = 2000


class Repository:
    """Reading one repository, by one thread. The scheme is found by the first request.

    insecure: plain http and certificates that nobody vouches for are accepted; a registry of this
    very machine (127.0.0.0/8, ::1, localhost) may speak plain http anyway, as with docker.
    """

    def __init__(
        self,
        reference: Reference,
        login: Login | None,
        env: Mapping[str, str],
        *,
        insecure: bool = False,
        scheme: str = "",
        authorization: str = "",
    ) -> None:
        self._reference = reference
        self._login = login
        self._transport = Transport(env)
        self._host = _HUB if reference.domain == "docker.io" else reference.domain
        self._plain = insecure or is_loopback(url(f"https://{self._host}/").host)
        self.scheme = scheme
        self.authorization = authorization

    def manifest(self, wanted: str) -> tuple[bytes, str, str]:
        """The bytes of a tag's or digest's manifest, its media type, and its digest.

        Raises NotFound, Unavailable, HostbridgeError when the digest is another one.
        """
        answer = self._get(f"manifests/{wanted}", {"Accept": ", ".join(ACCEPT)})
        with answer:
            raw = answer.read(MAX_DOCUMENT + 1)
        if len(raw) > MAX_DOCUMENT:
            raise HostbridgeError(f"{self._reference}: its manifest is too large")
        digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        told = wanted if wanted.startswith("sha256:") else answer.getheader("Docker-Content-Digest")
        if told and told.startswith("sha256:") and told != digest:
            raise HostbridgeError(
                f"{self._reference}: its manifest is not what its digest says",
                f"told {told}, got {digest}", "pull again; if it stays so, do not trust the registry",
            )  # fmt: skip
        media_type = (answer.getheader("Content-Type") or "").partition(";")[0].strip()
        return raw, media_type, digest

    def blob(self, digest: str, start: int = 0) -> http.client.HTTPResponse:
        """The stream of a blob from byte ``start`` on, unchecked; the caller verifies the digest."""
        headers = {"Range": f"bytes={start}-"} if start else {}
        answer = self._get(f"blobs/{digest}", headers)
        if start and answer.status != 206:
            self._skip(answer, start)
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _skip(self, answer: http.client.HTTPResponse, count: int) -> None:
        while count:
            part = answer.read(min(count, 1 << 20))
            if not part:
                raise Unavailable(f"{self._host}: a blob ended early")
            count -= len(part)

    def _get(self, what: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        answer = self._send(what, headers)
        if answer.status == 401:
            offered = challenges(answer.headers.get_all("WWW-Authenticate") or [])
            answer.read()
            self._authorize(offered)
            answer = self._send(what, headers)
        if answer.status in (200, 206):
            return answer
        raise self._refusal(answer, what)

    def _send(self, what: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        sent = dict(headers)
        if self.authorization:
            sent["Authorization"] = self.authorization
        schemes = [self.scheme] if self.scheme else ["https", "http"] if self._plain else ["https"]
        for scheme in schemes:
            address = f"{scheme}://{self._host}/v2/{self._reference.path}/{what}"
            try:
                answer = self._transport.request("GET", address, sent)
            except Unavailable:
                if scheme == schemes[-1]:
                    raise
                continue
            self.scheme = scheme
            return answer
        raise AssertionError

    def _authorize(self, offered: list[Challenge]) -> None:
        for challenge in offered:
            if challenge.scheme == "bearer" and challenge.parameters.get("realm"):
                self.authorization = f"Bearer {self._token(challenge)}"
                return
            if challenge.scheme == "basic" and self._login is not None and self._login.user:
                self.authorization = _basic(self._login)
                return
        raise HostbridgeError(
            f"{self._reference.domain}: no log-in for it", "unauthorized: authentication required",
            f"docker login {self._reference.domain} (or podman login)",
        )  # fmt: skip

    def _token(self, challenge: Challenge) -> str:
        realm = challenge.parameters["realm"]
        fields = {
            "service": challenge.parameters.get("service", ""),
            "scope": challenge.parameters.get("scope") or f"repository:{self._reference.path}:pull",
        }
        if url(realm).scheme != "https" and not is_loopback(url(realm).host) and self._login:
            raise HostbridgeError(f"{realm}: a log-in is not sent over plain http")
        headers: dict[str, str] = {}
        body: Optional[bytes] = None
        if self._login is not None and not self._login.user:
            fields.update(
                grant_type="refresh_token", client_id=_CLIENT_ID, refresh_token=self._login.secret
            )
            body = urlencode(fields).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            address = realm
        else:
            if self._login is not None:
                headers["Authorization"] = _basic(self._login)
            address = f"{realm}{'&' if '?' in realm else '?'}{urlencode(fields)}"
        answer = self._transport.request("GET" if body is None else "POST", address, headers, body)
        with answer:
            raw = answer.read(MAX_DOCUMENT)
        if answer.status != 200:
            raise HostbridgeError(
                f"{self._reference.domain}: access is denied", _words(raw),
                f"check the name, and log in: docker login {self._reference.domain}",
            )  # fmt: skip
        try:
            content = json.loads(raw)
            return str(content.get("token") or content["access_token"])
        except (ValueError, KeyError, AttributeError) as error:
            raise HostbridgeError(f"{realm}: gave no token") from error

    def _refusal(self, answer: http.client.HTTPResponse, what: str) -> HostbridgeError:
        with answer:
            said = _words(answer.read(_SAID))
        name = str(self._reference)
        if answer.status == 404:
            return NotFound(f"manifest for {name} not found", said, "check the name and the tag")
        if answer.status in (401, 403):
            return HostbridgeError(
                f"pull access denied for {self._reference.familiar}, repository does not exist or"
                " may require 'docker login'", said, f"docker login {self._reference.domain}",
            )  # fmt: skip
        if answer.status == 429:
            return Unavailable(
                f"{self._reference.domain}: too many requests", said, "wait, or log in"
            )
        return Unavailable(
            f"{self._reference.domain}: answered {answer.status} to {what.partition('/')[0]}", said
        )


def _basic(login: Login) -> str:
    words = f"{login.user}:{login.secret}"
    return "Basic " + base64.b64encode(words.encode()).decode()


def _words(raw: bytes) -> str:
    """The messages of a registry's error document, or its text without control characters."""
    try:
        rows = json.loads(raw)["errors"]
        return "; ".join(f"{row.get('code', '')}: {row.get('message', '')}" for row in rows)[:_SAID]
    except (ValueError, KeyError, TypeError, AttributeError):
        text = raw.decode(errors="replace")[:_SAID].strip()
        return "".join(char if char.isprintable() else " " for char in text)
