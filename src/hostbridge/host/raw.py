"""Raw facts: what readers read, before anybody judges it, and the record that is made of it.

A record is the JSON of one host's raw facts. Tests judge recorded hosts; ``scripts/record-host``
makes a record anywhere, with secrets removed. Runs on Python 3.9 and up, standard library alone.
"""

from __future__ import annotations

from hostbridge.value import as_dict, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge.host.system import System

RECORD_VERSION = 1

_EMPTY: Mapping[str, Any] = type(type.__dict__)({})  # a read-only mapping, without importing types


@value
class Raw:
    """One host's raw facts. What could not be read is not there; nothing here was interpreted.

    release, machine: uname(2). cpus: logical processors.
    env: the variables of ``readers.variables.NAMES`` that are set.
    files: texts by path, decoded as UTF-8 with replacement. lists: directories' entries by path.
    access: for paths that exist, the letters of ``rwx`` that this user may.
    values: what system calls and the registry tell, by the name of the question.
    programs: paths by name. disks: ``(path, total, free)`` by purpose.
    commands: what other programs wrote, as bytes, by their command line.
    """

    system: System
    release: str = ""
    machine: str = ""
    uid: int = -1
    gid: int = -1
    user: str = ""
    home: str = ""
    cpus: int = 0
    groups: tuple[int, ...] = ()
    env: Mapping[str, str] = _EMPTY
    files: Mapping[str, str] = _EMPTY
    lists: Mapping[str, tuple[str, ...]] = _EMPTY
    access: Mapping[str, str] = _EMPTY
    values: Mapping[str, str] = _EMPTY
    programs: Mapping[str, str] = _EMPTY
    disks: Mapping[str, tuple[str, int, int]] = _EMPTY
    commands: Mapping[str, bytes] = _EMPTY


def to_record(raw: Raw) -> dict[str, Any]:
    """The JSON of raw facts. Bytes are text where they are UTF-8, else ``{"encoding", "text"}``."""
    record: dict[str, Any] = {"record": RECORD_VERSION}
    for name, item in as_dict(raw).items():
        if name == "commands":
            record[name] = {line: _text(output) for line, output in item.items()}
        elif isinstance(item, (str, int)):
            record[name] = item
        elif isinstance(item, tuple):
            record[name] = list(item)
        elif name == "files":
            record[name] = {path: _lines(text) for path, text in item.items()}
        else:
            record[name] = {key: list(v) if isinstance(v, tuple) else v for key, v in item.items()}
    return record


def from_record(record: Mapping[str, Any]) -> Raw:
    """Raw facts of a record; keys that are none (``about``, ``sources``) are passed over.

    Raises ValueError for a record of another version.
    """
    if record.get("record") != RECORD_VERSION:
        raise ValueError(f"record version {record.get('record')!r}, not {RECORD_VERSION}")
    kept = {name: record[name] for name in Raw.__match_args__ if name in record}
    if "groups" in kept:
        kept["groups"] = tuple(kept["groups"])
    for name in ("lists", "disks"):
        if name in kept:
            kept[name] = {key: tuple(item) for key, item in kept[name].items()}
    if "files" in kept:
        kept["files"] = {path: _joined(text) for path, text in kept["files"].items()}
    if "commands" in kept:
        kept["commands"] = {line: _bytes(told) for line, told in kept["commands"].items()}
    return Raw(**kept)


def _lines(text: str) -> str | list[str]:
    """A text of several lines as a list of them, which people can read and compare."""
    lines = text.split("\n")
    return lines if len(lines) > 1 else text


def _joined(told: str | list[str]) -> str:
    return told if isinstance(told, str) else "\n".join(told)


def _text(output: bytes) -> str | list[str] | dict[str, Any]:
    from hostbridge.host.encoding import encoding_of

    encoding = encoding_of(output)
    text = _lines(output.decode(encoding, "replace"))
    return text if encoding == "utf-8" else {"encoding": encoding, "text": text}


def _bytes(told: str | list[str] | dict[str, Any]) -> bytes:
    if isinstance(told, dict):
        return _joined(told["text"]).encode(told["encoding"])
    return _joined(told).encode()
