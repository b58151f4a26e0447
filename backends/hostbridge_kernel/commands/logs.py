"""``logs``: what a container has written, from its log file."""

from __future__ import annotations

import sys

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import logreading, state
from hostbridge_kernel.containers.pruning import moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_BATCH = 1 << 18


def logs(context: Context) -> int:
    """``logs [-ft] [-n COUNT] [--since …] [--until …] CONTAINER``."""
    call = context.call
    container = context.containers.find(context.operands()[0])
    driver = (container.config["HostConfig"].get("LogConfig") or {}).get("Type") or "json-file"
    if driver == "none":
        raise HostbridgeError("configured logging driver does not support reading", exit_code=1)
    tail = _tail(call.value("--tail"))
    since, until = (
        moment(text) if text else 0 for text in (call.value("--since"), call.value("--until"))
    )
    follow = call.has("--follow")
    with _watched(container, follow=follow) as watch:
        entries = logreading.read(
            container.log, tail=tail, follow=follow,
            ended=lambda: _over(container, until), wait=watch,
        )  # fmt: skip
        if since or until:
            entries = logreading.chosen(entries, since, until)
        _show(
            context,
            container,
            entries,
            stamps=call.has("--timestamps"),
            details=call.has("--details"),
        )
    return 0


def _tail(text: str | None) -> int:
    if text is None or text == "all":
        return -1
    try:
        return max(-1, int(text))
    except ValueError:
        return -1


def _over(container: Container, until: int) -> bool:
    """Whether nothing comes any more."""
    import time

    if not container.there() or (until and time.time_ns() > until):
        return True
    return state.life(container.state()) in ("idle", "lost")


class _watched:
    def __init__(self, container: Container, *, follow: bool) -> None:
        self._folder = container.folder
        self._follow = follow

    def __enter__(self) -> Callable[[], None]:
        if not self._follow:
            return lambda: None
        from hostbridge_kernel.containers.watching import Watch

        self._watch = Watch(self._folder)
        return self._watch.wait

    def __exit__(self, *_error: object) -> None:
        if self._follow:
            self._watch.__exit__(None, None, None)


def _show(
    context: Context, container: Container, entries: Iterator[logreading.Entry], *, stamps: bool, details: bool
) -> None:  # fmt: skip
    """Write entries to the stream that each came from; together while they come fast."""
    terminal = bool(container.config["Config"].get("Tty"))
    outs = {
        "stdout": sys.stdout.buffer,
        "stderr": sys.stdout.buffer if terminal else sys.stderr.buffer,
    }
    told = _details(container) if details else b""
    waiting: list[bytes] = []
    current, size = "stdout", 0
    follow = context.call.has("--follow")
    for stream, data, at in entries:
        if stream != current or size > _BATCH:
            outs[current].write(b"".join(waiting))
            if stream != current:
                outs[current].flush()
            current, waiting, size = stream, [], 0
        if stamps or told:
            head = f"{_nanoseconds(at)} ".encode() if stamps else b""
            data = head + told + data
        waiting.append(data)
        size += len(data)
        if follow:
            outs[current].write(b"".join(waiting))
            outs[current].flush()
            waiting, size = [], 0
    outs[current].write(b"".join(waiting))
    outs[current].flush()


def _nanoseconds(at: str) -> str:
    """A stamp with all nine digits, as docker shows it."""
    head, _, rest = at.rstrip("Z").partition(".")
    return f"{head}.{rest:0<9}Z"


def _details(container: Container) -> bytes:
    options = (container.config["HostConfig"].get("LogConfig") or {}).get("Config") or {}
    labels = container.config["Config"].get("Labels") or {}
    wanted = str(options.get("labels") or "").split(",")
    return b" ".join(f"{key}={labels[key]}".encode() for key in wanted if key in labels) + b" "
