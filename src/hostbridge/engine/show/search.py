"""``search``: what registries offer."""

from __future__ import annotations

from hostbridge.contract.engine import Query
from hostbridge.engine.show import human
from hostbridge.engine.show.layout import Layout
from hostbridge.engine.show.missing import refused
from hostbridge.engine.show.output import FAILED, failing, out
from hostbridge.engine.show.row import Row
from hostbridge.engine.show.table import JSON, docker_text, podman_text
from hostbridge.errors import CommandFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from hostbridge.contract.engine import Engine, Record
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

_OWN = {
    "docker": frozenset(("--limit",)),
    "podman": frozenset(("--limit", "--authfile", "--cert-dir", "--creds", "--tls-verify")),
}
"""Options of the engine's, which narrow what it finds or say how it asks."""
ANSWERED = frozenset(
    ("--limit", "--authfile", "--cert-dir", "--creds", "--tls-verify", "--compatible")
)
_HEADINGS = {"StarCount": "STARS", "IsOfficial": "OFFICIAL", "IsAutomated": "AUTOMATED"}
_DOCKER = Layout(
    "{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}",
    _HEADINGS,
    ("Description", "IsAutomated", "IsOfficial", "Name", "StarCount"),
)
_PODMAN = Layout("{{.Name}}\t{{.Description}}", _HEADINGS)
_COMPATIBLE = Layout(_PODMAN.columns + "\t{{.Stars}}\t{{.Official}}\t{{.Automated}}", _HEADINGS)


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """The findings, in the order of the registries."""
    call, dialect = rendering.call, rendering.dialect
    names = tuple(word.value or "" for word in call.operands())
    options = tuple(
        (f"{word.name}={word.value}", "") if word.value is not None else (word.name, "")
        for word in call.words
        if word.name in _OWN[engine.dialect]
    )
    query = Query(filters=tuple(call.values("--filter")), names=names, options=options)
    try:
        found = list(engine.records(session, "search", query))
    except CommandFailed as error:
        return refused(error, "", names, dialect)
    wanted = call.value("--format") or ""
    as_json, whole = bool(JSON.fullmatch(wanted)), call.has("--no-trunc")
    with failing(FAILED[dialect]):
        if dialect == "docker":
            rows = [_docker(record, whole=whole, as_json=as_json) for record in found]
            text = docker_text(wanted, rows, _DOCKER)
        elif not found:
            # podman says nothing at all then.
            text = ""
        else:
            rows = [_podman(record, whole=whole) for record in found]
            layout = _COMPATIBLE if call.has("--compatible") else _PODMAN
            text = podman_text(wanted, rows, lambda: map(_podman_json, found), layout)
        out(stdout, text, json=as_json)
    return 0


def _docker(record: Record, *, whole: bool, as_json: bool) -> Row:
    told = record["description"].replace("\n", " ").replace("\r", " ")
    marks = ("true", "false") if as_json else ("[OK]", "")
    name = record["name"].removeprefix("docker.io/").removeprefix("library/")
    return Row(
        {
            "Description": lambda: told if whole else human.ellipsis(told, 45),
            "IsAutomated": lambda: marks[0] if record["automated"] else marks[1],
            "IsOfficial": lambda: marks[0] if record["official"] else marks[1],
            "Name": lambda: name,
            "StarCount": lambda: str(record["stars"]),
            "Index": lambda: record["index"],
            "Stars": lambda: record["stars"],
            "Official": lambda: marks[0] if record["official"] else marks[1],
            "Automated": lambda: marks[0] if record["automated"] else marks[1],
            "Tag": lambda: record["tag"],
        }
    )


def _podman(record: Record, *, whole: bool) -> Row:
    told = record["description"].replace("\n", " ")
    fields = _podman_json(record)
    if len(told) > 44 and not whole:
        told = told[:44].strip() + "..."
    fields = {**fields, "Description": told, "StarCount": str(record["stars"]),
              "IsOfficial": fields["Official"], "IsAutomated": fields["Automated"]}  # fmt: skip
    return Row({name: lambda value=value: value for name, value in fields.items()})  # type: ignore[misc]


def _podman_json(record: Record) -> dict[str, Any]:
    index, name = record["index"], record["name"]
    # podman names the registry, docker leaves its own out.
    whole = name if name.startswith(f"{index}/") or "." in name.partition("/")[0] else ""
    return {
        "Index": index,
        "Name": whole or f"{index}/{name if '/' in name else f'library/{name}'}",
        "Description": record["description"],
        "Stars": record["stars"],
        "Official": "[OK]" if record["official"] else "",
        "Automated": "[OK]" if record["automated"] else "",
        "Tag": record["tag"],
    }
