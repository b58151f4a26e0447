"""The processes of a container, as the machine's own ``ps`` sees them, under either engine.

docker's daemon runs the machine's ``ps`` and picks the container's lines; podman tells descriptors
from inside of the container. Both are made here of one ``ps`` of the machine and ``/proc``.
"""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge.process import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session

DESCRIPTORS = {
    "args": ("COMMAND", "args"), "comm": ("COMMAND", "comm"), "etime": ("ELAPSED", "etime"),
    "group": ("GROUP", "group"), "hgroup": ("HGROUP", "group"), "hpid": ("HPID", "pid"),
    "huser": ("HUSER", "user"), "nice": ("NI", "nice"), "pcpu": ("%CPU", "pcpu"), "pgid": ("PGID", "pgid"),
    "pid": ("PID", "pid"), "ppid": ("PPID", "ppid"), "rgroup": ("RGROUP", "rgroup"), "rss": ("RSS", "rss"),
    "ruser": ("RUSER", "ruser"), "state": ("STATE", "state"), "stime": ("STIME", "stime"),
    "time": ("TIME", "time"), "tty": ("TTY", "tty"), "user": ("USER", "user"), "vsz": ("VSZ", "vsz"),
}  # fmt: skip
"""podman's descriptors: the heading, and the name that ps(1) has for it."""
DEFAULT = ("user", "pid", "ppid", "pcpu", "etime", "tty", "time", "args")
_FREE = ("args", "comm")
"""Descriptors whose values may have spaces in them."""
_INSIDE = ("pid", "ppid", "pgid")
"""Descriptors that are numbers inside of the container."""


def pids(session: Session, engine: Engine, container: str) -> list[str]:
    """The machine's ids of a container's processes. Raises CommandFailed with the engine's words."""
    words = ["-o", "pid"] if engine.dialect == "docker" else ["hpid"]
    argv = [*engine.client, "top", container, *words]
    done = session.run(argv)
    if done.returncode:
        raise failed(argv, done.returncode, done.stdout, done.stderr)
    return [
        line.strip() for line in done.stdout.decode().splitlines()[1:] if line.strip().isdigit()
    ]


def by_ps(session: Session, known: Sequence[str], options: Sequence[str]) -> list[list[str]]:
    """Heading and lines of the machine's ``ps`` with these options, of known processes alone.

    Raises UsageError with its words for options that it refuses.
    """
    argv = ["ps", *options]
    done = session.run(argv)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"ps: {said[0] if said else f'exit code {done.returncode}'}")
    lines = done.stdout.decode("utf-8", "surrogateescape").splitlines()
    heading = lines[0].split() if lines else []
    if "PID" not in heading:
        raise UsageError("Couldn't find PID field in ps output")
    place, last = heading.index("PID"), len(heading) - 1
    rows = [line.split(None, last) for line in lines[1:]]
    wanted = set(known)
    return [heading, *(row for row in rows if len(row) > place and row[place] in wanted)]


def by_descriptors(session: Session, known: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Heading and lines of podman's descriptors. Raises UsageError for one that ps cannot tell."""
    for name in names:
        if name not in DESCRIPTORS:
            raise UsageError(
                f"top: the machine's ps has no {name!r}", "", f"one of: {', '.join(DESCRIPTORS)}"
            )
    rows = [[DESCRIPTORS[name][0] for name in names]]
    single = [DESCRIPTORS[name][1] for name in names if name not in _FREE]
    told = _told(session, known, [*single, "args"])
    comm = _told(session, known, ["comm"]) if "comm" in names else {}
    inside = _inside(session, known) if any(name in _INSIDE for name in names) else {}
    for pid in known:
        if pid not in told:
            continue
        values = dict(zip([*single, "args"], told[pid]))
        values["comm"] = "".join(comm.get(pid, []))
        cells = [(name, values.get(DESCRIPTORS[name][1], "")) for name in names]
        rows.append([inside.get(text, "0") if name in _INSIDE else text for name, text in cells])
    return rows


def _told(session: Session, known: Sequence[str], fields: Sequence[str]) -> dict[str, list[str]]:
    """Values by process; the last field may have spaces in it."""
    words = [word for field in ("pid", *fields) for word in ("-o", f"{field}=")]
    done = session.run(["ps", "-ww", "-p", ",".join(known), *words])
    lines = done.stdout.decode("utf-8", "surrogateescape").splitlines()
    split = [line.split(None, len(fields)) for line in lines if line.strip()]
    return {cells[0]: cells[1:] for cells in split}


def _inside(session: Session, known: Sequence[str]) -> dict[str, str]:
    """Ids inside of the container by the machine's ids (proc(5), NSpid)."""
    done = session.run(["cat", *(f"/proc/{pid}/status" for pid in known)])
    found: dict[str, str] = {}
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        if line.startswith("NSpid:"):
            numbers = line.split()[1:]
            found[numbers[0]] = numbers[-1]
    return found
