"""The process whose namespaces are a world (``world.py``): makes them, waits, and goes.

Reads its orders as one JSON object from the file that its argument names, says ``ready PID`` (the process whose
namespaces are the world's) or ``failed REASON`` on standard output, and ends with standard input.
Run as a program; imports the standard library alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

NEW_MOUNT, NEW_GROUPS, NEW_HOST_NAME = 0x00020000, 0x02000000, 0x04000000
NEW_PID, NEW_NETWORK = 0x20000000, 0x40000000
_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def delegate(group: Path) -> None:
    """Version 2: make room for controllers, which a group with processes of its own has not."""
    if (group / "cgroup.type").is_file() and (group / "cgroup.controllers").read_text().split():
        (group / "rig").mkdir()
        (group / "rig" / "cgroup.procs").write_text("0")
        for controller in (group / "cgroup.controllers").read_text().split():
            (group / "cgroup.subtree_control").write_text(f"+{controller}")


def prepare(orders: dict[str, Any]) -> None:
    """Carry out ``steps`` (argv after argv), then write ``files``."""
    for step in orders["steps"]:
        done = subprocess.run(step, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise OSError(f"{' '.join(step)}: {done.stderr.strip() or done.returncode}")
    for name, text in orders["files"].items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """A handler, so that the signal is kept for sigwait instead of dropped."""


def be_first(orders: dict[str, Any], report: int) -> None:
    """The life of process 1 of a pid namespace: prepare, then wait for orphans for ever."""
    _check(_libc.prctl(_SET_PDEATHSIG, signal.SIGKILL))
    try:
        prepare(orders)
    except OSError as error:
        os.write(report, f"failed {error}\n".encode())
        os._exit(1)
    os.write(report, b"ready\n")
    os.close(report)
    signal.signal(signal.SIGCHLD, _nothing)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        signal.sigwait({signal.SIGCHLD})


def main() -> int:
    orders = json.loads(Path(sys.argv[1]).read_text())
    first = 0
    try:
        # The root of a control group namespace is where its maker is at that moment, see
        # cgroup_namespaces(7). Without one, runc looks for its groups at the host's paths.
        for group in orders["groups"]:
            Path(group, "cgroup.procs").write_text("0")
        flags = NEW_MOUNT | NEW_NETWORK | NEW_GROUPS
        _check(_libc.unshare(flags | (NEW_PID | NEW_HOST_NAME if orders["own_processes"] else 0)))
        for group in orders["groups"]:
            delegate(Path(group))
        if orders["own_processes"]:
            report, told = os.pipe()
            first = os.fork()
            if first == 0:
                os.close(report)
                be_first(orders, told)
            os.close(told)
            with os.fdopen(report) as lines:
                answer = lines.readline().strip()
            if answer != "ready":
                print(answer or "failed: no answer", flush=True)
                return 1
        else:
            prepare(orders)
    except OSError as error:
        print(f"failed {error}", flush=True)
        return 1
    print(f"ready {first or os.getpid()}", flush=True)
    while os.read(0, 4096):
        pass
    if first:
        os.kill(first, signal.SIGKILL)
        os.waitpid(first, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
