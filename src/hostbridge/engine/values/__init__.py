"""How the value of one option is said to the other engine: functions that take a call and the word.

``containers`` has those of what runs and of lists, ``images`` those of images, builds, registries,
networks and volumes, ``shared_words`` those that both engines have and mean otherwise; the rows of
``differences`` name them.
"""

from __future__ import annotations

from hostbridge.engine.values.containers import POD_LABEL, REQUIRES_LABEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.catalogue import Call, Word
    from hostbridge.contract.engine import Refusal

    Rewriter = Callable[[Call, Word], Call | Refusal]


_MODULES = ("containers", "images", "shared_words")


def rewriter(name: str) -> Rewriter:
    """The function of that name; LookupError when there is none."""
    for module in _MODULES:
        loaded = __import__(f"{__name__}.{module}", fromlist=[name])
        found: Rewriter | None = getattr(loaded, name, None)
        if found is not None:
            return found
    raise LookupError(name)


__all__ = ["POD_LABEL", "REQUIRES_LABEL", "rewriter"]
