"""What limits do to real processes: each trial makes a group, puts a process in, and tells what it saw.

``python limit_trials.py INSTANCE [NAME…]`` prints one JSON object a trial. Standard library alone and
Python 3.9, since the same trials run in a guest that has nothing else (test_v2_guest).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from typing import Any, Callable, Dict, Iterator, List

from hostbridge.errors import HostbridgeError
from hostbridge_kernel import cgroups
from hostbridge_kernel.cgroups.group import Cgroup
from hostbridge_kernel.confinement import device_rules

DEADLINE = 60.0
MIB = 1 << 20
INSTANCE = sys.argv[1] if __name__ == "__main__" and len(sys.argv) > 1 else f"t{os.getpid():05x}"
ROOTLESS = bool(os.geteuid())


class Inside:
    """A process in a group, started there: it waits for a byte before it does its work."""

    def __init__(self, group: Cgroup, code: str, *args: str) -> None:
        wait = "import os, sys; os.read(0, 1)\n"
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", wait + code, *args],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        group.add(self.process.pid)
        assert self.process.stdin
        self.process.stdin.write(b"x")
        self.process.stdin.flush()

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().decode().strip()

    def end(self) -> "tuple[int, str]":
        out, _ = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, out.decode().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def group(name: str, resources: Dict[str, Any], **more: Any) -> Cgroup:
    return cgroups.open_or_make(INSTANCE, name, resources, ROOTLESS, **more)


def until(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + DEADLINE
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


EAT = "import sys; held = []\nfor _ in range(int(sys.argv[1])): held.append(b'x' * (1 << 20))\nprint('ate')"


def memory() -> Dict[str, Any]:
    """Too much memory ends the process and is counted; enough does not."""
    made = group("memory", {"memory": {"limit": 32 * MIB, "swap": 32 * MIB}})
    fine = Inside(made, EAT, "4").end()
    before = made.oom_kills()
    ended = Inside(made, EAT, "200").end()
    return {"fine": fine, "before": before, "ended": ended, "oom": made.oom_kills() > 0,
            "limit": made.stats()["memory_stats"]["limit"]}  # fmt: skip


def reservation() -> Dict[str, Any]:
    made = group("reservation", {"memory": {"limit": 64 * MIB, "reservation": 16 * MIB}})
    old = made.where.version("memory") == 1
    file = "memory.soft_limit_in_bytes" if old else "memory.low"
    return {
        "soft": _content(f"{made.directory('memory')}/{file}"),
        "limit": made.stats()["memory_stats"]["limit"],
    }


def pids() -> Dict[str, Any]:
    """A bomb of processes goes no further than the limit."""
    made = group("pids", {"pids": {"limit": 8}})
    code = """
import signal, time
made = []
try:
    for _ in range(100):
        pid = os.fork()
        if pid == 0:
            signal.pause()
        made.append(pid)
except OSError as error:
    print(len(made), error.errno, flush=True)
for pid in made:
    os.kill(pid, 9)
"""
    found = Inside(made, code).end()
    return {"made": found, "limit": made.stats()["pids_stats"]["limit"]}


SPIN = "import time\nprint('spins', flush=True)\nwhile True: pass"


def cpus() -> Dict[str, Any]:
    """A quota holds a process back: the kernel counts the periods in which it did."""
    made = group("cpus", {"cpu": {"quota": 10000, "period": 100000}})
    spinning = Inside(made, SPIN)
    try:
        until(lambda: made.stats()["cpu_stats"]["throttling_data"]["throttled_periods"] >= 3)
        used = made.stats()["cpu_stats"]
        periods = used["throttling_data"]["periods"]
        share = used["cpu_usage"]["total_usage"] / max(periods * 100e6, 1)
        return {"throttled": True, "share": share, "counted": used["cpu_usage"]["total_usage"] > 0}
    finally:
        spinning.kill()


def shares() -> Dict[str, Any]:
    made = group("shares", {"cpu": {"shares": 512}})
    old = made.where.version("cpu") == 1
    return {"value": _content(f"{made.directory('cpu')}/{'cpu.shares' if old else 'cpu.weight'}")}


def cpuset() -> Dict[str, Any]:
    """A process sees the processors that it was given."""
    made = group("cpuset", {"cpu": {"cpus": "0", "mems": "0"}})
    return {"allowed": Inside(made, "print(sorted(os.sched_getaffinity(0)))").end()}


def devices() -> Dict[str, Any]:
    """What the default rules allow can be opened, all else not, whoever owns it."""
    made = group("devices", {"devices": device_rules()})
    code = """
import stat
for path in sys.argv[1:]:
    try:
        os.close(os.open(path, os.O_RDWR))
        print(path, 'open')
    except OSError as error:
        print(path, error.errno)
"""
    # Nodes of our own: a host's /dev may lack some of them.
    folder = f"/tmp/trial-{os.getpid()}"
    os.makedirs(folder, mode=0o700)
    try:
        nodes = {"null": (1, 3), "mem": (1, 1), "kmsg": (1, 11)}
        for name, (major, minor) in nodes.items():
            os.mknod(f"{folder}/{name}", 0o600 | 0o020000, os.makedev(major, minor))
        code_, out = Inside(made, code, *(f"{folder}/{name}" for name in nodes)).end()
        rows = (line.rsplit("/", 1)[-1].split() for line in out.splitlines())
        return {"seen": {row[0]: row[1] for row in rows}}
    finally:
        for name in os.listdir(folder):
            os.unlink(f"{folder}/{name}")
        os.rmdir(folder)


def block() -> Dict[str, Any]:
    """A limit of bytes a second stands at the device; one for what is no device is refused."""
    found = [line.split() for line in (_content("/proc/diskstats") or "").splitlines()]
    disks = [row for row in found if os.path.exists(f"/sys/block/{row[2]}")]
    if not disks:
        return {"disks": 0}
    major, minor = int(disks[0][0]), int(disks[0][1])
    row = {"major": major, "minor": minor, "rate": 4 * MIB}
    made = group("block", {"blockIO": {"throttleReadBpsDevice": [row]}})
    old = made.where.version("blkio") == 1
    file = "blkio.throttle.read_bps_device" if old else "io.max"
    kept = _content(f"{made.directory('blkio')}/{file}")
    try:
        group("block", {"blockIO": {"throttleReadBpsDevice": [{**row, "major": 4000}]}})
        refused = ""
    except HostbridgeError as error:
        refused = error.summary
    return {"disks": len(disks), "node": f"{major}:{minor}", "kept": kept, "refused": refused}


def freezer() -> Dict[str, Any]:
    """A paused process does nothing and goes on where it was; killed while paused, it is gone."""
    made = group("freezer", {})
    code = (
        "import time\nwhile True:\n    print(time.monotonic(), flush=True)\n    time.sleep(0.005)"
    )
    with_it = Inside(made, code)
    try:
        with_it.line()
        made.freeze()
        made.freeze()
        frozen = made.frozen()
        stream = with_it.process.stdout
        assert stream
        os.set_blocking(stream.fileno(), False)
        while stream.read(65536):
            pass
        time.sleep(0.05)
        silent = stream.read(65536) in (None, b"")
        made.thaw()
        made.thaw()
        goes_on = bool(until(lambda: stream.read(65536)))
        made.freeze()
        made.kill()
        return {"frozen": frozen, "silent": silent, "goes on": goes_on, "after": made.frozen(),
                "killed": with_it.process.wait(DEADLINE)}  # fmt: skip
    finally:
        if with_it.process.poll() is None:
            made.thaw()
        with_it.kill()


def kill() -> Dict[str, Any]:
    """Nobody gets away, also not children in sessions of their own."""
    made = group("kill", {})
    code = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        while True:
            signal.pause()
signal.signal(signal.SIGTERM, signal.SIG_DFL)
print('made', flush=True)
signal.pause()
"""
    with_it = Inside(made, code)
    with_it.line()
    before = len(made.pids())
    made.kill(signal.SIGTERM)
    until(lambda: with_it.process.poll() is not None)
    left = len(made.pids())
    made.kill()
    until(lambda: not made.pids())
    with_it.kill()
    return {"before": before, "left": left, "after": made.pids()}


def update() -> Dict[str, Any]:
    """Limits go up and down while it runs, memory and swap in whichever order the kernel takes."""
    made = group("update", {"memory": {"limit": 32 * MIB, "swap": 64 * MIB}, "pids": {"limit": 10}})
    seen = []
    for size in (256, 16, 64):
        made.update({"memory": {"limit": size * MIB, "swap": size * MIB}, "pids": {"limit": size}})
        found = made.stats()
        seen.append([found["memory_stats"]["limit"] // MIB, found["pids_stats"]["limit"]])
    made.update({"pids": {"limit": -1}})
    return {"seen": seen, "unbounded": made.stats()["pids_stats"]["limit"]}


def nested() -> Dict[str, Any]:
    """What a container made below its group goes with it; the last one takes the instance's group."""
    made = group("nested", {})
    for directory in made.directories():
        os.makedirs(f"{directory}/own/deep")
    made.remove()
    made.remove()
    parents = [os.path.dirname(one) for one in made.directories()]
    return {"left": [one for one in parents if os.path.exists(one)] if not _others(made) else []}


def refused() -> Dict[str, Any]:
    """A limit that cannot be set is an error, or is told where the user said to go on."""
    told: List[str] = []
    wanted = {"cpu": {"cpus": "700"}, "pids": {"limit": 9}}
    try:
        group("refused", wanted)
        error = ""
    except HostbridgeError as caught:
        error = caught.summary
    made = group("refused", wanted, warn=told.append)
    return {"error": error, "told": told, "others": made.stats()["pids_stats"]["limit"]}


def _others(made: Cgroup) -> bool:
    return any(
        any(os.path.isdir(f"{os.path.dirname(one)}/{name}") for name in TRIALS)
        for one in made.directories()
    )


def _content(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read().strip()


TRIALS = {
    one.__name__: one
    for one in (memory, reservation, pids, cpus, shares, cpuset, devices, block, freezer, kill, update,
                refused, nested)
}  # fmt: skip


def run(name: str) -> Dict[str, Any]:
    """One trial; its group is gone afterwards."""
    try:
        return TRIALS[name]()
    finally:
        made = cgroups.find(INSTANCE, name, ROOTLESS)
        made.kill()
        made.remove()


def main(names: List[str]) -> Iterator[str]:
    for name in names or TRIALS:
        start = time.monotonic()
        try:
            found = run(name)
        except BaseException:
            found = {"traceback": traceback.format_exc()}
        yield json.dumps({"trial": name, "seconds": round(time.monotonic() - start, 2), **found})


if __name__ == "__main__":
    for told in main(sys.argv[2:]):
        print(told, flush=True)
