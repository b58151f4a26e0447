"""From asyncio: iterators in a thread, so that no loop is blocked.

Single calls need nothing of this: ``await asyncio.to_thread(client.run, …)``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

T = TypeVar("T")
_END = object()


async def iterate(values: Iterable[T]) -> AsyncGenerator[T]:
    """The values of a Run, Stream or Feed (or of any iterable), each waited for in a thread.

    When the loop is left, the task is cancelled, or it ends, ``values`` is closed where it can be:
    its command ends, and with it the thread that waits. Use ``contextlib.aclosing`` around it where
    the loop may be left early.
    """
    iterator = iter(values)
    close = getattr(values, "close", None)
    waiting: asyncio.Future[object] | None = None
    try:
        while True:
            waiting = asyncio.ensure_future(asyncio.to_thread(next, iterator, _END))
            # Shielded: a thread cannot be cancelled, it ends when its command does.
            value = await asyncio.shield(waiting)
            if value is _END:
                return
            yield value  # type: ignore[misc]
    finally:
        if close is not None:
            await asyncio.shield(asyncio.to_thread(close))
        if waiting is not None and not waiting.done():
            await asyncio.wait([waiting])
