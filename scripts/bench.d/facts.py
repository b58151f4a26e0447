"""What the host's facts cost: those that a container command may ask, in a fresh interpreter."""

from __future__ import annotations

import subprocess
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
        done = subprocess.run([str(python), "-c", _CODE], capture_output=True, text=True, check=True)
        first, rest = done.stdout.split()
        times.append((float(first), float(rest)))
    cheap, full = (min(column) for column in zip(*times, strict=True))
    yield f"host: facts for a container command, imports and all, best of {ROUNDS}"
    yield f"    {cheap * 1000:.2f} ms   (limit: at most 2 ms)"
    yield "host: all facts that start no process"
    yield f"    {full * 1000:.2f} ms more"
