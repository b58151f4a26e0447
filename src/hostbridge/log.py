"""What ``-v``, ``-vv`` and ``--log-file`` show: one line for each thing that is done."""

from __future__ import annotations

import logging
import os
import sys

_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def start(verbose: int, path: str) -> None:
    """Log to standard error (``-v``: what is done, ``-vv``: every command) and to a file, all of it.

    The file is made for this user alone. One that cannot be written is said once and done without.
    """
    root = logging.getLogger("hostbridge")
    root.setLevel(logging.DEBUG)
    if verbose:
        shown = logging.StreamHandler()
        shown.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
        shown.setFormatter(logging.Formatter("hostbridge: %(message)s"))
        root.addHandler(shown)
    if path:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
            kept = logging.FileHandler(path, encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            sys.stderr.write(f"hostbridge: {path}: no log is written: {error.strerror}\n")
            return
        kept.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(kept)
