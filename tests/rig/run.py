"""A run: the directory that everything of one test session is made in and recorded by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from rig import sweep


class Missing(Exception):
    """A part which the rig needs is not on this machine; the text says which."""


@contextmanager
def new_run() -> Generator[Path]:
    """A fresh run directory; what dead runs left is ended first, and this one at the end.

    A guard process ends it too when this process dies without getting that far.
    """
    sweep.sweep_dead()
    run = Path(tempfile.mkdtemp(prefix=sweep.PREFIX, dir=sweep.base()))
    owner = {
        "pid": os.getpid(),
        "start": sweep.start_time(os.getpid()),
        "boot": sweep.boot_id(),
    }
    (run / sweep.OWNER).write_text(json.dumps(owner))
    run.chmod(0o755)
    guard = subprocess.Popen(
        [sys.executable, "-I", "-S", sweep.__file__, str(run)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield run
    finally:
        sweep.sweep(run)
        guard.communicate()
