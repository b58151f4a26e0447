"""All checks that there are: hostbridge's own, and those that backends bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.doctor.causes import own_checks
from hostbridge.errors import HostbridgeError, NotFound
from hostbridge.plugins import backends, load_backend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.check import Check
    from hostbridge.host import Host


def all_checks(host: Host, backend: str = "") -> list[Check]:
    """Our own checks, then those of every backend (backend: of that one alone).

    An id that is there already is left out; a backend that cannot be loaded brings none.
    """
    found = {check.id: check for check in own_checks()}
    for name in (backend,) if backend else backends():
        try:
            more = list(load_backend(name).checks(host))
        except HostbridgeError:
            if backend:
                raise
            continue
        for check in more:
            found.setdefault(check.id, check)
    return list(found.values())


def chosen(checks: Sequence[Check], names: Sequence[str]) -> list[Check]:
    """The checks that ids or categories name, and nothing that they depend on.

    Raises NotFound for a name that is neither, with the nearest one.
    """
    wanted: list[Check] = []
    for name in names:
        found = [c for c in checks if name.upper() == c.id or name.lower() == c.category]
        if not found:
            raise NotFound(f"{name}: no check and no category has this name", _nearest(checks, name),
                           "hostbridge doctor --list")  # fmt: skip
        wanted += [check for check in found if check not in wanted]
    return [check for check in checks if check in wanted]


def needed(checks: Sequence[Check], wanted: Sequence[Check]) -> list[Check]:
    """Those checks and all that they depend on, in the order of all."""
    known = {check.id: check for check in checks}
    found: set[str] = set()
    left = [check.id for check in wanted]
    while left:
        name = left.pop()
        if name in known and name not in found:
            found.add(name)
            left += known[name].depends_on
    return [check for check in checks if check.id in found]


def _nearest(checks: Sequence[Check], name: str) -> str:
    from difflib import get_close_matches

    known = [check.id for check in checks] + sorted({check.category for check in checks})
    close = get_close_matches(name.upper(), known, 1) or get_close_matches(name.lower(), known, 1)
    return f"did you mean {close[0]}?" if close else ""
