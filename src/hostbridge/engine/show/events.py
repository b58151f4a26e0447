"""``events``: what the engine tells, line by line, in the caller's dialect."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

from hostbridge.engine import events
from hostbridge.engine.following import Following
from hostbridge.engine.instants import nanoseconds, printed, process_started, rfc3339
from hostbridge.engine.show.missing import last_line
from hostbridge.engine.show.output import FAILED, NOT_PARSED, complain, failing, out
from hostbridge.engine.show.table import JSON, podman_json
from hostbridge.errors import UsageError
from hostbridge.template import Record, parse
from hostbridge.template.goformat import to_json
from hostbridge.template.table import escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

    Item = dict[str, Any]

ANSWERED = frozenset(("--since", "--until", "--stream"))
_BAD_FORMAT = "Error parsing format: "
_LEGACY = ("container", "image")
"""Types whose events have docker's old fields status, id and from, too."""


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Each event as it comes, until ``--until``, the engine's end, or a signal, which is the engine's.

    The exit code is the engine's; for what it refuses, the dialect's.
    """
    call, dialect = rendering.call, rendering.dialect
    try:
        holds = _filters(call.values("--filter"), dialect)
        since, until = (
            _instant(call.value(name), name, dialect) for name in ("--since", "--until")
        )
    except UsageError as error:
        complain(error.summary)
        return FAILED[dialect]
    if until is None and call.option_words("--stream") and not call.has("--stream"):
        until = time.time_ns()
    if since is None and until is None and session.features.local:
        # The engine begins to tell later than its own client would: what came between is asked for.
        since = process_started()
    line = _liner(call.value("--format") or "", dialect)
    told = "action" if dialect == "docker" else "status"
    with ExitStack() as stack:
        words, stop = events.argv(engine.client, engine.dialect, since, until)
        client = stack.enter_context(Following(session, words))
        stack.enter_context(signals(client))
        for text in client.lines():
            event = events.read(text, engine.dialect)
            if event is None or not event[told] or not all(test(event) for test in holds):
                continue
            if stop is not None and event["nano"] > stop:
                continue
            out(stdout, line(event))
            stdout.flush()
        if client.code in (1, 125) and client.said.strip():
            complain(last_line(client.said))
            return FAILED[dialect]
        return client.code


def signals(client: Following) -> Any:
    """While inside, signals are the client's, where this thread may say so."""
    import threading
    from contextlib import nullcontext

    from hostbridge.passing import signals_to

    if threading.current_thread() is not threading.main_thread():
        return nullcontext()
    return signals_to(client.process)


def _instant(text: str | None, name: str, dialect: str) -> int | None:
    if not text:
        return None
    try:
        return nanoseconds(text, ahead=dialect == "podman" and name == "--until")
    except UsageError as error:
        if dialect == "docker":
            raise
        raise UsageError(f"Error: {name[2:]} {text!r}: unable to interpret time value") from error


def _liner(wanted: str, dialect: str) -> Callable[[Item], str]:
    """What writes an event, with its line end. Raises TemplateError for a template that is none."""
    if JSON.fullmatch(wanted):
        if dialect == "docker":
            return lambda event: to_json(Record(_docker_json(event))) + "\n"
        return lambda event: podman_json(_podman_json(event), None)
    if not wanted:
        return _docker_line if dialect == "docker" else _podman_line
    make = _docker_record if dialect == "docker" else _podman_record
    with failing(NOT_PARSED[dialect], _BAD_FORMAT):
        template = parse(escapes(wanted))
        template.render(make(_EMPTY))
    return lambda event: template.render(make(event)) + "\n"


def _docker_json(event: Item) -> Item:
    old = {"status": event["action"], "id": event["id"], "from": event["image"]}
    if event["type"] == "image":
        del old["from"]
    seconds, nano = event["nano"] // 10**9, event["nano"]
    return {
        **({key: text for key, text in old.items() if text} if event["type"] in _LEGACY else {}),
        "Type": event["type"],
        "Action": event["action"],
        "Actor": Record(ID=event["id"], Attributes=event["attributes"]),
        "scope": event["scope"],
        "time": seconds,
        "timeNano": nano,
    }


def _docker_record(event: Item) -> Record:
    told = _docker_json(event)
    return Record(
        {**_podman_fields(event), "Status": told.get("status", ""), "ID": told.get("id", ""), "From": told.get("from", ""),
         "Type": told["Type"], "Action": told["Action"], "Actor": told["Actor"], "Scope": told["scope"],
         "Time": told["time"], "TimeNano": told["timeNano"]}
    )  # fmt: skip


def _docker_line(event: Item) -> str:
    told = ", ".join(f"{key}={text}" for key, text in sorted(event["attributes"].items()))
    when = f"{rfc3339(event['nano'])} " if event["nano"] else ""
    return f"{when}{event['type']} {event['action']} {event['id']}{f' ({told})' if told else ''}\n"


def _podman_json(event: Item) -> Item:
    told = {
        "ContainerExitCode": event["exit_code"], "ID": event["id"], "Image": event["image"],
        "Name": event["name"], "network": event["network"], "Status": event["status"],
        "time": event["nano"] // 10**9, "timeNano": event["nano"], "Type": event["type"],
        "health_status": event["health"], "PodID": event["pod"],
    }  # fmt: skip
    kept = {key: value for key, value in told.items() if value not in ("", None)}
    return {**kept, "Attributes": event["labels"] or None}


def _podman_fields(event: Item) -> Item:
    return {
        "Attributes": event["labels"], "ContainerExitCode": event["exit_code"], "Details": event["labels"],
        "HealthStatus": event["health"], "ID": event["id"], "Image": event["image"], "Name": event["name"],
        "Network": event["network"], "PodID": event["pod"], "Status": event["status"],
        "Time": event["nano"] // 10**9, "TimeNano": event["nano"], "Type": event["type"],
    }  # fmt: skip


def _podman_record(event: Item) -> Record:
    actor = Record(ID=event["id"], Attributes=event["attributes"])
    return Record(
        {
            "Action": event["action"],
            "Actor": actor,
            "Scope": event["scope"],
            **_podman_fields(event),
        }
    )


def _podman_line(event: Item) -> str:
    head = f"{printed(event['nano'])} {event['type']} {event['status']}"
    kind, labels = event["type"], event["labels"]
    if kind in ("container", "pod"):
        more = "".join(f", {key}={text}" for key, text in labels.items())
        return f"{head} {event['id']} (image={event['image']}, name={event['name']}{more})\n"
    if kind == "network":
        told = f"container={event['attributes'].get('container', '')}, name={event['network']}"
        return f"{head} {event['id']} ({told})\n"
    if kind == "image":
        return f"{head} {event['id']} {event['name']}\n"
    return f"{head} {event['name'] or event['id']}\n"


def _filters(given: list[str], dialect: str) -> list[Callable[[Item], bool]]:
    """One test for each key: any of its values will do, except of labels, which all have to hold."""
    by_key: dict[str, list[str]] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or key not in _TESTS:
            raise UsageError(_invalid(text, key, equals, dialect))
        by_key.setdefault(key, []).append(value)
    return [
        lambda event, key=key, values=values: (all if key == "label" else any)(  # type: ignore[misc]
            _TESTS[key](event, value, dialect) for value in values
        )
        for key, values in by_key.items()
    ]


def _invalid(text: str, key: str, equals: str, dialect: str) -> str:
    if dialect == "docker":
        if not equals:
            return f'invalid argument "{text}" for "-f, --filter" flag: invalid filter \'{text}\''
        return f"Error response from daemon: invalid filter '{key}'"
    return f"Error: {key} is an invalid filter"


def _is(event: Item, value: str, kind: str) -> bool:
    named = event["name"] == value or (bool(value) and event["id"].startswith(value))
    return event["type"] == kind and named


def _has_label(event: Item, value: str, _dialect: str) -> bool:
    key, equals, text = value.partition("=")
    told = event["attributes"]
    return key in told and (not equals or told[key] == text)


def _of_image(event: Item, value: str, _dialect: str) -> bool:
    told = event["name"] if event["type"] == "image" else event["image"]
    bare = told.rpartition(":")[0] if ":" in told.rpartition("/")[2] else told
    return value in (told, bare, told.rpartition("/")[2], bare.rpartition("/")[2], event["id"])


def _network(event: Item, value: str, _dialect: str) -> bool:
    return event["type"] == "network" and value in (event["network"], event["id"])


_TESTS: dict[str, Callable[[Item, str, str], bool]] = {
    "container": lambda event, value, _: _is(event, value, "container"),
    "event": lambda event, value, dialect: (
        value in (event["action"].partition(":")[0], event["action"])
        if dialect == "docker"
        else value == event["status"]
    ),
    "image": _of_image,
    "label": _has_label,
    "network": _network,
    "pod": lambda event, value, _: bool(value) and event["pod"].startswith(value),
    "scope": lambda event, value, _: event["scope"] == value,
    "type": lambda event, value, _: event["type"] == value,
    "volume": lambda event, value, _: _is(event, value, "volume"),
    "daemon": lambda event, value, _: event["type"] == "daemon" and bool(value),
    "plugin": lambda event, value, _: event["type"] == "plugin" and event["name"] == value,
}
_EMPTY: Item = {
    "type": "", "action": "", "status": "", "id": "", "name": "", "image": "", "labels": {}, "attributes": {},
    "exit_code": None, "network": "", "pod": "", "health": "", "scope": "", "nano": 0,
}  # fmt: skip
