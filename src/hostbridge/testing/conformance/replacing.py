"""``replace``: this process becomes the command, with its streams, signals and exit code."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hostbridge.testing.conformance.case import SessionCase


def replace(case: SessionCase) -> None:
    """The process becomes the command: streams, exit code, and no descriptor but three."""
    source = f"{case.program}\nimport sys\nsession().replace(sys.argv[1:])\n"
    script = "cat; echo err >&2; exit 9"
    done = subprocess.run(
        [sys.executable, "-c", source, "sh", "-c", script], input=b"through", capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (9, b"through", b"err\n"), done
    listing = [sys.executable, "-c", source, "sh", "-c", "ls /proc/self/fd | wc -l"]
    inherited, extra = os.pipe()
    os.set_inheritable(inherited, True)
    done = subprocess.run(listing, capture_output=True, timeout=60, check=False)
    os.close(inherited)
    os.close(extra)
    assert int(done.stdout) <= 4, done  # 0, 1, 2, and the one that ls reads


def replace_leaves_input(case: SessionCase) -> None:
    """What a command does not read stays for whoever reads next from the same stream."""
    source = f"{case.program}\nimport sys\nsession().replace(sys.argv[1:], reads=False)\n"
    both = '"$@"; cat'
    done = subprocess.run(
        ["sh", "-c", both, "sh", sys.executable, "-c", source, "echo", "first"], input=b"rest",
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"first\nrest", b""), done


def replace_killed(case: SessionCase) -> None:
    """What was started for a process that is killed at once does not stay on this host."""
    mark = f"27{os.getpid()}"
    source = f"{case.program}\nimport sys\nsession().replace(sys.argv[1:])\n"
    process = subprocess.Popen(
        [sys.executable, "-c", source, "sh", "-c", f"echo ready; exec sleep {mark}"],
        stdout=subprocess.PIPE, bufsize=0, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.read(6) == b"ready\n"
        process.kill()
        assert process.stdout.read() == b""  # nobody on this host holds the pipe any more
        assert process.wait(30) == -9
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
    with case.session() as session:
        session.run(["sh", "-c", f"for p in $(grep -lazx {mark} /proc/[0-9]*/cmdline 2>/dev/null); do"
                     " kill $(echo $p | cut -d/ -f3); done"])  # fmt: skip


def replace_signals(case: SessionCase) -> None:
    """Signals to the process that became the command are the command's."""
    source = f"{case.program}\nimport sys\nsession().replace(sys.argv[1:])\n"
    script = "trap 'echo got; exit 6' TERM; echo ready; while :; do sleep 0.05; done"
    process = subprocess.Popen(
        [sys.executable, "-c", source, "sh", "-c", script], stdout=subprocess.PIPE, bufsize=0
    )
    try:
        assert process.stdout is not None
        assert process.stdout.read(6) == b"ready\n"
        time.sleep(0.3)
        process.terminate()
        out, _ = process.communicate(timeout=30)
        assert (out, process.returncode) == (b"got\n", 6)
    finally:
        process.kill()
        process.wait()


CHECKS = (replace, replace_leaves_input, replace_killed, replace_signals)
