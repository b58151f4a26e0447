"""``stats``: once, or moment by moment until a signal, which is the engine's.

A terminal is cleared before each moment, as docker's client does, and nothing else is: programs that
read a pipe get lines alone.
"""

from __future__ import annotations

from typing import Any

from hostbridge.engine import statistics
from hostbridge.engine.following import Following
from hostbridge.engine.show import human
from hostbridge.engine.show.events import signals
from hostbridge.engine.show.layout import Layout
from hostbridge.engine.show.missing import last_line, missing_words, named
from hostbridge.engine.show.output import FAILED, complain, failing, out
from hostbridge.engine.show.row import Row
from hostbridge.engine.show.table import JSON, docker_text, podman_text
from hostbridge.engine.show.templated import parse_podman
from hostbridge.template import parse
from hostbridge.template.table import escapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering
    from hostbridge.engine.statistics import Frame, Item

ANSWERED = frozenset(("--no-stream", "--no-reset", "--interval"))
_LAYOUTS = {
    "docker": Layout(
        "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}",
        {"ID": "CONTAINER ID", "CPUPerc": "CPU %", "MemUsage": "MEM USAGE / LIMIT", "MemPerc": "MEM %",
         "NetIO": "NET I/O", "BlockIO": "BLOCK I/O", "PIDs": "PIDS"},
        ("BlockIO", "CPUPerc", "Container", "ID", "MemPerc", "MemUsage", "Name", "NetIO", "PIDs"),
    ),
    "podman": Layout(
        "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDS}}"
        "\t{{.UpTime}}\t{{.AVGCPU}}",
        {"CPUPerc": "CPU %", "MemUsage": "MEM USAGE / LIMIT", "MemUsageBytes": "MEM USAGE / LIMIT",
         "MemPerc": "MEM %", "NetIO": "NET IO", "BlockIO": "BLOCK IO", "PIDS": "PIDS", "PIDs": "PIDS",
         "UpTime": "CPU TIME", "AVGCPU": "AVG CPU %"},
        indent=1,
    ),
}  # fmt: skip
_TYPES = {"docker": "*container.statsContext", "podman": "containers.containerStats"}
_HOME, _BELOW = "\x1b[H", "\x1b[J"


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Frame after frame; the exit code is the engine's, for what it refuses the dialect's."""
    call, dialect = rendering.call, rendering.dialect
    once = call.has("--no-stream")
    wanted = call.value("--format") or ""
    if not JSON.fullmatch(wanted):
        with failing(FAILED[dialect]):
            pattern = wanted.strip(" ").removeprefix("table").strip(" ")
            blank = _row(_BLANK, dialect, whole=False)
            if dialect == "docker":
                parse(escapes(pattern)).render(blank)
            else:
                parse_podman(pattern, "").render([blank])
    names = named(rendering, session, engine)
    words = statistics.argv(engine.client, engine.dialect, _options(rendering, engine), names)
    written = False
    with Following(session, words) as running, signals(running):
        for frame in statistics.frames(running, engine.dialect):
            told = frame if names else [row for row in frame if call.has("--all") or _runs(row)]
            if frame and not told and written:
                # The engine ends, and what it no longer reads it tells as nothing.
                continue
            text = _text([_as_named(row, names) for row in told], rendering, wanted)
            _write(text, rendering, stdout, once=once, first=not written)
            written = True
    if running.code in (1, 125) and running.said.strip():
        complain(_refusal(last_line(running.said), names, rendering))
        return FAILED[dialect]
    if not written and running.code == 0:
        out(stdout, _text([], rendering, wanted))
    return running.code


def _options(rendering: Rendering, engine: Engine) -> list[str]:
    call = rendering.call
    options = ["--no-stream"] if call.has("--no-stream") else []
    options += ["--all"] if call.has("--all") else []
    if engine.dialect == "podman" and not call.has("--no-stream"):
        # docker's client shows each second.
        options.append(f"--interval={call.value('--interval') or 1}")
    return options


def _refusal(said: str, names: list[str], rendering: Rendering) -> str:
    name = next((name for name in names if name in said), names[0] if names else "")
    return missing_words(said, "container", name, rendering.dialect)


def _as_named(row: Item, names: list[str]) -> Item:
    """Docker's ``Container`` is what the caller named it by."""
    by = (name for name in names if name == row["name"] or row["id"].startswith(name))
    return {**row, "container": next(by, row["id"][:12])}


def _runs(row: Item) -> bool:
    """Podman 4 shows containers that have ended; their limit is none."""
    return bool(row["limit"] or row["pids"] not in ("0", statistics.UNKNOWN))


def _text(frame: Frame, rendering: Rendering, wanted: str) -> str:
    dialect, whole = rendering.dialect, rendering.call.has("--no-trunc")
    rows = [_row(told, dialect, whole=whole) for told in frame]
    with failing(FAILED[dialect]):
        if dialect == "docker":
            return docker_text(wanted, rows, _LAYOUTS["docker"])
        return podman_text(wanted, rows, lambda: map(_podman_json, rows), _LAYOUTS["podman"])


def _write(text: str, rendering: Rendering, stdout: IO[bytes], *, once: bool, first: bool) -> None:
    driven = not once and stdout.isatty() and not rendering.call.has("--no-reset")
    if driven:
        stdout.write((_HOME + _BELOW if first else _HOME).encode())
    out(stdout, text)
    if driven:
        stdout.write(_BELOW.encode())
    stdout.flush()


def _row(told: Item, dialect: str, *, whole: bool) -> Row:
    short = told["id"] if whole else told["id"][:12]
    binary = f"{human.binary(told['memory'])} / {human.binary(told['limit'])}"
    decimal = f"{human.size(told['memory'], digits=4)} / {human.size(told['limit'], digits=4)}"
    received, _, sent = told["network"].partition(" / ")
    read, _, written = told["block"].partition(" / ")
    fields: dict[str, Any] = {
        "BlockIO": told["block"], "CPUPerc": told["cpu"], "Container": told["container"],
        "ID": short, "MemPerc": told["memory_share"], "MemUsage": binary if dialect == "docker" else decimal,
        "Name": told["name"], "NetIO": told["network"], "PIDs": told["pids"], "PIDS": told["pids"],
        "AVGCPU": told["average"], "AvgCPU": told["average"], "UpTime": told["time"], "Up": told["time"],
        "CPU": told["cpu"], "ContainerID": told["id"], "MemUsageBytes": binary, "MemLimit": told["limit"],
        "NetInput": received, "NetOutput": sent, "BlockInput": read, "BlockOutput": written,
    }  # fmt: skip
    row = Row({name: lambda value=value: value for name, value in fields.items()})  # type: ignore[misc]
    row.go_type = _TYPES[dialect]
    return row


def _podman_json(row: Row) -> dict[str, Any]:
    keys = {"id": "ID", "name": "Name", "cpu_time": "UpTime", "cpu_percent": "CPUPerc", "avg_cpu": "AVGCPU",
            "mem_usage": "MemUsage", "mem_percent": "MemPerc", "net_io": "NetIO", "block_io": "BlockIO",
            "pids": "PIDS"}  # fmt: skip
    return {key: row[name]() for key, name in keys.items()}


_BLANK: Item = {
    "id": "", "name": "", "container": "", "cpu": "", "average": "", "memory": 0, "limit": 0, "memory_share": "",
    "network": "", "block": "", "pids": "", "time": "",
}  # fmt: skip
