"""Engines that are spoken to as a command line: docker and podman.

``docker`` and ``podman`` detect and translate, ``translation`` is the table of what one dialect
lacks of the other, ``emulate/`` does what an engine cannot, ``records`` and ``render`` fetch what it
knows and write it in the caller's dialect. From outside: the two classes through
``hostbridge.plugins``, ``needs_render`` and ``render``, and ``version_line``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.engine import Dialect

DIALECT_VERSION = {"docker": "28.0.0", "podman": "5.0.0"}
"""The client versions whose spellings and outputs hostbridge keeps, whatever the engine's own is.

Callers decide by these what they may ask for (podman-compose waits for health from podman 4.6 on),
so each names a release whose commands hostbridge translates or emulates on every engine.
"""


def version_line(dialect: Dialect) -> str:
    """What ``--version`` prints in a dialect."""
    if dialect == "docker":
        return f"Docker version {DIALECT_VERSION['docker']}, build hostbridge"
    return f"podman version {DIALECT_VERSION['podman']}"
