"""Facts about the host, gathered once into one frozen ``Host``.

``system`` asks which operating system this is. ``readers`` read raw text (``raw``), ``judge`` makes
facts of it (``facts``, ``host``), ``gathering`` does both; ``redact`` takes secrets out of a record.
Names are loaded when they are asked for, since a container command needs few of them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.gathering import basic, gather
    from hostbridge.host.host import Host, plain
    from hostbridge.host.system import SYSTEM

_HOME = {
    "Host": "host",
    "plain": "host",
    "basic": "gathering",
    "gather": "gathering",
    "SYSTEM": "system",
}

__all__ = ["SYSTEM", "Host", "basic", "gather", "plain"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    loaded = __import__(f"{__name__}.{_HOME[name]}", fromlist=[name])
    found: object = getattr(loaded, name)
    globals()[name] = found
    return found
