"""Names of images, by docker's rules (distribution/reference)."""

from __future__ import annotations

import re
from typing import NamedTuple

from hostbridge.errors import UsageError

DEFAULT_DOMAIN = "docker.io"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*\Z")
_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}\Z")
_HEX_ID = re.compile(r"[a-f0-9]{64}\Z")
_MAX_PATH = 255


class Reference(NamedTuple):
    """One name, normalised: ``alpine`` is docker.io, library/alpine, latest."""

    domain: str
    path: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """Domain and path."""
        return f"{self.domain}/{self.path}"

    @property
    def familiar(self) -> str:
        """Domain and path as people write them: docker.io and library/ are left out."""
        if self.domain != DEFAULT_DOMAIN:
            return self.name
        return self.path[len("library/") :] if self.path.startswith("library/") else self.path

    @property
    def wanted(self) -> str:
        """What a registry is asked for: the digest where there is one, else the tag."""
        return self.digest or self.tag

    def __str__(self) -> str:
        return self.familiar + (f":{self.tag}" if self.tag else "") + self._at()

    @property
    def key(self) -> str:
        """The full name, under which the store keeps it."""
        return self.name + (f":{self.tag}" if self.tag else "") + self._at()

    def _at(self) -> str:
        return f"@{self.digest}" if self.digest else ""


def parse(text: str, *, default_tag: str = "latest") -> Reference:
    """Read a name; raises UsageError for what docker calls an invalid reference format."""
    rest, _, digest = text.partition("@")
    if "@" in text and not _DIGEST.match(digest):
        raise _invalid(text, "the digest has to be sha256: and 64 hexadecimal digits")
    domain, path = _split(rest)
    path, colon, tag = path.partition(":")
    if colon and not _TAG.match(tag):
        raise _invalid(text, "a tag has letters, digits, '_', '.' and '-', at most 128")
    if domain == DEFAULT_DOMAIN and "/" not in path:
        path = f"library/{path}"
    if path != path.lower():
        raise _invalid(text, "repository name must be lowercase")
    if not _PATH.match(path) or len(path) > _MAX_PATH:
        raise _invalid(text, "a name has lower-case letters and digits, separated by '.', '_', '-'")
    if not _DOMAIN.match(domain):
        raise _invalid(text, f"{domain!r} is no host name")
    if _HEX_ID.match(text):
        raise _invalid(text, "64 hexadecimal digits are an image's id")
    return Reference(domain, path, tag or ("" if digest else default_tag), digest)


def _split(text: str) -> tuple[str, str]:
    head, slash, rest = text.partition("/")
    is_domain = "." in head or ":" in head or head == "localhost" or head != head.lower()
    if not slash or not is_domain:
        return DEFAULT_DOMAIN, text
    if head == "index.docker.io":
        head = DEFAULT_DOMAIN
    return head, rest


def _invalid(text: str, why: str) -> UsageError:
    return UsageError(f"invalid reference format: {text!r}", why, "write NAME[:TAG][@DIGEST]")
