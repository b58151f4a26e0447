"""A thousand containers, listed by a client that only prints: what writing them in the other dialect costs.

The client is a shell script that prints recorded listings; nothing of an engine runs, so that the
time over it is hostbridge's own.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

COUNT = 1000
OTHER = {"docker": "podman", "podman": "docker"}
ROWS = {"table": ["ps", "-a"], "json": ["ps", "-a", "--format", "json"]}
_RECORDED = Path(__file__).resolve().parents[2] / "tests" / "unit" / "engine" / "data"
_CLIENT = """\
#!/bin/sh
[ "$2" = inspect ] || exec cat '{folder}/listed.json'
for word; do case $word in
????????????????????????????????????????????????????????????????) exec cat "{folder}/$word.json" ;;
esac; done
exit 1
"""
"""Inspected objects lie in a file for each batch, named by the first id of it."""
_BATCH = 500


def fake_client(engine: str, folder: Path) -> Path:
    """Make the client below folder; gives the directory for PATH."""
    recorded = json.loads((_RECORDED / f"{engine}.json").read_text())
    key = {
        "docker": "docker ps --no-trunc --format {{json .}} -a --size=false",
        "podman": "podman ps --format json -a",
    }[engine]
    text = recorded["lists"][key].strip()
    rows = json.loads(text) if engine == "podman" else [json.loads(x) for x in text.splitlines()]
    objects = recorded["objects"]["container"]
    listed: list[dict[str, Any]] = []
    inspected: dict[str, str] = {}
    name = "ID" if engine == "docker" else "Id"
    for number in range(COUNT):
        row = copy.deepcopy(rows[number % len(rows)])
        item = copy.deepcopy(
            objects[row[name]] if row[name] in objects else next(iter(objects.values()))
        )
        row[name] = item["Id"] = f"{number:08x}{row[name][8:]}"
        own = row["Names"] if engine == "docker" else row["Names"][0]
        named = f"{own}-{number}"
        row["Names"] = named if engine == "docker" else [named]
        item["Name"] = f"/{named}"
        listed.append(row)
        if engine == "docker" or row["Mounts"] or not row["Networks"]:
            # podman's listing tells all of the others that docker's fields want.
            inspected[item["Id"]] = json.dumps(short(item), separators=(",", ":"))
    folder.mkdir(parents=True)
    one_each = "\n".join(json.dumps(row, separators=(",", ":")) for row in listed) + "\n"
    (folder / "listed.json").write_text(one_each if engine == "docker" else json.dumps(listed))
    ids = list(inspected)
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        (folder / f"{batch[0]}.json").write_text("".join(inspected[i] + "\n" for i in batch))
    client = folder / engine
    client.write_text(_CLIENT.format(folder=folder))
    client.chmod(0o755)
    return folder


def short(item: dict[str, Any]) -> dict[str, Any]:
    """What the client prints of an inspected object by the template that hostbridge gives it."""
    inner = {
        "State": ("Status", "StartedAt", "FinishedAt", "ExitCode", "Pid"),
        "Config": ("Image", "Labels"),
        "HostConfig": ("AutoRemove", "NetworkMode", "RestartPolicy"),
        "NetworkSettings": ("Ports", "Networks"),
    }
    plain = (
        "Id",
        "Name",
        "Created",
        "Path",
        "Args",
        "Image",
        "RestartCount",
        "Mounts",
        "Pod",
        "ImageName",
        "IsInfra",
    )
    told = {name: item[name] for name in plain if name in item}
    return told | {
        outer: {name: (item.get(outer) or {}).get(name) for name in names}
        for outer, names in inner.items()
    }


def plan(engine: str, command: list[str], folder: Path, rounds: int) -> list[dict[str, Any]]:
    """What ``measure`` shall do: the client alone beside hostbridge in the other dialect."""
    client = str(folder / engine)
    return [
        {
            "name": f"many {name}",
            "rounds": rounds,
            "rows": {"alone": [client, *words], "hostbridge": [*command, *words]},
        }
        for name, words in ROWS.items()
    ]


def environment(engine: str, folder: Path, env: dict[str, str]) -> dict[str, str]:
    """env for a caller of the other dialect, to whom the client alone is the engine."""
    return {
        **env,
        "PATH": f"{folder}:{env['PATH']}",
        "HOSTBRIDGE_BACKEND": "native",
        "HOSTBRIDGE_ENGINE": engine,
        "HOSTBRIDGE_DIALECT": OTHER[engine],
        **{
            f"HOSTBRIDGE_{name}_DIR": str(folder / name.lower())
            for name in ("DATA", "CONFIG", "CACHE", "RUNTIME")
        },
        "HOME": str(folder),
    }
