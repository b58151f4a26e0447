"""The stopwatch, run inside a world: a plan on standard input, times on standard output.

The rows of one measurement alternate, each round in another order, so that what the machine does
meanwhile falls on all of them alike. A command that fails ends it with the command's own words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

WARM_UPS = 2
FEEDER = """\
import os, sys
line = b"a line of sixty-four characters, as programs write it to a pipe\\n"
left, text = int(sys.argv[1]), memoryview(line * 1024)
while left:
    left -= os.write(1, text[:left])
"""


def timed(argv: list[str], size: int) -> float:
    """Seconds from the start to the end of one command; with a size, fed that many bytes of text."""
    feeder = None
    source = os.open(os.devnull, os.O_RDONLY)
    if size:
        os.close(source)
        source, sink = os.pipe()
        feeder = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", FEEDER, str(size)], stdout=sink
        )
        os.close(sink)
    sink = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, sink, 1)]
    began = time.perf_counter()
    child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
    _, status = os.waitpid(child, 0)
    seconds = time.perf_counter() - began
    os.close(source)
    os.close(sink)
    if feeder is not None:
        feeder.wait()
    if status != 0:
        code = os.waitstatus_to_exitcode(status)
        sys.exit(f"{' '.join(argv)} ended with {code}, so there is nothing to measure")
    return seconds


def measure(wanted: dict[str, Any]) -> dict[str, list[float]]:
    """The times of each row, after warming up."""
    size = wanted.get("bytes", 0)
    rows: list[tuple[str, list[str]]] = list(wanted["rows"].items())
    for name, argv in rows:
        for _ in range(1 if size else WARM_UPS):
            timed(argv, min(size, 1 << 20))
    times: dict[str, list[float]] = {name: [] for name, _ in rows}
    for number in range(wanted["rounds"]):
        for name, argv in rows if number % 2 else rows[::-1]:
            times[name].append(timed(argv, size))
    if size:
        times["bytes"] = [float(size)]
    return times


if __name__ == "__main__":
    json.dump({wanted["name"]: measure(wanted) for wanted in json.load(sys.stdin)}, sys.stdout)
