"""A full standard output, where it is this host's file and the engine's client runs elsewhere: told with
the words and the exit code with which the client itself would end here.
"""

from __future__ import annotations

import errno
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.engine import Dialect

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CODES = {"docker": 1, "podman": 125, "podman run": 126, "podman exec": 255}
"""The exit codes of docker 20.10 to 28 and podman 4.3, by dialect and command."""


def told(error: OSError, words: Sequence[str], dialect: Dialect) -> int:
    """Say it and return the exit code; an error that is no full output is raised again.

    words: the command's, behind the client's name.
    """
    if error.errno not in _FULL or error.filename:
        raise error
    begins = "" if dialect == "docker" else "Error: "
    text = f"{begins}write /dev/stdout: {os.strerror(error.errno or 0).lower()}\n"
    os.write(2, text.encode())
    command = next((word for word in words if not word.startswith("-")), "")
    return _CODES.get(f"{dialect} {command}", _CODES[dialect])
