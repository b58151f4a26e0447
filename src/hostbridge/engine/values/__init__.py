"""How the value of one option is said to the other engine: functions that take a call and the word.

``containers`` has those of what runs and of lists, ``images`` those of images, builds, registries,
networks and volumes; the rows of ``differences`` name them.
"""

from __future__ import annotations

from hostbridge.engine.values.containers import POD_LABEL, REQUIRES_LABEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.catalogue import Call, Word
    from hostbridge.contract.engine import Refusal

    Rewriter = Callable[[Call, Word], Call | Refusal]


def rewriter(name: str) -> Rewriter:
    """The function of that name; AttributeError when there is none."""
    from hostbridge.engine.values import containers

    found: Rewriter | None = getattr(containers, name, None)
    if found is None:
        from hostbridge.engine.values import images

        made: Rewriter = getattr(images, name)
        return made
    return found


__all__ = ["POD_LABEL", "REQUIRES_LABEL", "rewriter"]
