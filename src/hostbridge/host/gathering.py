"""Gathering the host's facts: read, then judge.

``basic`` is what a container command may ask: under 2 ms with its imports, a handful of system
calls. ``gather`` reads files and starts nothing; with ``ask`` it also starts the programs that know
more. From outside: ``from hostbridge.host import basic, gather``.
"""

from __future__ import annotations

from hostbridge.host import judge
from hostbridge.host.system import SYSTEM
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge.host.host import Host
    from hostbridge.host.raw import Raw

_READERS = {"linux": "linux", "macos": "macos", "windows": "windows", "other": "macos"}


def basic(env: Mapping[str, str]) -> Host:
    """Kernel, architecture, ids, and what kind of inside this is. Starts nothing."""
    return judge.basic(_reader().basic(env))


def gather(
    env: Mapping[str, str], directories: Mapping[str, str] | None = None, *, ask: bool = False
) -> Host:
    """All facts. Raises nothing for what is not there.

    directories: hostbridge's own by purpose (``data``, ``config``, ``cache``, ``runtime``), whose
    disks are then told. ask: also start programs, up to five seconds when one of them hangs.
    """
    return judge.everything(raw_facts(env, directories or {}, ask=ask))


def raw_facts(env: Mapping[str, str], directories: Mapping[str, str], *, ask: bool) -> Raw:
    """What ``gather`` judges."""
    raw: Raw = _reader().read(env, directories)
    if ask:
        from hostbridge.host.readers.asking import answers, questions

        raw = replace(raw, commands=answers(questions(raw), env))
    return raw


def _reader() -> Any:
    name = _READERS[SYSTEM]
    return __import__(f"hostbridge.host.readers.{name}", fromlist=[name])
