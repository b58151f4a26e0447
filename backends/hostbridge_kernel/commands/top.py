"""``top``: a container's processes, as the host's ps(1) shows them.

Without options it is answered from /proc, so that nothing has to be installed; other columns are
ps's own affair, and are asked of it.
"""

from __future__ import annotations

import os
import time

from hostbridge.errors import Conflict, HostbridgeError
from hostbridge_kernel.cgroups.hierarchy import read
from hostbridge_kernel.cgroups.processes import descendants, stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Optional

    from hostbridge_kernel.commands.context import Context

_FAILED = 1
_FULL = ("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD")
_DEFAULT = (["-ef"], ["-e", "-f"])
_TERMINALS = {136: "pts/", 4: "tty"}
_WIDTH, _APART = 20, 3
"""docker's columns are at least so wide, with so many spaces between them."""


def top(context: Context) -> int:
    """``top CONTAINER [PS OPTIONS]``."""
    from hostbridge_kernel.containers.making import control_group
    from hostbridge_kernel.containers.settling import settled

    name, *options = [*context.operands(), *(word.value or "" for word in context.call.rest())]
    container = context.containers.find(name)
    if settled(context.containers, container) != "running":
        raise Conflict(f"Container {container.id} is not running", exit_code=_FAILED)
    if container.state()["State"]["Restarting"]:
        raise Conflict(
            f"Container {container.id} is restarting, wait until it is running", exit_code=_FAILED
        )
    pids = control_group(container.places, container).pids() or descendants(
        container.state()["State"]["Pid"]
    )
    if not options or options in _DEFAULT:
        rows: list[Sequence[str]] = [_FULL, *(row for row in map(_row, pids) if row)]
    else:
        rows = _of_ps(options, set(pids))
    context.say(table(rows))
    return 0


def table(rows: Sequence[Sequence[str]]) -> str:
    """Cells in columns as docker's client sets them."""
    widths = [
        max(_WIDTH, *(len(row[at]) + _APART for row in rows if at < len(row)))
        for at in range(len(rows[0]))
    ]
    return "\n".join(
        "".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths)), row[-1]])
        for row in rows
    )


def _row(pid: int) -> Optional[list[str]]:
    """What ``ps -ef`` says of a process; None where it is gone."""
    fields = stat(pid)
    command = read(f"/proc/{pid}/cmdline")
    try:
        owner = os.stat(f"/proc/{pid}").st_uid
    except OSError:
        return None
    if fields is None or command is None:
        return None
    tick = os.sysconf("SC_CLK_TCK")
    used = (int(fields[11]) + int(fields[12])) / tick
    uptime = float((read("/proc/uptime") or "0").split()[0])
    age = max(uptime - int(fields[19]) / tick, 0.0)
    name = (read(f"/proc/{pid}/comm") or "").strip()
    words = command.rstrip("\0").replace("\0", " ")
    share = min(int(100 * used / age), 99) if age > 0 else 0
    shown = "".join(char if char.isprintable() else "?" for char in words) or f"[{name}]"
    return [
        _user(owner),
        str(pid),
        fields[1],
        str(share),
        _started(age),
        _terminal(int(fields[4])),
        _clock(used),
        shown,
    ]


def _user(number: int) -> str:
    """The host's name for a user where it fits ps's eight columns, else the number."""
    import pwd

    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
    return name if len(name) <= 8 else f"{name[:7]}+"


def _started(age: float) -> str:
    """The time of day of a start within the last 24 hours, else its date."""
    when = time.localtime(time.time() - age)
    if age < 86400:
        return time.strftime("%H:%M", when)
    return (
        time.strftime("%b%d", when)
        if when.tm_year == time.localtime().tm_year
        else str(when.tm_year)
    )


def _clock(seconds: float) -> str:
    whole = int(seconds)
    days = f"{whole // 86400}-" if whole >= 86400 else ""
    return f"{days}{whole // 3600 % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _terminal(number: int) -> str:
    """A device number of proc(5) as ps names it: the minor's low byte, major, the minor's rest."""
    major, minor = number >> 8 & 0xFFF, (number & 0xFF) | (number >> 12 & 0xFFF00)
    return f"{_TERMINALS[major]}{minor}" if major in _TERMINALS else "?"


def _of_ps(options: Sequence[str], pids: set[int]) -> list[Sequence[str]]:
    """The rows that the host's ps prints for these processes. Raises HostbridgeError."""
    import subprocess

    try:
        done = subprocess.run(
            ["ps", *options], capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError as error:
        raise HostbridgeError(
            f"top {' '.join(options)}: these columns are ps(1)'s, which is not on this host",
            "", "install procps, or leave the options out", exit_code=_FAILED,
        ) from error  # fmt: skip
    if done.returncode:
        raise HostbridgeError(
            f"ps {' '.join(options)}: {done.stderr.strip()}", "", "see ps(1)", exit_code=_FAILED
        )
    lines = done.stdout.splitlines()
    head = lines[0].split() if lines else []
    if "PID" not in head:
        raise HostbridgeError(
            "Couldn't find PID field in ps output", "", "choose it: -o pid,…", exit_code=_FAILED
        )
    at = head.index("PID")
    rows: list[Sequence[str]] = [head]
    for line in lines[1:]:
        cells = line.split(None, len(head) - 1)
        if len(cells) > at and cells[at].isdigit() and int(cells[at]) in pids:
            rows.append(cells)
    return rows
