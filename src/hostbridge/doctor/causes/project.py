"""What the project in this folder needs of the host: the table ``[doctor]`` of its settings."""

from __future__ import annotations

import re
import shutil
import socket
from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Check, CheckResult, fine, unneeded
from hostbridge.doctor.trials import storage
from hostbridge.errors import HostbridgeError
from hostbridge.listeners import holder
from hostbridge.settings.effective import effective

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_EVERYWHERE = ("linux", "windows", "macos")
_GIB = 1 << 30
_VERSION_WORDS = ("--version", "version", "-V", "-version")


def needs(facts: Facts) -> dict[str, Any]:
    """The nearest file's table ``[doctor]``; empty where there is none, or where it is broken."""
    try:
        settings = effective(facts.env, facts.folder)
    except HostbridgeError:
        return {}
    for path, content in settings.files:
        if any(content.get("doctor", {}).values()):
            return {**content["doctor"], "file": path}
    return {}


def ports(facts: Facts) -> list[dict[str, Any]]:
    """The needed ports that cannot be bound on 127.0.0.1: port, error, who holds it."""
    taken: list[dict[str, Any]] = []
    for port in _needed(facts).get("ports", ()):
        try:
            with socket.create_server(("127.0.0.1", port)):
                pass
        except OSError as error:
            taken.append({"port": port, "error": error.strerror or "", "holder": holder(port)})
    return taken


def hosts(facts: Facts) -> list[dict[str, str]]:
    """The needed host names that are not known: name and error."""
    unknown: list[dict[str, str]] = []
    for name in _needed(facts).get("hosts", ()):
        try:
            socket.getaddrinfo(name, None)
        except OSError as error:
            unknown.append({"name": name, "error": error.strerror or str(error)})
    return unknown


def tools(facts: Facts) -> list[dict[str, str]]:
    """The needed programs: name, the least version, path, and the version that each tells."""
    from hostbridge.process import run

    told: list[dict[str, str]] = []
    for name, least in _needed(facts).get("tools", {}).items():
        path = shutil.which(name, path=facts.env.get("PATH")) or ""
        version = ""
        for word in _VERSION_WORDS if path and least else ():
            try:
                done = run([path, word], timeout=2)
            except (HostbridgeError, TimeoutError):
                continue
            found = re.search(rb"\d+(?:\.\d+)+|\b\d+\b", done.stdout or done.stderr)
            if done.returncode == 0 and found:
                version = found[0].decode()
                break
        told.append({"name": name, "least": least, "path": path, "version": version})
    return told


def _needed(facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = facts.trial("needs", needs) or {}
    return found


def _disk(facts: Facts) -> CheckResult:
    wanted = _needed(facts).get("disk", 0)
    room = (facts.trial("room", storage.room) or {}).get("data")
    if not wanted or room is None:
        return unneeded("the project does not say")
    evidence = (
        (_needed(facts)["file"], f"doctor.disk: {_size(wanted)}"),
        (room["path"], f"{_size(room['free'])} free"),
    )
    if room["free"] >= wanted:
        return fine("there is the room that the project needs", *evidence)
    return CheckResult(
        "error", f"the project needs {_size(wanted)} of room, and {_size(room['free'])} are left", evidence,
        ("remove what is not needed: $ hostbridge system prune", "or keep the data elsewhere: set HOSTBRIDGE_DATA_DIR"),
    )  # fmt: skip


def _memory(facts: Facts) -> CheckResult:
    wanted = _needed(facts).get("memory", 0)
    memory = facts.host.memory
    have = (
        min(one for one in (memory.total, memory.limit or memory.total) if one)
        if memory.total
        else 0
    )
    if not wanted or not have:
        return unneeded("the project does not say")
    evidence = (
        (_needed(facts)["file"], f"doctor.memory: {_size(wanted)}"),
        ("this host", _size(have)),
    )
    if have >= wanted:
        return fine("there is the memory that the project needs", *evidence)
    return CheckResult(
        "error", f"the project needs {_size(wanted)} of memory, and this host has {_size(have)}", evidence,
        ("give this host more memory, or use a machine that has it: hostbridge --machine ssh://user@host …",),
    )  # fmt: skip


def _ports(facts: Facts) -> CheckResult:
    if not _needed(facts).get("ports"):
        return unneeded("the project does not say")
    taken = facts.trial("ports", ports)
    if not taken:
        return fine(
            "the project's ports are free",
            (_needed(facts)["file"], f"doctor.ports: {_needed(facts)['ports']}"),
        )
    evidence = tuple(
        (f"port {one['port']}", f"{one['error']}{', ' + one['holder'] if one['holder'] else ''}")
        for one in taken
    )
    return CheckResult(
        "error", f"port {taken[0]['port']}, which the project publishes, is taken", evidence,
        ("end what listens there, or publish another port",),
    )  # fmt: skip


def _hosts(facts: Facts) -> CheckResult:
    if not _needed(facts).get("hosts"):
        return unneeded("the project does not say")
    unknown = facts.trial("hosts", hosts)
    if not unknown:
        return fine(
            "the project's host names are known",
            (_needed(facts)["file"], f"doctor.hosts: {_needed(facts)['hosts']}"),
        )
    return CheckResult(
        "error", f"{unknown[0]['name']}, which the project needs, is not known", tuple((one["name"], one["error"]) for one in unknown),
        ("connect the VPN that the name belongs to, or add it to /etc/hosts",),
    )  # fmt: skip


def _tools(facts: Facts) -> CheckResult:
    if not _needed(facts).get("tools"):
        return unneeded("the project does not say")
    told = facts.trial("tools", tools) or []
    evidence = tuple(
        (one["name"], f"{one['path'] or 'not on PATH'} {one['version']}".strip()) for one in told
    )
    missing = [one for one in told if not one["path"]]
    if missing:
        return CheckResult(
            "error",
            f"{missing[0]['name']}, which the project needs, is not on PATH",
            evidence,
            (f"install {missing[0]['name']}",),
        )
    old = [one for one in told if one["least"] and _number(one["version"]) < _number(one["least"])]
    if old:
        first = old[0]
        return CheckResult(
            "error", f"{first['name']} is {first['version'] or 'of an unknown version'}, and the project needs {first['least']}",
            evidence, (f"install {first['name']} {first['least']} or newer",),
        )  # fmt: skip
    return fine("the project's programs are there", *evidence)


def _number(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def _size(count: int) -> str:
    return f"{count / _GIB:.1f} GiB"


CHECKS = (
    Check("PRJ-DISK", "project", "There is the room that the project needs", "pulls and builds fail", _disk, _EVERYWHERE, depends_on=("ANY-SETTINGS", "ANY-SPACE")),
    Check("PRJ-MEMORY", "project", "There is the memory that the project needs", "services are killed", _memory, _EVERYWHERE, depends_on=("ANY-SETTINGS",)),
    Check("PRJ-PORT", "project", "The project's ports are free", "services do not start: address already in use", _ports, _EVERYWHERE, depends_on=("ANY-SETTINGS", "LNX-LOOPBACK")),
    Check("PRJ-HOST", "project", "The project's host names are known", "builds and services fail", _hosts, _EVERYWHERE, depends_on=("ANY-SETTINGS", "LNX-RESOLV")),
    Check("PRJ-TOOL", "project", "The project's programs are there", "set-up scripts fail", _tools, _EVERYWHERE, depends_on=("ANY-SETTINGS",), budget=5.0),
)  # fmt: skip
