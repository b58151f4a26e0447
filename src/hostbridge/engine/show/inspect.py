"""``inspect`` of containers, images, networks and volumes in the caller's dialect."""

from __future__ import annotations

import json
import re

from hostbridge.engine.adapting import POD_LABEL, network_record
from hostbridge.engine.asking import mapping, sequence
from hostbridge.engine.show import docker_shape, podman_shape
from hostbridge.engine.show.missing import missing_words
from hostbridge.engine.show.output import FAILED, NOT_PARSED, complain, failing, out
from hostbridge.engine.show.templated import InspectTemplate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.contract.engine import Dialect, Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

    Item = dict[str, Any]

_INDENT = {"docker": 4, "podman": 5}
_AS_JSON = re.compile(r"\s*(?:json|\{\{\s*json\s*\.?\s*\}\})\s*")
"""What podman takes for no template at all."""


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``inspect`` of any kind: what was found, then an error for what was not."""
    dialect = rendering.dialect
    wanted = rendering.call.value("--format")
    template = None
    if wanted and wanted != "json" and not (dialect == "podman" and _AS_JSON.fullmatch(wanted)):
        with failing(NOT_PARSED[dialect]):
            template = InspectTemplate(wanted, dialect)
    items, missing = _inspect(rendering, session, engine)
    if template is None:
        # docker's word json is for one line; podman's is the same as none.
        line = wanted == "json" and dialect == "docker"
        layout: Any = {"separators": (",", ":")} if line else {"indent": _INDENT[dialect]}
        out(stdout, json.dumps(items, ensure_ascii=False, **layout) + "\n", json=True)
    else:
        written, failures = template.write(items)
        out(stdout, written)
        missing = failures + missing
    stdout.flush()
    for text in missing:
        complain(text)
    return FAILED[dialect] if missing else 0


def _inspect(
    rendering: Rendering, session: Session, engine: Engine
) -> tuple[list[Item], list[str]]:
    """The objects in the dialect, and what is to be said of those that are not there."""
    call = rendering.call
    names = [word.value or "" for word in call.operands()]
    kind = rendering.kind or (call.value("--type") or "").replace("all", "")
    if call.has("--latest"):
        names = session.run([*engine.client, "ps", "-a", "-l", "-q"]).stdout.decode().split()
    command = [*engine.client, *([kind, "inspect"] if rendering.kind else ["inspect"])]
    command += ["--type", kind] if kind and not rendering.kind else []
    command += ["--size"] if call.has("--size") else []
    found: list[Item] = []
    missing: list[str] = []
    told, said = _asked(session, [*command, *names])
    if said and len(names) > 1:
        # Which of them is missing is asked one by one; an engine may show nothing at all.
        for name in names:
            told, said = _asked(session, [*command, name])
            found += told
            missing += [missing_words(said, kind, name, rendering.dialect)] if said else []
    else:
        found = told
        missing = (
            [missing_words(said, kind, names[0] if names else "", rendering.dialect)]
            if said
            else []
        )
    adapt = [adapted(item, rendering.dialect) for item in found]
    if rendering.dialect == "docker" and engine.dialect == "podman":
        _join(adapt, session, engine)
    return adapt, missing


def _join(items: list[Item], session: Session, engine: Engine) -> None:
    """Into each network of podman's: the containers on it."""
    for item in items:
        if "network_interface" in item and not item.get("Containers"):
            from hostbridge.engine.show.endpoints import containers_on

            item["Containers"] = containers_on(str(item["Name"]), session, engine.client)


def _asked(session: Session, argv: list[str]) -> tuple[list[Item], str]:
    done = session.run(argv)
    try:
        told = [
            item for item in sequence(json.loads(done.stdout or b"[]")) if isinstance(item, dict)
        ]
    except ValueError:
        told = []
    if done.returncode == 0:
        return told, ""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return told, said[0] if said else f"exit code {done.returncode}"


def adapted(item: Item, dialect: Dialect) -> Item:
    """An inspected object with what the dialect's callers look for; nothing is lost."""
    if isinstance(item.get("State"), dict):
        return _container(dict(item), dialect)
    if "RepoTags" in item or "RootFS" in item:
        return _image(dict(item), dialect)
    if "Mountpoint" in item:
        return {**item, "Labels": item.get("Labels") or ({} if dialect == "podman" else None)}
    if "Driver" in item or "driver" in item:
        return _network(dict(item), dialect)
    return item


def _container(out: Item, dialect: Dialect) -> Item:
    state = dict(out["State"])
    health = mapping(state.get("Health")) or mapping(state.get("Healthcheck"))
    if health.get("Status"):
        state["Health"] = health
        if dialect == "podman":
            state["Healthcheck"] = health
    elif dialect == "docker":
        # podman shows an empty one where there is no check; docker's has no such field.
        state.pop("Health", None)
        state.pop("Healthcheck", None)
    words = {"configured": "created", "initialized": "created", "stopped": "exited"}
    state["Status"] = words.get(str(state.get("Status", "")), state.get("Status", ""))
    out["State"] = state
    config = dict(mapping(out.get("Config")))
    config["Labels"] = mapping(config.get("Labels"))
    config["Image"] = config.get("Image") or out.get("ImageName", "")
    if dialect == "docker":
        if isinstance(config.get("Entrypoint"), str):
            config["Entrypoint"] = config["Entrypoint"].split() or None
        if isinstance(config.get("StopSignal"), int):
            config["StopSignal"] = _signal(config["StopSignal"])
    else:
        out.setdefault("ImageName", config["Image"])
        out.setdefault("Pod", config["Labels"].get(POD_LABEL, ""))
        out = podman_shape.completed(
            {**out, "State": state, "Config": config}, podman_shape.CONTAINER
        )
        config = out["Config"]
    out["Config"] = config
    name = str(out.get("Name", "")).lstrip("/")
    out["Name"] = f"/{name}" if dialect == "docker" else name
    out["Image"] = _digest(out.get("Image"), dialect)
    if dialect == "docker" and docker_shape.is_podmans(out):
        return docker_shape.container(out)
    return out


def _image(out: Item, dialect: Dialect) -> Item:
    out["Id"] = _digest(out.get("Id"), dialect)
    if dialect == "podman":
        digests = sequence(out.get("RepoDigests"))
        out.setdefault("Labels", mapping(out.get("Config")).get("Labels"))
        out.setdefault("Digest", next((str(text).partition("@")[2] for text in digests), ""))
        out.setdefault("NamesHistory", sequence(out.get("RepoTags")))
        return podman_shape.completed(out, podman_shape.IMAGE)
    if docker_shape.is_podmans(out):
        return docker_shape.image(out)
    return out


def _network(out: Item, dialect: Dialect) -> Item:
    record = network_record(out)
    if dialect == "docker":
        if "Name" in out:
            return out
        config = [
            {"Subnet": s.get("subnet", ""), "Gateway": s.get("gateway", "")}
            for s in record["subnets"]
        ]
        return {
            "Name": record["name"], "Id": record["id"], "Created": record["created_text"],
            "Scope": "local", "Driver": record["driver"], "EnableIPv4": True,
            "EnableIPv6": record["ipv6"],
            "IPAM": {"Driver": "default", "Options": {}, "Config": config},
            "Internal": record["internal"], "Attachable": True, "Ingress": False,
            "ConfigFrom": {"Network": ""}, "ConfigOnly": False,
            "Containers": out.get("containers") or {}, "Options": record["options"],
            "Labels": record["labels"], **out,
        }  # fmt: skip
    if "name" in out:
        return out
    return {
        "name": record["name"], "id": record["id"], "driver": record["driver"],
        "network_interface": str(record["options"].get("com.docker.network.bridge.name", "")),
        "created": record["created_text"], "subnets": record["subnets"],
        "ipv6_enabled": record["ipv6"], "internal": record["internal"], "dns_enabled": True,
        "labels": record["labels"], "options": record["options"],
        "ipam_options": {"driver": "host-local"}, "containers": out.get("Containers") or {}, **out,
    }  # fmt: skip


def _digest(text: Any, dialect: Dialect) -> Any:
    if not isinstance(text, str) or not text:
        return text
    bare = text.removeprefix("sha256:")
    return f"sha256:{bare}" if dialect == "docker" else bare


def _signal(number: int) -> str:
    import signal

    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
