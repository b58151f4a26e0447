"""``--env``, ``--env-file``, ``--label``, ``--label-file``: names with values."""

from __future__ import annotations

import os

from hostbridge.errors import NotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SPACE = " \t\n\v\f\r"


def variables(given: list[str], files: list[str], caller: Mapping[str, str]) -> list[str]:
    """``NAME=value`` lines: those of files first, then those given; a later one wins.

    A name alone takes the caller's value, and is left out where there is none.
    """
    found: dict[str, str] = {}
    for path in files:
        for line in _lines(path):
            name, equals, text = line.partition("=")
            name = name.lstrip(_SPACE)
            if not name:
                raise UsageError(f"no variable name on line '{line}'", path)
            if any(char in _SPACE for char in name):
                raise UsageError(f"variable '{name}' contains whitespaces", path)
            _take(found, name, equals, text, caller)
    for text in given:
        name, equals, rest = text.partition("=")
        if not name:
            raise UsageError(
                f'invalid argument "{text}" for "-e, --env" flag: invalid environment variable: {text}'
            )
        _take(found, name, equals, rest, caller)
    return [f"{name}={text}" for name, text in found.items()]


def _take(
    found: dict[str, str], name: str, equals: str, text: str, caller: Mapping[str, str]
) -> None:
    if equals:
        found[name] = text
    elif name in caller:
        found[name] = caller[name]


def labels(given: list[str], files: list[str]) -> dict[str, str]:
    """Labels by key; one without ``=`` is empty."""
    found: dict[str, str] = {}
    for text in [line for path in files for line in _lines(path)] + given:
        key, _, value = text.partition("=")
        if not key.strip():
            raise UsageError(f"invalid label '{text}': empty name")
        found[key] = value
    return found


def _lines(path: str) -> list[str]:
    """What counts in a file: no comments, no empty lines; spaces at the left are cut."""
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except OSError as error:
        raise NotFound(f"open {path}: {(error.strerror or '').lower()}") from error
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"env file {path} contains invalid utf8 bytes", str(error)) from error
    lines = [os.fsdecode(line).lstrip(_SPACE).rstrip("\r") for line in raw.split(b"\n")]
    return [line for line in lines if line and not line.startswith("#")]


def merged(own: list[str], image: list[str]) -> list[str]:
    """The container's variables, then those of the image whose names they do not have."""
    names = {line.partition("=")[0] for line in own}
    return own + [line for line in image if line.partition("=")[0] not in names]


def pairs(option: str, given: list[str]) -> dict[str, str]:
    """``key=value`` words as a map."""
    found: dict[str, str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise UsageError(f'invalid argument "{text}" for "{option}" flag: write key=value')
        found[key] = value
    return found
