"""Standard output that is a file, which may be full: copied here, so that it is noticed.

ssh throws away what it cannot write and ends with the command's own code, so nobody would know.
"""

from __future__ import annotations

import os
import stat
import threading
from contextlib import suppress

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_PART = 1 << 16


def may_fill(descriptor: int) -> bool:
    """Whether it is a file or a device that is no terminal; pipes and sockets are never full."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) or (stat.S_ISCHR(mode) and not os.isatty(descriptor))


class Filling:
    """A thread that copies a process's output to a descriptor; starts when it is made.

    failed is called, in the thread, when something cannot be written: nobody else would end the process.
    """

    def __init__(self, source: IO[bytes], descriptor: int, failed: Callable[[], None]) -> None:
        self._failed = failed
        self._source = source
        self._descriptor = descriptor
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Wait for the rest; raises the OSError of what could not be written."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            while part := self._source.read(_PART):
                view = memoryview(part)
                while view:
                    view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            self._error = error
        self._source.close()
        if self._error is not None:
            with suppress(HostbridgeError, TimeoutError):
                self._failed()
