"""A check: one cause that doctor knows, as a function from facts to a result."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from hostbridge.host import Host

    CheckStatus = Literal["ok", "info", "warning", "error", "skipped"]


@value
class CheckResult:
    """What a check found. evidence: (what was looked at, what was seen). remedy: steps in order."""

    status: CheckStatus
    summary: str
    evidence: tuple[tuple[str, str], ...] = ()
    remedy: tuple[str, ...] = ()


@value
class Check:
    """One cause. id is stable and capital (``LNX-SUBID``); depends_on names causes that hide it.

    run takes the host's facts, changes nothing, and returns in ``budget`` seconds. systems: of
    ``linux``, ``windows``, ``macos``.
    """

    id: str
    category: str
    title: str
    run: Callable[[Host], CheckResult]
    systems: tuple[str, ...] = ("linux",)
    depends_on: tuple[str, ...] = ()
    budget: float = 2.0
