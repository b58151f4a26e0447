"""One local command whose output is wanted, without what ``subprocess`` and ``logging`` cost to load.

For a list that is written in the other dialect starting the engine's client is half of the work, and
loading those two would be half of the other half (10 ms).
"""

from __future__ import annotations

import os
import select

from hostbridge.contract.session import Completed
from hostbridge.errors import EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND, HostbridgeError, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

CAN_CAPTURE = hasattr(os, "posix_spawnp") and hasattr(select, "poll")
"""Windows has neither; there a child of the ordinary kind does it."""
_CHUNK = 1 << 16
_KILL = 9
_IGNORED = ("SIGPIPE", "SIGXFSZ")
"""Signals that Python ignores, and that a child would inherit as ignored (signal(7))."""


def capture(argv: Sequence[str]) -> Completed:
    """Run a command with no input and keep both outputs; in this process's environment and folder.

    The exit status is -N when signal N ended it. Whatever is raised meanwhile (KeyboardInterrupt)
    ends the command first. Raises NotFound (exit code 127) and HostbridgeError (126) as spawn does.
    """
    outputs = (os.pipe(), os.pipe())
    try:
        process = _start(list(argv), [sink for _, sink in outputs])
    except BaseException:
        for source, _ in outputs:
            os.close(source)
        raise
    finally:
        for _, sink in outputs:
            os.close(sink)
    ended = False
    try:
        kept = _read([source for source, _ in outputs])
        _, status = os.waitpid(process, 0)
        ended = True
    finally:
        for source, _ in outputs:
            os.close(source)
        if not ended:
            os.kill(process, _KILL)
            os.waitpid(process, 0)
    return Completed(tuple(argv), os.waitstatus_to_exitcode(status), kept[0], kept[1])


def _start(argv: list[str], sinks: list[int]) -> int:
    signals = __import__("_signal")
    null = os.open(os.devnull, os.O_RDONLY)
    actions = [
        (os.POSIX_SPAWN_DUP2, source, number) for number, source in enumerate((null, *sinks))
    ]
    try:
        return os.posix_spawnp(
            argv[0], argv, os.environ, file_actions=actions,
            setsigdef=[getattr(signals, name) for name in _IGNORED],
        )  # fmt: skip
    except FileNotFoundError as error:
        raise NotFound(
            f"{argv[0]}: command not found", "", f"install {argv[0]}", exit_code=EXIT_NOT_FOUND
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise HostbridgeError(
            f"{argv[0]}: cannot be executed: {why}", exit_code=EXIT_NOT_EXECUTABLE
        ) from error
    finally:
        os.close(null)


def _read(sources: list[int]) -> list[bytes]:
    """All that comes from each, to the end of both."""
    kept: dict[int, list[bytes]] = {source: [] for source in sources}
    poll = select.poll()
    for source in sources:
        poll.register(source, select.POLLIN)
    waiting = len(sources)
    while waiting:
        for source, _ in poll.poll():
            data = os.read(source, _CHUNK)
            if data:
                kept[source].append(data)
            else:
                poll.unregister(source)
                waiting -= 1
    return [b"".join(kept[source]) for source in sources]
