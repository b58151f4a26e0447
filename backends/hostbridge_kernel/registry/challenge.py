"""What a registry wants before it answers: the header WWW-Authenticate (RFC 9110, 11.6.1)."""

from __future__ import annotations

import re
from typing import NamedTuple, Sequence

_SCHEME = re.compile(r"\s*,?\s*([A-Za-z][A-Za-z0-9_-]*)(?:\s+|$)")
_PARAMETER = re.compile(r'\s*,?\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')


class Challenge(NamedTuple):
    """One way to log in: ``basic``, or ``bearer`` with realm, service and scope."""

    scheme: str
    parameters: dict[str, str]


def challenges(headers: Sequence[str]) -> list[Challenge]:
    """All that the headers offer; what cannot be read is left out."""
    found: list[Challenge] = []
    for text in headers:
        at = 0
        while match := _SCHEME.match(text, at):
            at = match.end()
            parameters: dict[str, str] = {}
            while pair := _PARAMETER.match(text, at):
                raw = pair.group(3) if pair.group(2) is None else pair.group(2)
                parameters[pair.group(1).lower()] = re.sub(r"\\(.)", r"\1", raw)
                at = pair.end()
            found.append(Challenge(match.group(1).lower(), parameters))
    return found
