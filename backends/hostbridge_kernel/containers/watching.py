"""Waiting until a directory changes: inotify(7), or a short sleep where there is none."""

from __future__ import annotations

import os
import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_MODIFY, _MOVED_TO, _CREATE, _DELETE, _DELETE_SELF, _MOVED_FROM = 2, 0x80, 0x100, 0x200, 0x400, 0x40
_FLAGS = _MODIFY | _MOVED_TO | _MOVED_FROM | _CREATE | _DELETE | _DELETE_SELF
_PATIENCE = 1.0
"""Seconds after which one looks in any case: a killed process changes no file."""
_BLIND = 0.1


class Watch:
    """Tells when something in a directory may have changed; a context manager."""

    def __init__(self, folder: str) -> None:
        self._descriptor = -1
        try:
            import ctypes

            libc = ctypes.CDLL(None, use_errno=True)
            made = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
            if made >= 0:
                if libc.inotify_add_watch(made, os.fsencode(folder), _FLAGS) >= 0:
                    self._descriptor = made
                else:
                    os.close(made)
        except (AttributeError, OSError):  # a libc or a kernel without it
            pass

    def wait(self, seconds: float = _PATIENCE) -> None:
        """Return when something changed since the last call, or when the time is over."""
        if self._descriptor < 0:
            select.select([], [], [], min(seconds, _BLIND))
            return
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if ready:
            try:
                os.read(self._descriptor, 1 << 16)
            except BlockingIOError:
                pass

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
