"""Facts about the host, gathered once into one frozen ``Host``.

``system`` asks which operating system this is, ``reading`` reads raw text, ``facts`` judges it.
Names are loaded when they are asked for, since a container command needs none of them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.facts import Host
    from hostbridge.host.reading import basic, gather
    from hostbridge.host.system import SYSTEM

_HOME = {"Host": "facts", "basic": "reading", "gather": "reading", "SYSTEM": "system"}

__all__ = ["SYSTEM", "Host", "basic", "gather"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    loaded = __import__(f"{__name__}.{_HOME[name]}", fromlist=[name])
    found: object = getattr(loaded, name)
    return found
