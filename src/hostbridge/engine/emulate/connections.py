"""docker's contexts as podman's connections, and podman's connections as docker's contexts."""

from __future__ import annotations

import json

from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.engine.emulate.doing import ask, complain, say
from hostbridge.template import Record, parse
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_FAILED = 125
_LOCAL = "unix:///run/podman/podman.sock"


def connections(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``system connection list``: each context but the one of this machine itself."""
    del engine

    def perform(site: Site) -> int:
        done = ask(site, "context", "ls", "--format", "{{json .}}")
        if done.returncode:
            complain(site, done.stderr.decode(errors="replace").strip())
            return _FAILED
        found = [json.loads(line) for line in done.stdout.splitlines()]
        rows = [
            {
                "Name": told["Name"], "URI": told["DockerEndpoint"], "Identity": "",
                "IsMachine": False, "Default": bool(told.get("Current")), "ReadWrite": True,
            }
            for told in found
            if told["Name"] != "default"
        ]  # fmt: skip
        if call.has("--quiet"):
            _lines(site, [str(row["Name"]) for row in rows])
        elif call.value("--format") == "json":
            say(site, json.dumps(rows, indent=4, ensure_ascii=False))
        else:
            _table(
                site,
                rows,
                call.value("--format"),
                ("Name", "URI", "Identity", "Default", "ReadWrite"),
            )
        return 0

    return Emulation("system connection list", reason, perform)


def contexts(call: Call, engine: Dialect, reason: str) -> Emulation | Refusal:
    """``context ls`` and ``context show``: this machine as ``default``, and each connection."""
    del engine

    def perform(site: Site) -> int:
        done = ask(site, "system", "connection", "list", "--format", "json")
        found = json.loads(done.stdout or b"null") or [] if done.returncode == 0 else []
        chosen = next((row["Name"] for row in found if row.get("Default")), "default")
        if call.command.name == "context show":
            say(site, chosen)
            return 0
        rows = [
            {
                "Name": name, "Description": text, "DockerEndpoint": where,
                "Current": name == chosen, "Error": "", "ContextType": "moby",
            }
            for name, text, where in [
                ("default", "This machine's podman", _LOCAL),
                *((row["Name"], "", row["URI"]) for row in found),
            ]
        ]  # fmt: skip
        wanted = call.value("--format")
        if call.has("--quiet"):
            _lines(site, [str(row["Name"]) for row in rows])
        elif wanted in ("json", "{{json .}}"):
            _lines(site, [json.dumps(row, ensure_ascii=False) for row in rows])
        else:
            marked = [
                {
                    **row,
                    "Name": f"{row['Name']} *" if row["Current"] and not wanted else row["Name"],
                }
                for row in rows
            ]
            _table(site, marked, wanted, ("Name", "Description", "DockerEndpoint", "Error"))
        return 0

    return Emulation(call.command.name, reason, perform)


def inspected(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``context inspect``: this machine as ``default``, and each connection, as docker's objects."""
    del engine

    def perform(site: Site) -> int:
        found, chosen = _connections(site)
        names = [word.value or "" for word in call.operands()] or [chosen]
        known = [name for name in names if name in found]
        objects = [_context(name, found[name]) for name in known]
        wanted = call.value("--format")
        if wanted and wanted != "json":
            template = parse(escapes(wanted))
            _lines(site, [template.render(Record(one)) for one in objects])
        else:
            say(site, json.dumps(objects, indent=4, ensure_ascii=False))
        for name in names:
            if name not in found:
                complain(site, f'context "{name}": context not found')
        return 0 if known == names else 1

    return Emulation(call.command.name, reason, perform)


def used(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``context use``: a connection becomes podman's default; this machine is it where there is none."""
    del engine

    def perform(site: Site) -> int:
        name = next((word.value or "" for word in call.operands()), "")
        found, chosen = _connections(site)
        if name not in found:
            complain(site, f'context "{name}": context not found')
            return 1
        if name != chosen:
            done = ask(site, "system", "connection", "default", name)
            if done.returncode:
                complain(site, done.stderr.decode(errors="replace").strip())
                return 1
        say(site, name)
        complain(site, f'Current context is now "{name}"')
        return 0

    return Emulation(call.command.name, reason, perform)


def _connections(site: Site) -> tuple[dict[str, str], str]:
    """Addresses by name, this machine's among them, and the name that is used."""
    done = ask(site, "system", "connection", "list", "--format", "json")
    rows = json.loads(done.stdout or b"null") or [] if done.returncode == 0 else []
    chosen = next((str(row["Name"]) for row in rows if row.get("Default")), "default")
    return {"default": _LOCAL, **{str(row["Name"]): str(row["URI"]) for row in rows}}, chosen


def _context(name: str, address: str) -> dict[str, Any]:
    """As docker keeps a context; podman's have no certificates of their own."""
    return {
        "Name": name, "Metadata": {},
        "Endpoints": {"docker": {"Host": address, "SkipTLSVerify": False}},
        "TLSMaterial": {}, "Storage": {"MetadataPath": "<IN MEMORY>", "TLSPath": "<IN MEMORY>"},
    }  # fmt: skip


_HEADINGS = {"DockerEndpoint": "DOCKER ENDPOINT", "URI": "URI", "ReadWrite": "ReadWrite"}


def _table(
    site: Site, rows: list[dict[str, Any]], wanted: str | None, columns: tuple[str, ...]
) -> None:
    table = not wanted or wanted.startswith("table ")
    pattern = (wanted or "").removeprefix("table ") or "\t".join(
        f"{{{{.{name}}}}}" for name in columns
    )
    template = parse(escapes(pattern))
    lines = [template.render(Record(row)) for row in rows]
    if table:
        heads = {
            name: _HEADINGS.get(name, name.upper() if "URI" not in columns else name)
            for name in (rows or [{}])[0]
        }
        heads.update(
            {
                name: _HEADINGS.get(name, name if "URI" in columns else name.upper())
                for name in columns
            }
        )
        lines.insert(0, template.render(Record(heads)))
        site.stdout.write(aligned(lines, minimum=10, padding=3).encode())
        site.stdout.flush()
    else:
        _lines(site, lines)


def _lines(site: Site, lines: list[str]) -> None:
    for line in lines:
        say(site, line)
