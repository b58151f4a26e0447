"""``buildx`` on podman: its one builder under ``default``, and under every name that a caller gives it.

Scripts make a builder before they build, and remove it afterwards. What they make is a name in the
machine's state; who builds is podman, whatever the driver that was asked for.
"""

from __future__ import annotations

import os

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain, say
from hostbridge.state.files import read, update
from hostbridge.template import Record, TemplateError, parse
from hostbridge.template.table import aligned, escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

VERSION = 1
DEFAULT = "default"
BUILDX = "v0.13.1"
"""The release whose commands are answered."""
_COLUMNS = (("Name", "NAME/NODE"), ("DriverEndpoint", "DRIVER/ENDPOINT"), ("Status", "STATUS"),
            ("Buildkit", "BUILDKIT"), ("Platforms", "PLATFORMS"))  # fmt: skip
_NO_CACHE = "Reclaimable:\t0B\nTotal:\t\t0B"


def act(call: Call, engine: Dialect, reason: str) -> Emulation:
    """A command of buildx that is not a build."""
    del engine
    name = call.command.name

    def perform(site: Site) -> int:
        return _ACTS[name](site, call)

    return Emulation(name, reason, perform)


def _create(site: Site, call: Call) -> int:
    name = call.value("--name") or f"builder_{os.urandom(3).hex()}"
    driver = call.value("--driver") or "docker-container"
    told: list[str] = []

    def change(state: dict[str, Any]) -> dict[str, Any]:
        builders = dict(state.get("builders", {}))
        known = name == DEFAULT or name in builders
        if known and not (call.has("--append") or call.has("--leave")):
            told.append(
                f'ERROR: existing instance for "{name}" but no append mode, '
                "specify the node name to make changes for existing instances"
            )
            return state
        if name != DEFAULT:
            platforms = [one for text in call.values("--platform") for one in text.split(",")]
            builders.setdefault(name, {"driver": driver, "platforms": platforms})
        return {"builders": builders, "current": name if call.has("--use") else _current(state)}

    _update(site, change)
    return _ended(site, told) if told else _said(site, name)


def _remove(site: Site, call: Call) -> int:
    names = [word.value or "" for word in call.operands()]
    failed: list[str] = []
    removed: list[str] = []

    def change(state: dict[str, Any]) -> dict[str, Any]:
        builders = dict(state.get("builders", {}))
        wanted = list(builders) if call.has("--all-inactive") else names or [_current(state)]
        for name in wanted:
            if name == DEFAULT:
                failed.append(f"failed to remove {name}: it is podman itself")
            elif builders.pop(name, None) is None:
                failed.append(f'failed to remove {name}: no builder "{name}" found')
            else:
                removed.append(name)
        current = _current(state)
        return {"builders": builders, "current": current if current in builders else DEFAULT}

    _update(site, change)
    for name in removed:
        complain(site, f"{name} removed")
    return _ended(site, [*failed, "ERROR: failed to remove one or more builders"]) if failed else 0


def _use(site: Site, call: Call) -> int:
    name = next((word.value or "" for word in call.operands()), DEFAULT)
    told: list[str] = []

    def change(state: dict[str, Any]) -> dict[str, Any]:
        if name != DEFAULT and name not in state.get("builders", {}):
            told.append(f'ERROR: failed to find instance "{name}"')
            return state
        return {**state, "current": name}

    _update(site, change)
    return _ended(site, told) if told else 0


def _inspect(site: Site, call: Call) -> int:
    given = next((word.value or "" for word in call.operands()), call.value("--builder") or "")
    builders = _builders(site)
    found = next((one for one in builders if (one["Name"] == given if given else one["Current"])), None)  # fmt: skip
    if found is None:
        return _ended(site, [f'ERROR: no builder "{given}" found'])
    node = found["Nodes"][0]
    rows = (
        ("Name:", found["Name"]), ("Driver:", found["Driver"]), ("", ""), ("Nodes:", ""),
        ("Name:", node["Name"]), ("Endpoint:", node["Endpoint"]), ("Status:", node["Status"]),
        ("BuildKit version:", node["Version"]), ("Platforms:", ", ".join(node["Platforms"])),
    )  # fmt: skip
    wide = (9, 18)
    lines = [
        f"{name:<{wide[place > 2]}} {text}".rstrip() for place, (name, text) in enumerate(rows)
    ]
    return _said(site, "\n".join(lines))


def _list(site: Site, call: Call) -> int:
    builders = _builders(site)
    wanted = call.value("--format") or "table"
    if wanted == "json":
        wanted = "{{json .}}"
    if wanted != "table":
        try:
            template = parse(escapes(wanted.removeprefix("table ")))
            lines = [template.render(Record(_plain(one))) for one in builders]
        except TemplateError as error:
            return _ended(site, [f"ERROR: {error}"])
        return _said(site, "\n".join(lines))
    rows = ["\t".join(heading for _, heading in _COLUMNS)]
    for one in builders:
        node = one["Nodes"][0]
        rows.append(
            "\t".join([f"{one['Name']}{'*' if one['Current'] else ''}", one["Driver"], "", "", ""])
        )
        rows.append("\t".join([
            f" \\_ {node['Name']}", f" \\_ {node['Endpoint']}", node["Status"], node["Version"],
            ", ".join(node["Platforms"]),
        ]))  # fmt: skip
    site.stdout.write(aligned(rows, minimum=0, padding=3).encode())
    site.stdout.flush()
    return 0


def _builders(site: Site) -> list[dict[str, Any]]:
    """Every builder, the current one marked; all of them are podman."""
    told = ask(site, "version", "--format", "{{.Client.Version}} {{.Client.OsArch}}")
    version, _, platform = told.stdout.decode(errors="replace").strip().partition(" ")
    state = _state(site)
    named: dict[str, dict[str, Any]] = {DEFAULT: {"driver": "docker"}, **state.get("builders", {})}
    return [
        {
            "Name": name, "Driver": one["driver"], "LastActivity": "0001-01-01T00:00:00Z",
            "Dynamic": False, "Current": name == _current(state),
            "Nodes": [{
                "Name": name if name == DEFAULT else f"{name}0", "Endpoint": DEFAULT, "Flags": [],
                "Status": "running", "Version": f"podman {version}".strip(), "IDs": ["podman"],
                "Platforms": one.get("platforms") or [platform or "linux"],
            }],
        }
        for name, one in sorted(named.items())
    ]  # fmt: skip


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    """As ``ls --format json`` tells it: the mark of the current one stands beside its name alone."""
    return {key: text for key, text in one.items() if key != "Current"}


def _current(state: dict[str, Any]) -> str:
    return str(state.get("current") or DEFAULT)


def _file(site: Site) -> str:
    return f"{site.state}/builders.json"


def _state(site: Site) -> dict[str, Any]:
    return read(_file(site), version=VERSION) or {}


def _update(site: Site, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    update(_file(site), lambda state: change(state or {}), version=VERSION)


def _said(site: Site, text: str) -> int:
    say(site, text)
    return 0


def _ended(site: Site, lines: list[str]) -> int:
    for line in lines:
        complain(site, line)
    return 1


_ACTS: dict[str, Callable[[Site, Call], int]] = {
    "buildx create": _create,
    "buildx du": lambda site, _: _said(site, _NO_CACHE),
    "buildx inspect": _inspect,
    "buildx ls": _list,
    "buildx prune": lambda site, _: _said(site, "Total:\t0B"),
    "buildx rm": _remove,
    "buildx stop": lambda _, __: 0,
    "buildx use": _use,
    "buildx version": lambda site, _: _said(site, f"github.com/docker/buildx {BUILDX} hostbridge"),
}
