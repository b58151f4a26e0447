"""Host files that an engine writes: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING

from hostbridge.errors import HostbridgeError, NotFound

if TYPE_CHECKING:
    from collections.abc import Generator

    from hostbridge.api.options import Path


@contextlib.contextmanager
def written_whole(target: Path) -> Generator[str]:
    """A path beside ``target`` to write to; it takes its place when the block ends well.

    Otherwise it is removed, and what was there before stays. Raises NotFound for a missing directory,
    HostbridgeError for one that cannot be written to, or a target that is a directory.
    """
    path = os.path.abspath(os.fsdecode(target))
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise NotFound(f"{folder}: no such directory", exit_code=125)
    if os.path.isdir(path):
        raise HostbridgeError(f"{path}: is a directory", "", "name a file in it")
    try:
        near = tempfile.mkdtemp(prefix=".hostbridge-", dir=folder)
    except OSError as error:
        raise HostbridgeError(f"{folder}: {error.strerror}") from error
    made = os.path.join(near, "file")
    try:
        yield made
        os.replace(made, path)
    except OSError as error:
        raise HostbridgeError(f"{path}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(made)
        with contextlib.suppress(OSError):
            os.rmdir(near)
