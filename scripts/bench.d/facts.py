"""What the host's facts cost, in a fresh interpreter: those that a command may ask; and the import."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 30
_CODE = """\
import os, time
began = time.perf_counter()
from hostbridge.host import basic
basic(os.environ)
first = time.perf_counter()
from hostbridge.host import gather
gather(os.environ)
print(first - began, time.perf_counter() - first)
"""


def lines(python: Path) -> Iterator[str]:
    """The figures; imports count, since a command pays for them too."""
    times: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [str(python), "-c", _CODE], capture_output=True, text=True, check=True
        )
        first, rest = done.stdout.split()
        times.append((float(first), float(rest)))
    cheap, full = (min(column) for column in zip(*times, strict=True))
    yield f"host: facts for a container command, imports and all, best of {ROUNDS}"
    yield f"    {cheap * 1000:.2f} ms   (limit: at most 2 ms)"
    yield "host: all facts that start no process"
    yield f"    {full * 1000:.2f} ms more"
    bare, imported = (_best(python, code) for code in ("pass", "import hostbridge"))
    yield f"import hostbridge, to the bare interpreter, best of {ROUNDS}"
    yield f"    {imported / bare:.2f} of {bare * 1000:.1f} ms   (limit: at most 3)"


def _best(python: Path, code: str) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([str(python), "-c", code], check=True)
        times.append(time.perf_counter() - began)
    return min(times)
