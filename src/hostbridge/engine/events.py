"""Events of either engine as records that both dialects are written from.

A record: ``type``; ``action`` in docker's words and ``status`` in podman's (empty where that dialect
has no such event); ``id``, ``name``, ``image``; ``labels``, the attributes that are not the engine's
own; ``attributes``, all of docker's; ``exit_code`` or None; ``nano``, since 1970. Sources: docker's
api/types/events, podman's libpod/events, and its own translation for docker's API.
"""

from __future__ import annotations

import json
import time

from hostbridge.engine.asking import mapping, number
from hostbridge.engine.following import Following
from hostbridge.engine.instants import of_rfc3339, rfc3339
from hostbridge.process import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from hostbridge.contract.engine import Dialect, Query
    from hostbridge.contract.session import Session

    Item = dict[str, Any]

_ACTIONS = {
    "container": {"died": "die", "remove": "destroy", "exec_died": "exec_die", "exec": "exec_start",
                  "checkpoint": "checkpoint", "init": "", "cleanup": "", "sync": "", "mount": "", "unmount": ""},
    "image": {"remove": "delete", "loadfromarchive": "load", "build": "", "mount": "", "unmount": ""},
    "volume": {"remove": "destroy"},
    "network": {"remove": "destroy"},
    "system": {"refresh": "", "renumber": "", "prune": ""},
}  # fmt: skip
"""By type: podman's status and docker's action, where they are not the same word; "": docker has none."""
_STATUSES: dict[str, dict[str, str]] = {
    kind: {action: status for status, action in told.items() if action}
    for kind, told in _ACTIONS.items()
}
_STATUSES["container"] |= {
    "exec_create": "", "top": "", "resize": "", "archive-path": "", "extract-to-dir": "", "copy": "", "detach": "",
    "exec_detach": "", "oom": "",
}  # fmt: skip
_STATUSES["volume"] |= {"mount": "", "unmount": ""}
"""By type: docker's action and podman's status; "": podman has none."""
_OWN = ("image", "name", "exitCode", "execID", "signal", "execDuration")
"""docker's attributes that are no labels."""
_SECOND = 10**9


def argv(
    client: Sequence[str], engine: Dialect, since: int | None, until: int | None
) -> tuple[list[str], int | None]:
    """The words that make an engine tell events as JSON, and when to stop reading (None: at its end).

    Times are nanoseconds since 1970. A past ``--until`` makes podman 4 forget what came before it:
    all that is there is asked for instead, without waiting for more, and cut off here.
    """
    words = [*client, "events", "--format", "{{json .}}" if engine == "docker" else "json"]
    past = until is not None and until <= time.time_ns()
    if engine == "podman" and past:
        return [*words, "--stream=false", "--since", rfc3339(since or 1, utc=True)], until
    for name, nano in (("--since", since), ("--until", until)):
        if nano is not None:
            told = f"{nano // _SECOND}.{nano % _SECOND:09d}" if engine == "docker" else ""
            words += [name, told or rfc3339(nano, utc=True)]
    return words, None


def read(line: bytes, engine: Dialect) -> Item | None:
    """The record of a line; None for a line that is no event."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    return _docker(told) if engine == "docker" else _podman(told)


def records(
    session: Session, client: Sequence[str], query: Query, engine: Dialect
) -> Iterator[Item]:
    """Events as they come; ends where the engine does. Raises CommandFailed with its words.

    query.options: ``since`` and ``until`` in nanoseconds since 1970, as text.
    """
    given = {name: int(text) for name, text in query.options}
    words, stop = argv(client, engine, given.get("since"), given.get("until"))
    with Following(session, words) as running:
        for line in running.lines():
            told = read(line, engine)
            if told is not None and (stop is None or told["nano"] <= stop):
                yield told
        if running.code:
            raise failed(words, running.code, b"", running.said)


def _docker(told: Item) -> Item:
    actor = mapping(told.get("Actor"))
    attributes = {str(key): str(text) for key, text in mapping(actor.get("Attributes")).items()}
    kind, action = str(told.get("Type") or ""), str(told.get("Action") or told.get("status") or "")
    word = action.partition(":")[0]
    code = attributes.get("exitCode", "")
    nano = number(told.get("timeNano")) or number(told.get("time")) * _SECOND
    return {
        "type": kind,
        "action": action,
        "status": _STATUSES.get(kind, {}).get(word, word),
        "id": str(actor.get("ID") or told.get("id") or ""),
        "name": attributes.get("name", ""),
        "image": attributes.get("image", str(told.get("from") or "")),
        "labels": {key: text for key, text in attributes.items() if key not in _OWN},
        "attributes": attributes,
        "exit_code": int(code) if code.lstrip("-").isdigit() else None,
        "network": attributes.get("name", "") if kind == "network" else "",
        "pod": "",
        "health": action.partition(": ")[2] if word == "health_status" else "",
        "scope": str(told.get("scope") or "local"),
        "nano": nano,
    }


def _podman(told: Item) -> Item:
    kind, status = str(told.get("Type") or ""), str(told.get("Status") or "")
    labels = {str(key): str(text) for key, text in mapping(told.get("Attributes")).items()}
    name, image = str(told.get("Name") or ""), str(told.get("Image") or "")
    network = str(told.get("network") or told.get("Network") or "")
    health = str(told.get("health_status") or told.get("HealthStatus") or "")
    identity = str(told.get("ID") or name)
    code = told.get("ContainerExitCode")
    action = _ACTIONS.get(kind, {}).get(status, status)
    attributes = dict(labels)
    if kind == "network":
        # docker tells of the network, podman of the container that it is about.
        attributes |= (
            {"container": identity, "name": network}
            if status.endswith("connect")
            else {"name": network}
        )
        identity = network or identity
    elif kind == "volume":
        attributes, identity = {"driver": "local", **labels}, name or identity
    elif kind == "image":
        attributes["name"] = name
    else:
        attributes |= {"image": image, "name": name}
    if status == "died":
        # podman leaves a zero out.
        code = number(code)
        attributes["exitCode"] = str(code)
    if status == "health_status" and health:
        action = f"health_status: {health}"
    return {
        "type": kind,
        "action": action,
        "status": status,
        "id": identity,
        "name": name,
        "image": image,
        "labels": labels,
        "attributes": attributes,
        "exit_code": code if isinstance(code, int) else None,
        "network": network,
        "pod": str(told.get("PodID") or ""),
        "health": health,
        "scope": "local",
        "nano": _nano(told),
    }


def _nano(told: Item) -> int:
    if isinstance(told.get("timeNano"), int):
        return int(told["timeNano"])
    time = told.get("Time", told.get("time"))
    if isinstance(time, int):
        return time * _SECOND
    return of_rfc3339(str(time)) or 0
