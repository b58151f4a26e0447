"""The answer of a probe: usable, unusable with the reason, or untested with what would test it."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Status = Literal["usable", "unusable", "untested"]


@value
class Availability:
    """Whether a backend or an engine can be used, and why.

    why is one line for people; remedy says what the user can do when it is unusable, or what would
    test it when it is untested. version is the far side's own, empty where unknown.
    """

    status: Status
    why: str = ""
    remedy: str = ""
    version: str = ""

    @property
    def usable(self) -> bool:
        """True only when it was proven usable."""
        return self.status == "usable"


def usable(why: str = "", *, version: str = "") -> Availability:
    """It answered."""
    return Availability("usable", why, "", version)


def unusable(why: str, remedy: str = "") -> Availability:
    """It cannot be used; why names the cause, remedy the next step."""
    return Availability("unusable", why, remedy)


def untested(why: str, test: str = "") -> Availability:
    """It cannot be told without booting or waiting; test says what would tell."""
    return Availability("untested", why, test)
